//! A text as it is compared: however its letters are written, whatever hides between them.

use unicode_normalization::UnicodeNormalization as _;

use crate::hidden::{is_hidden, is_silent};

/// Letters of other scripts that look like Latin ones, in small letters (Unicode Technical Standard 39, `confusables.txt`: the common ones).
const ALIKE: [(&str, char); 24] = [
    ("аɑα", 'a'),
    ("вβ", 'b'),
    ("сϲ", 'c'),
    ("ԁđ", 'd'),
    ("еєεҽ", 'e'),
    ("ɡ", 'g'),
    ("нһհħ", 'h'),
    ("іıιɩ", 'i'),
    ("јϳ", 'j'),
    ("кκ", 'k'),
    ("łӏ", 'l'),
    ("мμ", 'm'),
    ("ηոп", 'n'),
    ("оοօø", 'o'),
    ("рρ", 'p'),
    ("ԛզ", 'q'),
    ("ѕσς", 's'),
    ("тτ", 't'),
    ("υս", 'u'),
    ("νѵ", 'v'),
    ("ωԝ", 'w'),
    ("хχ", 'x'),
    ("уγү", 'y'),
    ("ζ", 'z'),
];

/// A text in which letters that are, or look, the same are the same: compatibility forms and accents taken apart (Unicode Standard Annex 15,
/// NFKD), without marks on Latin letters, without what is not seen, and with Latin letters for those that look like them. Capitals stay.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    /// Where each byte of it came from, and the end of the original at last.
    from: Vec<usize>,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), from: Vec::with_capacity(text.len() + 1) };
        for (at, sign) in text.char_indices() {
            if sign.is_ascii() && !sign.is_control() {
                folded.text.push(sign);
                folded.from.push(at);
                continue;
            }
            for part in std::iter::once(sign).nfkd().filter(|part| !is_dropped(*part)) {
                let before = folded.text.len();
                folded.text.push(alike(part));
                folded.from.extend(std::iter::repeat_n(at, folded.text.len() - before));
            }
        }
        folded.from.push(text.len());
        folded
    }

    /// The place in the original: whole letters, with the marks on them.
    pub(super) fn place(&self, start: usize, end: usize) -> (usize, usize) {
        let last = self.from[end.max(1) - 1];
        let next = self.from[end..].iter().copied().find(|from| *from > last);
        (self.from[start], next.unwrap_or(last))
    }
}

/// A word or a name as it is compared with a folded text.
pub(super) fn folded(text: &str) -> String {
    Folded::of(text).text
}

/// The same in small letters, for what is looked up whole.
pub(super) fn key(text: &str) -> String {
    folded(text).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What is not seen, and marks on Latin, Greek and Cyrillic letters.
fn is_dropped(sign: char) -> bool {
    is_hidden(sign) || is_silent(sign) || matches!(sign, '\u{300}'..='\u{36f}')
}

fn alike(sign: char) -> char {
    match sign {
        '\u{2010}'..='\u{2012}' | '\u{2212}' => return '-',
        '’' | 'ʼ' => return '\'',
        '\n' | '\t' => return sign,
        _ if sign.is_whitespace() => return ' ',
        // None of the others looks like a letter.
        _ if sign.is_ascii() || !('\u{80}'..'\u{590}').contains(&sign) => return sign,
        _ => {}
    }
    let small = sign.to_lowercase().next().unwrap_or(sign);
    let Some((_, latin)) = ALIKE.iter().find(|(others, _)| others.contains(small)) else { return sign };
    if small == sign { *latin } else { latin.to_ascii_uppercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        let plain = ["Lovelace", "Ｌｏｖｅｌａｃｅ", "𝐋𝐨𝐯𝐞𝐥𝐚𝐜𝐞", "Lоvеlасe", "Lovela\u{301}ce", "Löv\u{200d}eláce"];
        assert!(plain.iter().all(|form| folded(form) == "Lovelace"), "{:?}", plain.map(folded));
        assert_eq!(folded("김철수"), folded(&"김철수".nfd().collect::<String>()));
        assert_eq!((folded("ΑΒ").as_str(), folded("１２").as_str(), folded("a\u{a0}b").as_str()), ("AB", "12", "a b"));
    }

    #[test]
    fn places_are_those_of_the_original() {
        let text = "é Ju\u{308}r\u{200b}gen\u{301}. ﬁx";
        let folded = Folded::of(text);
        assert_eq!(folded.text, "e Jurgen. fix");
        let back = |start: usize, end: usize| {
            let (start, end) = folded.place(start, end);
            &text[start..end]
        };
        assert_eq!(back(2, 8), "Ju\u{308}r\u{200b}gen\u{301}");
        assert_eq!((back(0, 1), back(10, 11), back(11, 13), back(10, 13)), ("é", "ﬁ", "ﬁx", "ﬁx"));
    }
}
