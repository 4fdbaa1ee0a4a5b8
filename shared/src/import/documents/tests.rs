//! Documents of other tools come in with nothing lost.

mod real;

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use zip::write::SimpleFileOptions;

use super::*;
use crate::document::SectionKind;
use crate::time::Moment;

const GOOGLE: &str = include_str!("../samples/google-docs.html");
/// Not a picture; nobody looks before it is kept.
const BYTES: &[u8] = b"picture";

fn utc(time: DateTime) -> Option<Moment> {
    let zoned = time.to_zoned(TimeZone::UTC).ok()?;
    Some(Moment::new(zoned.timestamp(), zoned.offset()))
}

fn read(name: &str, bytes: &[u8]) -> Result<Documents, ImportError> {
    documents(Input { name, bytes }, "UTC", &Answers { day: None, zone: &utc })
}

fn one(name: &str, bytes: &[u8]) -> Document {
    let mut read = read(name, bytes).expect("a document");
    assert_eq!(read.unread, []);
    assert_eq!(read.made.len(), 1);
    read.made.remove(0)
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a file");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("a ZIP file").into_inner()
}

fn all_text(view: &View) -> String {
    let mut all = vec![view.title.clone()];
    all.extend(view.sections.iter().flat_map(|section| [section.heading.clone(), section.body.clone()]));
    all.extend(view.timeline.iter().map(|entry| format!("{} {}", entry.at, entry.text)));
    all.extend(view.mitigations.iter().map(|item| item.text.clone()));
    all.join("\n")
}

fn headings(view: &View) -> Vec<(SectionKind, &str)> {
    view.sections.iter().map(|section| (section.kind, section.heading.as_str())).collect()
}

#[test]
fn google_docs_become_sections_entries_and_mitigations() {
    let document = one("Checkout.html", GOOGLE.as_bytes());
    let view = &document.view;
    assert_eq!(view.title, "Checkout refused cards");
    assert_eq!(
        headings(view),
        [
            (SectionKind::Prose, "Summary"),
            (SectionKind::Prose, "What happened"),
            (SectionKind::Timeline, "Timeline"),
            (SectionKind::Mitigations, "Action items"),
        ]
    );
    let words: Vec<_> = view.timeline.iter().map(|entry| (entry.at.as_str(), entry.text.as_str())).collect();
    assert_eq!(
        words,
        [
            ("2026-03-11T09:02:00+00:00", "Deploy of 4.13 began"),
            ("2026-03-11T09:20:00+00:00", "Rolled back to **4.12**")
        ]
    );
    let told: Vec<_> = view.mitigations.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(told, ["Alert on refused cards", "Test certificates before they run out\n    - also those of partners"]);
    let body = &view.sections[0].body;
    for shown in [
        "about **40 minutes**",
        "*one in five*",
        "[the graph](<https://example.org/graph?from=1&to=2>)",
        "~~a rumour~~",
    ] {
        assert!(body.contains(shown), "{shown} in {body}");
    }
    assert!(view.sections[1].body.contains("### Why it stayed unseen"), "{}", view.sections[1].body);
    assert_eq!(document.pictures.len(), 1);
    assert!(view.sections[1].body.contains(&format!("![Refused cards]({})", document.pictures[0].placeholder)));
    assert_eq!(document.pictures[0].bytes[..], *BYTES);
}

#[test]
fn every_word_of_a_page_is_in_the_postmortem() {
    let page = scraper::Html::parse_document(GOOGLE);
    let body = page.select(&scraper::Selector::parse("body").expect("a selector")).next().expect("a body");
    let told = all_text(&one("x.html", GOOGLE.as_bytes()).view);
    for words in body.text().flat_map(str::split_whitespace) {
        // Times are entries' times now.
        let time = words.len() == 5 && words.as_bytes()[2] == b':' || words.starts_with("2026-");
        assert!(told.contains(words) || time || ["Time", "Event"].contains(&words), "{words} in {told}");
    }
}

#[test]
fn markup_keeps_its_shape() {
    for (html, markdown) in [
        ("<p>a <b>bold </b><b>word</b>.</p>", "a **bold word**."),
        ("<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul>", "- one\n  - two\n- three"),
        ("<ol start=3><li>one</li><li>two</li></ol>", "3. one\n4. two"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>1|2</td><td><p>x</p><p>y</p></td></tr></table>",
            "| a | b |\n| --- | --- |\n| 1\\|2 | x<br>y |",
        ),
        ("<p>2 * 3 <i> x</i><code>a`b</code></p>", "2 * 3 *x*``a`b``"),
        ("<a href='javascript:alert(1)'>click</a><script>alert(1)</script>", "click"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "\\<script>alert(1)\\</script>"),
    ] {
        assert_eq!(markup::to_markdown(html).expect("a page").trim(), markdown, "{html}");
    }
}

#[test]
fn a_folder_is_a_postmortem_a_file_with_its_pictures() {
    let zip = zipped(&[
        ("incidents/first.md", b"# First\n\n## Summary\n\n![graph](../pictures/a%20b.png) and ![gone](gone.png)\n"),
        ("incidents/second.md", b"# Second\n\n## Impact\n\nnone\n"),
        ("pictures/a b.png", BYTES),
        ("pictures/unseen.png", BYTES),
        ("notes.pdf", b"%PDF"),
        ("broken.md", b"# Ok\n\nline \xff\n"),
        ("__MACOSX/incidents/._first.md", b"\0"),
    ]);
    let mut read = read("all.zip", &zip).expect("a folder");
    let titles: Vec<_> = read.made.iter().map(|document| document.view.title.as_str()).collect();
    assert_eq!(titles, ["First", "Second"]);
    let first = &mut read.made[0];
    assert_eq!(first.warnings, ["The picture gone.png is not beside it; its address stays as text."]);
    let placeholder = first.pictures[0].placeholder.clone();
    first.place(&placeholder, "/api/x");
    assert_eq!(first.view.sections[0].body, "![graph](/api/x) and ![gone](gone.png)");
    let unread: Vec<_> = read.unread.iter().map(|unread| (unread.file.as_str(), unread.problem.as_str())).collect();
    assert_eq!(unread[0].0, "broken.md");
    assert!(unread[0].1.starts_with("broken.md, line 3: This is not text in UTF-8"), "{}", unread[0].1);
    assert_eq!(unread[1..].iter().map(|(file, _)| *file).collect::<Vec<_>>(), ["notes.pdf", "pictures/unseen.png"]);
}

#[test]
fn pictures_within_markdown_are_lifted_out() {
    let coded = base64::engine::general_purpose::STANDARD.encode(BYTES);
    let text =
        format!("# A\n\n## B\n\nsee ![x][image1]\n\n## C\n\nmore\n\n[image1]: <data:image/png;base64,{coded}>\n");
    let document = one("a.md", text.as_bytes());
    assert_eq!(document.pictures[0].bytes[..], *BYTES);
    assert_eq!(document.view.sections[0].body, "see ![x](picture-to-come-0000)");
    assert_eq!(document.view.sections[1].body, "more");
}

#[test]
fn bombs_and_damage_are_told() {
    let bomb = zipped(&[("a.md", &vec![b'a'; 40 << 20])]);
    let error = read("bomb.zip", &bomb).expect_err("a bomb").to_string();
    assert!(error.contains("a.md: it unpacks to far more"), "{error}");
    let cut = &zipped(&[("a.md", b"# A")])[..20];
    assert!(read("a.zip", cut).expect_err("cut off").to_string().contains("damaged"));
    let error = read("a.json", b"{\n  \"title\": 3\n}").expect_err("no postmortem").to_string();
    assert!(error.starts_with("a.json, line 3"), "{error}");
    assert!(read("a.png", b"\x89PNG\r\n\x1a\n\0").is_err());
    let word = zipped(&[("word/document.xml", b"<w:document>\n<w:p></w:q>")]);
    let error = read("a.docx", &word).expect_err("broken XML").to_string();
    assert!(error.contains("line 2: this part of the file is damaged"), "{error}");
    // Deeper than anybody writes: it ends, and the words are there.
    let deep = format!("{}deep{}", "<div><b>".repeat(400), "</b></div>".repeat(400));
    assert!(all_text(&one("deep.html", deep.as_bytes()).view).contains("deep"));
}

#[test]
fn what_is_packed_small_stays_small() {
    let coded = base64::engine::general_purpose::STANDARD.encode(vec![7; 100_000]);
    // Shown a thousand times, and there once.
    let shown = "![x][r]\n".repeat(1_000);
    let text = format!("# A\n\n## B\n\n{shown}\n\n[r]: <data:image/png;base64,{coded}>\n");
    let document = one("a.md", text.as_bytes());
    assert!(all_text(&document.view).len() < 100_000 && document.pictures.len() == 1);
    // However its file is written.
    let shown: Vec<String> = (0..300).map(|at| format!("![x]({}p.png?{at})\n", "./".repeat(at))).collect();
    let shown = shown.concat();
    let zip =
        zipped(&[("a.md", format!("# A\n\n{shown}").as_bytes()), ("b.md", b"# B\n\n![x](p.png)"), ("p.png", BYTES)]);
    let read = read("a.zip", &zip).expect("two");
    assert_eq!(read.made.iter().map(|made| made.pictures.len()).collect::<Vec<_>>(), [1, 1]);
    assert!(std::sync::Arc::ptr_eq(&read.made[0].pictures[0].bytes, &read.made[1].pictures[0].bytes));
    // Word files within a ZIP file are small twice over.
    let body = "<w:document><w:body><w:p><w:r><w:t>x</w:t></w:r><a:blip r:embed=\"r\"/></w:p></w:body></w:document>";
    let relations = "<R><R Id=\"r\" Target=\"media/i.png\"/></R>";
    let mut media = vec![0; 12 << 20];
    let mut state = 1_u32;
    for byte in &mut media[..80_000] {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = state.to_be_bytes()[0];
    }
    let word = zipped(&[
        ("word/document.xml", body.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/media/i.png", &media),
    ]);
    let names: Vec<String> = (0..14).map(|number| format!("{number:02}.docx")).collect();
    let zip = zipped(&names.iter().map(|name| (name.as_str(), word.as_slice())).collect::<Vec<_>>());
    let read = super::tests::read("a.zip", &zip).expect("some of it");
    assert_eq!((read.made.len(), read.unread.len()), (10, 4), "{:?}", read.unread);
    assert!(read.unread[0].problem.contains("larger than 128 MB"), "{:?}", read.unread[0]);
}

#[test]
fn what_nobody_writes_is_told_at_once() {
    for html in [
        "<ul><li>".repeat(20_000),
        "<blockquote>a<br>".repeat(20_000),
        "<div>".repeat(600_000),
        format!("<p {}>x", (0..200_000).map(|at| format!("a{at} ")).collect::<Vec<_>>().concat()),
    ] {
        let error = read("x.html", html.as_bytes()).expect_err("too much").to_string();
        assert!(error.contains("too deep"), "{error}");
    }
    // As large as they come, and read once.
    let opened = "![a](".repeat(200_000);
    let closed = "![a]".repeat(200_000);
    let labels = "][".repeat(200_000);
    for text in [opened, closed, labels] {
        assert!(one("x.md", format!("# x\n\n{text}").as_bytes()).pictures.is_empty());
    }
}

#[test]
fn word_files_become_sections_entries_and_mitigations() {
    let run = |words: &str| format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>");
    let styled = |style: &str, inner: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{inner}</w:p>");
    let item = |level: u8, inner: &str| {
        format!("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>{inner}</w:p>")
    };
    let row = |cells: [&str; 2]| {
        let cells = cells.map(|words| format!("<w:tc><w:p>{}</w:p></w:tc>", run(words)));
        format!("<w:tr>{}</w:tr>", cells.concat())
    };
    let body = [
        styled("Titre", &run("Checkout &amp; cards")),
        styled("Heading1", &run("Summary")),
        format!(
            "<w:p>{}<w:r><w:rPr><w:b/></w:rPr><w:t>forty </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>minutes</w:t></w:r>{}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:hyperlink r:id=\"r1\">{}</w:hyperlink><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
            run("It took "),
            run(", see "),
            run("the graph")
        ),
        "<w:p><w:r><w:drawing><wp:docPr id=\"1\" descr=\"Errors\"/><a:blip r:embed=\"r2\"/></w:drawing></w:r></w:p>"
            .to_owned(),
        styled("Heading1", &run("Timeline")),
        format!("<w:tbl>{}{}</w:tbl>", row(["Time (UTC)", "Event"]), row(["2026-03-11 09:02", "Deploy began"])),
        styled("Heading1", &run("Action items")),
        item(0, &run("Alert on refused cards")),
        item(1, &run("by region")),
        item(0, &run("Test certificates")),
    ];
    let main = format!("<w:document><w:body>{}</w:body></w:document>", body.concat());
    let relations = "<R><R Id=\"r1\" Target=\"https://example.org/g\"/><R Id=\"r2\" Target=\"media/image1.png\"/></R>";
    let sheet = "<w:styles><w:style w:styleId=\"Titre\"><w:name w:val=\"Title\"/></w:style><w:style w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
    let notes =
        format!("<w:footnotes><w:footnote w:id=\"2\"><w:p>{}</w:p></w:footnote></w:footnotes>", run("as measured"));
    let docx = zipped(&[
        ("word/document.xml", main.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/styles.xml", sheet.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/media/image1.png", BYTES),
    ]);
    let document = one("x.docx", &docx);
    let view = &document.view;
    assert_eq!(view.title, "Checkout & cards");
    let kinds = [SectionKind::Prose, SectionKind::Timeline, SectionKind::Mitigations];
    assert_eq!(view.sections.iter().map(|section| section.kind).collect::<Vec<_>>(), kinds);
    assert_eq!(
        view.sections[0].body,
        "It took **forty minutes**, see [the graph](https://example.org/g)\\[2]\n\n![Errors](picture-to-come-0000)"
    );
    assert_eq!(document.pictures[0].bytes[..], *BYTES);
    assert_eq!(view.timeline[0].text, "Deploy began");
    assert_eq!(view.mitigations[0].text, "Alert on refused cards\n    - by region");
    assert!(all_text(view).contains("as measured"));
}

mod properties {
    //! Whatever shape a page has, its words come in, in their order.

    use proptest::prelude::*;

    use super::{all_text, one};

    /// A piece of a page: words, or an element around pieces.
    fn piece() -> impl Strategy<Value = String> {
        let words = "[a-z]{1,6}( [a-z]{1,6}){0,3}".prop_map(|words| format!("<span>{words}</span> "));
        words.prop_recursive(5, 40, 5, |inner| {
            let names = prop::sample::select(vec![
                "p",
                "div",
                "b",
                "i",
                "s",
                "ul><li",
                "ol><li",
                "table><tr><td",
                "blockquote",
                "pre",
                "code",
                "h1",
                "h2",
                "h3",
                "a href=\"https://example.org/\"",
                "span style=\"font-weight:700\"",
                "section",
            ]);
            (names, prop::collection::vec(inner, 1..5)).prop_map(|(name, inner)| {
                let ends: Vec<_> = name.split('>').rev().map(|name| name.split(' ').next().unwrap_or(name)).collect();
                format!("<{name}>{}</{}>", inner.concat(), ends.join("></"))
            })
        })
    }

    fn words(text: &str) -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        parts.map(str::to_owned).collect()
    }

    proptest! {
        #[test]
        fn no_word_of_a_page_is_lost(pieces in prop::collection::vec(piece(), 1..6)) {
            let html = format!("<!doctype html><body>{}", pieces.concat());
            let page = scraper::Html::parse_document(&html);
            let told = all_text(&one("page.html", html.as_bytes()).view).replace("https://example.org/", "").replace("<br>", " ");
            let mut expected = words(&page.root_element().text().collect::<String>());
            let mut found = words(&told);
            expected.sort();
            found.sort();
            // Headings of nothing are called Summary, and a page without a title after its file.
            for word in expected {
                match found.iter().position(|other| *other == word) {
                    Some(at) => drop(found.swap_remove(at)),
                    None => prop_assert!(false, "{word} of {html} is not in {told}"),
                }
            }
        }
    }
}
