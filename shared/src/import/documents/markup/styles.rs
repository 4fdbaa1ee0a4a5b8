//! Emphasis that is said by styles: `.c4{font-weight:700}`, as Google Docs exports it, and `style` attributes.

use std::collections::HashMap;

use scraper::node::Element;
use scraper::{ElementRef, Html};

use super::lines::Marks;

/// What one style says; `None` where it says nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    strong: Option<bool>,
    emphasis: Option<bool>,
    struck: Option<bool>,
}

/// Classes of a page that say something of emphasis.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Said>);

impl Styles {
    pub(super) fn read(page: &Html) -> Self {
        let mut classes = HashMap::new();
        for element in
            page.tree.nodes().filter_map(ElementRef::wrap).filter(|element| element.value().name() == "style")
        {
            let css = element.text().collect::<String>();
            for rule in css.split('}') {
                let Some((names, body)) = rule.rsplit_once('{') else { continue };
                let said = said(body);
                for name in names.split(',').filter_map(|name| name.trim().strip_prefix('.')) {
                    if name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
                        classes.entry(name.to_owned()).or_insert_with(Said::default).add(said);
                    }
                }
            }
        }
        Self(classes)
    }

    /// Changes `marks` as the element's styles say.
    pub(super) fn apply(&self, element: &Element, marks: &mut Marks) {
        // What is a block looks like its style as a whole; that is no emphasis of words in it.
        if super::BLOCKS.contains(&element.name()) {
            return;
        }
        let mut all = Said::default();
        element.classes().filter_map(|class| self.0.get(class)).for_each(|said| all.add(*said));
        all.add(element.attr("style").map(said).unwrap_or_default());
        marks.strong = all.strong.unwrap_or(marks.strong);
        marks.emphasis = all.emphasis.unwrap_or(marks.emphasis);
        marks.struck = all.struck.unwrap_or(marks.struck);
    }
}

impl Said {
    fn add(&mut self, other: Self) {
        self.strong = other.strong.or(self.strong);
        self.emphasis = other.emphasis.or(self.emphasis);
        self.struck = other.struck.or(self.struck);
    }
}

fn said(css: &str) -> Said {
    let mut said = Said::default();
    for (name, value) in css.split(';').filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match name.trim() {
            "font-weight" => {
                said.strong = Some(value.parse::<u16>().map_or(value.starts_with("bold"), |weight| weight >= 600));
            }
            "font-style" => said.emphasis = Some(value == "italic" || value == "oblique"),
            "text-decoration" | "text-decoration-line" => said.struck = Some(value.contains("line-through")),
            _ => {}
        }
    }
    said
}

/// How deep a list is that says so in its class: Google Docs writes lists within lists beside each other (`lst-kix_a1b2-1`).
pub(super) fn list_level(element: &Element) -> usize {
    let class = element.classes().find_map(|class| class.strip_prefix("lst-"));
    let level = class.and_then(|class| class.rsplit('-').next()?.parse::<usize>().ok());
    level.unwrap_or_default().min(8)
}
