//! A whole postmortem from a file: our own JSON, and Markdown as people write it. Whatever is not understood stays text where it stands.

mod actions;
mod ours;

#[cfg(feature = "documents")]
pub(super) use actions::is_heading as is_actions;

use serde::de::IgnoredAny;

use super::{Answers, Format, ImportError, Input, table, text};
use crate::document::{EntryKind, EntryView, Facts, MitigationView, SectionKind, SectionView, View};

/// Most bytes of a postmortem's file.
pub const MAX_POSTMORTEM_BYTES: usize = 4 << 20;
/// Most sections, entries or mitigations in it.
const MAX_ITEMS: usize = 5_000;

/// Reads a postmortem. In Markdown `answers` give the zone of times that say none; a table without a day stays a table.
///
/// # Errors
/// [`ImportError`]: then nothing was read.
pub fn postmortem(input: Input<'_>, zone: &str, answers: &Answers<'_>) -> Result<View, ImportError> {
    if input.bytes.len() > MAX_POSTMORTEM_BYTES {
        return Err(ImportError::new(
            format!("This is larger than {} MB", MAX_POSTMORTEM_BYTES >> 20),
            "Is it a postmortem? Chats and logs go into the timeline of one.",
        ));
    }
    let text = text::decode(input.bytes)?;
    let view = if text.trim_start().starts_with('{') { json(&text)? } else { markdown(&text, zone, answers) };
    let most = view.sections.len().max(view.timeline.len()).max(view.mitigations.len());
    if most > MAX_ITEMS {
        return Err(ImportError::new(format!("There are more than {MAX_ITEMS} items in a list of it"), "Split it."));
    }
    Ok(view)
}

/// What `export --format json` wrote.
fn json(text: &str) -> Result<View, ImportError> {
    #[derive(serde::Deserialize)]
    struct Whole {
        #[serde(flatten)]
        view: View,
        #[serde(default, rename = "images")]
        _images: IgnoredAny,
    }
    Ok(serde_json::from_str::<Whole>(text)?.view)
}

fn markdown(text: &str, zone: &str, answers: &Answers<'_>) -> View {
    let mut view = View { facts: Facts { time_zone: zone.to_owned(), ..Facts::default() }, ..View::default() };
    let mut fence = None;
    let mut parts = vec![(String::new(), String::new())];
    for line in text.lines() {
        fence = fence_after(fence, line);
        match (fence.is_some(), line.strip_prefix("# "), line.strip_prefix("## ")) {
            (false, Some(title), _) if view.title.is_empty() && parts.len() == 1 && parts[0].1.trim().is_empty() => {
                title.trim().clone_into(&mut view.title);
            }
            (false, _, Some(heading)) => parts.push((heading.trim().to_owned(), String::new())),
            _ => {
                if let Some((_, body)) = parts.last_mut() {
                    body.push_str(line);
                    body.push('\n');
                }
            }
        }
    }
    // `All times in UTC` stands anywhere.
    let utc = text.lines().any(table::says_utc);
    // What this product wrote is read by its own rules, and nothing else in it is guessed at.
    let is_ours = ours::is_ours(&parts[0].1);
    if let Some(rest) = ours::facts(&parts[0].1, &mut view.facts) {
        parts[0].1 = rest;
    }
    for (heading, body) in parts {
        let mut body = body.trim_matches('\n').trim_end().to_owned();
        if heading.is_empty() && body.is_empty() {
            continue;
        }
        let mut kind = SectionKind::Prose;
        let has = |wanted: SectionKind| view.sections.iter().any(|section| section.kind == wanted);
        if !has(SectionKind::Timeline)
            && let Some((rest, entries)) = ours::entries(&body, &view.facts)
        {
            (body, kind) = (rest, SectionKind::Timeline);
            view.timeline = entries;
        } else if !has(SectionKind::Mitigations)
            && let Some((rest, mitigations)) = ours::mitigations(&body)
        {
            (body, kind) = (rest, SectionKind::Mitigations);
            view.mitigations = mitigations;
        } else if is_ours {
            // Text.
        } else if !has(SectionKind::Timeline)
            && let Some((rest, entries)) = entries(&body, utc, answers)
        {
            (body, kind) = (rest, SectionKind::Timeline);
            view.timeline = entries;
        } else if !has(SectionKind::Mitigations)
            && actions::is_heading(&heading)
            && let Some((rest, mitigations)) = actions::list(&body)
        {
            (body, kind) = (rest, SectionKind::Mitigations);
            view.mitigations = mitigations;
        }
        let heading = if heading.is_empty() { "Summary".to_owned() } else { heading };
        view.sections.push(SectionView {
            id: String::new(),
            kind,
            heading,
            guidance: String::new(),
            body,
            removed: None,
        });
    }
    view
}

/// The fence of code that is open after a line, as its letter and how many of them: only the same, as many at least and alone, closes it (CommonMark 4.5).
fn fence_after(open: Option<(char, usize)>, line: &str) -> Option<(char, usize)> {
    let line = line.trim();
    let letter = line.chars().next().filter(|letter| ['`', '~'].contains(letter));
    let count = letter.map_or(0, |letter| line.chars().take_while(|other| *other == letter).count());
    let info = &line[count..];
    match (open, letter) {
        (None, Some(letter)) if count >= 3 && !(letter == '`' && info.contains('`')) => Some((letter, count)),
        (Some((open, length)), Some(letter)) if letter == open && count >= length && info.is_empty() => None,
        _ => open,
    }
}

/// The first table of times in a section as entries, and the section without it. `None` where a row of it has no whole time: then all of it stays.
fn entries(body: &str, utc: bool, answers: &Answers<'_>) -> Option<(String, Vec<EntryView>)> {
    let rows: Vec<&str> = body.lines().collect();
    let at = (0..rows.len()).find(|at| table::is_table(&rows, *at))?;
    let end = (at..rows.len()).find(|end| !rows[*end].contains('|')).unwrap_or(rows.len());
    if rows[at].split(|c: char| !c.is_alphanumeric()).any(is_zone) {
        return None;
    }
    let note = if utc { "All times in UTC.\n\n" } else { "" };
    let noted = note.lines().count();
    let parsed = table::notes(&format!("{note}{}", rows[at..end].join("\n"))).ok()?.parsed(Format::Notes);
    let told = rows[at..end].len().saturating_sub(2);
    if parsed.lines.is_empty() || parsed.lines.len() + parsed.left_out.empty != told {
        return None;
    }
    let entry = |line: &super::Line| {
        let text = if line.author.is_empty() { line.text.clone() } else { format!("{}: {}", line.author, line.text) };
        let row = line.number.checked_sub(noted + 1).and_then(|number| rows.get(at + number));
        let about = row.is_some_and(|row| row.trim_start_matches(['|', ' ', '*']).starts_with(['~', '≈']));
        Some(EntryView {
            id: String::new(),
            at: line.moment(answers)?.to_string(),
            approximate: about,
            kind: line.told_kind.or_else(|| super::guess(&line.text)).unwrap_or(EntryKind::Action),
            text,
            evidence: line.links.clone(),
            source: String::new(),
            accounts: Vec::new(),
            removed: None,
        })
    };
    let entries = parsed.lines.iter().map(entry).collect::<Option<Vec<_>>>()?;
    let rest = [&rows[..at], &rows[end..]].concat().join("\n");
    Some((rest.trim_matches('\n').trim_end().to_owned(), entries))
}

/// Whether a word in the head of a table may be a zone that is not known here: `CET`. Taking it for another would be worse than leaving a table.
pub(super) fn is_zone(word: &str) -> bool {
    (3..=5).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && !["UTC", "GMT"].contains(&word)
}

/// A mitigation of which only the text is known.
fn mitigation(text: &str, status: crate::document::Status) -> MitigationView {
    MitigationView {
        id: String::new(),
        text: text.to_owned(),
        category: None,
        approach: None,
        owner: String::new(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        status,
        reason: String::new(),
        proof: String::new(),
        removed: None,
    }
}
