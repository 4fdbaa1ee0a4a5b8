//! Signs that are drawn as nothing: nobody passes for somebody else by them, and nothing hides behind them.

/// What is drawn as nothing, or changes how others are drawn (Unicode: `Default_Ignorable_Code_Point`, `Bidi_Control`, and blanks that are
/// no white space).
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Control characters that neither end a line nor space anything.
#[must_use]
pub fn is_silent(sign: char) -> bool {
    sign.is_control() && !matches!(sign, '\t' | '\n' | '\r' | '\u{c}')
}

/// Whether a hidden sign between these belongs there: languages of Asia and pictures need some between letters of their own.
#[must_use]
pub fn joins(before: char, sign: char, after: Option<char>) -> bool {
    matches!(sign, '\u{200c}' | '\u{200d}' | '\u{fe0f}')
        && !before.is_ascii()
        && !is_hidden(before)
        && (sign == '\u{fe0f}' || after.is_some_and(|after| !after.is_ascii()))
}

/// The text without signs that nobody sees, but for those that belong where they stand.
#[must_use]
pub fn without_hidden(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut before, mut signs) = (' ', text.chars().peekable());
    while let Some(sign) = signs.next() {
        let shown = !is_hidden(sign) && !is_silent(sign);
        if shown || joins(before, sign, signs.peek().copied()) {
            out.push(sign);
        }
        before = sign;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_belongs_there_stays() {
        for kept in ["می\u{200c}خواهم", "👩\u{200d}🚒", "❤\u{fe0f}", "a\tb\nc"] {
            assert_eq!(without_hidden(kept), kept);
        }
        assert_eq!(without_hidden("a\u{200c}b\u{1}\u{85}\u{7f}c\u{2028}d\u{200d}\u{feff}é\u{200d}e"), "abcdée");
    }
}
