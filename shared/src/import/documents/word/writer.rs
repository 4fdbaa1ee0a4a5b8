//! The text of a Word file as HTML, paragraph by paragraph.

use std::collections::HashMap;
use std::fmt::Write as _;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::package::{Package, attribute, each, local};
use crate::import::ImportError;

/// Writes what is in `text`; names of pictures in it go into `shown`.
pub(super) fn write(
    text: &str,
    part: &str,
    package: &Package,
    html: &mut String,
    shown: &mut Vec<String>,
) -> Result<(), ImportError> {
    let mut writer = Writer {
        part,
        package,
        html,
        shown,
        paragraphs: Vec::new(),
        counts: HashMap::new(),
        words: false,
        skipped: 0,
        alt: String::new(),
    };
    each(text, part, |event| match event {
        Event::Start(tag) => writer.start(tag, false),
        Event::Empty(tag) => writer.start(tag, true),
        Event::End(tag) => writer.end(&local(tag.local_name())),
        Event::Text(text) => writer.say(&text.decode().unwrap_or_default()),
        Event::GeneralRef(name) => {
            let told = name.resolve_char_ref().ok().flatten().map(String::from);
            let named = name.decode().ok().and_then(|name| resolve_predefined_entity(&name).map(str::to_owned));
            writer.say(&told.or(named).unwrap_or_default());
        }
        _ => {}
    })
}

/// A paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    style: String,
    list: String,
    level: Option<String>,
    html: String,
    run: Run,
    /// Whether a link is open, for each that was begun.
    links: Vec<bool>,
}

/// How the words of a run are shown.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own, and they combine freely")]
#[derive(Clone, Copy, Default)]
struct Run {
    inside: bool,
    strong: bool,
    emphasis: bool,
    struck: bool,
}

struct Writer<'a> {
    part: &'a str,
    package: &'a Package,
    html: &'a mut String,
    shown: &'a mut Vec<String>,
    /// The last one is being written; those before hold a text box.
    paragraphs: Vec<Paragraph>,
    /// How many items each numbered list has so far, by its level.
    counts: HashMap<String, Vec<usize>>,
    words: bool,
    /// How deep in something that is said twice.
    skipped: usize,
    alt: String,
}

impl Writer<'_> {
    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = local(tag.local_name());
        // What older programs are shown in the place of what was said before it.
        if name == "Fallback" || self.skipped > 0 {
            self.skipped += usize::from(!empty);
            return;
        }
        let value = || attribute(tag, "val").unwrap_or_default();
        let is_on = || !["0", "false", "none"].contains(&value().as_str());
        match name.as_str() {
            "tbl" => self.html.push_str("<table>"),
            "tr" => self.html.push_str("<tr>"),
            "tc" => self.html.push_str("<td>"),
            "footnote" | "endnote" => {
                let id = attribute(tag, "id").unwrap_or_default();
                // Word keeps lines between text and notes as notes of their own.
                if attribute(tag, "type").is_none() && !id.is_empty() {
                    let _ = write!(self.html, "<p>[{}]:</p>", escaped(&id));
                }
            }
            "p" if !empty => self.paragraphs.push(Paragraph::default()),
            "docPr" => {
                self.alt = attribute(tag, "descr").or_else(|| attribute(tag, "title")).unwrap_or_default();
            }
            "blip" => self.picture(tag),
            _ => {}
        }
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name.as_str() {
            "pStyle" => paragraph.style = self.package.style(&value()),
            "ilvl" => paragraph.level = Some(value()),
            "numId" => paragraph.list = value(),
            "r" => paragraph.run = Run { inside: !empty, ..Run::default() },
            "b" if paragraph.run.inside => paragraph.run.strong = is_on(),
            "i" if paragraph.run.inside => paragraph.run.emphasis = is_on(),
            "strike" | "dstrike" if paragraph.run.inside => paragraph.run.struck = is_on(),
            "t" => self.words = !empty,
            "tab" if paragraph.run.inside => paragraph.html.push(' '),
            "br" | "cr" => paragraph.html.push_str("<br>"),
            "noBreakHyphen" => paragraph.html.push('‑'),
            "footnoteReference" | "endnoteReference" => {
                let _ = write!(paragraph.html, "[{}]", escaped(&attribute(tag, "id").unwrap_or_default()));
            }
            "hyperlink" if !empty => {
                let id = attribute(tag, "id").unwrap_or_default();
                let target = self.package.target(self.part, &id);
                if let Some(target) = target {
                    let _ = write!(paragraph.html, "<a href=\"{}\">", escaped(target));
                }
                paragraph.links.push(target.is_some());
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "tbl" => self.html.push_str("</table>"),
            "tr" => self.html.push_str("</tr>"),
            "tc" => self.html.push_str("</td>"),
            "t" => self.words = false,
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.paragraph(paragraph);
                }
            }
            "r" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.run = Run::default();
                }
            }
            "hyperlink" => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && paragraph.links.pop() == Some(true)
                {
                    paragraph.html.push_str("</a>");
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, words: &str) {
        let Some(paragraph) = self.paragraphs.last_mut().filter(|_| self.words && self.skipped == 0) else { return };
        let run = paragraph.run;
        let marks = [(run.strong, "b"), (run.emphasis, "i"), (run.struck, "s")];
        for (_, mark) in marks.iter().filter(|(is, _)| *is) {
            let _ = write!(paragraph.html, "<{mark}>");
        }
        paragraph.html.push_str(&escaped(words));
        for (_, mark) in marks.iter().rev().filter(|(is, _)| *is) {
            let _ = write!(paragraph.html, "</{mark}>");
        }
    }

    fn picture(&mut self, tag: &BytesStart<'_>) {
        let id = attribute(tag, "embed").or_else(|| attribute(tag, "link")).unwrap_or_default();
        let Some(target) = self.package.target(self.part, &id) else { return };
        let is_elsewhere = target.contains("://");
        let name = match target.strip_prefix('/') {
            _ if is_elsewhere => target.to_owned(),
            Some(whole) => whole.to_owned(),
            None => format!("word/{target}"),
        };
        let image = format!("<img src=\"{}\" alt=\"{}\">", escaped(&name), escaped(&self.alt));
        match self.paragraphs.last_mut() {
            Some(paragraph) => paragraph.html.push_str(&image),
            None => self.html.push_str(&image),
        }
        if !is_elsewhere {
            self.shown.push(name);
        }
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        let Paragraph { style, list, level, html, .. } = paragraph;
        let heading = style.strip_prefix("heading ").or_else(|| style.strip_prefix("heading"));
        let heading = heading.and_then(|level| level.trim().parse::<usize>().ok()).filter(|level| *level > 0);
        if let Some(level) = heading {
            let level = level.min(6);
            let _ = write!(self.html, "<h{level}>{html}</h{level}>");
        } else if style == "title" {
            let _ = write!(self.html, "<p class=\"title\">{html}</p>");
        } else if !list.is_empty() && list != "0"
            || style.starts_with("list bullet")
            || style.starts_with("list number")
        {
            let level = level.unwrap_or_else(|| "0".to_owned());
            let numbered =
                self.package.is_numbered(&list, &level) || list.is_empty() && style.starts_with("list number");
            let depth = level.parse::<usize>().unwrap_or_default().min(8);
            let counts = self.counts.entry(list).or_default();
            counts.resize(depth + 1, 0);
            counts[depth] += 1;
            let (element, start) = if numbered { ("ol", counts[depth]) } else { ("ul", 1) };
            let _ = write!(
                self.html,
                "<{element} class=\"lst-word-{depth}\" start=\"{start}\"><li>{html}</li></{element}>"
            );
        } else if style.contains("quote") {
            let _ = write!(self.html, "<blockquote>{html}</blockquote>");
        } else {
            let _ = write!(self.html, "<p>{html}</p>");
        }
    }
}

/// Words within HTML.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
