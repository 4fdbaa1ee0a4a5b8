//! JSON of DiscordChatExporter (<https://github.com/Tyrrrz/DiscordChatExporter>, `JsonMessageWriter.cs`). What people wrote is Markdown already.

use serde::Deserialize;

use super::{
    ImportError, Line,
    json::{self, Stamp, Turned, text_or_null},
    line::Lines,
};

#[derive(Deserialize)]
struct Export {
    #[serde(default)]
    guild: Named,
    #[serde(default)]
    channel: Named,
    messages: Turned<Message, Read>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    id: String,
    #[serde(deserialize_with = "text_or_null")]
    name: String,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    id: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    timestamp: Stamp,
    #[serde(rename = "timestampEdited", default)]
    edited: Option<serde::de::IgnoredAny>,
    #[serde(default, deserialize_with = "text_or_null")]
    content: String,
    #[serde(default)]
    author: Author,
    #[serde(default)]
    attachments: Vec<Attachment>,
    #[serde(default)]
    embeds: Vec<Embed>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Author {
    #[serde(deserialize_with = "text_or_null")]
    name: String,
    #[serde(deserialize_with = "text_or_null")]
    nickname: String,
    #[serde(rename = "isBot")]
    is_bot: bool,
}

#[derive(Deserialize)]
struct Attachment {
    #[serde(default)]
    url: String,
    #[serde(rename = "fileName", default)]
    file_name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Embed {
    #[serde(deserialize_with = "text_or_null")]
    title: String,
    #[serde(deserialize_with = "text_or_null")]
    url: String,
    #[serde(deserialize_with = "text_or_null")]
    description: String,
}

/// A message, or why it is none.
enum Read {
    Line(Box<Line>),
    Housekeeping,
    Timeless,
}

impl From<Message> for Read {
    fn from(message: Message) -> Self {
        // Others are people joining, pins and calls.
        if !["", "Default", "Reply", "ChatInputCommand", "ContextMenuCommand"].contains(&message.kind.as_str()) {
            return Self::Housekeeping;
        }
        let Some(when) = message.timestamp.0 else { return Self::Timeless };
        let Author { name, nickname, is_bot } = message.author;
        let mut line = Line::new(when, if nickname.is_empty() { name } else { nickname }, message.content);
        (line.id, line.edited, line.person, line.reply) =
            (message.id, message.edited.is_some(), !is_bot, message.kind == "Reply");
        for attachment in &message.attachments {
            line.link(&attachment.url, &attachment.file_name);
        }
        for embed in message.embeds {
            line.link(&embed.url, &embed.title);
            // What a program posts is often in an embed alone.
            if line.text.is_empty() {
                line.text = [embed.title, embed.description].join("\n\n");
            }
        }
        Self::Line(Box::new(line))
    }
}

pub(super) fn parse(text: &str) -> Result<Lines, ImportError> {
    let export: Export = serde_json::from_str(text)?;
    let channel: std::sync::Arc<str> = if export.channel.name.is_empty() {
        std::sync::Arc::default()
    } else {
        format!("#{}", export.channel.name).into()
    };
    let mut lines = Lines::default();
    for (index, read) in export.messages.0.into_iter().enumerate() {
        let mut line = match read {
            Read::Line(line) => *line,
            Read::Housekeeping => {
                lines.left_out.housekeeping += 1;
                continue;
            }
            Read::Timeless => return Err(json::timeless(index + 1, "Message")),
        };
        line.channel = std::sync::Arc::clone(&channel);
        line.number = index + 1;
        if line.text.is_empty() && line.links.is_empty() {
            lines.left_out.empty += 1;
            continue;
        }
        let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        // Direct messages have the guild 0, which addresses call @me.
        let guild = if export.guild.id == "0" { "@me" } else { &export.guild.id };
        if is_id(&line.id) && is_id(&export.channel.id) && (guild == "@me" || is_id(guild)) {
            let url = format!("https://discord.com/channels/{guild}/{}/{}", export.channel.id, line.id);
            line.link(&url, "Discord");
        }
        lines.push(line)?;
    }
    Ok(lines)
}
