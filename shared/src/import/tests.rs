//! Every format by a sample made to its description, and what goes for all of them.

mod archive;
mod choosing;
mod hostile;
mod round_trip;
mod whole;

use jiff::civil::{Date, DateTime};

use super::*;
use crate::time::Moment;

const SAMPLES: [(&str, &str, Format); 10] = [
    ("discord.json", include_str!("samples/discord.json"), Format::Discord),
    ("teams.json", include_str!("samples/teams.json"), Format::Teams),
    ("mattermost.jsonl", include_str!("samples/mattermost.jsonl"), Format::Mattermost),
    ("pagerduty-log.json", include_str!("samples/pagerduty-log.json"), Format::PagerDuty),
    ("pagerduty-webhooks.jsonl", include_str!("samples/pagerduty-webhooks.jsonl"), Format::PagerDuty),
    ("alertmanager.json", include_str!("samples/alertmanager.json"), Format::Alertmanager),
    ("opsgenie.jsonl", include_str!("samples/opsgenie.jsonl"), Format::Opsgenie),
    ("statuspage.json", include_str!("samples/statuspage.json"), Format::Statuspage),
    ("table.csv", include_str!("samples/table.csv"), Format::Csv),
    ("notes.md", include_str!("samples/notes.md"), Format::Notes),
];

fn input<'a>(name: &'a str, text: &'a str) -> Input<'a> {
    Input { name, bytes: text.as_bytes() }
}

fn utc(local: DateTime) -> Option<Moment> {
    Moment::at_local(local, 0)
}

fn answers() -> Answers<'static> {
    Answers { day: Date::new(2026, 3, 11).ok(), zone: &utc }
}

/// Lines in short: time, author (`!` for a program), kind where the format says it, text, number of links.
fn told(parsed: &Parsed) -> Vec<String> {
    let line = |line: &Line| {
        let at = line.moment(&answers()).map(|at| at.to_string()).unwrap_or_default();
        let kind = line.told_kind.map(|kind| format!(" [{}]", kind.as_str())).unwrap_or_default();
        let marks =
            [(line.edited, " edited"), (line.reply, " reply")].into_iter().filter(|(is, _)| *is).map(|(_, word)| word);
        let by = if line.person { "" } else { "!" };
        let links = if line.links.is_empty() { String::new() } else { format!(" +{}", line.links.len()) };
        format!("{at} {by}{}{kind}{}: {}{links}", line.author, marks.collect::<String>(), line.text)
    };
    parsed.lines.iter().map(line).collect()
}

fn sample(name: &str) -> Parsed {
    let (name, text, format) = SAMPLES.into_iter().find(|(held, ..)| *held == name).expect("a sample");
    parse(input(name, text), format).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_sample_is_told_apart_by_what_is_in_it() {
    for (name, text, format) in SAMPLES {
        assert_eq!(detect(input(name, text)), Some(format), "{name}");
        assert_eq!(detect(input("", text)), Some(format), "{name} without its name");
    }
    for (text, format) in [
        ("Ada\n  9:01 AM\nslow\n9:04\nerrors", Format::SlackCopied),
        ("ada\nada\n10:50 AM\nslow", Format::RocketChat),
        ("14:05 <ada> slow\n14:06 -!- grace [x] has joined #a", Format::Irc),
        ("[14:05:12] <ada> slow", Format::Irc),
        ("2026-03-11 14:05:12\tada\tslow", Format::Irc),
        ("14:05 rolled back\n14:06 told support", Format::Notes),
        ("[{\"type\":\"message\",\"text\":\"x\",\"ts\":\"1.2\"}]", Format::SlackExport),
        ("time;what\n14:05;x", Format::Csv),
    ] {
        assert_eq!(detect(input("", text)), Some(format), "{text}");
    }
    for nothing in ["", "hello", "{}", "\u{0}\u{1}"] {
        assert_eq!(detect(input("", nothing)), None, "{nothing}");
    }
}

#[test]
fn discord() {
    let parsed = sample("discord.json");
    assert_eq!(
        told(&parsed),
        [
            "2026-03-11T14:05:12.25+01:00 Ada Lovelace: checkout is **slow** +2",
            "2026-03-11T14:06:00+01:00 Grace edited reply: rolled back to 4.12 +1",
            "2026-03-11T14:07:00+01:00 !statusbot: Resolved\n\nCheckout is back. +2",
        ]
    );
    assert_eq!(parsed.lines[0].links[1].url, "https://discord.com/channels/4001/4002/5001");
    assert_eq!(parsed.left_out, LeftOut { housekeeping: 1, deleted: 0, empty: 1 });
    assert_eq!(parsed.asks(), Asks { day: false, zone: false });
    assert_eq!(parsed.lines[1].source(parsed.format, &answers()), "Discord, #incident-42, 5003");
}

#[test]
fn teams() {
    let parsed = sample("teams.json");
    assert_eq!(
        told(&parsed),
        [
            "2026-03-11T13:05:12+00:00 Ada Lovelace edited: checkout is **slow**, see [the graph](<https://graphs.example.org/d/1>) +1",
            "2026-03-11T13:06:12+00:00 Grace Hopper reply: looking_now",
            "2026-03-11T13:10:00+00:00 !Deploy bot: deployed 4.13 +1",
        ]
    );
    assert_eq!(parsed.left_out, LeftOut { housekeeping: 1, deleted: 1, empty: 0 });
}

#[test]
fn mattermost() {
    assert_eq!(
        told(&sample("mattermost.jsonl")),
        [
            "2026-03-11T13:05:12+00:00 ada edited: checkout is **slow**",
            "2026-03-11T13:06:12+00:00 grace reply: rolled back to 4.12",
            "2026-03-11T13:08:20+00:00 grace: can you look?",
        ]
    );
    let broken = "{\"type\":\"version\",\"version\":1}\n{\"type\":\"post\",\"post\":{\"user\":\"a\"";
    assert_eq!(parse(input("", broken), Format::Mattermost).expect_err("cut off").line, Some(2));
}

#[test]
fn pagerduty() {
    assert_eq!(
        told(&sample("pagerduty-log.json")),
        [
            "2026-03-11T13:05:12+00:00 !Checkout [detection]: Triggered through the API. +2",
            "2026-03-11T14:07:00+01:00 Ada Lovelace [action]: Acknowledged by Ada Lovelace.",
            "2026-03-11T14:20:00+01:00 Ada Lovelace: Note added by Ada Lovelace.: rolled back to 4.12",
            "2026-03-11T14:30:00+01:00 Ada Lovelace [status]: Resolved by Ada Lovelace.",
        ]
    );
    assert_eq!(
        told(&sample("pagerduty-webhooks.jsonl")),
        [
            "2026-03-11T13:05:12.123+00:00 !PagerDuty [detection]: incident triggered: Checkout latency +1",
            "2026-03-11T13:20:00+00:00 Ada Lovelace: incident annotated: rolled back to 4.12 +1",
        ]
    );
}

#[test]
fn alertmanager_tells_beginning_and_end() {
    let parsed = sample("alertmanager.json");
    assert_eq!(
        told(&parsed),
        [
            "2026-03-11T13:05:12.25+00:00 !Alertmanager [detection]: CheckoutLatency firing: p99 above 2 s (service=checkout, severity=page) +2",
            "2026-03-11T13:07:00+00:00 !Alertmanager [detection]: QueueLength firing: queue_length over \\*1000\\*",
            "2026-03-11T13:30:00+00:00 !Alertmanager [status]: CheckoutLatency resolved: p99 above 2 s (service=checkout, severity=page) +2",
        ]
    );
    let twice = format!("{0}\n{0}", include_str!("samples/alertmanager.json"));
    assert_eq!(parse(input("", &twice), Format::Alertmanager).expect("two webhooks").lines.len(), 3);
}

#[test]
fn opsgenie() {
    assert_eq!(
        told(&sample("opsgenie.jsonl")),
        [
            "2026-03-11T13:05:12.25+00:00 !Alert API [detection]: Alert: Checkout latency",
            "2026-03-11T13:07:12+00:00 ada@example.org [action]: Acknowledged: Checkout latency",
            "2026-03-11T13:20:00+00:00 ada@example.org: Note: Checkout latency – rolled back to 4.12",
        ]
    );
    let listed = r#"{"data":[{"id":"a","tinyId":"1","message":"slow","status":"closed","createdAt":"2026-03-11T13:05:12.25Z"}]}"#;
    assert_eq!(
        told(&parse(input("", listed), Format::Opsgenie).expect("a page of the API")),
        ["2026-03-11T13:05:12.25+00:00 !Opsgenie [detection]: Alert: slow (closed)"]
    );
}

#[test]
fn statuspage() {
    assert_eq!(
        told(&sample("statuspage.json")),
        [
            "2026-03-11T13:15:00+00:00 !Shop status page [communication]: Investigating: We are looking into slow checkouts. +1",
            "2026-03-11T13:38:00+00:00 !Shop status page [communication]: Resolved: Checkout works again.\nThank you for your patience. +1",
        ]
    );
}

#[test]
fn tables() {
    assert_eq!(
        told(&sample("table.csv")),
        [
            "2026-03-11T13:05:00+00:00 Ada [detection]: slow, and errors +1",
            "2026-03-11T13:20:00+00:00 Grace: (13:20 - 13:25) rolled back to \\*4.12\\*",
            "2026-03-12T00:10:00+00:00 : two\nlines",
        ]
    );
    let plain = "14:05\tada\tslow\n14:06\tgrace\tlooking";
    assert_eq!(
        told(&parse(input("", plain), Format::Csv).expect("no names"))[1],
        "2026-03-11T14:06:00+00:00 : grace – looking"
    );
    let months = "at,what\n03/11/2026 14:05,one\n03/13/2026 14:05,two";
    assert!(told(&parse(input("", months), Format::Csv).expect("months first"))[0].starts_with("2026-03-11"));
    let either = parse(input("", "at,what\n01/03/2026 14:05,one\n02/03/2026 14:05,two"), Format::Csv);
    assert_eq!(either.expect_err("March or January?").line, Some(2));
    assert_eq!(parse(input("", "at,what\n14:05,one\nsoon,two"), Format::Csv).expect_err("no time").line, Some(3));
}

#[test]
fn notes() {
    let parsed = sample("notes.md");
    assert_eq!(
        told(&parsed),
        [
            "2026-03-11T13:05:00+00:00 : Latency rose | errors too",
            "2026-03-11T13:20:00+00:00 : Rolled back **4.13** – by hand",
            "2026-03-11T13:20:00+00:00 : Graph went down again",
            "2026-03-11T13:40:00+00:00 : status page updated\nand the shop told",
            "2026-03-11T14:05:00+00:00 : CEO asked",
        ]
    );
    assert_eq!(parsed.asks(), Asks::default(), "the zone is said above the table, the day in its first row");
}

#[test]
fn what_is_missing_is_asked() {
    let parsed = parse(input("", "Ada\n  9:01 AM\nslow"), Format::SlackCopied).expect("a message");
    assert_eq!(parsed.asks(), Asks { day: true, zone: true });
    let asked = Answers { day: None, zone: &utc };
    assert_eq!(parsed.lines[0].moment(&asked), None);
    assert_eq!(told(&parsed), ["2026-03-11T09:01:00+00:00 Ada: slow"]);
    let weechat = parse(input("", "2026-03-11 14:05:12\tada\tslow"), Format::Irc).expect("a log");
    assert_eq!(weechat.asks(), Asks { day: false, zone: true });
}

#[test]
fn an_error_names_the_line_and_says_what_to_do() {
    let cut = &include_str!("samples/discord.json")[..900];
    let error = parse(input("", cut), Format::Discord).expect_err("cut off");
    assert_eq!(
        error.to_string(),
        "Line 10: the JSON ends in the middle. Export it again, or look whether it was cut off or edited."
    );
    let other = parse(input("", "{\"a\":1}"), Format::Teams).expect_err("another format");
    assert!(other.to_string().contains("not of this format"), "{other}");
    let latin = parse(Input { name: "", bytes: b"14:05 <ada> sp\xe4t" }, Format::Irc).expect_err("Latin-1");
    assert_eq!(latin.to_string(), "Line 1: This is not text in UTF-8. Save or export it as UTF-8, then try again.");
    let nothing = parse(input("", "hello"), Format::Notes).expect_err("no times");
    assert!(nothing.to_string().starts_with("Nothing in it reads as “Notes with times”."), "{nothing}");
}
