//! The feed of published messages: Atom (RFC 4287).

use std::fmt::Write;

use jiff::Timestamp;

use super::page::with_pictures;

/// A feed to write.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    /// The address of the instance, without a slash at its end; empty where it is not known: addresses are relative then.
    pub site: &'a str,
    /// What names it for good, an IRI.
    pub id: &'a str,
    /// What it is called, and who speaks in it.
    pub name: &'a str,
    /// Newest first.
    pub entries: &'a [Entry],
}

/// A message in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What names it for good, an IRI.
    pub id: String,
    /// The last part of its address.
    pub slug: String,
    /// Plain text.
    pub title: String,
    /// As it was composed.
    pub body: String,
    /// When its first version was published.
    pub first: Timestamp,
    /// When its newest version was published.
    pub at: Timestamp,
}

/// Writes it.
pub fn feed(feed: &Feed<'_>) -> String {
    let (site, name) = (escape(feed.site), escape(feed.name));
    let updated = feed.entries.iter().map(|entry| entry.at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n\
         <id>{}</id>\n<title>{name}: what happened, and what we are doing about it</title>\n<updated>{}</updated>\n\
         <author><name>{name}</name></author>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{site}/outside/feed.atom\"/>\n",
        escape(feed.id),
        time(updated)
    );
    for entry in feed.entries {
        let url = format!("{site}/outside/{}", escape(&entry.slug));
        let body = with_pictures(&entry.body, &format!("{}/outside/{}/", feed.site, entry.slug));
        let _ = write!(
            out,
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<published>{}</published>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>\n<content type=\"html\">{}</content>\n</entry>\n",
            escape(&entry.id),
            escape(&entry.title),
            time(entry.first),
            time(entry.at),
            escape(&body)
        );
    }
    out.push_str("</feed>\n");
    out
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Text for XML: what it cannot hold (XML 1.0, section 2.2) is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => {
                out.push(letter);
            }
            _ => {}
        }
    }
    out
}
