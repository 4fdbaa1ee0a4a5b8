//! Suggesting by typing.

pub(crate) const SUGGESTING: &str = "Suggesting";
pub(crate) const ON: &str = "Suggest instead of writing";
pub(crate) const OFF: &str = "Write again instead of suggesting";
pub(crate) const TIP: &str = "What you type into texts becomes suggestions";
pub(crate) const HOW: &str = "What you type into a text becomes a suggestion when you leave its line. Times, owners and the like are changed at once.";
pub(crate) const HOW_ONLY: &str =
    "You may comment here: what you type into a text becomes a suggestion when you leave its line.";
pub(crate) const TOO_LONG: &str = "That is more than one suggestion holds: it takes out at most 1,000 characters and puts in at most 10,000. Suggest it in parts; what you typed is kept here.";

pub(crate) fn not_taken(why: &str) -> String {
    format!("A suggestion wasn't taken. {why} Its words are kept here.")
}

/// Names words that were put in beside others.
pub(crate) fn for_words(quote: &str) -> String {
    if quote.trim().is_empty() { "Suggested".to_owned() } else { format!("Suggested at “{}”", quote.trim()) }
}

pub(crate) fn unsent(count: usize) -> String {
    if count == 1 { "1 suggestion".to_owned() } else { format!("{count} suggestions") }
}
