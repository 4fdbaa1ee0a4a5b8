//! What is not picked is not there, in whatever field or mark it stands; what is picked comes without what it must not tell.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::api::{PickedSection, RoleWord};

const PICTURE: Uuid = Uuid::from_u128(0x0190_a0b0_c0d0_e0f0_0102_0304_0506_0708);
/// What a test puts wherever a text can be.
const HERE: &str = "HERE";

fn known() -> Known {
    Known {
        people: vec!["Ada Lovelace".to_owned(), "Grace Hopper".to_owned()],
        customers: vec!["Acme Retail".to_owned()],
        site: "https://debrief.example.com".to_owned(),
    }
}

fn composed(choice: &OutsideChoice) -> Composed {
    compose(&View::default(), choice, &known(), &|id| id.simple().to_string()).expect("small")
}

/// Words of one's own go the same way as texts that are picked.
fn told(text: &str) -> Composed {
    composed(&OutsideChoice { happened: text.to_owned(), ..OutsideChoice::default() })
}

#[test]
fn what_tells_of_people_or_opens_doors_is_taken_out() {
    let cases = [
        ("Ada Lovelace paged Grace.", "engineer 1 paged engineer 2."),
        ("Mail ada@example.org or call +49 30 901820 now", "Mail [mail address] or call [phone number] now"),
        ("From 203.0.113.7 for Acme  Retail", "From [IP address] for [customer]"),
        ("The key AKIAIOSFODNN7EXAMPLE leaked", "The key [secret] leaked"),
        ("`password=hunter22x` in code", "<code>password=[secret]</code> in code"),
        ("See https://grafana.internal/d/abc.", "See [link]."),
        ("See [the graph](https://grafana.internal/d/abc).", "See the graph."),
        ("Asked [@Ada Lovelace](/people/0199aaaa-0000-7000-8000-000000000001)", "Asked engineer 1"),
        ("a<b>d</b>c <!-- hidden --> e", "adc  e"),
        ("**Ada** Love*lace* and Ada\nLovelace", "<strong>engineer 1</strong><em></em> and engineer 1"),
        ("AC<b></b>ME RET**AIL** in parts", "[customer]<strong></strong> in parts"),
        ("a\u{200b}da@exa\u{ad}mple.org", "[mail address]"),
        ("Love&zwj;lace Love&#8204;lace 10.1\u{200c}.2.3 10.1.2.３", "engineer 1 engineer 1 [IP address] [IP address]"),
        (
            "AKIA\u{200c}IOSFODNN7EXAMPLE \u{410}KIAIOSFODNN7EXAMPLE ada＠example.com",
            "[secret] [secret] [mail address]",
        ),
        ("+49\u{200d} 30\u{2011}901820, Lo&#173;velaces", "[phone number], engineer 1"),
        (
            "Acme-Retail, AcmeRetail, Acme Retail’s, a\u{441}me retail",
            "[customer], [customer], [customer]’s, [customer]",
        ),
        ("acme retailers", "acme retailers"),
        (
            "db01.prod.internal, jira.corp/browse/X-1 and a.local.yml",
            "[internal host], [internal host]/browse/X-1 and a.local.yml",
        ),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY leaked", "[secret] leaked"),
        ("می\u{200c}خواهم 👩\u{200d}🚒", "می\u{200c}خواهم 👩\u{200d}🚒"),
        ("&#97;da@example.org", "[mail address]"),
    ];
    for (text, expected) in cases {
        let body = told(text).body;
        let expected = format!("<h2>What happened</h2>\n<p>{expected}</p>\n");
        assert_eq!(body, expected, "{text}");
    }
    let told = told("Ada asked Ada. ada@example.org ![a graph](images/x) <i>x</i> [y](https://z.example)").redacted;
    let reasons: Vec<_> = told.iter().map(|one| (one.reason, one.found.as_str(), one.times)).collect();
    assert!(reasons.contains(&(OutsideReason::Name, "Ada", 2)), "{reasons:?}");
    assert!(reasons.contains(&(OutsideReason::Mail, "ada@example.org", 1)), "{reasons:?}");
    assert!(reasons.contains(&(OutsideReason::Image, "a graph", 1)), "{reasons:?}");
    assert!(reasons.contains(&(OutsideReason::Link, "https://z.example", 1)), "{reasons:?}");
}

#[test]
fn roles_words_links_and_pictures_are_as_they_were_chosen() {
    let role = |name: &str, role: &str| RoleWord { name: name.to_owned(), role: role.to_owned() };
    let choice = OutsideChoice {
        title: "Checkout, <b>Ada</b> &amp; Project Bluebird".to_owned(),
        happened: format!(
            "Ada told Grace of project\nBLUEBIRD; Hubert saw https://status.example.com/1 and \
             [us](https://debrief.example.com/p/1). ![Errors of Ada](images/{PICTURE}#640x480 \"Grace\")"
        ),
        roles: vec![role("Ada Lovelace", "on-call engineer 1"), role("Grace", "Grace"), role("Hubert", "a customer")],
        words: vec!["project bluebird".to_owned()],
        links: vec!["https://status.example.com/1".to_owned(), "https://debrief.example.com/p/1".to_owned()],
        images: vec![PICTURE],
        ..OutsideChoice::default()
    };
    let made = composed(&choice);
    assert_eq!(made.title, "Checkout, on-call engineer 1 & [removed]");
    let link = "<a href=\"https://status.example.com/1\" rel=\"noopener noreferrer nofollow\">https://status.example.com/1</a>";
    let picture = format!("<img src=\"{IMAGE}{}\" alt=\"Errors of on-call engineer 1\">", PICTURE.simple());
    let expected =
        format!("<p>on-call engineer 1 told Grace of [removed]; a customer saw {link} and us. {picture}</p>");
    assert_eq!(made.body, format!("<h2>What happened</h2>\n{expected}\n"));
    assert_eq!((made.shown, made.images), (vec![PICTURE], vec![PICTURE]));
    assert_eq!(made.links, ["https://status.example.com/1"]);
}

#[test]
fn an_address_tells_nothing_either() {
    let words = vec!["bluebird".to_owned(), "project-x".to_owned()];
    let choice = OutsideChoice { words, ..OutsideChoice::default() };
    let mut known = known();
    known.customers.extend(["Globex-Corp".to_owned(), "E.ON".to_owned(), "C++ Ltd".to_owned()]);
    let written = ["Hubert Knopf".to_owned()];
    for (slug, expected) in [
        ("2026-03-11-checkout-errors", None),
        ("acme-retail-2026", Some("acme-retail")),
        ("what-ada-did", Some("ada")),
        ("bluebirds", Some("bluebirds")),
        ("192-168-10-12", None),
        ("globex-corp-outage", Some("globex-corp")),
        ("globexcorp-outage", Some("globexcorp")),
        ("e-on-down", Some("e-on")),
        ("eon-down", Some("eon")),
        ("project-x-down", Some("project-x")),
        ("adalovelace-fix", Some("adalovelace")),
        ("hubert-knopf-did", Some("hubert-knopf")),
        ("more-on-this-c-case", None),
    ] {
        assert_eq!(tells(slug, &choice, &known, &written).as_deref(), expected, "{slug}");
    }
}

#[test]
fn pages_say_when_and_nothing_of_their_own_can_be_written_into_them() {
    let at = |second| jiff::Timestamp::from_second(second).expect("a time");
    let body = format!("<p><img src=\"{IMAGE}abc\" alt=\"x\"></p>");
    let shown = Page {
        title: "</title><script>",
        body: &body,
        pictures: "/outside/one/",
        number: 2,
        first: at(0),
        at: at(90),
        feed: false,
    };
    let html = page(&shown);
    assert!(html.contains("1970-01-01 00:00 UTC</time> · updated <time datetime=\"1970-01-01T00:01:30Z\">"), "{html}");
    assert!(html.contains("src=\"/outside/one/abc\"") && !html.contains("<script"), "{html}");
    assert!(html.contains("noindex") && !html.contains("style="), "{html}");
    assert!(!password_page("one", Some("<i>")).contains("<i>"));
}

#[test]
fn a_feed_is_well_formed_whatever_is_in_it() {
    let at = jiff::Timestamp::from_second(5).expect("a time");
    let title = "a & b <c>\u{0}\u{b}".to_owned();
    let body = format!("<p>]]>&amp; <img src=\"{IMAGE}abc\"></p>");
    let entry = Entry { id: "urn:x".to_owned(), slug: "one".to_owned(), title, body, first: at, at };
    let xml = feed(&Feed { site: "https://d.example", id: "urn:y", name: "D", entries: &[entry] });
    assert!(xml.contains("<title>a &amp; b &lt;c&gt;</title>"), "{xml}");
    assert!(
        xml.contains("&lt;p&gt;]]&gt;&amp;amp; &lt;img src=&quot;https://d.example/outside/one/abc&quot;&gt;"),
        "{xml}"
    );
    assert!(!xml.contains("]]>"));
}

/// A document with a text of its own in every place that can hold one, and which of them may be seen once what holds them is picked.
fn canaries() -> (View, BTreeMap<String, String>) {
    let body = format!(
        "{HERE}\n\n<!-- {HERE} -->\n\n<div>{HERE}</div>\n\nx <!-- {HERE} --> [{HERE}](https://a.example/{HERE} \"{HERE}\") \
         ![{HERE}](images/{PICTURE}#640x480 \"{HERE}\") ![{HERE}](https://a.example/{HERE}.png) https://b.example/{HERE} <i title=\"{HERE}\">y</i>\n\n\
         [//]: # ({HERE})\n[{HERE}]: https://c.example/{HERE} \"{HERE}\"\n\n```{HERE}\n{HERE}\n```\n\n> [!NOTE]\n> {HERE}\n\n| a |\n| - |\n| {HERE} |\n"
    );
    let removed = json!({"at": HERE, "by": HERE});
    let section = |removed: &Value| json!({"id": HERE, "kind": "prose", "heading": HERE, "guidance": HERE, "body": body, "removed": removed});
    let account = |removed: &Value| json!({"id": HERE, "author": HERE, "text": HERE, "removed": removed});
    let entry = |removed: &Value| {
        json!({
            "id": HERE, "at": HERE, "approximate": true, "kind": "detection", "text": format!("{HERE} <!-- {HERE} -->"),
            "evidence": [{"url": format!("https://d.example/{HERE}"), "title": HERE}], "source": HERE,
            "accounts": [account(&Value::Null), account(&json!({"at": HERE, "by": HERE}))], "removed": removed
        })
    };
    let mitigation = |removed: &Value| {
        json!({
            "id": HERE, "text": HERE, "category": "learn", "approach": "process", "owner": HERE, "due": HERE, "priority": HERE,
            "ticket": HERE, "status": "wont_do", "reason": HERE, "removed": removed
        })
    };
    let facts = json!({
        "incident": HERE, "severity": HERE, "services": [HERE, HERE], "time_zone": HERE, "impact_started": HERE, "detected": HERE,
        "acknowledged": HERE, "mitigated": HERE, "resolved": HERE, "set_aside": [HERE]
    });
    let none = Value::Null;
    let mut whole = json!({
        "title": HERE, "facts": facts,
        "sections": [section(&none), section(&none), section(&removed)],
        "timeline": [entry(&none), entry(&none), entry(&removed)],
        "mitigations": [mitigation(&none), mitigation(&none), mitigation(&removed)],
    });
    let mut placed = BTreeMap::new();
    place(&mut whole, "", &mut placed);
    (serde_json::from_value(whole).expect("a view"), placed)
}

/// Puts a canary into each place, and notes where.
fn place(value: &mut Value, path: &str, placed: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            let pieces: Vec<&str> = text.split(HERE).collect();
            let mut out = pieces[0].to_owned();
            for (index, piece) in pieces[1..].iter().enumerate() {
                let canary = format!("Zq{}qz", placed.len());
                out.push_str(&canary);
                out.push_str(piece);
                placed.insert(canary, format!("{path}#{index}"));
            }
            *text = out;
        }
        Value::Array(items) => {
            items.iter_mut().enumerate().for_each(|(at, item)| place(item, &format!("{path}/{at}"), placed));
        }
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, field)| place(field, &format!("{path}/{name}"), placed));
        }
        _ => {}
    }
}

/// Places within a body that a reader sees: its first words, the words of a link, code, a callout, a cell.
const SEEN_IN_BODY: [usize; 5] = [0, 4, 18, 19, 20];

/// What may be seen of this choice.
fn seen(placed: &BTreeMap<String, String>, picked: &BTreeSet<String>) -> BTreeSet<String> {
    let seen = |path: &str| {
        picked.iter().any(|item| {
            let Some(rest) = path.strip_prefix(item.as_str()) else { return false };
            match rest.split_once('#') {
                Some(("/heading", _)) => true,
                Some(("/body", at)) => SEEN_IN_BODY.contains(&at.parse().expect("a number")),
                Some(("/text", at)) => at == "0",
                _ => false,
            }
        })
    };
    placed.iter().filter(|(_, path)| seen(path)).map(|(canary, _)| canary.clone()).collect()
}

fn check(picked: &BTreeSet<String>) {
    let (view, placed) = canaries();
    let wants = |item: String| picked.contains(&item);
    let choice = OutsideChoice {
        title: "A title".to_owned(),
        sections: (0..3)
            .filter(|at| wants(format!("/sections/{at}")))
            .map(|at| PickedSection { id: view.sections[at].id.clone(), part: OutsidePart::ALL[at] })
            .collect(),
        entries: (0..3).filter(|at| wants(format!("/timeline/{at}"))).map(|at| view.timeline[at].id.clone()).collect(),
        mitigations: (0..3)
            .filter(|at| wants(format!("/mitigations/{at}")))
            .map(|at| view.mitigations[at].id.clone())
            .collect(),
        ..OutsideChoice::default()
    };
    let made = compose(&view, &choice, &known(), &|_| String::new()).expect("small");
    let at = jiff::Timestamp::UNIX_EPOCH;
    let shown =
        page(&Page { title: &made.title, body: &made.body, pictures: "/", number: 1, first: at, at, feed: true });
    // What was removed is never picked, whatever is asked for.
    let live = picked.iter().filter(|item| !item.ends_with("/2")).cloned().collect();
    let expected = seen(&placed, &live);
    let found: BTreeSet<String> = placed.keys().filter(|canary| shown.contains(canary.as_str())).cloned().collect();
    let told = |canaries: BTreeSet<String>| canaries.into_iter().map(|one| placed[&one].clone()).collect::<Vec<_>>();
    assert_eq!(told(found), told(expected));
}

#[test]
fn the_document_of_the_canaries_has_them_everywhere() {
    let (view, placed) = canaries();
    assert!(placed.len() > 150, "{}", placed.len());
    let text = serde_json::to_string(&view).expect("plain data");
    let missing: Vec<_> = placed.iter().filter(|(canary, _)| !text.contains(canary.as_str())).collect();
    assert!(missing.is_empty(), "the view has lost {missing:?}");
}

#[test]
fn one_section_shows_its_own_words_and_no_other() {
    check(&BTreeSet::from(["/sections/1".to_owned()]));
    check(&BTreeSet::new());
}

#[test]
fn a_private_key_goes_whatever_block_it_is_in() {
    let line = format!("MIIEpAIBAAKCAQEA7bq3{}", "A1b2C3d4".repeat(5));
    for text in [
        format!("- -----BEGIN RSA PRIVATE KEY-----\n\n  {line}\n  {line}\n  Q2xx\n"),
        format!("```\n-----BEGIN RSA PRIVATE KEY-----\n{line}\nQ2xx\n```"),
        format!("> -----BEGIN RSA PRIVATE KEY-----\n> {line}\n> Q2xx"),
        format!("-----BEGIN RSA PRIVATE KEY-----\n\n{line}\n\nQ2xx\n"),
    ] {
        let body = told(&text).body;
        let left = ["MIIE", "A1b2", "Q2xx", "BEGIN"].into_iter().find(|part| body.contains(part));
        assert!(left.is_none() && body.contains("[secret]"), "{text:?} became {body}");
    }
}

/// Signs that nobody sees.
const HIDDEN: &str = "\u{ad}\u{34f}\u{61c}\u{115f}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{2028}\u{202e}\u{2060}\u{2062}\u{206a}\u{2800}\u{3164}\
    \u{fe0f}\u{feff}\u{ffa0}\u{e0041}\u{e0100}\u{1}\u{7f}";

proptest! {
    #[test]
    fn no_hidden_sign_hides_anything(places in proptest::collection::vec((0_usize..40, 0_usize..23), 1..6), which in 0_usize..6) {
        let canaries =
            ["Lovelace", "Acme Retail", "203.0.113.7", "AKIAIOSFODNN7EXAMPLE", "ada@example.org", "+49 30 901820"];
        let signs: Vec<char> = HIDDEN.chars().filter(|sign| !sign.is_ascii_whitespace()).collect();
        let mut hidden: Vec<char> = canaries[which].chars().collect();
        for (place, sign) in places {
            hidden.insert(place % (hidden.len() + 1), signs[sign % signs.len()]);
        }
        let text: String = hidden.into_iter().collect();
        let body = told(&format!("It was ({text}) there")).body;
        let shown = ["engineer 1", "[customer]", "[IP address]", "[secret]", "[mail address]", "[phone number]"][which];
        let (before, after) = body.split_once(shown).unwrap_or_default();
        prop_assert!(before.ends_with("It was (") && after.starts_with(") there"), "{text:?} became {body}");
    }

    #[test]
    fn whatever_is_put_together_is_composed(pieces in proptest::collection::vec((0_usize..24, any::<char>()), 0..16)) {
        const PIECES: [&str; 18] = [
            "-----BEGIN ", "PRIVATE KEY-----", "password=", "Acme", " Retail", "@", ".internal", "://", "10.0.0.1", "A1b2C3d4",
            "ﬁ", "\u{301}", "\u{200d}", "김", "Ⅻ", "é", "🦀", "İ",
        ];
        let piece = |(at, letter): (usize, char)| PIECES.get(at).map_or_else(|| letter.to_string(), |piece| (*piece).to_owned());
        let text = pieces.into_iter().map(piece).collect::<String>() + " Lovelace";
        prop_assert!(!told(&text).body.contains("Lovelace"), "{text:?}");
    }

    #[test]
    fn whatever_is_picked_nothing_else_is_seen(bits in 0_u16..512) {
        let lists = ["sections", "timeline", "mitigations"];
        let items = (0..9).filter(|at| bits & 1 << at != 0).map(|at| format!("/{}/{}", lists[at / 3], at % 3));
        check(&items.collect());
    }

    #[test]
    fn any_text_is_composed_and_holds_no_script(text in "[<>!\\[\\]()`*_|#a-zA-Z0-9@.:/ &;=\"'\n-]{0,200}") {
        let body = told(&text).body;
        for sign in ["<script", "<!--", "javascript:", "onerror", "<img", "style="] {
            prop_assert!(!body.contains(sign), "{text:?} became {body}");
        }
    }
}
