//! Slash commands of Slack: what somebody typed, and what they are answered. Pure: what is done is `http/inbound/commands`.
//! See <https://docs.slack.dev/interactivity/implementing-slash-commands>.

use std::borrow::Cow;

use debrief_shared::api::MAX_TITLE_CHARS;
use debrief_shared::import::{slack_markdown, slack_words};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::inbound::{MAX_TEXT_CHARS, line};
use super::slack::escaped;

/// Most postmortems in an answer.
pub const MAX_FOUND: u32 = 5;

/// A command that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The conversation that it was given in, over all workspaces.
    pub channel: String,
    /// What that is called, as far as Slack says it.
    pub channel_name: String,
    /// Who gave it, as Slack calls them.
    pub who: String,
    /// What the command is called there.
    pub command: String,
    /// Where an answer may come later, for half an hour; empty where Slack names no place.
    pub later: String,
    /// What is to be done.
    pub order: Order,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Open a draft. The words after `new`: the first one may be a severity.
    New(String),
    /// Add a line to the timeline of what was opened here; Markdown.
    Note(String),
    /// Find among what was published.
    Find(String),
    /// Say what there is.
    Help,
}

/// Reads the form that Slack sends. `None` for one that is no command, as when Slack looks at the certificate.
pub fn read(body: &[u8]) -> Option<Given> {
    let field = |name: &str| {
        let found = form_urlencoded::parse(body).find(|(field, _)| field == name);
        found.map_or(Cow::Borrowed(""), |(_, value)| value)
    };
    let (command, channel, user) = (line(&field("command")), field("channel_id"), field("user_id"));
    if command.is_empty() || channel.is_empty() || user.is_empty() {
        return None;
    }
    // The same conversation is seen from several workspaces of one organisation.
    let place = Some(field("enterprise_id")).filter(|id| !id.is_empty()).unwrap_or_else(|| field("team_id"));
    let name = line(&field("user_name"));
    Some(Given {
        channel: format!("{place}/{channel}"),
        channel_name: match line(&field("channel_name")).as_str() {
            "" => String::new(),
            "directmessage" => "a direct message".to_owned(),
            "privategroup" => "a private channel".to_owned(),
            name => format!("#{name}"),
        },
        who: if name.is_empty() { line(&user) } else { name },
        later: field("response_url").into_owned(),
        order: order(&field("text")),
        command,
    })
}

fn order(text: &str) -> Order {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match word.to_lowercase().as_str() {
        "new" => Order::New(slack_words(rest).split_whitespace().collect::<Vec<_>>().join(" ")),
        "note" => Order::Note(shown(&slack_markdown(rest.trim()))),
        "find" => Order::Find(shown(&slack_words(rest)).trim().to_owned()),
        _ => Order::Help,
    }
}

fn shown(text: &str) -> String {
    text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

/// Letters and digits of a severity, by which `sev2`, `SEV-2` and `Sev 2` are one.
pub fn plain(severity: &str) -> String {
    severity.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The severity that words begin with – one of `known`, by its spelling there, or `sev` with a number – and the title behind it.
pub fn severity_first<'w>(words: &'w str, known: &[&str]) -> (String, &'w str) {
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    let first = plain(first);
    if first.is_empty() {
        return (String::new(), words);
    }
    if let Some(known) = known.iter().find(|known| plain(known) == first) {
        return ((*known).to_owned(), rest);
    }
    match first.strip_prefix("sev") {
        Some(number) if !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit()) => {
            (line(&format!("Sev-{number}")), rest)
        }
        _ => (String::new(), words),
    }
}

/// A title that a postmortem may have.
pub fn title(words: &str) -> String {
    let shown = words.chars().filter(|letter| !letter.is_control());
    shown.take(MAX_TITLE_CHARS).collect::<String>().trim().to_owned()
}

/// Whether a note is not too long.
pub fn fits(note: &str) -> bool {
    note.chars().count() <= MAX_TEXT_CHARS
}

/// Where a note is from.
pub fn source(given: &Given, at: Timestamp) -> String {
    let parts = ["Slack", &given.channel_name, &given.who, &at.to_string()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A postmortem in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its address; not whole where the public one is not known.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Severity and day, as far as they are known.
    pub facts: Vec<String>,
}

impl Named {
    fn marked(&self) -> String {
        let title = line(&self.title);
        let title = escaped(if title.is_empty() { "Untitled" } else { &title });
        let named = if self.url.starts_with("http") { format!("<{}|{title}>", self.url) } else { format!("*{title}*") };
        let facts = self.facts.iter().filter(|fact| !fact.is_empty()).map(|fact| format!("  ·  {}", escaped(fact)));
        named + &facts.collect::<String>()
    }
}

/// What somebody is told, nobody else seeing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A draft was opened.
    Opened(Named),
    /// A line was added, at a time of the clock, in UTC; to what, unless that is not to be said.
    Noted(String, Option<Named>),
    /// What was found, and where there is more.
    Found(Vec<Named>, Option<String>),
    /// What there is to say.
    Help,
    /// A sentence.
    Plain(&'static str),
    /// A sentence that was put together.
    Said(String),
}

/// An answer as Slack takes it. `command` is what it is called there.
pub fn answer(reply: &Reply, command: &str) -> Value {
    let text = match reply {
        Reply::Opened(named) => {
            format!("The draft is open: {}\nAdd to its timeline with `{} note …`", named.marked(), escaped(command))
        }
        Reply::Noted(time, Some(named)) => format!("Noted at {time} UTC: {}", named.marked()),
        Reply::Noted(time, None) => format!("Noted at {time} UTC."),
        Reply::Found(found, _) if found.is_empty() => "Nothing that is published says all of that.".to_owned(),
        Reply::Found(found, more) => {
            let mut lines: Vec<String> = found.iter().map(|one| format!("•  {}", one.marked())).collect();
            lines.extend(more.iter().map(|url| format!("<{url}|More in Debrief>")));
            lines.join("\n")
        }
        Reply::Help => help(&escaped(command)),
        Reply::Plain(text) => escaped(text),
        Reply::Said(text) => escaped(text),
    };
    json!({"response_type": "ephemeral", "text": text})
}

fn help(command: &str) -> String {
    [
        "This is what Debrief does here:".to_owned(),
        format!("•  `{command} new sev2 Checkout refuses cards` – open a draft; the severity may be left out"),
        format!("•  `{command} note Rolled back to 1.4` – add a line to the timeline of the draft opened here last"),
        format!("•  `{command} find card pool` – find published postmortems"),
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(fields: &[(&str, &str)]) -> Option<Given> {
        let usual = [("command", "/debrief"), ("team_id", "T1"), ("channel_id", "C1"), ("user_id", "U1")];
        let all = fields.iter().chain(usual.iter().filter(|(name, _)| fields.iter().all(|(field, _)| field != name)));
        read(form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish().as_bytes())
    }

    fn ordered(text: &str) -> Order {
        given(&[("text", text)]).expect("a command").order
    }

    #[test]
    fn words_say_what_is_to_be_done() {
        assert_eq!(ordered("new sev2  Checkout &amp; cards"), Order::New("sev2 Checkout & cards".to_owned()));
        assert_eq!(ordered(" NOTE\tRolled *back* "), Order::Note("Rolled **back**".to_owned()));
        assert_eq!(ordered("note\nTwo\nlines"), Order::Note("Two\nlines".to_owned()));
        assert_eq!(ordered("find <https://shop.example.com|the shop>"), Order::Find("the shop".to_owned()));
        assert_eq!(ordered("find a\u{7}b"), Order::Find("ab".to_owned()));
        for other in ["", "   ", "help", "newer x", "delete everything", "nEw\u{0}", "&lt;!channel&gt;"] {
            assert_eq!(ordered(other), Order::Help, "{other}");
        }
    }

    #[test]
    fn a_form_says_who_and_where() {
        let all = given(&[("channel_name", "shop-incident"), ("user_name", "ada.l"), ("enterprise_id", "E1")]);
        let all = all.expect("a command");
        assert_eq!(
            (all.channel.as_str(), all.channel_name.as_str(), all.who.as_str()),
            ("E1/C1", "#shop-incident", "ada.l")
        );
        let at = "2026-11-28T10:00:00Z".parse().expect("a time");
        assert_eq!(source(&all, at), "Slack, #shop-incident, ada.l, 2026-11-28T10:00:00Z");
        let few = given(&[("channel_name", "privategroup")]).expect("a command");
        assert_eq!(source(&few, at), "Slack, a private channel, U1, 2026-11-28T10:00:00Z");
        assert_eq!(few.channel, "T1/C1");
        assert_eq!(given(&[("command", "")]), None);
        assert_eq!(given(&[("channel_id", "")]), None);
        for odd in ["", "ssl_check=1&token=x", "{\"command\": \"/debrief\"}", "%%%=%ff&command", "command=%00&&&=="] {
            assert_eq!(read(odd.as_bytes()), None, "{odd}");
        }
    }

    #[test]
    fn a_severity_may_come_first() {
        let known = ["SEV-1", "major"];
        for (words, severity, title) in [
            ("sev1 Checkout", "SEV-1", "Checkout"),
            ("Sev–1 Checkout", "SEV-1", "Checkout"),
            ("MAJOR Checkout is down", "major", "Checkout is down"),
            ("sev3 Slow", "Sev-3", "Slow"),
            ("sev3", "Sev-3", ""),
            ("several cards", "", "several cards"),
            ("Checkout sev1", "", "Checkout sev1"),
            ("– x", "", "– x"),
            ("", "", ""),
        ] {
            assert_eq!(severity_first(words, &known), (severity.to_owned(), title), "{words}");
        }
    }

    #[test]
    fn what_people_wrote_is_never_a_mark() {
        let named = Named {
            url: "https://d.example.com/p/1".to_owned(),
            title: "<!channel> & <http://x|y>\nz".to_owned(),
            facts: vec!["Sev-1>".to_owned(), String::new()],
        };
        let said = answer(&Reply::Found(vec![named], None), "/debrief");
        assert_eq!(said["response_type"], "ephemeral");
        assert_eq!(
            said["text"],
            "•  <https://d.example.com/p/1|&lt;!channel&gt; &amp; &lt;http://x|y&gt; z>  ·  Sev-1&gt;"
        );
        assert!(answer(&Reply::Help, "/<!here>")["text"].as_str().is_some_and(|text| !text.contains("<!here")));
        assert_eq!(answer(&Reply::Said("<@U1>".to_owned()), "/debrief")["text"], "&lt;@U1&gt;");
    }
}
