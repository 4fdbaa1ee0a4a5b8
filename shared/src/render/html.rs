//! A standalone HTML page of a postmortem: Markdown through comrak, then through ammonia's allow list. No script, no remote picture.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::UrlRelative;
use comrak::nodes::{AstNode, NodeLink, NodeValue};
use comrak::{Arena, Options};
use uuid::Uuid;

use super::{
    image_at,
    markdown::with_picture,
    scale::{self, Clock, Setting},
};
use crate::{
    document::{EntryView, View},
    time::{Moment, offset_label},
};

/// Largest Markdown source that is rendered, in bytes: rendering is superlinear in hostile input.
pub const MAX_SOURCE_BYTES: usize = 512 * 1024;

/// Largest HTML that is handed out, in bytes: a small table can grow into megabytes.
const MAX_HTML_BYTES: usize = 2 * 1024 * 1024;

/// Most `<` in a source: sanitising is quadratic in open tags.
const MAX_OPEN_TAGS: usize = 20_000;

/// Deepest nesting of quotes and lists: sanitising is quadratic in that, too.
const MAX_DEPTH: usize = 100;

/// Width of the picture of the timeline, in CSS pixels.
const PICTURE_WIDTH: f64 = 800.0;

/// Stands for that picture until the rest is cleaned: nobody types characters of private use.
const PLACEHOLDER: &str = "\u{f0000}scale\u{f0000}";
/// Classes of callouts (`> [!NOTE]`), the only ones that are let through.
const CALLOUTS: [&str; 6] = [
    "markdown-alert",
    "markdown-alert-note",
    "markdown-alert-tip",
    "markdown-alert-important",
    "markdown-alert-warning",
    "markdown-alert-caution",
];

/// The text is too large to render.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the text is too large to show as HTML (512 kB of Markdown, 2 MB of HTML at most): export it as Markdown instead"
)]
pub struct TooLarge;

/// How a picture of the postmortem is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// From this address, which is trusted: a path of our own, or a `data:` address.
    Here(String),
    /// As a link to this address.
    Linked(String),
}

/// Words of a link in the place of a picture without a description.
const PICTURE: &str = "Picture";

/// Markdown as sanitised HTML. Links open with `rel="noopener noreferrer nofollow"`. Pictures are those of the postmortem alone, as
/// `shown` says; any other becomes a link, because showing it would tell its server who reads this.
///
/// # Errors
/// [`TooLarge`] past the limits.
pub fn fragment(source: &str, shown: &dyn Fn(Uuid) -> Shown) -> Result<String, TooLarge> {
    if source.len() > MAX_SOURCE_BYTES || source.bytes().filter(|&byte| byte == b'<').count() > MAX_OPEN_TAGS {
        return Err(TooLarge);
    }
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.alerts = true;
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, source, &options);
    let here = choose_pictures(&arena, root, shown);
    let mut html = String::new();
    if comrak::format_html(root, &options, &mut html).is_err() {
        return Err(TooLarge);
    }
    if html.len() > MAX_HTML_BYTES || depth(&html) > MAX_DEPTH {
        return Err(TooLarge);
    }
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .add_tags(["input"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .set_tag_attribute_value("input", "disabled", "")
        .set_tag_attribute_value("input", "type", "checkbox")
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(relative)))
        .tag_attribute_values(HashMap::from([("input", HashMap::from([("type", HashSet::from(["checkbox"]))]))]))
        .add_allowed_classes("div", CALLOUTS)
        .add_allowed_classes("p", ["markdown-alert-title"])
        // Addresses of pictures come from `shown`, never from the text. It is asked after addresses were checked. A mention leads to
        // somebody of this instance: elsewhere it is a name.
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") => image_at(value).and_then(|id| here.get(&id)).map(|source| Cow::Owned(source.clone())),
            ("a", "href") if value.starts_with("/people/") => None,
            _ => Some(value.into()),
        })
        .link_rel(Some("noopener noreferrer nofollow"));
    Ok(cleaner.clean(&html).to_string())
}

/// Addresses without a host: those of our own pictures and pages, and places in this text. Others lead nowhere from a file.
fn relative(address: &str) -> Option<Cow<'_, str>> {
    let ours = image_at(address).is_some() || address.starts_with('#');
    (ours || address.starts_with('/') && !address.starts_with("//")).then_some(Cow::Borrowed(address))
}

/// Makes links of all pictures that are not shown; gives the addresses of those that are.
fn choose_pictures<'a>(
    arena: &'a Arena<'a>,
    root: &'a AstNode<'a>,
    shown: &dyn Fn(Uuid) -> Shown,
) -> HashMap<Uuid, String> {
    let mut here = HashMap::new();
    for node in root.descendants() {
        let mut data = node.data.borrow_mut();
        let NodeValue::Image(link) = &mut data.value else { continue };
        let url = match image_at(&link.url).map(|id| (id, shown(id))) {
            Some((id, Shown::Here(address))) => {
                link.url = format!("images/{id}");
                here.insert(id, address);
                continue;
            }
            Some((_, Shown::Linked(address))) => address,
            None => link.url.clone(),
        };
        data.value = NodeValue::Link(Box::new(NodeLink { url, title: String::new() }));
        drop(data);
        if node.first_child().is_none() {
            node.append(arena.alloc(AstNode::from(NodeValue::Text(PICTURE.into()))));
        }
    }
    here
}

/// How deeply quotes and lists are nested in what comrak wrote, which closes all that it opens.
pub(crate) fn depth(html: &str) -> usize {
    const CONTAINERS: [&str; 4] = ["blockquote>", "div", "ul", "ol"];
    let (mut now, mut most) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        if CONTAINERS.iter().any(|name| tag.starts_with(name)) {
            now += 1;
            most = most.max(now);
        } else if tag.strip_prefix('/').is_some_and(|tag| CONTAINERS.iter().any(|name| tag.starts_with(name))) {
            now = now.saturating_sub(1);
        }
    }
    most
}

/// The whole postmortem as one HTML file that needs nothing else, with its pictures as `shown` says.
///
/// # Errors
/// [`TooLarge`] past the limits.
pub fn page(view: &View, shown: &dyn Fn(Uuid) -> Shown) -> Result<String, TooLarge> {
    page_with(view, shown, "")
}

/// The same with HTML of our own before it, which is trusted.
///
/// # Errors
/// [`TooLarge`] past the limits.
pub fn page_with(view: &View, shown: &dyn Fn(Uuid) -> Shown, before: &str) -> Result<String, TooLarge> {
    let title = if view.title.trim().is_empty() { "Untitled postmortem" } else { view.title.trim() };
    let title = ammonia::clean_text(title);
    let body = with_scale(view, shown)?;
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>{PAGE_STYLE}{}</style>\n</head>\n<body>\n<main>\n{before}{body}</main>\n</body>\n</html>\n",
        scale::STYLE
    ))
}

/// The whole of it, with the picture of the timeline before its table. The picture is ours and cannot pass through the allow list: it takes the
/// place of a line that does.
fn with_scale(view: &View, shown: &dyn Fn(Uuid) -> Shown) -> Result<String, TooLarge> {
    let Some(picture) = picture(view) else { return fragment(&with_picture(view, ""), shown) };
    let html = fragment(&with_picture(view, &format!("{PLACEHOLDER}\n\n")), shown)?;
    let line = format!("<p>{PLACEHOLDER}</p>");
    Ok(html.replacen(&line, &format!("<figure>{picture}</figure>"), 1))
}

/// The picture, on the clock that the first entry was written in: a file knows no zones.
fn picture(view: &View) -> Option<String> {
    let first = view.live_timeline().find_map(EntryView::moment).map_or(0, Moment::offset_minutes);
    let offset_minutes = move |_| first;
    let clock = Clock { name: &offset_label(first), offset_minutes: &offset_minutes };
    let layout = scale::layout(view.live_timeline(), &view.facts, &clock, PICTURE_WIDTH)?;
    view.live_timeline().next()?;
    Some(scale::svg(&layout, Setting::Inline("scale")))
}

/// How such a page looks.
pub const PAGE_STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;font:16px/1.6 system-ui,-apple-system,'Segoe UI',sans-serif;color:light-dark(#1c2024,#e6e8eb);background:light-dark(#fff,#15171a)}\
main{max-width:52rem;margin:0 auto;padding:3rem 1.25rem 5rem}\
h1{font-size:2rem;line-height:1.2;letter-spacing:-.02em}h2{margin-top:2.5rem;font-size:1.35rem;letter-spacing:-.01em}\
table{border-collapse:collapse;display:block;overflow-x:auto;font-size:.9rem}th,td{padding:.4rem .75rem;border:1px solid light-dark(#e1e4e8,#33383f);text-align:left;vertical-align:top}\
blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid light-dark(#d0d5db,#3d434b);color:light-dark(#57606a,#9aa4af)}\
.markdown-alert{margin:1rem 0;padding:.5rem 1rem;border-left:3px solid;border-radius:0 6px 6px 0;border-color:light-dark(#0a6a6a,#63cdc3);background:light-dark(#f2f6f6,#1d2527)}\
.markdown-alert p{margin:.35rem 0}.markdown-alert-title{font-weight:650}.markdown-alert-warning,.markdown-alert-caution{border-color:light-dark(#8a5300,#f0b860)}.markdown-alert-tip{border-color:light-dark(#1a6e3c,#7fd6a0)}\
code{font:.9em ui-monospace,monospace;background:light-dark(#f2f4f6,#22262b);padding:.1em .3em;border-radius:4px}pre{overflow-x:auto;background:light-dark(#f2f4f6,#22262b);padding:1rem;border-radius:8px}pre code{padding:0;background:none}\
img{max-width:100%;height:auto}.version{margin:0 0 2rem;padding:.5rem 1rem;border-left:3px solid light-dark(#0a6a6a,#63cdc3);background:light-dark(#f2f6f6,#1d2527)}a{color:light-dark(#0b5c73,#6cc5dc)}\
@media print{main{max-width:none;padding:0}table{display:table}tr{break-inside:avoid}h2{break-after:avoid}}";

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(7);

    /// Without pictures.
    fn fragment(source: &str) -> Result<String, TooLarge> {
        super::fragment(source, &|id| Shown::Linked(format!("/there/{id}")))
    }

    #[test]
    fn pictures_of_the_postmortem_are_shown_and_others_become_links() {
        let data = "data:image/png;base64,AAAA";
        let shown =
            |id: Uuid| if id == ID { Shown::Here(data.to_owned()) } else { Shown::Linked(format!("/there/{id}")) };
        let html = |source: &str| super::fragment(source, &shown).expect("small");
        let own = html(&format!("![A *graph*](images/{ID}#640x480)"));
        assert!(own.contains(&format!("<img src=\"{data}\" alt=\"A graph\">")), "{own}");
        let unknown = html("![lost](images/00000000-0000-0000-0000-000000000008)");
        assert!(unknown.contains("<a href=\"/there/0000") && !unknown.contains("<img"), "{unknown}");
        for remote in
            ["![x](https://e.example/p.png)", "![x](//e.example/p.png)", "![x](/api/session)", "![x](images/..)"]
        {
            let html = html(remote);
            assert!(!html.contains("<img") && html.contains(">x</a>"), "{remote} became {html}");
        }
        assert!(html("![](https://e.example/p.png)").contains(">Picture</a>"));
        for hostile in ["![x](javascript:alert(1))", "![x](data:image/svg+xml;base64,AAAA)"] {
            let html = html(hostile);
            assert!(!html.contains("javascript:") && !html.contains("data:"), "{hostile} became {html}");
        }
        let raw = html(&format!("<img src=\"images/{ID}\"> and [![x](https://e.example/p.png)](https://f.example)"));
        assert!(!raw.contains("<img"), "{raw}");
    }

    #[test]
    fn nothing_that_runs_survives() {
        for hostile in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)>",
            "<a href=\"data:text/html,x\">x</a>",
            "<iframe src=\"/\"></iframe>",
            "<style>body{display:none}</style>",
        ] {
            let html = fragment(hostile).expect("small");
            for sign in ["<script", "javascript:", "onerror", "onload", "data:", "<iframe", "<style"] {
                assert!(!html.contains(sign) || html.contains("&lt;"), "{hostile} became {html}");
            }
        }
    }

    #[test]
    fn the_usual_markdown_is_kept() {
        let html =
            fragment("# A\n\n- [x] done\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n~~old~~ **new** `code`").expect("small");
        for tag in ["<h1>", "<li>", "checkbox", "<table>", "<del>", "<strong>", "<code>"] {
            assert!(html.contains(tag), "{tag} in {html}");
        }
    }

    #[test]
    fn callouts_are_boxes_and_no_other_class_gets_through() {
        let html = fragment("> [!WARNING]\n> Do **not** retry\n\n<p class=\"admin\">x</p><div class=\"admin\">y</div>")
            .expect("small");
        assert!(html.contains("<div class=\"markdown-alert markdown-alert-warning\">"), "{html}");
        assert!(html.contains("<p class=\"markdown-alert-title\">Warning</p>"), "{html}");
        assert!(html.contains("Do <strong>not</strong> retry") && !html.contains("admin"), "{html}");
    }

    #[test]
    fn a_mention_is_a_name_without_a_link() {
        let html = fragment("[@Ada](/people/0197c3a4-0000-7000-8000-000000000000) asked").expect("small");
        assert!(html.contains(">@Ada</a> asked") && !html.contains("/people/"), "{html}");
    }

    #[test]
    fn too_much_is_refused_at_once() {
        assert_eq!(fragment(&"x".repeat(MAX_SOURCE_BYTES + 1)), Err(TooLarge));
        assert_eq!(fragment(&"<div>".repeat(MAX_OPEN_TAGS + 1)), Err(TooLarge));
        assert_eq!(fragment(&">".repeat(MAX_DEPTH + 1)), Err(TooLarge));
        assert!(fragment(&"> a\n\nb\n\n".repeat(MAX_DEPTH * 2)).is_ok());
    }

    #[test]
    fn the_picture_of_the_timeline_stands_before_its_table() {
        let entry = EntryView {
            id: "a".into(),
            at: "2026-03-11T14:05:00+01:00".into(),
            approximate: true,
            kind: crate::document::EntryKind::Action,
            text: "rolled <b>back</b>".into(),
            evidence: Vec::new(),
            source: String::new(),
            accounts: Vec::new(),
            removed: None,
        };
        let shown = |id: Uuid| Shown::Linked(id.to_string());
        let with = page(&View { timeline: vec![entry], ..View::default() }, &shown).expect("small");
        let (picture, table) = (with.find("<svg").expect("drawn"), with.find("<table>").expect("told"));
        assert!(picture < table && !with.contains(PLACEHOLDER) && !with.contains("<b>"), "{with}");
        assert!(with.contains("about 14:05 rolled"), "{with}");
        assert!(!page(&View::default(), &shown).expect("small").contains("<svg"));
    }

    #[test]
    fn the_page_carries_its_title_as_text() {
        let page = page(&View { title: "A <b> & c".into(), ..View::default() }, &|id| Shown::Linked(id.to_string()))
            .expect("small");
        assert!(page.contains("<title>A&#32;&lt;b&gt;&#32;&amp;&#32;c</title>"), "{page}");
    }

    #[test]
    fn the_page_names_marks_at_their_entries_and_leaves_empty_columns_out() {
        let view: View = serde_json::from_value(serde_json::json!({
            "title": "", "facts": {"detected": "2026-03-11T14:05:00+01:00"}, "mitigations": [],
            "sections": [{"id": "s", "kind": "prose", "heading": "", "guidance": "",
                "body": "Ask", "removed": null}],
            "timeline": [{"id": "e", "at": "2026-03-11T13:05:00Z", "kind": "action", "text": "Alarm rang",
                "evidence": [], "source": "", "removed": null}],
        }))
        .expect("a view");
        let page = page(&view, &|id| Shown::Linked(id.to_string())).expect("small");
        assert!(page.contains("<td><strong>Detected.</strong> Alarm rang</td>"), "{page}");
        assert!(!page.contains("Evidence"), "{page}");
    }
}
