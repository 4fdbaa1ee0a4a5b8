//! Words of a line with their emphasis and links, written as Markdown once all of them are known: pieces that look the same are one.

use std::fmt::Write as _;

use crate::import::text;

/// How words are shown.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own, and they combine freely")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) struck: bool,
    /// Whether emphasis is left out, because all of it is shown so: headings.
    pub(super) plain: bool,
}

#[derive(Debug)]
struct Piece {
    words: String,
    /// Markdown already.
    written: bool,
    marks: Marks,
    link: Option<String>,
}

/// What is on a line.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<Piece>);

impl Words {
    /// Adds plain words. Space is one space, as pages show it.
    pub(super) fn say(&mut self, text: &str, marks: Marks, link: Option<&str>) {
        let marks = if marks.plain { Marks { plain: true, ..Marks::default() } } else { marks };
        let mut words = String::with_capacity(text.len());
        let mut spaced = self.0.last().is_none_or(|piece| piece.words.ends_with([' ', '\n']));
        for c in text.chars() {
            if c.is_whitespace() {
                if !spaced {
                    words.push(' ');
                }
                spaced = true;
            } else {
                words.push(c);
                spaced = false;
            }
        }
        if words.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if !last.written && last.marks == marks && last.link.as_deref() == link => {
                last.words.push_str(&words);
            }
            _ => self.0.push(Piece { words, written: false, marks, link: link.map(str::to_owned) }),
        }
    }

    /// Adds Markdown.
    pub(super) fn put(&mut self, markdown: &str, link: Option<&str>) {
        if !markdown.is_empty() {
            let link = link.map(str::to_owned);
            self.0.push(Piece { words: markdown.to_owned(), written: true, marks: Marks::default(), link });
        }
    }

    pub(super) fn break_line(&mut self) {
        self.put("\n", None);
    }

    /// All of it as Markdown.
    pub(super) fn written(self) -> String {
        let mut markdown = String::new();
        let mut pieces = self.0.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            let Some(link) = piece.link.clone() else {
                piece.write(&mut markdown);
                continue;
            };
            let mut shown = String::new();
            piece.write(&mut shown);
            while let Some(next) = pieces.next_if(|next| next.link.as_deref() == Some(&link)) {
                next.write(&mut shown);
            }
            let (before, words, after) = parted(&shown);
            markdown.push_str(before);
            let bare = words.replace('\\', "");
            if words.is_empty() {
            } else if bare == link {
                let _ = write!(markdown, "<{link}>");
            } else if link.contains(['(', ')', ' ', '&']) {
                let _ = write!(markdown, "[{words}](<{link}>)");
            } else {
                let _ = write!(markdown, "[{words}]({link})");
            }
            markdown.push_str(after);
        }
        let lines: Vec<&str> = markdown.split('\n').map(str::trim_end).collect();
        lines.join("\n").trim().to_owned()
    }

    /// Markdown on one line.
    pub(super) fn plain(markdown: &str) -> String {
        markdown.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Piece {
    fn write(self, markdown: &mut String) {
        if self.written {
            markdown.push_str(&self.words);
            return;
        }
        let words = text::to_markdown(&self.words);
        let (before, words, after) = parted(&words);
        let mut mark = String::new();
        for (is, with) in [(self.marks.struck, "~~"), (self.marks.strong, "**"), (self.marks.emphasis, "*")] {
            mark.push_str(if is { with } else { "" });
        }
        let mark = if words.is_empty() { String::new() } else { mark };
        markdown.push_str(before);
        markdown.push_str(&mark);
        markdown.push_str(words);
        markdown.extend(closing(&mark));
        markdown.push_str(after);
    }
}

/// `~~***` closes as `***~~`.
fn closing(mark: &str) -> impl Iterator<Item = char> {
    mark.chars().rev()
}

/// Space before, words, space after.
fn parted(text: &str) -> (&str, &str, &str) {
    let words = text.trim();
    if words.is_empty() {
        return (text, "", "");
    }
    let begins = text.len() - text.trim_start().len();
    (&text[..begins], words, &text[begins + words.len()..])
}

/// An address that a page opens; without the way round that Google Docs puts before each.
pub(super) fn address(href: &str) -> Option<String> {
    let safe = |href: &str| {
        let known = ["https://", "http://", "mailto:"].iter().any(|scheme| href.starts_with(scheme));
        known && !href.contains(|c: char| c.is_whitespace() || c == '<' || c == '>')
    };
    let href = href.trim();
    let led =
        ["https://www.google.com/url?q=", "http://www.google.com/url?q="].iter().find_map(|way| href.strip_prefix(way));
    let led = led.map(|rest| percent_decoded(rest.split('&').next().unwrap_or_default()));
    led.filter(|led| safe(led)).or_else(|| safe(href).then(|| href.to_owned()))
}

/// `%20` is a space.
pub(in crate::import::documents) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let coded = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        if let Some(value) = coded.and_then(|coded| u8::from_str_radix(coded, 16).ok()) {
            decoded.push(value);
            at += 3;
        } else {
            decoded.push(*byte);
            at += 1;
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// How often a character stands in a row, at most.
pub(super) fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
