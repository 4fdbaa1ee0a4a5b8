//! HTML of a message as Markdown: what chats put into it, paragraphs, lists, links, emphasis and code. Everything else is its words.

use std::fmt::Write as _;

/// A message as Markdown.
pub(super) fn to_markdown(html: &str) -> String {
    let mut written = Written::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        written.words(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(end) = after.find('>') {
            written.tag(&after[..end]);
            rest = &after[end + 1..];
        } else {
            written.words(&rest[at..]);
            rest = "";
        }
    }
    written.words(rest);
    written.markdown.trim().to_owned()
}

#[derive(Default)]
struct Written {
    markdown: String,
    hrefs: Vec<Option<String>>,
    in_pre: bool,
    hidden: bool,
}

impl Written {
    fn words(&mut self, html: &str) {
        if self.hidden || html.is_empty() {
            return;
        }
        let words = unescaped(html);
        if self.in_pre {
            self.markdown.push_str(&words);
            return;
        }
        let joined: String = words.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        let joined = if self.markdown.is_empty() || self.markdown.ends_with(['\n', ' ']) {
            joined.trim_start()
        } else {
            &joined
        };
        self.markdown.push_str(&super::text::to_markdown(joined));
    }

    fn tag(&mut self, tag: &str) {
        let closes = tag.starts_with('/');
        let name_end = tag.trim_start_matches('/').find(|c: char| !c.is_ascii_alphanumeric());
        let name = tag.trim_start_matches('/');
        let name = name[..name_end.unwrap_or(name.len())].to_ascii_lowercase();
        match name.as_str() {
            "p" | "div" | "ul" | "ol" | "table" | "tr" | "h1" | "h2" | "h3" | "blockquote" => {
                self.line();
                if name == "blockquote" && !closes {
                    self.markdown.push_str("> ");
                }
            }
            "br" => self.markdown.push('\n'),
            "li" => {
                self.line();
                if !closes {
                    self.markdown.push_str("- ");
                }
            }
            "td" | "th" if closes => self.markdown.push(' '),
            "b" | "strong" => self.markdown.push_str("**"),
            "i" | "em" => self.markdown.push('*'),
            "s" | "strike" | "del" => self.markdown.push_str("~~"),
            "code" if !self.in_pre => self.markdown.push('`'),
            "pre" => {
                self.line();
                self.in_pre = !closes;
                self.markdown.push_str("```\n");
            }
            "a" if closes => {
                if let Some(Some(href)) = self.hrefs.pop() {
                    let _ = write!(self.markdown, "](<{href}>)");
                }
            }
            "a" => {
                let href = attribute(tag, "href").filter(|href| {
                    let safe = ["https://", "http://", "mailto:"].iter().any(|scheme| href.starts_with(scheme));
                    safe && !href.contains(|c: char| c.is_whitespace() || c == '<' || c == '>')
                });
                if href.is_some() {
                    self.markdown.push('[');
                }
                self.hrefs.push(href);
            }
            "script" | "style" => self.hidden = !closes,
            "img" | "emoji" => {
                if let Some(words) = attribute(tag, "alt").filter(|words| !words.is_empty()) {
                    self.words(&words);
                }
            }
            _ => {}
        }
    }

    fn line(&mut self) {
        if !self.markdown.is_empty() && !self.markdown.ends_with('\n') {
            self.markdown.push('\n');
        }
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!("{name}=\""))? + name.len() + 2;
    let value = &tag[at..];
    Some(unescaped(&value[..value.find('"')?]))
}

fn unescaped(html: &str) -> String {
    let mut text = html.to_owned();
    for (entity, shown) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        if text.contains(entity) {
            text = text.replace(entity, shown);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn messages_keep_their_shape() {
        for (html, markdown) in [
            ("<p>slow &amp; <b>broken</b></p><p>really</p>", "slow & **broken**\nreally"),
            (
                "<div>see <a href=\"https://x.org/a?b=1&amp;c\">the graph</a></div>",
                "see [the graph](<https://x.org/a?b=1&c>)",
            ),
            ("<a href=\"javascript:alert(1)\">click</a>", "click"),
            ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
            ("<at id=\"0\">Ada</at> ran <code>rm</code><pre>a\n  b</pre>", "Ada ran `rm`\n```\na\n  b\n```"),
            ("<script>alert(1)</script>ok &lt;b&gt; <", "ok \\<b> <"),
            ("a<img alt=\"🔥\" src=\"x\">", "a🔥"),
        ] {
            assert_eq!(to_markdown(html), markdown, "{html}");
        }
    }
}
