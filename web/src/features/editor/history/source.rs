//! Markdown to be read in the history: as it looks in the editor, its marks out of the way. A mark of which one half alone changed is shown.

use leptos::prelude::*;

/// How a piece looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    #[default]
    Plain,
    Strong,
    Emphasis,
    Struck,
    Code,
    Link,
    Heading,
    Quote,
}

/// A piece of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    look: Look,
    text: String,
}

/// Shows a stretch of Markdown. `starts_line`: whether it begins at the beginning of a line.
pub(super) fn source(text: &str, starts_line: bool) -> AnyView {
    let drawn = pieces(text, starts_line).into_iter().map(|Piece { look, text }| match look {
        Look::Plain => text.into_any(),
        Look::Strong => view! { <strong>{text}</strong> }.into_any(),
        Look::Emphasis => view! { <em>{text}</em> }.into_any(),
        Look::Struck => view! { <s>{text}</s> }.into_any(),
        Look::Code => view! { <code>{text}</code> }.into_any(),
        Look::Link => view! { <span class="past-link">{text}</span> }.into_any(),
        Look::Heading => view! { <strong class="past-heading">{text}</strong> }.into_any(),
        Look::Quote => view! { <span class="past-quote">{text}</span> }.into_any(),
    });
    drawn.collect_view().into_any()
}

fn pieces(text: &str, starts_line: bool) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut in_fence = false;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
        let at_start = index > 0 || starts_line;
        let indent = &words[..words.len() - words.trim_start().len()];
        let rest = words.trim_start();
        if at_start && (rest.starts_with("```") || rest.starts_with("~~~")) {
            in_fence = !in_fence;
            // Its line is nothing to read, but for the language.
            push(&mut out, Look::Plain, &format!("{}{end}", rest.trim_start_matches(['`', '~'])));
        } else if in_fence {
            push(&mut out, Look::Code, words);
            push(&mut out, Look::Plain, end);
        } else {
            push(&mut out, Look::Plain, indent);
            block(&mut out, rest, at_start);
            push(&mut out, Look::Plain, end);
        }
    }
    out
}

/// A line without its indent.
fn block(out: &mut Vec<Piece>, line: &str, at_start: bool) {
    if !at_start {
        return spans(out, line, Look::Plain);
    }
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level)
        && let Some(words) = line[level..].strip_prefix(' ')
    {
        return push(out, Look::Heading, words);
    }
    for (mark, shown) in
        [("- [ ] ", "☐ "), ("- [x] ", "☑ "), ("- [X] ", "☑ "), ("- ", "• "), ("* ", "• "), ("+ ", "• ")]
    {
        if let Some(words) = line.strip_prefix(mark) {
            push(out, Look::Plain, shown);
            return spans(out, words, Look::Plain);
        }
    }
    match line.strip_prefix("> ") {
        Some(words) => spans(out, words, Look::Quote),
        None => spans(out, line, Look::Plain),
    }
}

/// Emphasis, code and links of one line; a mark without its other half is text.
fn spans(out: &mut Vec<Piece>, line: &str, base: Look) {
    const MARKS: [(&str, Look); 6] = [
        ("**", Look::Strong),
        ("__", Look::Strong),
        ("~~", Look::Struck),
        ("`", Look::Code),
        ("*", Look::Emphasis),
        ("_", Look::Emphasis),
    ];
    let mut rest = line;
    let mut before = None;
    'line: while !rest.is_empty() {
        if rest.starts_with('[')
            && let Some((words, left)) = link(rest)
        {
            push(out, Look::Link, words);
            (before, rest) = (words.chars().next_back(), left);
            continue;
        }
        for (mark, look) in MARKS {
            // Within a word an underline is part of a name.
            let opens = before.is_none_or(|letter: char| !letter.is_alphanumeric() || !mark.starts_with('_'));
            let inner = rest.strip_prefix(mark).filter(|inner| opens && !inner.starts_with(char::is_whitespace));
            let Some((words, left)) = inner.and_then(|inner| inner.split_once(mark)) else { continue };
            if !words.is_empty() && !words.ends_with(char::is_whitespace) {
                push(out, look, words);
                (before, rest) = (words.chars().next_back(), left);
                continue 'line;
            }
        }
        let mut letters = rest.chars();
        before = letters.next();
        push(out, base, before.map(String::from).unwrap_or_default().as_str());
        rest = letters.as_str();
    }
}

/// The words of `[words](address)`, and what follows.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, left) = rest.split_once(')')?;
    (!words.is_empty() && !words.contains(['[', ']']) && !address.contains(char::is_whitespace))
        .then_some((words, left))
}

fn push(out: &mut Vec<Piece>, look: Look, text: &str) {
    match out.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.look == look => last.text.push_str(text),
        _ => out.push(Piece { look, text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Look, String)> {
        pieces(text, true).into_iter().map(|piece| (piece.look, piece.text)).collect()
    }

    #[test]
    fn marks_are_out_of_the_way() {
        let piece = |look, text: &str| (look, text.to_owned());
        assert_eq!(
            read("## Impact\n- **300** addresses, `db_pool`\n> said *so*\n[the report](https://x.org/a)"),
            [
                piece(Look::Heading, "Impact"),
                piece(Look::Plain, "\n• "),
                piece(Look::Strong, "300"),
                piece(Look::Plain, " addresses, "),
                piece(Look::Code, "db_pool"),
                piece(Look::Plain, "\n"),
                piece(Look::Quote, "said "),
                piece(Look::Emphasis, "so"),
                piece(Look::Plain, "\n"),
                piece(Look::Link, "the report"),
            ]
        );
        assert_eq!(
            read("```sh\n# no heading\n```\nx"),
            [piece(Look::Plain, "sh\n"), piece(Look::Code, "# no heading"), piece(Look::Plain, "\n\nx"),]
        );
    }

    #[test]
    fn what_is_no_mark_stays() {
        for text in ["2 * 3 * 4", "snake_case_name", "a ** b", "#4711", "[x] y", "-1", "* ", "1. one"] {
            let joined: String = pieces(text, false).into_iter().map(|piece| piece.text).collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn in_the_middle_of_a_line_there_is_no_heading() {
        assert_eq!(pieces("# 4", false), [Piece { look: Look::Plain, text: "# 4".to_owned() }]);
    }
}
