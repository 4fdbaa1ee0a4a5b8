//! People shown as roles: “on-call engineer 1”, the same in every line of an input.

use std::collections::HashMap;

use super::Parsed;

/// Fewest letters of a name that is also replaced within the text.
const MIN_NAME_CHARS: usize = 3;

/// Which role stands for whom, by the order in which people first appear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    roles: HashMap<String, usize>,
    /// Longest first, so that `Ada Lovelace` goes before `Ada`.
    names: Vec<String>,
}

impl Roles {
    /// The roles of everybody in an input. Programs keep their names.
    pub fn of(parsed: &Parsed) -> Self {
        let mut roles = HashMap::new();
        for line in parsed.lines.iter().filter(|line| line.person && !line.author.is_empty()) {
            let next = roles.len() + 1;
            if !roles.contains_key(&line.author) {
                roles.insert(line.author.clone(), next);
            }
        }
        let mut names: Vec<String> =
            roles.keys().filter(|name| name.chars().count() >= MIN_NAME_CHARS).cloned().collect();
        names.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
        Self { roles, names }
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.roles.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty()
    }

    /// The role of an author; the name itself where there is none.
    pub fn of_author(&self, author: &str) -> String {
        self.roles.get(author).map_or_else(|| author.to_owned(), |number| role(*number))
    }

    /// The same where a sentence begins.
    pub fn of_author_at_start(&self, author: &str) -> String {
        let Some(number) = self.roles.get(author) else { return author.to_owned() };
        format!("On-call engineer {number}")
    }

    /// A text with roles in the place of whole names, with or without `@`.
    pub fn in_text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for name in &self.names {
            if text.contains(name.as_str())
                && let Some(number) = self.roles.get(name)
            {
                text = replace_whole(&text, name, &role(*number));
            }
        }
        text
    }
}

fn role(number: usize) -> String {
    format!("on-call engineer {number}")
}

fn replace_whole(text: &str, name: &str, role: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in text.match_indices(name) {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        // Addresses and files keep what they are called.
        let in_address = before.is_some_and(|c| "/.-".contains(c)) || after.is_some_and(|c| "/@".contains(c));
        if at < from || inside(before) || inside(after) || in_address {
            continue;
        }
        let kept = &text[from..at];
        replaced.push_str(kept.strip_suffix('@').unwrap_or(kept));
        replaced.push_str(role);
        from = at + found.len();
    }
    replaced.push_str(&text[from..]);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, LeftOut, Line, When};
    use jiff::civil::Time;

    fn roles(authors: &[&str]) -> Roles {
        let when = When { date: None, days: 0, time: Time::midnight(), offset: None };
        let lines = authors.iter().map(|author| Line::new(when, *author, "x")).collect();
        Roles::of(&Parsed { format: Format::Irc, lines, left_out: LeftOut::default() })
    }

    #[test]
    fn roles_go_by_the_order_of_appearance() {
        let roles = roles(&["Grace Hopper", "Ada Lovelace", "Grace Hopper"]);
        assert_eq!(roles.of_author("Grace Hopper"), "on-call engineer 1");
        assert_eq!(roles.of_author("Ada Lovelace"), "on-call engineer 2");
        assert_eq!(roles.of_author("PagerDuty"), "PagerDuty");
    }

    #[test]
    fn names_in_the_text_are_replaced_as_whole_words() {
        let roles = roles(&["Ada", "Ada Lovelace"]);
        assert_eq!(
            roles.in_text("@Ada Lovelace asked Ada; see https://x.org/Ada/1, Adam"),
            "on-call engineer 2 asked on-call engineer 1; see https://x.org/Ada/1, Adam"
        );
    }
}
