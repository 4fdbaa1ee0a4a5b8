//! A page, read within bounds. The parser looks through all elements that are open, for each new one, and compares each attribute of an element
//! with each: what nobody writes would keep it busy for hours.

use ego_tree::NodeRef;
use html5ever::driver::{self, ParseOpts};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use scraper::node::Node;
use scraper::{Html, HtmlTreeSink};

/// Most elements within each other.
const MAX_LEVELS: usize = 1_000;
/// Most attributes of one element.
const MAX_ATTRIBUTES: u32 = 500;
/// How much is read between two looks, in bytes.
const STEP: usize = 16 << 10;

/// The page, unless it is beyond the bounds.
pub(super) fn read(html: &str) -> Option<Html> {
    if most_attributes(html) > MAX_ATTRIBUTES {
        return None;
    }
    let mut parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let (mut rest, mut seen) = (html, 0);
    while !rest.is_empty() {
        let (step, after) = rest.split_at(rest.floor_char_boundary(STEP));
        parser.process(StrTendril::from(step));
        let tree = &parser.tokenizer.sink.sink.0.borrow().tree;
        if tree.nodes().skip(seen).any(|node| is_deep(node)) {
            return None;
        }
        seen = tree.nodes().count();
        rest = after;
    }
    Some(parser.finish())
}

fn is_deep(node: NodeRef<'_, Node>) -> bool {
    node.ancestors().nth(MAX_LEVELS).is_some()
}

/// Where in an element something is, as the parser sees it (HTML standard, 13.2.5.8 and 13.2.5.32 to 13.2.5.40).
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Element,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Double,
    Single,
}

impl State {
    const ALL: [Self; 8] = [
        Self::Element,
        Self::BeforeName,
        Self::Name,
        Self::AfterName,
        Self::BeforeValue,
        Self::Value,
        Self::Double,
        Self::Single,
    ];

    /// Where it is behind a byte; `None` behind the element.
    fn after(self, byte: u8) -> Option<Self> {
        let space = byte.is_ascii_whitespace();
        Some(match (self, byte) {
            (Self::Double, b'"')
            | (Self::Single, b'\'')
            | (Self::Element | Self::Name | Self::AfterName | Self::BeforeName, b'/') => Self::BeforeName,
            (Self::Double | Self::Single, _) => self,
            (_, b'>') => return None,
            (Self::Element | Self::Value, _) if space => Self::BeforeName,
            (Self::Name, _) if space => Self::AfterName,
            (Self::BeforeName | Self::AfterName | Self::BeforeValue, _) if space => self,
            (Self::Name | Self::AfterName, b'=') => Self::BeforeValue,
            (Self::BeforeName | Self::Name | Self::AfterName, _) => Self::Name,
            (Self::BeforeValue, b'"') => Self::Double,
            (Self::BeforeValue, b'\'') => Self::Single,
            (Self::BeforeValue | Self::Value, _) => Self::Value,
            (Self::Element, _) => self,
        })
    }
}

/// At least as many attributes as any element of `html` has. What is a comment, a script or a value in quotes depends on all that stands before;
/// so every `<` with a letter is taken for the beginning of an element, all of them at once, and of those in the same state only the one with the
/// most attributes goes on.
fn most_attributes(html: &str) -> u32 {
    let (mut open, mut most, mut before) = ([None; State::ALL.len()], 0, b' ');
    for byte in html.bytes() {
        let mut next = [None; State::ALL.len()];
        for state in State::ALL {
            let Some(count) = open[state as usize] else { continue };
            let Some(after) = state.after(byte) else { continue };
            let count = count + u32::from(after == State::Name && state != State::Name);
            next[after as usize] = next[after as usize].max(Some(count));
            most = most.max(count);
        }
        if before == b'<' && byte.is_ascii_alphabetic() {
            let begun = &mut next[State::Element as usize];
            *begun = (*begun).max(Some(0));
        }
        (open, before) = (next, byte);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_wherever_an_element_may_begin() {
        for (html, most) in [
            ("", 0),
            ("1 < 2 a b c", 0),
            ("<p>a b c", 0),
            ("<p a b=1 c='x y z' d=\"x > y\" e>f g", 5),
            ("<p a=\">\" b c>", 3),
            ("<p a='>' b/c/d>", 4),
            ("<p a=b\"c d e>", 3),
            ("<p a=b=\"c d e>", 3),
            ("<p =\"a b c>", 3),
            ("<path d='M 0 0 L 1 1 L 2 2' href=http://a/b/c>", 2),
            ("<p a = \"x\"b>", 2),
            ("<!-- <p a=\" --> <p a b c d>\">", 4),
            ("<br/><br />", 0),
        ] {
            assert_eq!(most_attributes(html), most, "{html}");
        }
    }

    #[test]
    fn the_bounds_are_far_from_what_people_write() {
        let deep = |levels: usize| format!("{}deep{}", "<div>".repeat(levels), "</div>".repeat(levels));
        assert!(read(&deep(900)).is_some() && read(&deep(20_000)).is_none());
        let hidden = format!("{}</body><!-- shallow -->", "<ul><li>".repeat(500)).repeat(200);
        assert!(read(&hidden).is_none());
        let wide =
            |number: usize| format!("<p {}>", (0..number).map(|at| format!("a{at}=1 ")).collect::<Vec<_>>().concat());
        assert!(read(&wide(400)).is_some() && read(&wide(600)).is_none());
    }
}
