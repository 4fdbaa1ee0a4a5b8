//! Words of the page are in `web/src/texts/`, those of its editor in `web/editor/src/texts.js`: elsewhere a word is named, not written.

use std::fs;

use anyhow::Result;

use crate::paths;
use crate::stamp::files_below;
use crate::tools::relative;

/// Where the words are, each with the views that have none.
const PAGE: (&str, &str) = ("web/src", "web/src/texts");
const EDITOR: (&str, &str) = ("web/editor/src", "web/editor/src/texts.js");

/// What looks like words to people and is read by none of them.
const UNSAID: &[&str] = &[
    // Keys and methods, as the browser names them, and keys, as they are labelled.
    "Alt",
    "AltGraph",
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "Backspace",
    "Ctrl",
    "DELETE",
    "Del",
    "Delete",
    "End",
    "Enter",
    "Esc",
    "Escape",
    "GET",
    "GMT",
    "Home",
    "Mac",
    "PATCH",
    "POST",
    "PUT",
    "PageDown",
    "PageUp",
    "Shift",
    "Space",
    "Tab",
    "BODY",
    "UTC",
    // Units.
    "GB",
    "MB",
    "{size:.1} TB",
    // Names of lines of a list, a selector, what is told to whoever builds.
    "day {words}",
    "gap {after} {words}",
    "dialog {selector}",
    // A part of an address.
    "from",
    "no response",
    "status {status}",
    "an edit inside an edit: changes that follow from others come after the transaction",
];

/// Attributes that are read or seen.
const SPOKEN: [&str; 9] =
    ["label=", "title=", "placeholder=", "data-tip=", "aria-description=", "lead=", "hint=", "sure=", "description="];

/// What stands before words that are for those who build.
const BUILDERS: [&str; 4] = ["expect(", "reason =", "#[error(", "Error("];

pub(super) fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for (views, words) in [PAGE, EDITOR] {
        let (folder, place) = (paths::root().join(views), paths::root().join(words));
        for file in files_below(&folder)? {
            if file.starts_with(&place) || file == place.with_extension("rs") {
                continue;
            }
            let text = fs::read_to_string(&file)?;
            let shown = relative(&file);
            let is_rust = file.extension().is_some_and(|ending| ending == "rs");
            let found = if is_rust { written(&text) } else { written_in_script(&text) };
            findings.extend(
                found.into_iter().map(|(line, said)| {
                    format!("{shown}:{line}: “{said}” belongs into {words}, see docs/TRANSLATING.md")
                }),
            );
        }
    }
    Ok(findings)
}

/// The words that code, without its tests, has a person read, and their lines.
fn written(text: &str) -> Vec<(usize, String)> {
    let code = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let code = code.split("#[cfg(test)]\npub").next().unwrap_or_default();
    let lines = code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.flat_map(|(at, line)| literals(line).into_iter().map(move |words| (at + 1, words))).collect()
}

/// The literals of a line that are words: text between elements, spoken attributes, and whatever reads as a sentence or a part of one.
fn literals(line: &str) -> Vec<String> {
    // Every second piece is between quotes; views have no quotes within words.
    let line = line.replace("\\\"", "”");
    let pieces: Vec<&str> = line.split('"').collect();
    let between = pieces.iter().enumerate().skip(1).step_by(2);
    let words = between.filter(|(at, words)| {
        let before = pieces[at - 1].trim_end();
        let after = pieces.get(at + 1).map_or("", |after| after.trim_start());
        let alone = before.is_empty() && !after.starts_with("=>") && !after.starts_with(',');
        let is_node = before.ends_with('>') && !before.ends_with("=>") || alone && !is_markup(words);
        let attribute = before.ends_with('=') && !before.ends_with("==") && !before.ends_with(" =");
        let is_spoken =
            attribute && SPOKEN.iter().any(|spoken| before.ends_with(spoken)) && !before.ends_with("enterkeyhint=");
        let is_said = !attribute && (reads_as_words(words) || before.ends_with(".also("));
        let for_builders = BUILDERS.iter().any(|builder| before.ends_with(builder));
        letters(words) >= 2 && !UNSAID.contains(words) && !for_builders && (is_node || is_spoken || is_said)
    });
    words.map(|(_, words)| (*words).to_owned()).collect()
}

/// The words of a script: what reads as a sentence or stands where it is shown. `Names` of syntax nodes are none.
fn written_in_script(text: &str) -> Vec<(usize, String)> {
    let shown = ["label: ", "what: ", "group: ", "textContent = ", "title = ", "placeholder = ", "\"aria-label\", "];
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with(['/', '*']));
    let words = lines.flat_map(|(at, line)| {
        let pieces: Vec<String> = line.split('"').map(str::to_owned).collect();
        let said = |number: usize| {
            let before = format!("{}\"", pieces[..number].join("\""));
            let is_shown = shown.iter().any(|place| before.trim_end_matches('"').ends_with(place.trim_matches('"')));
            let words = &pieces[number];
            let is_sentence = words.contains(' ') && words.starts_with(char::is_uppercase) && !is_markup(words);
            let for_builders = BUILDERS.iter().any(|builder| before.trim_end_matches('"').ends_with(builder));
            (letters(words) >= 2 && !for_builders && (is_sentence || is_shown)).then(|| (at + 1, words.clone()))
        };
        (1..pieces.len()).step_by(2).filter_map(said).collect::<Vec<_>>()
    });
    words.collect()
}

/// Letters of a text without what `format!` puts into it.
fn letters(words: &str) -> usize {
    let outside = words.split('{').enumerate().map(|(at, part)| match part.split_once('}') {
        Some((_, rest)) if at > 0 => rest,
        _ => part,
    });
    outside.flat_map(str::chars).filter(|letter| letter.is_alphabetic()).count()
}

/// Whether a literal reads as something that is said: a word with a capital, a sentence, or a part of one.
fn reads_as_words(words: &str) -> bool {
    let starts = words.trim_start().starts_with(char::is_uppercase);
    let one_word = !words.contains(' ');
    let plain = words.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '…' || letter == '’');
    if is_markup(words) {
        return false;
    }
    match (one_word, starts) {
        (true, true) => plain && words.chars().skip(1).all(|letter| !letter.is_uppercase()),
        (true, false) => words.ends_with('…'),
        (false, true) => true,
        // A part of a sentence has two words of letters alone, or one around something that is put in.
        (false, false) => {
            let bare = words.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count();
            bare >= 2 || bare == 1 && words.contains('{')
        }
    }
}

/// Selectors, classes, media queries, forms of `strftime`, drawings and the like.
fn is_markup(words: &str) -> bool {
    let drawing = words.starts_with(['m', 'M']) && words[1..].starts_with(|next: char| next.is_ascii_digit());
    let class = words.split_whitespace().all(|word| {
        word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-{}".contains(letter))
    }) && words.contains('-')
        && !words.contains(" – ");
    let has = |signs: &[&str]| signs.iter().any(|sign| words.contains(sign));
    let selector = has(&[
        "[data-",
        "[role",
        "[contenteditable",
        "::",
        "(min-",
        "(max-",
        "(prefers-",
        "data-",
        "--",
        "application/",
    ]) || words.starts_with(['.', '%', '/', '#', '-'])
        || words.split(", ").any(|part| part.starts_with('.'));
    let tags = words.contains(' ') && !words.contains(char::is_lowercase) && !words.contains(['“', '·']);
    drawing || class || tags || selector || words == "external noopener" || words == "button, textarea, form"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_views_are_found() {
        for line in [
            "<h1>\"Sign in\"</h1>",
            "    \"or\"",
            "<Field label=\"Email\" value=email />",
            "<button aria-label=\"Close\">",
            "trouble.set(Some(\"Please try again.\".to_owned()));",
            "use_title(\"Postmortems\".to_owned());",
            "let words = format!(\"{} asks\", person.name);",
            "let does = \"is typing here\";",
            "(&[\"/\"], \"Search by title\"),",
            "<p>{move || format!(\"“{}” is removed.\", title)}</p>",
            "let words = \"Saving…\";",
            ".also(\"paper\")",
        ] {
            assert_eq!(literals(line).len(), 1, "{line}");
        }
    }

    #[test]
    fn what_nobody_reads_is_none() {
        for line in [
            "<h1 class=\"muted small\">{texts::SIGN_IN}</h1>",
            "<Field label=texts::EMAIL kind=\"email\" autocomplete=\"username\" />",
            "\"expired\" => texts::EXPIRED,",
            "<code>\"#…\"</code>",
            "\"ArrowDown\" => step(1),",
            "let class = \"button button-primary\";",
            "let class = format!(\"avatar peer-{}{}\", color, small);",
            "live.query_selector(\"[data-testid=fact-severity] button\")",
            "IconName::Plus => \"M10 4v12M4 10h12\",",
            "moment.local().strftime(\"%H:%M:%S\")",
            "#[error(\"no answer from the server\")]",
            "<input enterkeyhint=\"done\" />",
        ] {
            assert_eq!(literals(line), Vec::<String>::new(), "{line}");
        }
        assert!(written("// \"Words here\"\n#[cfg(test)]\nmod tests { say(\"Words there\") }").is_empty());
    }

    #[test]
    fn words_in_a_script_are_found_and_names_of_its_syntax_are_not() {
        let found = |line: &str| written_in_script(line).len();
        assert_eq!(found("{ label: \"Bold\", keys: \"Control+B\" }"), 1);
        assert_eq!(found("bar.setAttribute(\"aria-label\", \"Adding the picture\");"), 1);
        assert_eq!(found("const words = large ? \"Make it smaller.\" : undefined;"), 1);
        assert_eq!(found("if (node.name === \"FencedCode\") return;"), 0);
        assert_eq!(found("{ label: texts.BOLD, keys: \"Control+B\" }"), 0);
    }
}
