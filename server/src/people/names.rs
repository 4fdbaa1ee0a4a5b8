//! Addresses, names and colours: the one form in which each is kept.

use debrief_shared::api::Person;

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

/// A trimmed line of text without control characters, 1 to `most` characters.
pub fn plain_line(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let count = text.chars().count();
    ((1..=most).contains(&count) && !text.chars().any(char::is_control)).then(|| text.to_owned())
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
    fn colours_go_round() {
        let person = |color| Person { id: Uuid::nil(), name: String::new(), color };
        assert_eq!(least_used_color(&[]), 0);
        assert_eq!(least_used_color(&[person(0), person(1), person(3)]), 2);
        assert_eq!(least_used_color(&(0..COLORS).map(person).collect::<Vec<_>>()), 0);
    }
}
