//! The title in the beginning of a page of HTML.

/// Longest title that is told, in characters: more is cut.
const MAX_TITLE_CHARS: usize = 200;

/// The text of the first `<title>`, on one line and without what is not to be seen.
pub(super) fn title(html: &[u8]) -> Option<String> {
    let (_, rest) = element(html, b"<title")?;
    let open = rest.iter().position(|&byte| byte == b'>')?;
    let (text, _) = element(&rest[open + 1..], b"</title")?;
    let text = String::from_utf8_lossy(text);
    let words = html_escape::decode_html_entities(&text);
    let seen: String = words
        .chars()
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .filter(|&letter| is_seen(letter))
        .collect();
    let line: String = seen.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(MAX_TITLE_CHARS).collect();
    let cut = cut.trim_end().to_owned();
    (!cut.is_empty()).then_some(cut)
}

/// Splits at a tag: what stands before it, and what follows its name. Letters of either case.
fn element<'a>(html: &'a [u8], tag: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = html.windows(tag.len() + 1).position(|part| {
        let (name, after) = part.split_at(tag.len());
        name.eq_ignore_ascii_case(tag)
            && matches!(after.first(), Some(b'>' | b'/' | b' ' | b'\n' | b'\t' | b'\r' | b'\x0c'))
    })?;
    Some((&html[..at], &html[at + tag.len()..]))
}

/// Neither a control nor something that turns the direction of what follows.
fn is_seen(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_title_is_read_as_one_line_of_text() {
        let table: [(&str, Option<&str>); 12] = [
            ("<title>Plain</title>", Some("Plain")),
            ("<!doctype html><HEAD><TITLE lang=en>\n  Two\n lines </TITLE>", Some("Two lines")),
            ("<title>a &lt;b&gt; &amp;amp; &#39;c&#x27; &eacute;</title>", Some("a <b> &amp; 'c' é")),
            ("<titles>no</titles><title>yes</title>", Some("yes")),
            ("<title>one</title><title>two</title>", Some("one")),
            ("<title>\u{202e}txt.exe\u{0}\u{200b}</title>", Some("txt.exe")),
            ("<title></title>", None),
            ("<title>   \n</title>", None),
            ("<title>never closed", None),
            ("<title", None),
            ("no title", None),
            ("", None),
        ];
        for (html, expected) in table {
            assert_eq!(title(html.as_bytes()).as_deref(), expected, "{html}");
        }
        let long = format!("<title>{}</title>", "é".repeat(5_000));
        assert_eq!(title(long.as_bytes()).map(|title| title.chars().count()), Some(MAX_TITLE_CHARS));
        assert_eq!(title(b"<title>\xff\xfe ok</title>").as_deref(), Some("\u{fffd}\u{fffd} ok"));
    }
}
