//! Which format something is in, by its first lines and its name. A guess that people can change.

use super::{Format, Input, copied, irc, table, text, when};

/// What a ZIP file begins with.
pub(super) const ZIP: &[u8] = b"PK";
/// How much of an input is looked at, in bytes.
const HEAD_BYTES: usize = 16 << 10;
/// How many of its lines.
const HEAD_LINES: usize = 60;

/// The format that `input` is most likely in; `None` where nothing speaks for any.
pub fn detect(input: Input<'_>) -> Option<Format> {
    if input.bytes.starts_with(ZIP) {
        return Some(Format::SlackExport);
    }
    let head = head(input.bytes);
    let trimmed = head.trim_start();
    if trimmed.starts_with(['{', '['])
        && !trimmed.starts_with("[1")
        && !trimmed.starts_with("[0")
        && !trimmed.starts_with("[2")
    {
        return json(trimmed);
    }
    let rows: Vec<&str> = head.lines().filter(|row| !row.trim().is_empty()).take(HEAD_LINES).collect();
    let share = |is: &dyn Fn(&&str) -> bool| rows.iter().filter(|row| is(row)).count() * 2 > rows.len();
    let extension = input.name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_markdown = extension == "md" || (0..rows.len()).any(|at| table::is_table(&rows, at));
    if is_markdown {
        return Some(Format::Notes);
    }
    if rows.iter().any(|row| row.starts_with("--- Log opened ")) || share(&is_irc) {
        return Some(Format::Irc);
    }
    if rows.iter().any(|row| copied::is_clock(row)) {
        let twice = rows.windows(3).any(|rows| {
            let bare = |row: &str| row.trim().trim_start_matches('@').to_lowercase();
            bare(rows[0]) == bare(rows[1]) && copied::is_clock(rows[2])
        });
        return Some(if twice { Format::RocketChat } else { Format::SlackCopied });
    }
    let begins = |row: &&str| {
        when::leading(row.trim_start_matches(['-', '*', '+', '•', '[', '(', ' ', '~']), when::DateOrder::Unknown)
            .is_some()
    };
    let separator = table::separator(&head);
    let columns = |row: &&str| separator.is_some_and(|separator| row.as_bytes().contains(&separator));
    if ["csv", "tsv"].contains(&extension.as_str())
        || rows.len() > 1 && rows.iter().all(columns) && table::csv(&rows.join("\n")).is_ok()
    {
        return Some(Format::Csv);
    }
    rows.iter().any(begins).then_some(Format::Notes)
}

/// The first lines, whole characters only.
fn head(bytes: &[u8]) -> String {
    let wide = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let mut end = bytes.len().min(HEAD_BYTES);
    if wide {
        end &= !1;
    }
    match text::decode(&bytes[..end]) {
        Ok(head) => head.into_owned(),
        Err(_) => String::from_utf8_lossy(&bytes[..end]).into_owned(),
    }
}

fn is_irc(row: &&str) -> bool {
    let bare = row.strip_prefix('[').unwrap_or(row);
    let rest = when::leading(bare, when::DateOrder::Unknown).map(|(_, rest)| rest.strip_prefix(']').unwrap_or(rest));
    rest.is_some_and(|rest| {
        irc::said(rest).is_some() || rest.trim_start().starts_with("-!-") || rest.trim_start().starts_with("*** ")
    })
}

/// By the names of fields that only one of them has.
fn json(head: &str) -> Option<Format> {
    let has = |field: &str| head.contains(&format!("\"{field}\""));
    let telling: [(&[&str], Format); 11] = [
        (&["guild", "channel"], Format::Discord),
        (&["exportedAt", "dateRange"], Format::Discord),
        (&["incident_updates"], Format::Statuspage),
        (&["log_entries"], Format::PagerDuty),
        (&["event", "event_type"], Format::PagerDuty),
        (&["groupKey", "alerts"], Format::Alertmanager),
        (&["startsAt", "labels"], Format::Alertmanager),
        (&["tinyId"], Format::Opsgenie),
        (&["action", "alert"], Format::Opsgenie),
        (&["createdDateTime"], Format::Teams),
        (&["ts", "text"], Format::SlackExport),
    ];
    if let Some((_, format)) = telling.iter().find(|(fields, _)| fields.iter().all(|field| has(field))) {
        return Some(*format);
    }
    if head.contains("_log_entry\"") {
        return Some(Format::PagerDuty);
    }
    let first = head.lines().next().unwrap_or_default();
    let jsonl = first.contains("\"version\"") && first.contains("\"type\"") || has("create_at") || has("direct_post");
    jsonl.then_some(Format::Mattermost)
}
