//! Whatever comes in: an error or lines, never a panic; and what comes out fits the model.

use proptest::prelude::*;

use super::*;

/// Reads an input as everything, and makes entries of all of it.
fn swallow(name: &str, bytes: &[u8]) {
    let input = Input { name, bytes };
    let _ = detect(input);
    for &format in Format::ALL {
        match parse(input, format) {
            Ok(parsed) => {
                let roles = Roles::of(&parsed);
                let choices: Vec<Choice> =
                    parsed.lines.iter().enumerate().map(|(line, read)| Choice { line, kind: read.kind() }).collect();
                for line in &parsed.lines {
                    assert!(line.text.len() <= MAX_TEXT_BYTES);
                    assert!(!line.text.is_empty() || !line.links.is_empty());
                }
                let _ = entries(&parsed, &choices, &answers(), Some(&roles));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// A sample with a piece of it taken out, doubled or replaced.
fn mangled() -> impl Strategy<Value = (String, Vec<u8>)> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..8),
        Just(b"\"".to_vec()),
        Just(b"[[[[".to_vec()),
        Just(b"null".to_vec()),
        Just(b"-9223372036854775808".to_vec()),
        Just("9999-12-31T23:59:60+14:00".as_bytes().to_vec()),
        Just("ä\u{301}👩‍👩‍👧".as_bytes().to_vec()),
    ];
    (0..SAMPLES.len(), any::<prop::sample::Index>(), 0..40_usize, piece).prop_map(|(which, at, length, piece)| {
        let (name, text, _) = SAMPLES[which];
        let mut bytes = text.as_bytes().to_vec();
        let at = at.index(bytes.len());
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, piece);
        (name.to_owned(), bytes)
    })
}

proptest! {
    #[test]
    fn bytes_of_any_sort(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        swallow("x.json", &bytes);
    }

    #[test]
    fn words_times_and_marks(text in "([0-9]{1,4}[-:/. ]|[A-Za-zä]{1,9}|[ \t\n|<>*_`~#,;\"\\[\\]{}()]|AM|UTC|\u{202f}|```|&lt;|<@U1\\|x>|March 11th, 2026\n){0,60}") {
        swallow("#a_20260311.log", text.as_bytes());
    }

    #[test]
    fn samples_that_were_damaged((name, bytes) in mangled()) {
        swallow(&name, &bytes);
    }

    #[test]
    fn plain_words_keep_every_letter(words in "[ -~ä\n]{0,80}") {
        let markdown = text::to_markdown(&words);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&markdown), letters(&words));
    }
}

#[test]
fn deep_and_wide_json_is_refused_in_time() {
    for text in [
        "[".repeat(1 << 20),
        "{\"value\":".repeat(1 << 18),
        format!("[{}]", "{},".repeat(1 << 18)),
        "<".repeat(1 << 20),
        "*a".repeat(1 << 19),
        "|".repeat(1 << 20),
    ] {
        swallow("", text.as_bytes());
    }
}
