//! Headings inside a section's text, and the names that links call them by.

use std::collections::HashMap;

/// Longest name of a heading in a link, in characters.
const MAX_SLUG_CHARS: usize = 60;

/// A heading inside a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// What it says.
    pub words: String,
    /// Its name in links, unlike any other of the text.
    pub slug: String,
    /// Where its line begins, in UTF-16 units.
    pub at: u32,
    /// Where its line begins, in bytes.
    pub byte: usize,
}

/// Headings of a Markdown text, `# …` to `###### …`, outside of fenced code.
pub fn headings(text: &str) -> Vec<Heading> {
    let (mut found, mut at, mut byte, mut fenced) = (Vec::<Heading>::new(), 0u32, 0, false);
    let mut times: HashMap<String, usize> = HashMap::new();
    for line in text.split_inclusive('\n') {
        let (start, start_byte) = (at, byte);
        at += u32::try_from(line.encode_utf16().count()).unwrap_or(u32::MAX);
        byte += line.len();
        let trimmed = line.trim();
        fenced ^= trimmed.starts_with("```");
        let depth = trimmed.chars().take_while(|letter| *letter == '#').count();
        let words = trimmed.trim_start_matches('#').trim();
        if fenced || !(1..=6).contains(&depth) || !trimmed[depth..].starts_with(' ') || words.is_empty() {
            continue;
        }
        let base = slug_of(words);
        let same = times.entry(base.clone()).or_default();
        *same += 1;
        let slug = if *same == 1 { base } else { format!("{base}~{same}") };
        found.push(Heading { words: words.to_owned(), slug, at: start, byte: start_byte });
    }
    found
}

fn slug_of(words: &str) -> String {
    let letters = words
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect::<String>();
    letters.split_whitespace().collect::<Vec<_>>().join("-").chars().take(MAX_SLUG_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_names_of_their_own() {
        let text = "Intro 🐟\n## What we saw\n```\n# not one\n```\n#nor this\n### What we saw!\n";
        let found = headings(text);
        let told: Vec<_> = found.iter().map(|heading| (heading.slug.as_str(), heading.at)).collect();
        assert_eq!(told, [("what-we-saw", 9), ("what-we-saw~2", 52)]);
    }
}
