//! What reading 100,000 messages costs, in the formats that differ most. The peak is of this process, with the input in it: run it alone.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{Cursor, Write as _};
use std::time::Instant;

use anyhow::{Result, ensure};
use debrief_shared::import::{Format, Input, detect, parse};
use zip::write::SimpleFileOptions;

use crate::{process, report::Report};

const MESSAGES: usize = 100_000;
/// Messages of a day's file.
const A_DAY: usize = 2_000;
const BENCH: &str = "import of 100 k messages";
/// 2026-03-11 00:00 UTC.
const BEGIN: usize = 1_773_187_200;

/// Runs the benchmark.
pub(crate) fn run(report: &mut Report) -> Result<()> {
    measure(report, "Slack export, ZIP", &slack()?, Format::SlackExport)?;
    measure(report, "copied from Slack", copied().as_bytes(), Format::SlackCopied)?;
    measure(report, "IRC log", irc().as_bytes(), Format::Irc)?;
    measure(report, "CSV", csv().as_bytes(), Format::Csv)?;
    measure(report, "Discord, JSON", discord().as_bytes(), Format::Discord)
}

fn measure(report: &mut Report, figure: &str, bytes: &[u8], format: Format) -> Result<()> {
    let input = Input { name: "", bytes };
    ensure!(detect(input) == Some(format), "{figure} is not told apart");
    let start = Instant::now();
    let parsed = parse(black_box(input), format)?;
    let took = start.elapsed().as_secs_f64() * 1e3;
    ensure!(parsed.lines.len() == MESSAGES, "{figure}: {} messages", parsed.lines.len());
    report.add(BENCH, &format!("{figure} of {} MB", bytes.len() >> 20), took, "ms");
    report.add(BENCH, &format!("{figure}, peak memory so far"), process::peak_mb(std::process::id())?, "MB");
    Ok(())
}

fn words(number: usize) -> String {
    format!(
        "checkout is slow on node-{number}, *p99* went from 200 ms to 2.4 s & the queue_length rose, see the graph of the last hour"
    )
}

fn slack() -> Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("users.json", SimpleFileOptions::default())?;
    let user = |number| {
        format!(
            "{{\"id\":\"U{number}\",\"name\":\"user{number}\",\"profile\":{{\"display_name\":\"Person {number}\"}}}}"
        )
    };
    write!(zip, "[{}]", (0..50).map(user).collect::<Vec<_>>().join(","))?;
    for first in (0..MESSAGES).step_by(A_DAY) {
        let day = first / A_DAY;
        zip.start_file(
            format!("incident/2026-{:02}-{:02}.json", 1 + day / 28, 1 + day % 28),
            SimpleFileOptions::default(),
        )?;
        let mut messages = String::from("[");
        for number in first..first + A_DAY {
            let comma = if number == first { "" } else { "," };
            write!(
                messages,
                "{comma}{{\"client_msg_id\":\"6c8a7b52-{number}\",\"type\":\"message\",\"text\":\"<@U{}> {}\",\"user\":\"U{}\",\"ts\":\"{}.{:06}\",\"team\":\"T1\",\
                 \"blocks\":[{{\"type\":\"rich_text\",\"block_id\":\"b\",\"elements\":[{{\"type\":\"rich_text_section\",\"elements\":[{{\"type\":\"text\",\"text\":\"{}\"}}]}}]}}]}}",
                number % 49,
                words(number),
                number % 50,
                BEGIN + number * 10,
                number % 1_000_000,
                words(number),
            )?;
        }
        messages.push(']');
        zip.write_all(messages.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn clock(number: usize) -> (usize, usize, usize) {
    let minute = number * MINUTES / MESSAGES;
    (minute / 60, minute % 60, number % 60)
}

/// Minutes over which the messages of one day are spread.
const MINUTES: usize = 20 * 60;

fn copied() -> String {
    let mut text = String::new();
    for number in 0..MESSAGES {
        let (hour, minute, _) = clock(number);
        let _ = write!(text, "Person {}\n  {hour}:{minute:02}\n{}\n\n", number % 50, words(number));
    }
    text
}

fn irc() -> String {
    let mut text = String::new();
    for number in 0..MESSAGES {
        let (hour, minute, second) = clock(number);
        let _ = writeln!(text, "[{hour:02}:{minute:02}:{second:02}] <person{}> {}", number % 50, words(number));
    }
    text
}

fn csv() -> String {
    let mut text = String::from("time,author,text,id\n");
    for number in 0..MESSAGES {
        let (hour, minute, second) = clock(number);
        let _ = writeln!(
            text,
            "2026-03-11 {hour:02}:{minute:02}:{second:02}Z,person{},\"{}\",{number}",
            number % 50,
            words(number)
        );
    }
    text
}

fn discord() -> String {
    let mut text = String::from(
        "{\"guild\":{\"id\":\"1\",\"name\":\"Shop\"},\"channel\":{\"id\":\"2\",\"name\":\"incident\"},\"messages\":[\n",
    );
    for number in 0..MESSAGES {
        let (hour, minute, second) = clock(number);
        let comma = if number == 0 { "" } else { "," };
        let _ = writeln!(
            text,
            "{comma}{{\"id\":\"{number}\",\"type\":\"Default\",\"timestamp\":\"2026-03-11T{hour:02}:{minute:02}:{second:02}+01:00\",\"timestampEdited\":null,\"callEndedTimestamp\":null,\
             \"isPinned\":false,\"content\":\"{}\",\"author\":{{\"id\":\"{}\",\"name\":\"person{}\",\"discriminator\":\"0000\",\"nickname\":\"Person\",\"color\":null,\"isBot\":false,\"roles\":[],\
             \"avatarUrl\":\"https://cdn.discordapp.com/avatars/0123456789/abcdef0123456789.png?size=512\"}},\"attachments\":[],\"embeds\":[],\"stickers\":[],\"reactions\":[],\"mentions\":[]}}",
            words(number),
            number % 50,
            number % 50,
        );
    }
    text.push_str("]}");
    text
}
