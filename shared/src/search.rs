//! Words as the search knows them: cut out of a text, and folded so that neither case nor accents matter. Both databases hold and are
//! asked for such words only, so that both find the same.

pub mod excerpt;
pub mod terms;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Longest word, in characters; what is longer is found by its beginning.
pub const MAX_WORD_CHARS: usize = 64;
/// Longest search, in characters.
pub const MAX_QUERY_CHARS: usize = 1_000;
/// Most words of a search.
pub const MAX_QUERY_WORDS: usize = 20;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The same, folded: letters and digits only, never empty.
    pub folded: String,
}

/// The words of a text, in their order: runs of letters and digits. Where a script puts no spaces between words, each sign is one.
pub fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = letters.next()?;
            if !first.is_alphanumeric() {
                continue;
            }
            let alone = is_sign(first);
            let goes_on = |next: char| is_combining_mark(next) || (!alone && next.is_alphanumeric() && !is_sign(next));
            let mut end = start + first.len_utf8();
            while let Some((at, next)) = letters.next_if(|(_, next)| goes_on(*next)) {
                end = at + next.len_utf8();
            }
            let folded = fold(&text[start..end]);
            if !folded.is_empty() {
                return Some(Word { start, end, folded });
            }
        }
    })
}

/// A word without case and accents, and no longer than [`MAX_WORD_CHARS`].
fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word[..word.len().min(MAX_WORD_CHARS)].to_ascii_lowercase();
    }
    let plain = word.chars().flat_map(char::to_lowercase).nfkd();
    let plain = plain.filter(|letter| !is_accent(*letter) && (letter.is_alphanumeric() || is_combining_mark(*letter)));
    let mut folded = String::with_capacity(word.len());
    let mut count = 0;
    for letter in plain.flat_map(char::to_lowercase).filter(|letter| !is_accent(*letter)) {
        let simple = simple(letter);
        for letter in simple.map_or_else(|| vec![letter], |letters| letters.chars().collect()) {
            if count < MAX_WORD_CHARS {
                folded.push(letter);
                count += 1;
            }
        }
    }
    folded
}

/// Letters that are written otherwise where a keyboard does not have them, and have no parts to take off.
fn simple(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// Marks over and under letters of alphabets. Vowel signs of other scripts are no such marks.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// A sign of a script that puts no spaces between words: Thai to Khmer, kana, and Chinese characters.
fn is_sign(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A word that is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Folded.
    pub word: String,
    /// Whether nothing but the word itself will do; otherwise whatever begins with it does.
    pub whole: bool,
}

/// What is searched for: words that all have to be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wants(Vec<Wanted>);

impl Wants {
    /// Reads what somebody typed, whatever it holds: everything but words is a space.
    pub fn read(typed: &str) -> Self {
        let mut wanted: Vec<Wanted> = Vec::new();
        for Word { folded, .. } in words(typed) {
            if !wanted.iter().any(|known| known.word == folded) {
                // A single letter begins too much to be a beginning.
                let whole = folded.len() == 1;
                wanted.push(Wanted { word: folded, whole });
            }
        }
        Self(wanted)
    }

    /// The words, each once.
    pub fn all(&self) -> &[Wanted] {
        &self.0
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Which of them a folded word is.
    pub fn find(&self, folded: &str) -> Option<usize> {
        let is_it =
            |wanted: &Wanted| if wanted.whole { folded == wanted.word } else { folded.starts_with(&wanted.word) };
        self.0.iter().position(is_it)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).map(|word| word.folded).collect()
    }

    #[test]
    fn case_accents_and_forms_do_not_matter() {
        for (one, other) in [
            ("Größe", "GROSSE"),
            ("café", "cafe\u{301}"),
            ("Zürich", "zurich"),
            ("İstanbul", "istanbul"),
            ("ﬁnal", "final"),
            ("Łódź", "lodz"),
            ("ΟΔΟΣ", "οδός"),
            ("Søren", "soren"),
            ("５００", "500"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("कि"), folded("कु"), "vowel signs are no accents");
    }

    #[test]
    fn everything_but_letters_and_digits_parts_words() {
        assert_eq!(
            folded("db_pool-size: 10.0.0.1 (\"it's\")\0#a"),
            ["db", "pool", "size", "10", "0", "0", "1", "it", "s", "a"]
        );
        assert_eq!(folded("接続プール is full"), ["接", "続", "フ\u{309a}", "ー", "ル", "is", "full"]);
        assert_eq!(folded("\u{301}\u{345}*+{}^!"), [""; 0]);
    }

    #[test]
    fn words_are_where_they_stand() {
        let text = "The Größe, and cafe\u{301}!";
        let shown: Vec<&str> = words(text).map(|word| &text[word.start..word.end]).collect();
        assert_eq!(shown, ["The", "Größe", "and", "cafe\u{301}"]);
    }

    #[test]
    fn a_single_letter_is_meant_as_it_is() {
        let wants = Wants::read("a fail AND a");
        assert_eq!(wants.all().len(), 3);
        assert_eq!((wants.find("a"), wants.find("at"), wants.find("failover")), (Some(0), None, Some(1)));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_and_leaves_letters_only(text in any::<String>()) {
            for Word { start, end, folded } in words(&text) {
                prop_assert!(start < end && text.is_char_boundary(start) && text.is_char_boundary(end));
                prop_assert!(folded.chars().count() <= MAX_WORD_CHARS);
                prop_assert!(folded.chars().all(|letter| !letter.is_whitespace() && !letter.is_ascii_punctuation() && letter != '\0'));
                prop_assert_eq!(fold(&folded), folded);
            }
        }

        #[test]
        fn no_word_of_a_text_is_lost(words_in in prop::collection::vec("[\\p{L}\\p{N}]{1,80}", 1..20), between in "[ ,.;:!?\n\t\"'()-]{1,3}") {
            let text = words_in.join(&between);
            for word in &words_in {
                let wants = Wants::read(word);
                for wanted in wants.all() {
                    prop_assert!(words(&text).any(|word| word.folded.starts_with(&wanted.word)), "{word}");
                }
            }
        }
    }
}
