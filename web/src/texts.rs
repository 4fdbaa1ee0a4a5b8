//! All words of the page, an area of it each, and nothing but words: who translates it looks nowhere else. See docs/TRANSLATING.md.

use std::fmt::Display;

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod commands;
pub(crate) mod comments;
pub(crate) mod connections;
pub(crate) mod document;
pub(crate) mod documents_in;
pub(crate) mod facts;
pub(crate) mod follow_through;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod join;
pub(crate) mod learning;
pub(crate) mod lens;
pub(crate) mod library;
pub(crate) mod live;
pub(crate) mod meeting;
pub(crate) mod mitigations;
pub(crate) mod notifications;
pub(crate) mod outside;
#[cfg(debug_assertions)]
pub(crate) mod parts;
pub(crate) mod presence;
pub(crate) mod review;
pub(crate) mod schedule;
pub(crate) mod search;
pub(crate) mod setup;
pub(crate) mod sharing;
pub(crate) mod shell;
pub(crate) mod sign_in;
pub(crate) mod suggesting;
pub(crate) mod templates;
pub(crate) mod ticket;
pub(crate) mod timeline;
pub(crate) mod times;
pub(crate) mod ui;

/// The form of a word that goes with a number: the language's own rule, here English.
pub(crate) fn plural<N: PartialEq + From<u8>>(count: N, one: &'static str, many: &'static str) -> &'static str {
    if count == N::from(1) { one } else { many }
}

/// A number and its word: `1 change`, `12 changes`.
pub(crate) fn counted<N>(count: N, one: &'static str, many: &'static str) -> String
where
    N: Copy + Display + PartialEq + From<u8>,
{
    format!("{count} {}", plural(count, one, many))
}

/// `Ada`, `Ada and Grace`, `Ada, Grace and Edsger`.
pub(crate) fn listed<T: AsRef<str>>(parts: &[T]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_list_follows_an_and() {
        let names = ["Ada", "Grace", "Edsger"];
        assert_eq!(
            [0, 1, 2, 3].map(|count| listed(&names[..count])),
            ["", "Ada", "Ada and Grace", "Ada, Grace and Edsger"]
        );
    }

    #[test]
    fn numbers_take_their_form_of_a_word() {
        assert_eq!([0, 1, 2].map(|count| counted(count, "change", "changes")), ["0 changes", "1 change", "2 changes"]);
    }
}
