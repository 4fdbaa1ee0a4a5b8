//! A person's initials on their colour.

use leptos::prelude::*;

/// A round mark with the initials of `name`; the name is read out and shown on hover.
#[component]
pub fn Avatar(
    /// Whose it is.
    #[prop(into)]
    name: String,
    /// Index into the palette `peer-0` … `peer-11`.
    color: u8,
    /// Smaller, for lines of text.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let class = format!("avatar peer-{}{}", color % 12, if small { " avatar-small" } else { "" });
    let initials = initials(&name);
    view! {
        <span class=class role="img" aria-label=name.clone() title=name data-initials=initials></span>
    }
}

/// First letters of the first and the last word, in capitals; `?` for a name without letters.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters = [words.first(), words.last().filter(|_| words.len() > 1)];
    let initials: String =
        letters.into_iter().flatten().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect();
    if initials.is_empty() { "?".to_owned() } else { initials }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_of_first_and_last_word() {
        let said = ["Ada Lovelace", "Grace Brewster Hopper", "élise", " ", "李 明"].map(initials);
        assert_eq!(said, ["AL", "GH", "É", "?", "李明"]);
    }
}
