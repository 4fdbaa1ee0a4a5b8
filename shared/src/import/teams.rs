//! Messages of Microsoft Teams as Graph gives them: `chatMessage`
//! (<https://learn.microsoft.com/graph/api/resources/chatmessage>), one, a list, or a page of a list under `value`.

use serde::Deserialize;

use super::{
    ImportError, Line, html,
    json::{self, Stamp, text_or_null},
    line::Lines,
    text,
};

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Page { value: Vec<Message> },
    One(Box<Message>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(default)]
    id: String,
    created_date_time: Stamp,
    #[serde(default)]
    last_edited_date_time: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    deleted_date_time: Option<serde::de::IgnoredAny>,
    #[serde(rename = "messageType", default)]
    kind: Option<String>,
    #[serde(default)]
    reply_to_id: Option<String>,
    #[serde(default)]
    web_url: Option<String>,
    #[serde(default)]
    from: Option<From>,
    #[serde(default)]
    body: Body,
    #[serde(default)]
    attachments: Option<Vec<Attachment>>,
    #[serde(default)]
    replies: Option<Vec<Self>>,
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    user: Option<Named>,
    #[serde(default)]
    application: Option<Named>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    #[serde(default)]
    display_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Body {
    #[serde(deserialize_with = "text_or_null")]
    content_type: String,
    #[serde(deserialize_with = "text_or_null")]
    content: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attachment {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    content_url: Option<String>,
}

pub(super) fn parse(text: &str) -> Result<Lines, ImportError> {
    let mut lines = Lines::default();
    json::each(text, |given: Given, number| match given {
        Given::One(message) => take(*message, number, &mut lines),
        Given::Page { value } => {
            for (index, message) in value.into_iter().enumerate() {
                take(message, index + 1, &mut lines)?;
            }
            Ok(())
        }
    })?;
    Ok(lines)
}

fn take(message: Message, number: usize, lines: &mut Lines) -> Result<(), ImportError> {
    for reply in message.replies.into_iter().flatten() {
        take(reply, number, lines)?;
    }
    if message.kind.is_some_and(|kind| kind != "message") {
        lines.left_out.housekeeping += 1;
        return Ok(());
    }
    if message.deleted_date_time.is_some() {
        lines.left_out.deleted += 1;
        return Ok(());
    }
    let when = message.created_date_time.0.ok_or_else(|| json::timeless(number, "Message"))?;
    let (user, application) = message.from.map_or((None, None), |from| (from.user, from.application));
    let person = user.is_some() || application.is_none();
    let author = user.or(application).and_then(|named| named.display_name).unwrap_or_default();
    let is_html = message.body.content_type.eq_ignore_ascii_case("html");
    let said =
        if is_html { html::to_markdown(&message.body.content) } else { text::to_markdown(&message.body.content) };
    let mut line = Line::new(when, author, said);
    (line.id, line.person, line.number) = (message.id, person, number);
    line.edited = message.last_edited_date_time.is_some();
    line.reply = message.reply_to_id.is_some_and(|id| !id.is_empty());
    for attachment in message.attachments.into_iter().flatten() {
        line.link(
            attachment.content_url.as_deref().unwrap_or_default(),
            attachment.name.as_deref().unwrap_or_default(),
        );
    }
    if !line.text.is_empty() || !line.links.is_empty() {
        line.link(message.web_url.as_deref().unwrap_or_default(), "Microsoft Teams");
    }
    lines.push(line)
}
