//! Slack's export as a ZIP file, whole and hostile.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::*;

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a file in memory");
        zip.write_all(bytes).expect("room in memory");
    }
    zip.finish().expect("an archive").into_inner()
}

const USERS: &[u8] = br#"[{"id":"U1","name":"ada","deleted":false,"is_bot":false,"real_name":"Ada King","profile":{"display_name":"Ada Lovelace","real_name":"Ada King"}},
{"id":"U2","name":"grace","profile":{"display_name":"","real_name":"Grace Hopper"}},{"id":"U3","name":"deploys","is_bot":true,"profile":{}}]"#;
const CHANNELS: &[u8] = br#"[{"id":"C1","name":"incident-42","members":["U1"],"topic":{"value":""}}]"#;
const DAY_ONE: &[u8] = br#"[
{"user":"U1","type":"message","subtype":"channel_join","text":"<@U1> has joined","ts":"1773234000.000001"},
{"user":"U1","type":"message","text":"checkout is *slow*, see <https:\/\/graphs.example.org\/d\/1|the graph>","ts":"1773234312.000100","thread_ts":"1773234312.000100","reply_count":1,
 "attachments":[{"title":"Graph","title_link":"https:\/\/graphs.example.org\/d\/1","text":"preview"}],"edited":{"user":"U1","ts":"1773234400.000000"}},
{"user":"U2","type":"message","text":"<@U1>: looking in <#C1>","ts":"1773234372.000200","thread_ts":"1773234312.000100",
 "files":[{"id":"F1","name":"log.txt","title":"log","permalink":"https:\/\/shop.slack.com\/files\/U2\/F1\/log.txt","url_private":"https:\/\/files.slack.com\/secret?t=xoxe-1"}]},
{"type":"message","subtype":"tombstone","text":"This message was deleted.","ts":"1773234380.000000","user":"USLACKBOT","hidden":true}
]"#;
const DAY_TWO: &[u8] = br#"[{"type":"message","subtype":"bot_message","bot_id":"B1","username":"deploys","text":"","ts":"1773300000.000000","attachments":[{"fallback":"old","pretext":"Deployed:","text":"4.13 &lt;prod&gt;"}]}]"#;

fn export() -> Vec<u8> {
    packed(&[
        ("channels.json", CHANNELS),
        ("users.json", USERS),
        ("integration_logs.json", b"[]"),
        ("incident-42/2026-03-11.json", DAY_ONE),
        ("incident-42/2026-03-12.json", DAY_TWO),
        ("canvases/notes.txt", b"\xff\xfe"),
    ])
}

fn read(bytes: &[u8]) -> Result<Parsed, ImportError> {
    parse(Input { name: "export.zip", bytes }, Format::SlackExport)
}

#[test]
fn an_export_is_read_with_names_and_threads() {
    let bytes = export();
    assert_eq!(detect(Input { name: "", bytes: &bytes }), Some(Format::SlackExport));
    let parsed = read(&bytes).expect("an export");
    assert_eq!(
        told(&parsed),
        [
            "2026-03-11T13:05:12+00:00 Ada Lovelace edited: checkout is **slow**, see [the graph](<https://graphs.example.org/d/1>) +1",
            "2026-03-11T13:06:12+00:00 Grace Hopper reply: @Ada Lovelace: looking in #incident-42 +1",
            "2026-03-12T07:20:00+00:00 !deploys: Deployed:\n4.13 \\<prod>",
        ]
    );
    assert_eq!(
        parsed.lines[1].links[0].url, "https://shop.slack.com/files/U2/F1/log.txt",
        "and never the address with a token"
    );
    assert_eq!(parsed.left_out, LeftOut { housekeeping: 1, deleted: 1, empty: 0 });
    assert_eq!(parsed.channels().iter().map(|channel| &**channel).collect::<Vec<_>>(), ["#incident-42"]);
    assert_eq!(parsed.lines[0].source(parsed.format, &answers()), "Slack export, #incident-42, 1773234312.000100");
}

#[test]
fn one_day_alone_is_read_too() {
    let day = std::str::from_utf8(DAY_ONE).expect("UTF-8");
    let parsed = parse(input("export/incident-42/2026-03-11.json", day), Format::SlackExport).expect("a day");
    assert_eq!(parsed.lines[0].author, "U1");
    assert_eq!(&*parsed.lines[0].channel, "#incident-42");
}

#[test]
fn what_is_broken_in_an_export_is_named() {
    let bytes = packed(&[("users.json", USERS), ("a/2026-03-11.json", b"[{\"type\":\"message\",\n\"ts\":\"1.0\",")]);
    let error = read(&bytes).expect_err("cut off");
    assert_eq!((error.file.as_str(), error.line), ("a/2026-03-11.json", Some(2)));
    assert!(read(&packed(&[("a.txt", b"x")])).expect_err("no export").to_string().contains("no messages of Slack"));
    assert!(read(b"PK\x03\x04 and nothing").is_err());
    let whole = export();
    for end in 0..whole.len() {
        // Whatever is cut off: an error or the messages, never a panic.
        let _ = read(&whole[..end]);
    }
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![b' '; 80 << 20];
    let bomb = packed(&[("a/2026-03-11.json", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    let error = read(&bomb).expect_err("a bomb");
    assert!(error.to_string().contains("unpacks to far more than messages do"), "{error}");
    // The same with a head that lies about the size.
    let size = u32::try_from(zeros.len()).expect("small").to_le_bytes();
    let mut lying = bomb;
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == size {
            lying[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
    }
    let error = read(&lying).expect_err("a bomb with a false head");
    assert!(error.to_string().contains("larger than") || error.to_string().contains("damaged"), "{error}");
}

#[test]
fn two_files_of_one_name_are_refused_and_none_is_left_out() {
    let mut bytes = packed(&[("users.json", USERS), ("a/2026-03-11.json", b"[]"), ("b/2026-03-11.json", DAY_ONE)]);
    assert!(read(&bytes).is_ok());
    // No program packs two of one name by itself: the name is changed in both places where it stands.
    let found: Vec<usize> = (0..bytes.len() - 17).filter(|&at| bytes[at..].starts_with(b"b/2026-03-11.json")).collect();
    assert_eq!(found.len(), 2);
    for at in found {
        bytes[at] = b'a';
    }
    let error = read(&bytes).expect_err("two of one name").to_string();
    assert!(error.contains("“a/2026-03-11.json”") && error.contains("another name"), "{error}");
}

#[test]
fn too_many_files_are_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..=100_000 {
        zip.start_file(
            format!("{number}"),
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        )
        .expect("a file in memory");
    }
    let bytes = zip.finish().expect("an archive").into_inner();
    assert!(read(&bytes).expect_err("too many").to_string().contains("more than 100000 files"));
}
