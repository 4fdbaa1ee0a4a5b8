//! Whether anybody has written something into a text that a template may have begun.

/// Whether a Markdown text holds more than what templates put there: headings, and labels with nothing behind them.
pub(super) fn is_written(body: &str) -> bool {
    body.lines().map(str::trim).any(|line| !is_scaffold(line))
}

/// `### Inside`, `- Contact:`, `- [ ]`, a rule, or nothing.
fn is_scaffold(line: &str) -> bool {
    if line.is_empty() || line.starts_with('#') {
        return true;
    }
    if line.chars().all(|letter| matches!(letter, '-' | '*' | '_' | '=' | '>' | '|' | ' ' | ':')) {
        return true;
    }
    let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
    item.map(str::trim).is_some_and(|item| item.is_empty() || item.ends_with(':') || matches!(item, "[ ]" | "[x]"))
}

/// Whether a text says how much of something there was: a digit, or a word for a number or a share.
pub(super) fn has_number(body: &str) -> bool {
    const WORDS: [&str; 23] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "twenty",
        "hundred",
        "thousand",
        "million",
        "half",
        "third",
        "quarter",
        "all",
        "none",
        "nobody",
        "everybody",
    ];
    let is_number = |word: &str| WORDS.contains(&word.to_lowercase().as_str());
    body.chars().any(char::is_numeric) || body.split(|letter: char| !letter.is_alphabetic()).any(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_put_there_is_not_written() {
        for scaffold in ["", "\n \n", "### Inside\n\n### Outside\n", "- Contact: \n- Tags:\n", "- [ ]\n---\n| | |"] {
            assert!(!is_written(scaffold), "{scaffold:?}");
        }
        for text in
            ["x", "- Contact: the payments team", "### Inside\n\nTold at 10:05.", "Affected:", "- pools ran dry"]
        {
            assert!(is_written(text), "{text:?}");
        }
    }

    #[test]
    fn a_number_is_a_digit_or_a_word_for_one() {
        assert!(has_number("For 40 % of them") && has_number("Two hours") && has_number("Nobody noticed."));
        assert!(!has_number("Many people for a while, and someone phoned."));
    }
}
