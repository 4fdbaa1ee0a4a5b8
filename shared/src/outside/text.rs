//! One picked text: Markdown as HTML, or as plain words, with everything taken out that is to be taken out. Works on the tree of the text, so
//! that marks in the middle of a name or a key hide nothing.

use std::borrow::Cow;
use std::collections::HashSet;

use ammonia::UrlRelative;
use comrak::nodes::{AstNode, NodeLink, NodeValue};
use comrak::{Arena, Options};
use uuid::Uuid;

use super::IMAGE;
use super::redact::Redactor;
use crate::api::OutsideReason;
use crate::hidden::without_hidden;
use crate::render::{TooLarge, depth_of, image_at};

/// Largest HTML of one text, in bytes.
const MAX_HTML_BYTES: usize = 2 * 1024 * 1024;
/// Deepest nesting of quotes and lists.
const MAX_DEPTH: usize = 100;
/// Headings of a text stand below those of the message.
const HEADINGS_BELOW: u8 = 3;

/// As HTML of our own making.
pub(super) fn html(source: &str, redactor: &mut Redactor, name: &dyn Fn(Uuid) -> String) -> Result<String, TooLarge> {
    let arena = Arena::new();
    let options = options();
    let source = redactor.without_keys(source);
    let root = comrak::parse_document(&arena, &source, &options);
    cleaned(root, redactor, name);
    let mut html = String::new();
    if comrak::format_html(root, &options, &mut html).is_err()
        || html.len() > MAX_HTML_BYTES
        || depth_of(&html) > MAX_DEPTH
    {
        return Err(TooLarge);
    }
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .add_tags(["input"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .set_tag_attribute_value("input", "disabled", "")
        .set_tag_attribute_value("input", "type", "checkbox")
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(UrlRelative::Custom(Box::new(pictures)))
        .link_rel(Some("noopener noreferrer nofollow"));
    Ok(cleaner.clean(&html).to_string())
}

/// Of addresses without a host, only those that pictures got from us.
fn pictures(address: &str) -> Option<Cow<'_, str>> {
    address.starts_with(IMAGE).then_some(Cow::Borrowed(address))
}

/// As plain words on one line.
pub(super) fn plain(source: &str, redactor: &mut Redactor) -> String {
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, source, &options());
    cleaned(root, redactor, &|_| String::new());
    let mut words = String::new();
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::CodeBlock(code) => words.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak | NodeValue::Paragraph => words.push(' '),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.alerts = true;
    options
}

/// Takes out of a tree what is to be taken out.
fn cleaned<'a>(root: &'a AstNode<'a>, redactor: &mut Redactor, name: &dyn Fn(Uuid) -> String) {
    let nodes: Vec<&'a AstNode<'a>> = root.descendants().collect();
    for node in nodes {
        tidy(node, redactor, name);
    }
    for block in root.descendants().filter(|node| holds_words(node)).collect::<Vec<_>>() {
        reword(block, redactor);
    }
}

/// HTML and what was not picked goes; what is left loses everything that nobody sees.
fn tidy<'a>(node: &'a AstNode<'a>, redactor: &mut Redactor, name: &dyn Fn(Uuid) -> String) {
    let value = node.data().value.clone();
    match value {
        NodeValue::HtmlBlock(html) => {
            redactor.note(OutsideReason::Html, &html.literal, "");
            node.detach();
        }
        NodeValue::HtmlInline(html) => {
            redactor.note(OutsideReason::Html, &html, "");
            node.detach();
        }
        NodeValue::Image(link) => {
            let id = image_at(&link.url);
            redactor.images.extend(id);
            if let Some(id) = id.filter(|id| redactor.wanted.contains(id)) {
                redactor.shown.insert(id);
                let url = format!("{IMAGE}{}", name(id));
                node.data_mut().value = NodeValue::Image(Box::new(NodeLink { url, title: String::new() }));
            } else {
                let described: String = node.descendants().filter_map(words_of).collect();
                redactor.note(OutsideReason::Image, &described, "");
                node.detach();
            }
        }
        NodeValue::Link(link) => {
            if redactor.keeps(&link.url) {
                node.data_mut().value = NodeValue::Link(Box::new(NodeLink { url: link.url, title: String::new() }));
                return;
            }
            let shown: String = node.descendants().filter_map(words_of).collect();
            // One that shows its own address is told of with its words.
            if !link.url.ends_with(&shown) && !link.url.starts_with("mailto:") {
                redactor.note(OutsideReason::Link, &link.url, &shown);
            }
            for child in node.children().collect::<Vec<_>>() {
                node.insert_before(child);
            }
            node.detach();
        }
        NodeValue::CodeBlock(mut code) => {
            code.info.clear();
            code.literal = redactor.clean(&without_hidden(&code.literal));
            node.data_mut().value = NodeValue::CodeBlock(code);
        }
        NodeValue::Alert(mut alert) => {
            alert.title = alert.title.map(|title| redactor.clean(&without_hidden(&title)));
            node.data_mut().value = NodeValue::Alert(alert);
        }
        NodeValue::Heading(mut heading) => {
            heading.level = (heading.level + HEADINGS_BELOW).min(6);
            node.data_mut().value = NodeValue::Heading(heading);
        }
        NodeValue::Text(text) => node.data_mut().value = NodeValue::Text(without_hidden(&text).into()),
        NodeValue::Code(mut code) => {
            code.literal = without_hidden(&code.literal);
            node.data_mut().value = NodeValue::Code(code);
        }
        // Kinds that are not switched on; whatever they are, they hold what nobody has looked at.
        NodeValue::FrontMatter(_)
        | NodeValue::Raw(_)
        | NodeValue::CommentInline(_)
        | NodeValue::MultilineComment(_) => {
            node.detach();
        }
        _ => {}
    }
}

fn words_of<'a>(node: &'a AstNode<'a>) -> Option<String> {
    match &node.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        NodeValue::Code(code) => Some(code.literal.clone()),
        NodeValue::SoftBreak | NodeValue::LineBreak => Some(" ".to_owned()),
        _ => None,
    }
}

fn holds_words<'a>(node: &'a AstNode<'a>) -> bool {
    matches!(node.data().value, NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableCell)
}

/// Looks at all words of a paragraph at once, and puts what stands instead where the first of them stood.
fn reword<'a>(block: &'a AstNode<'a>, redactor: &mut Redactor) {
    let mut words = String::new();
    let mut pieces: Vec<(&'a AstNode<'a>, usize, usize)> = Vec::new();
    for node in block.descendants().skip(1) {
        if let Some(piece) = words_of(node) {
            let start = words.len();
            words.push_str(&piece);
            pieces.push((node, start, words.len()));
        }
    }
    let ranges = redactor.ranges(&words);
    for range in &ranges {
        redactor.note(range.reason, &range.found, &range.instead);
    }
    for (node, start, end) in pieces {
        let touching: Vec<_> = ranges.iter().filter(|range| range.start < end && range.end > start).collect();
        if touching.is_empty() {
            continue;
        }
        let mut out = String::new();
        let mut at = start;
        for range in touching {
            if range.start >= at {
                out.push_str(&words[at..range.start]);
            }
            if range.start >= start {
                out.push_str(&range.instead);
            }
            at = range.end.min(end);
        }
        out.push_str(&words[at..end]);
        let mut data = node.data_mut();
        match &mut data.value {
            NodeValue::Code(code) => code.literal = out,
            other => *other = NodeValue::Text(out.into()),
        }
    }
}
