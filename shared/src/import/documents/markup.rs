//! HTML as Markdown, as Google Docs, Word and web pages write it: headings, lists, tables, emphasis, links and pictures. Everything else is its
//! words. Emphasis is also read from styles, which is how Google Docs writes it.

mod levels;
mod lines;
mod page;
mod styles;

use ego_tree::NodeRef;
use scraper::node::{Element, Node};
use scraper::{ElementRef, Html};

use self::levels::{Block, levelled};
pub(super) use self::lines::percent_decoded;
use self::lines::{Marks, Words};
use self::styles::Styles;

/// How deep elements are looked into; what is deeper is its words.
const MAX_DEPTH: usize = 120;
/// A place for columns: wider tables become lines.
const MAX_COLUMNS: usize = 60;

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
const HIDDEN: &[&str] = &["head", "script", "style", "template", "noscript", "title", "meta", "link"];

/// A document as Markdown, with its title as the one heading of the first level. `None` for what nobody writes.
pub(super) fn to_markdown(html: &str) -> Option<String> {
    let page = page::read(html)?;
    let styles = Styles::read(&page);
    let mut writer = Writer { styles, blocks: Vec::new() };
    writer.children(*page.root_element(), 0, &Place::default());
    Some(levelled(writer.blocks, title(&page)))
}

fn title(page: &Html) -> Option<String> {
    let mut titles = page.tree.nodes().filter_map(ElementRef::wrap).filter(|element| element.value().name() == "title");
    let words = titles.next()?.text().collect::<String>();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// How what is written now is shown.
#[derive(Clone, Debug, Default)]
struct Place {
    marks: Marks,
    link: Option<String>,
}

struct Writer {
    styles: Styles,
    blocks: Vec<Block>,
}

impl Writer {
    /// The blocks of a part by itself, as one text.
    fn inside(&mut self, node: NodeRef<'_, Node>, depth: usize, place: &Place) -> String {
        let outer = std::mem::take(&mut self.blocks);
        self.children(node, depth, place);
        let inner = std::mem::replace(&mut self.blocks, outer);
        let mut text = String::new();
        let mut after_list = false;
        for block in inner {
            let is_list = matches!(block, Block::List(_));
            let words = match block {
                Block::Heading(level, words) => format!("{} {words}", "#".repeat(level)),
                Block::Title(words) | Block::List(words) | Block::Text(words) => words,
            };
            if !text.is_empty() {
                text.push_str(if is_list && (after_list || !text.contains("\n\n")) { "\n" } else { "\n\n" });
            }
            text.push_str(&words);
            after_list = is_list;
        }
        text
    }

    fn children(&mut self, node: NodeRef<'_, Node>, depth: usize, place: &Place) {
        let mut line = Words::default();
        for child in node.children() {
            self.node(child, depth, place, &mut line);
        }
        self.end(line);
    }

    fn end(&mut self, line: Words) {
        let text = line.written();
        if !text.trim().is_empty() {
            self.blocks.push(Block::Text(text));
        }
    }

    fn node(&mut self, node: NodeRef<'_, Node>, depth: usize, place: &Place, line: &mut Words) {
        if let Node::Text(text) = node.value() {
            line.say(text, place.marks, place.link.as_deref());
            return;
        }
        let Some(element) = ElementRef::wrap(node) else { return };
        let name = element.value().name();
        if HIDDEN.contains(&name) {
            return;
        }
        if depth >= MAX_DEPTH {
            element.text().for_each(|text| line.say(text, place.marks, place.link.as_deref()));
            return;
        }
        let place = self.placed(element.value(), place);
        if BLOCKS.contains(&name) {
            self.end(std::mem::take(line));
            self.block(element, depth + 1, &place);
            return;
        }
        match name {
            "br" => line.break_line(),
            "img" => line.put(&image(element.value()), place.link.as_deref()),
            "input" if element.attr("type") == Some("checkbox") => {
                line.put(if element.attr("checked").is_some() { "[x] " } else { "[ ] " }, None);
            }
            "code" | "kbd" | "samp" | "tt" => {
                let words = element.text().collect::<String>();
                line.put(&code(&words), place.link.as_deref());
            }
            _ => node.children().for_each(|child| self.node(child, depth + 1, &place, line)),
        }
    }

    /// The same, within this element.
    fn placed(&self, element: &Element, outer: &Place) -> Place {
        let mut place = outer.clone();
        self.styles.apply(element, &mut place.marks);
        match element.name() {
            "b" | "strong" => place.marks.strong = true,
            "i" | "em" | "cite" | "dfn" => place.marks.emphasis = true,
            "s" | "strike" | "del" => place.marks.struck = true,
            "a" => place.link = element.attr("href").and_then(lines::address).or(place.link),
            _ => {}
        }
        place
    }

    fn block(&mut self, element: ElementRef<'_>, depth: usize, place: &Place) {
        let value = element.value();
        let classed = |wanted: &str| value.classes().any(|class| class.eq_ignore_ascii_case(wanted));
        match value.name() {
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                let words = Words::plain(&self.inline(element, depth, place));
                let level = usize::from(name.as_bytes()[1] - b'0');
                if !words.is_empty() {
                    self.blocks.push(if classed("title") { Block::Title(words) } else { Block::Heading(level, words) });
                }
            }
            "p" if classed("title") || classed("MsoTitle") => {
                let words = Words::plain(&self.inline(element, depth, place));
                if !words.is_empty() {
                    self.blocks.push(Block::Title(words));
                }
            }
            "hr" => self.blocks.push(Block::Text("---".to_owned())),
            "ul" | "ol" => self.list(element, depth, place),
            "pre" => {
                let words = element.text().collect::<String>();
                let fence = "`".repeat(lines::longest_run(&words, '`').max(2) + 1);
                self.blocks.push(Block::Text(format!("{fence}\n{}\n{fence}", words.trim_matches('\n'))));
            }
            "blockquote" => {
                let text = self.inside(*element, depth, place);
                let quoted: Vec<String> = text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
                self.blocks.push(Block::Text(quoted.join("\n")));
            }
            "table" => self.table(element, depth, place),
            "li" => self.item(element, "- ", "", depth, place),
            _ => self.children(*element, depth, place),
        }
    }

    /// All of an element on one line.
    fn inline(&mut self, element: ElementRef<'_>, depth: usize, place: &Place) -> String {
        let place = Place { marks: Marks { plain: true, ..place.marks }, ..place.clone() };
        self.inside(*element, depth, &place)
    }

    fn list(&mut self, element: ElementRef<'_>, depth: usize, place: &Place) {
        let indent = " ".repeat(4 * styles::list_level(element.value()));
        let ordered = element.value().name() == "ol";
        let mut number: usize = element.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1);
        for child in element.children() {
            let Some(item) = ElementRef::wrap(child) else {
                if let Node::Text(text) = child.value()
                    && !text.trim().is_empty()
                {
                    let mut line = Words::default();
                    line.say(text, place.marks, place.link.as_deref());
                    self.end(line);
                }
                continue;
            };
            let mark = if ordered { format!("{number}. ") } else { "- ".to_owned() };
            let place = self.placed(item.value(), place);
            if ["ul", "ol"].contains(&item.value().name()) {
                // A list directly in a list is one of the item before.
                let nested = self.inside_block(item, depth + 1, &place);
                self.blocks.push(Block::List(indented(&nested, &format!("{indent}    "))));
            } else {
                self.item(item, &mark, &indent, depth + 1, &place);
                number = number.saturating_add(1);
            }
        }
    }

    fn inside_block(&mut self, element: ElementRef<'_>, depth: usize, place: &Place) -> String {
        let outer = std::mem::take(&mut self.blocks);
        if depth < MAX_DEPTH {
            self.block(element, depth, place);
        } else {
            self.blocks.push(Block::Text(element.text().collect()));
        }
        let inner = std::mem::replace(&mut self.blocks, outer);
        let words = inner.into_iter().map(|block| match block {
            Block::Title(words) | Block::Heading(_, words) | Block::List(words) | Block::Text(words) => words,
        });
        words.collect::<Vec<_>>().join("\n")
    }

    fn item(&mut self, item: ElementRef<'_>, mark: &str, indent: &str, depth: usize, place: &Place) {
        let text = self.inside(*item, depth, place);
        let rest = format!("{indent}{}", " ".repeat(mark.len()));
        let held = indented(&text, &rest);
        let held = held.strip_prefix(&rest).unwrap_or(&held);
        self.blocks.push(Block::List(format!("{indent}{mark}{held}").trim_end().to_owned()));
    }

    fn table(&mut self, table: ElementRef<'_>, depth: usize, place: &Place) {
        let rows: Vec<Vec<ElementRef<'_>>> = rows(table);
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        for caption in children_named(table, "caption") {
            self.children(*caption, depth, place);
        }
        if columns <= 1 || columns > MAX_COLUMNS {
            // A frame around something, not a table.
            for cell in rows.into_iter().flatten() {
                self.children(*cell, depth, place);
            }
            return;
        }
        let mut lines = Vec::with_capacity(rows.len() + 1);
        for (at, row) in rows.iter().enumerate() {
            let mut line = String::from("|");
            for column in 0..columns {
                let cell = row.get(column).map(|cell| {
                    let place = self.placed(cell.value(), place);
                    let place = Place { marks: Marks { plain: at == 0, ..place.marks }, ..place };
                    self.inside(**cell, depth, &place)
                });
                let cell = cell.unwrap_or_default().replace("\\|", "|").replace('|', "\\|");
                let cell = cell.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
                line.push(' ');
                line.push_str(&cell.join("<br>"));
                line.push_str(" |");
            }
            lines.push(line);
            if at == 0 {
                lines.push(format!("|{}", " --- |".repeat(columns)));
            }
        }
        self.blocks.push(Block::Text(lines.join("\n")));
    }
}

fn children_named<'a>(element: ElementRef<'a>, name: &'a str) -> impl Iterator<Item = ElementRef<'a>> {
    element.child_elements().filter(move |child| child.value().name() == name)
}

fn rows(table: ElementRef<'_>) -> Vec<Vec<ElementRef<'_>>> {
    let parts = table.child_elements().flat_map(|child| match child.value().name() {
        "thead" | "tbody" | "tfoot" => children_named(child, "tr").collect::<Vec<_>>(),
        "tr" => vec![child],
        _ => Vec::new(),
    });
    let cells = |row: ElementRef<'_>| -> usize { row.child_elements().count() };
    let filled = parts.filter(|row| cells(*row) > 0);
    filled
        .map(|row| row.child_elements().filter(|cell| ["td", "th"].contains(&cell.value().name())).collect())
        .collect()
}

fn indented(text: &str, indent: &str) -> String {
    let lines = text.split('\n').map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") });
    lines.collect::<Vec<_>>().join("\n")
}

fn image(element: &Element) -> String {
    let words =
        [element.attr("alt"), element.attr("title")].into_iter().flatten().find(|words| !words.trim().is_empty());
    let words = words.unwrap_or_default().replace(['[', ']', '\n', '\r'], " ");
    match element.attr("src").filter(|src| !src.contains(['>', '<', '\n']) && !src.is_empty()) {
        Some(src) if src.contains([' ', '(', ')']) => format!("![{}](<{src}>)", words.trim()),
        Some(src) => format!("![{}]({src})", words.trim()),
        None => words,
    }
}

fn code(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return words;
    }
    let tick = "`".repeat(lines::longest_run(&words, '`') + 1);
    let space = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{tick}{space}{words}{space}{tick}")
}
