//! Addresses, names and colours: the one form in which each is kept.

use debrief_shared::api::Person;
use debrief_shared::hidden::{is_hidden, joins};

/// Colours of people; `0..COLORS`.
pub const COLORS: u8 = 12;
/// Longest name of a person or a token, in characters.
pub const MAX_NAME_CHARS: usize = 80;
const MAX_EMAIL_BYTES: usize = 254;

/// An address in the one form in which it is stored and compared.
pub fn normal_email(email: &str) -> Option<String> {
    let email = email.trim().to_lowercase();
    let (local, domain) = email.split_once('@')?;
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c == '@' || c.is_whitespace() || c.is_control());
    (email.len() <= MAX_EMAIL_BYTES && plain(local) && plain(domain)).then_some(email)
}

/// A trimmed line of text, 1 to `most` characters, that is seen as it is written: without control characters, without what hides, turns
/// the order of letters around or piles marks on them. Nobody passes for somebody else by a letter that is not shown.
pub fn plain_line(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let count = text.chars().count();
    ((1..=most).contains(&count) && !text.chars().any(char::is_control) && is_seen(text)).then(|| text.to_owned())
}

/// Most marks on one letter; Vietnamese has two.
const MAX_MARKS: usize = 3;

fn is_seen(text: &str) -> bool {
    let (mut before, mut marks) = (' ', 0);
    for (place, letter) in text.char_indices() {
        marks = if is_mark(letter) { marks + 1 } else { 0 };
        let after = text[place + letter.len_utf8()..].chars().next();
        if marks > MAX_MARKS || (marks > 0 && place == 0) || (is_hidden(letter) && !joins(before, letter, after)) {
            return false;
        }
        before = letter;
    }
    true
}

/// Marks that are drawn on the letter before, of which any number could be.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The colour for somebody new among `people`.
pub fn least_used_color(people: &[Person]) -> u8 {
    let uses = |color: u8| people.iter().filter(|person| person.color == color).count();
    (0..COLORS).min_by_key(|color| uses(*color)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn addresses_have_one_form() {
        assert_eq!(normal_email(" Ada@Example.COM ").as_deref(), Some("ada@example.com"));
        for wrong in ["", "ada", "@example.com", "ada@", "a@b@c", "a da@example.com", "a\u{0}@example.com"] {
            assert_eq!(normal_email(wrong), None, "{wrong:?}");
        }
        assert_eq!(normal_email(&format!("{}@example.com", "a".repeat(250))), None);
    }

    #[test]
    fn names_are_one_plain_line() {
        assert_eq!(plain_line("  Ada Lovelace ", 80).as_deref(), Some("Ada Lovelace"));
        for wrong in ["", "   ", "a\nb", &"x".repeat(81)] {
            assert_eq!(plain_line(wrong, 80), None);
        }
    }

    #[test]
    fn names_are_seen_as_they_are_written() {
        // Nothing to see; a line end; another order than that of the letters; twins of `Ada`; a letter that hides under marks.
        let tricks = [
            "\u{200b}",
            "\u{3164}",
            "\u{2800}",
            "Ada\u{2028}Grace",
            "\u{202e}ecarG",
            "Ada\u{2066}",
            "Ada\u{200b}",
            "\u{feff}Ada",
            "A\u{ad}da",
            "Ada\u{2060}",
            "Ada\u{e0041}",
            "A\u{301}\u{301}\u{301}\u{301}\u{301}da",
            "\u{301}Ada",
        ];
        for trick in tricks {
            assert_eq!(plain_line(trick, 80), None, "{trick:?}");
        }
        // Words of languages that join letters or set marks on them, and pictures made of several.
        for name in [
            "Nguyễn Văn Á",
            "नमस्ते",
            "می\u{200c}خواهم",
            "👩\u{200d}🚒 Ada",
            "e\u{302}\u{301}",
            "O’Neil-Smith (SRE)",
            "שלום",
            "李雷",
        ] {
            assert_eq!(plain_line(name, 80).as_deref(), Some(name), "{name:?}");
        }
    }

    #[test]
    fn colours_go_round() {
        let person = |color| Person { id: Uuid::nil(), name: String::new(), color, guest: false };
        assert_eq!(least_used_color(&[]), 0);
        assert_eq!(least_used_color(&[person(0), person(1), person(3)]), 2);
        assert_eq!(least_used_color(&(0..COLORS).map(person).collect::<Vec<_>>()), 0);
    }
}
