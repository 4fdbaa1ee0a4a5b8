//! Slack's export: a folder a channel, a file a day (<https://slack.com/help/articles/220556107>).

mod archive;
mod markup;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{ImportError, Line, json, line::Lines, when};
pub(super) use archive::read as archive;

/// Who and what the marks in messages stand for.
#[derive(Debug, Default)]
struct Names {
    users: HashMap<String, User>,
    channels: HashMap<String, String>,
}

#[derive(Debug)]
struct User {
    name: String,
    is_bot: bool,
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    subtype: Option<String>,
    #[serde(default)]
    user: Option<String>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    user_profile: Option<Profile>,
    #[serde(default)]
    bot_id: Option<String>,
    #[serde(default)]
    bot_profile: Option<BotProfile>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    ts: Option<String>,
    #[serde(default)]
    thread_ts: Option<String>,
    #[serde(default)]
    edited: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    hidden: Option<bool>,
    #[serde(default)]
    attachments: Option<Vec<Attachment>>,
    #[serde(default)]
    files: Option<Vec<File>>,
    /// As exports before 2018 have it.
    #[serde(default)]
    file: Option<File>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Profile {
    display_name: Option<String>,
    real_name: Option<String>,
}

#[derive(Deserialize)]
struct BotProfile {
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Attachment {
    #[serde(default)]
    pretext: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    title_link: Option<String>,
    #[serde(default)]
    from_url: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    fallback: Option<String>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    permalink: Option<String>,
}

/// What somebody typed in Slack, as Markdown.
pub fn markdown(text: &str) -> String {
    markup::to_markdown(text, &Names::default())
}

/// What somebody typed in Slack, as words without marks.
pub fn words(text: &str) -> String {
    markup::words(text)
}

/// What is no message of anybody.
const HOUSEKEEPING: [&str; 26] = [
    "channel_join",
    "channel_leave",
    "channel_topic",
    "channel_purpose",
    "channel_name",
    "channel_archive",
    "channel_unarchive",
    "channel_convert_to_private",
    "channel_posting_permissions",
    "group_join",
    "group_leave",
    "group_topic",
    "group_purpose",
    "group_name",
    "group_archive",
    "group_unarchive",
    "bot_add",
    "bot_remove",
    "bot_enable",
    "bot_disable",
    "pinned_item",
    "unpinned_item",
    "reminder_add",
    "sh_room_created",
    "huddle_thread",
    "joiner_notification",
];

/// One day's file by itself: without the names of users and channels.
pub(super) fn day(text: &str, name: &str) -> Result<Lines, ImportError> {
    let mut lines = Lines::default();
    let folder = name.rsplit(['/', '\\']).nth(1).unwrap_or_default();
    add_day(text, &channel_name(folder), &Names::default(), &mut lines)?;
    Ok(lines)
}

fn channel_name(folder: &str) -> Arc<str> {
    if folder.is_empty() { Arc::default() } else { format!("#{folder}").into() }
}

fn add_day(text: &str, channel: &Arc<str>, names: &Names, lines: &mut Lines) -> Result<(), ImportError> {
    json::each(text, |message: Message, number| {
        let subtype = message.subtype.as_deref().unwrap_or_default();
        if message.kind.as_deref().is_some_and(|kind| kind != "message") || HOUSEKEEPING.contains(&subtype) {
            lines.left_out.housekeeping += 1;
            return Ok(());
        }
        if ["tombstone", "message_deleted"].contains(&subtype) || message.hidden == Some(true) {
            lines.left_out.deleted += 1;
            return Ok(());
        }
        lines.push(line(message, number, channel, names)?)
    })
}

fn line(message: Message, number: usize, channel: &Arc<str>, names: &Names) -> Result<Line, ImportError> {
    let ts = message.ts.unwrap_or_default();
    let when = time_of(&ts).ok_or_else(|| json::timeless(number, "Message"))?;
    let account = message.user.as_deref().and_then(|id| names.users.get(id));
    let profile = message.user_profile.unwrap_or_default();
    let said_name =
        [profile.display_name, profile.real_name, message.username, message.bot_profile.and_then(|bot| bot.name)]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty());
    let author =
        account.map(|account| account.name.clone()).or(said_name).or(message.user).unwrap_or_else(|| "A bot".into());
    let mut text = markup::to_markdown(message.text.as_deref().unwrap_or_default(), names);
    if message.subtype.as_deref() == Some("me_message") {
        text = format!("*{text}*");
    }
    let mut line = Line::new(when, author, String::new());
    line.person = message.bot_id.is_none() && account.is_none_or(|account| !account.is_bot);
    line.channel = Arc::clone(channel);
    line.edited = message.edited.is_some();
    line.reply = message.thread_ts.is_some_and(|thread| thread != ts);
    line.number = number;
    line.id = ts;
    for attachment in message.attachments.unwrap_or_default() {
        let url = attachment.title_link.or(attachment.from_url).unwrap_or_default();
        let title = attachment.title.unwrap_or_default();
        line.link(&markup::plain(&url), &markup::plain(&title));
        // What a program posts is in its attachments; a person's are previews of links.
        if text.is_empty() {
            let parts = [attachment.pretext, attachment.text.clone().or(attachment.fallback)];
            let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
            text = markup::to_markdown(&parts.join("\n"), names);
        }
    }
    for file in message.files.into_iter().flatten().chain(message.file) {
        let title = file.title.or(file.name).unwrap_or_default();
        line.link(file.permalink.as_deref().unwrap_or_default(), &markup::plain(&title));
    }
    line.text = text;
    Ok(line)
}

/// `1355517523.000005`: seconds since 1970; what follows the point tells messages of a second apart.
fn time_of(ts: &str) -> Option<super::When> {
    let (seconds, _) = ts.split_once('.').unwrap_or((ts, ""));
    when::epoch(seconds.parse().ok().filter(|seconds: &i64| *seconds < 100_000_000_000)?)
}
