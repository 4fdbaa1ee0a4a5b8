//! Words in a text, in any case, with places in UTF-16 units.

/// What is looked for.
pub(super) struct Needle(String);

impl Needle {
    /// Capital and small letters are the same.
    pub(super) fn new(words: &str) -> Self {
        Self(words.chars().flat_map(char::to_lowercase).collect())
    }

    /// The first `most` places, from left to right, none within another.
    pub(super) fn find(&self, text: &str, most: usize) -> Vec<(u32, u32)> {
        if self.0.is_empty() || most == 0 {
            return Vec::new();
        }
        let folded: String = text.chars().flat_map(char::to_lowercase).collect();
        let mut matches = folded.match_indices(&self.0).take(most).map(|(at, found)| (at, at + found.len())).peekable();
        if matches.peek().is_none() {
            return Vec::new();
        }
        let mut places = Vec::new();
        // Both texts are walked once, side by side: folding may change the length of a letter.
        let (mut byte, mut unit, mut from) = (0, 0, None);
        let mut current = matches.next();
        for letter in text.chars() {
            let bytes: usize = letter.to_lowercase().map(char::len_utf8).sum();
            let units = unit + letter.len_utf16() as u32;
            while let Some((start, end)) = current {
                if from.is_none() && start < byte + bytes {
                    from = Some(unit);
                }
                if end > byte + bytes {
                    break;
                }
                places.push((from.take().unwrap_or(unit), units));
                current = matches.next();
            }
            byte += bytes;
            unit = units;
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(words: &str, text: &str) -> Vec<(u32, u32)> {
        Needle::new(words).find(text, 100)
    }

    #[test]
    fn places_count_in_utf_16_and_case_does_not_matter() {
        assert_eq!(find("error", "Error 😀 ERROR errors"), [(0, 5), (9, 14), (15, 20)]);
        assert_eq!(find("größe", "DIE GRÖSSE, die Größe"), [(16, 21)]);
        assert_eq!(find("😀", "a😀b"), [(1, 3)]);
    }

    #[test]
    fn letters_that_grow_when_folded_keep_their_place() {
        assert_eq!(find("i", "İ x i"), [(0, 1), (4, 5)]);
        assert_eq!(find("x", "İİx"), [(2, 3)]);
    }

    #[test]
    fn overlapping_places_are_found_once_and_no_more_than_wanted() {
        assert_eq!(find("aa", "aaaa"), [(0, 2), (2, 4)]);
        assert_eq!(Needle::new("a").find("aaaa", 3).len(), 3);
        assert!(find("", "abc").is_empty());
    }
}
