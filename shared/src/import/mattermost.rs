//! JSON lines of `mmctl export` (<https://docs.mattermost.com/onboard/bulk-loading-data.html>): posts, their replies and direct messages.

use std::sync::Arc;

use serde::Deserialize;

use super::{ImportError, Line, json::Stamp, line::Lines};

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    post: Option<Post>,
    #[serde(default)]
    direct_post: Option<Post>,
}

#[derive(Deserialize)]
struct Post {
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    user: String,
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    message: String,
    #[serde(default)]
    create_at: Stamp,
    #[serde(default)]
    edit_at: Option<i64>,
    #[serde(default)]
    delete_at: Option<i64>,
    #[serde(default)]
    replies: Option<Vec<Self>>,
}

pub(super) fn parse(text: &str) -> Result<Lines, ImportError> {
    let mut lines = Lines::default();
    for (index, row) in text.lines().enumerate() {
        if row.trim().is_empty() {
            continue;
        }
        let number = index + 1;
        let read: Row = serde_json::from_str(row)
            .map_err(|error| ImportError { line: Some(number), ..ImportError::from(error) })?;
        if let Some(post) = read.post.or(read.direct_post) {
            let channel: Arc<str> = match (&post.channel, read.kind.as_str()) {
                (Some(channel), _) => format!("#{channel}").into(),
                (None, _) => "direct message".into(),
            };
            take(post, &channel, false, number, &mut lines)?;
        }
    }
    Ok(lines)
}

fn take(post: Post, channel: &Arc<str>, reply: bool, number: usize, lines: &mut Lines) -> Result<(), ImportError> {
    let said = |time: Option<i64>| time.is_some_and(|time| time > 0);
    if said(post.delete_at) {
        lines.left_out.deleted += 1;
    } else if post.kind.is_some_and(|kind| kind.starts_with("system_")) {
        lines.left_out.housekeeping += 1;
    } else {
        let when = post.create_at.0.ok_or_else(|| {
            ImportError::at(
                number,
                "This post has no time that can be read",
                "Look whether it was edited after it was exported.",
            )
        })?;
        let mut line = Line::new(when, post.user, post.message);
        line.channel = Arc::clone(channel);
        (line.edited, line.reply, line.number) = (said(post.edit_at), reply, number);
        lines.push(line)?;
    }
    for answer in post.replies.into_iter().flatten() {
        take(answer, channel, true, number, lines)?;
    }
    Ok(())
}
