//! Text on its way in: encodings, what no page shows, and plain words as Markdown that reads the same.

use std::borrow::Cow;

use super::ImportError;

/// Longest name, id or title, in characters; longer ones are cut.
const MAX_NAME_CHARS: usize = 200;

/// Reads UTF-8, with or without a byte order mark, and UTF-16 with one.
///
/// # Errors
/// With the line in which something else stands.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ImportError> {
    const ADVICE: &str = "Save or export it as UTF-8, then try again.";
    let wide = match bytes {
        [0xff, 0xfe, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xfe, 0xff, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    if let Some((rest, unit)) = wide {
        let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        return text.map(Cow::Owned).map_err(|_| ImportError::new("The text in it is damaged UTF-16", ADVICE));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
            Err(ImportError::at(line, "This is not text in UTF-8", ADVICE))
        }
    }
}

/// Text without characters that steer instead of being seen, with `\n` at the ends of lines, trimmed.
pub(super) fn clean(text: &str) -> String {
    let text = text.trim();
    if !text.chars().any(is_unseen) {
        return text.to_owned();
    }
    // Colours of IRC are a control character and up to two pairs of digits.
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\u{3}' {
            rest = after_digits(rest);
            if let Some(after) = rest.strip_prefix(',').filter(|after| after.starts_with(|c: char| c.is_ascii_digit()))
            {
                rest = after_digits(after);
            }
        } else if c == '\r' {
            if !rest.starts_with('\n') {
                clean.push('\n');
            }
        } else if !is_unseen(c) {
            clean.push(c);
        }
    }
    clean
}

fn after_digits(text: &str) -> &str {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    &text[digits..]
}

/// Control characters apart from tab and line feed, and those that turn the direction of text around.
fn is_unseen(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A name or a title: one line, not too long.
pub(super) fn one_line(text: &str) -> String {
    let words: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_unseen(*c)).collect();
    let words = words.trim();
    match words.char_indices().nth(MAX_NAME_CHARS) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

/// Plain words as Markdown that reads the same: what would turn into emphasis, headings, links or HTML is escaped. Code in
/// backticks and lists stay what they are.
pub(super) fn to_markdown(plain: &str) -> String {
    if !plain.contains(['*', '_', '<', '#', '[', '~', '-', '=', '+', '\n', '|', '\\']) {
        return plain.to_owned();
    }
    let mut markdown = String::with_capacity(plain.len() + 16);
    let mut in_fence = false;
    for (index, line) in plain.lines().enumerate() {
        if index > 0 {
            markdown.push('\n');
        }
        let fence = line.trim_start().starts_with("```");
        if fence || in_fence {
            markdown.push_str(line);
        } else {
            escape_line(line, &mut markdown);
        }
        in_fence ^= fence;
    }
    markdown
}

fn escape_line(line: &str, markdown: &mut String) {
    let body = line.trim_start();
    let leads = body.starts_with('#') && body.trim_start_matches('#').starts_with([' ', '\t'])
        || body.len() >= 2
            && ["-", "="].iter().any(|mark| body.trim_end().trim_matches(|c: char| mark.starts_with(c)).is_empty());
    // Four spaces would be code.
    let indent = if line.len() - body.len() >= 4 { "" } else { &line[..line.len() - body.len()] };
    markdown.push_str(indent);
    if leads {
        markdown.push('\\');
    }
    let mut code = false;
    let mut before = ' ';
    let mut characters = body.chars().peekable();
    while let Some(c) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        if c == '`' {
            code = !code;
        }
        let active = match c {
            '*' | '~' => !(before.is_whitespace() && after.is_whitespace()),
            '_' => {
                !(before.is_alphanumeric() && after.is_alphanumeric()
                    || before.is_whitespace() && after.is_whitespace())
            }
            '<' => after.is_ascii_alphabetic() || "/!?".contains(after),
            '[' | '|' => true,
            '\\' => after.is_ascii_punctuation(),
            _ => false,
        };
        if active && !code {
            markdown.push('\\');
        }
        markdown.push(c);
        before = c;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(decode("\u{feff}späť".as_bytes()).expect("UTF-8"), "späť");
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain("späť".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&wide).expect("UTF-16"), "späť");
        let error = decode(b"one\ntwo\nsp\xe4t").expect_err("Latin-1");
        assert_eq!(error.line, Some(3));
        assert!(decode(&[0xff, 0xfe, 0x00, 0xd8]).is_err(), "half of a pair");
    }

    #[test]
    fn what_is_not_seen_goes() {
        assert_eq!(clean("\u{3}04,12red\u{3} and \u{2}bold\u{2}\0\r\nnext\u{202e}"), "red and bold\nnext");
        assert_eq!(one_line("a\nb\u{7}"), "a b");
        assert_eq!(one_line(&"x".repeat(300)).chars().count(), MAX_NAME_CHARS + 1);
    }

    #[test]
    fn plain_words_stay_what_they_are() {
        for (plain, markdown) in [
            ("checkout is slow", "checkout is slow"),
            ("2 * 3 and snake_case_name", "2 * 3 and snake_case_name"),
            ("*really* _now_ <b>", "\\*really\\* \\_now\\_ \\<b>"),
            ("# top", "\\# top"),
            ("#incident", "#incident"),
            ("- one\n- two", "- one\n- two"),
            ("see\n\n---", "see\n\n\\---"),
            ("run `rm *_old*` now", "run `rm *_old*` now"),
            ("before\n```\n* a\n_b_\n```\n_after_", "before\n```\n* a\n_b_\n```\n\\_after\\_"),
            ("[x](javascript:alert(1))", "\\[x](javascript:alert(1))"),
        ] {
            assert_eq!(to_markdown(plain), markdown, "{plain}");
        }
    }
}
