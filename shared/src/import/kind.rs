//! What the words of a line tell of its kind.

use crate::document::EntryKind;

/// What words tell of the kind of an entry, most telling kinds first. Whole words, in small letters.
const TELLING: [(EntryKind, &[&str]); 8] = [
    (
        EntryKind::Solution,
        &["rolled back", "rollback", "reverted", "fixed", "restored", "republished", "recovered", "resolved"],
    ),
    (
        EntryKind::Detection,
        &["alert", "alerts", "alerted", "alarm", "paged", "noticed", "detected", "reported", "filed"],
    ),
    (EntryKind::Decision, &["decided", "decision", "agreed", "chose"]),
    (EntryKind::Assumption, &["assumed", "suspected", "believed", "thought", "assumption"]),
    (EntryKind::Workaround, &["workaround", "rerouted", "failed over", "disabled", "bypassed", "restarted"]),
    (
        EntryKind::Communication,
        &["told", "announced", "informed", "emailed", "posted", "status page", "customers were"],
    ),
    (
        EntryKind::Action,
        &["deploy", "deployed", "merged", "changed", "ran", "started", "deleted", "upgraded", "scaled"],
    ),
    (
        EntryKind::Status,
        &["down", "degraded", "unavailable", "rose", "dropped", "errors", "slow", "timeouts", "back to normal"],
    ),
];

/// The kind that the words of an entry speak of, if they do. A guess: whoever wrote them may mean another.
pub fn guess(words: &str) -> Option<EntryKind> {
    let letters = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let told: Vec<String> =
        words.to_lowercase().chars().map(letters).collect::<String>().split_whitespace().map(str::to_owned).collect();
    let told = format!(" {} ", told.join(" "));
    let tells = |word: &&str| told.contains(&format!(" {word} "));
    TELLING.iter().find(|(_, words)| words.iter().any(&tells)).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_guessed_from_whole_words() {
        assert_eq!(guess("Rolled back checkout to 4.12"), Some(EntryKind::Solution));
        assert_eq!(guess("Alert: queue length"), Some(EntryKind::Detection));
        assert_eq!(guess("deployed 4.13"), Some(EntryKind::Action));
        assert_eq!(guess("error rate rose"), Some(EntryKind::Status));
        assert_eq!(guess("The ranking looked odd"), None, "only whole words");
        assert_eq!(guess(""), None);
    }
}
