//! Slack's marks in a message as Markdown (<https://api.slack.com/reference/surfaces/formatting>).

use std::fmt::Write as _;

use super::Names;

/// A message as Markdown: mentions by name, links, bold and struck words. Code stays as it is.
pub(super) fn to_markdown(text: &str, names: &Names) -> String {
    let mut markdown = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let mut next = after;
        if let Some(body) = rest.strip_prefix("```") {
            let end = body.find("```").unwrap_or(body.len());
            fence(&unescaped(&marks_in_code(&body[..end])), &mut markdown);
            next = body.get(end + 3..).unwrap_or_default();
            next = next.strip_prefix('\n').unwrap_or(next);
            before = '\n';
            rest = next;
            continue;
        }
        match c {
            '`' => {
                let end = after.find(['`', '\n']).filter(|end| after[*end..].starts_with('`'));
                match end {
                    Some(end) => {
                        markdown.push('`');
                        markdown.push_str(&unescaped(&marks_in_code(&after[..end])));
                        markdown.push('`');
                        next = &after[end + 1..];
                    }
                    None => markdown.push('`'),
                }
            }
            '<' => match after.find(['>', '<', '\n']).filter(|end| after[*end..].starts_with('>')) {
                Some(end) => {
                    mark(&after[..end], names, &mut markdown);
                    next = &after[end + 1..];
                }
                None => markdown.push_str("\\<"),
            },
            '*' | '~' if opens(before, after) && inner(after, c).is_some() => {
                let doubled = if c == '*' { "**" } else { "~~" };
                let inside = inner(after, c).unwrap_or_default();
                markdown.push_str(doubled);
                markdown.push_str(&to_markdown(inside, names));
                markdown.push_str(doubled);
                next = &after[inside.len() + 1..];
            }
            '&' => {
                let (shown, length) = entity(rest);
                if before == '\n' || markdown.is_empty() || !shown.starts_with('>') {
                    markdown.push_str(shown);
                } else {
                    markdown.push('>');
                }
                next = &rest[length..];
            }
            '[' => markdown.push_str("\\["),
            '#' if markdown.is_empty() || before == '\n' => {
                markdown.push_str(if after.trim_start_matches('#').starts_with(' ') { "\\#" } else { "#" });
            }
            '*' | '~' if !after.starts_with(char::is_whitespace) || !before.is_whitespace() => {
                markdown.push('\\');
                markdown.push(c);
            }
            _ => markdown.push(c),
        }
        before = c;
        rest = next;
    }
    markdown
}

/// Whether a mark stands where an emphasised word begins.
fn opens(before: char, after: &str) -> bool {
    !before.is_alphanumeric() && after.chars().next().is_some_and(|c| !c.is_whitespace())
}

/// What stands between a mark and the next of its sort in the same line.
fn inner(after: &str, mark: char) -> Option<&str> {
    let end = after.find([mark, '\n', '`', '<'])?;
    let follows = after[end..].strip_prefix(mark)?.chars().next();
    let inside = &after[..end];
    let closes = !inside.ends_with(char::is_whitespace) && follows.is_none_or(|c| !c.is_alphanumeric());
    (closes && !inside.is_empty()).then_some(inside)
}

/// What is between `<` and `>`.
fn mark(inside: &str, names: &Names, markdown: &mut String) {
    let (target, label) = inside.split_once('|').map_or((inside, ""), |(target, label)| (target, label));
    let label = plain(label);
    let shown = |name: &str| super::super::text::to_markdown(&super::super::text::one_line(name));
    if let Some(id) = target.strip_prefix('@') {
        let name = names.users.get(id).map_or(if label.is_empty() { id } else { &label }, |user| &user.name);
        markdown.push('@');
        markdown.push_str(&shown(name));
    } else if let Some(id) = target.strip_prefix('#') {
        let known = names.channels.get(id).map(String::as_str).filter(|name| !name.is_empty());
        markdown.push('#');
        markdown.push_str(&shown(known.unwrap_or(if label.is_empty() { id } else { &label })));
    } else if let Some(command) = target.strip_prefix('!') {
        let name = if label.is_empty() { command.split('^').next_back().unwrap_or_default() } else { &label };
        let at = if command.starts_with("date") || name.starts_with('@') { "" } else { "@" };
        markdown.push_str(at);
        markdown.push_str(&shown(name));
    } else {
        let url = plain(target);
        let label =
            if target.starts_with("mailto:") && label.is_empty() { url.trim_start_matches("mailto:") } else { &label };
        let safe = ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
        if !safe || url.contains(|c: char| c.is_whitespace() || c == '<' || c == '>') {
            markdown.push_str(&shown(if label.is_empty() { &url } else { label }));
        } else if label.is_empty() || label == url {
            // An address reads as a link by itself.
            markdown.push_str(&url);
        } else {
            let _ = write!(markdown, "[{}](<{url}>)", shown(label).replace(']', "\\]"));
        }
    }
}

fn fence(code: &str, markdown: &mut String) {
    if !markdown.is_empty() && !markdown.ends_with('\n') {
        markdown.push('\n');
    }
    markdown.push_str("```\n");
    markdown.push_str(code.trim_matches('\n'));
    markdown.push_str("\n```\n");
}

/// Links in code show their address.
fn marks_in_code(code: &str) -> String {
    let mut shown = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find('<') {
        shown.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(end) = after.find('>') {
            let (target, label) = after[..end].split_once('|').unwrap_or((&after[..end], ""));
            shown.push_str(if label.is_empty() { target } else { label });
            rest = &after[end + 1..];
        } else {
            shown.push('<');
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}

/// The character that an entity stands for, and the entity's length. `<` is escaped for Markdown.
fn entity(text: &str) -> (&'static str, usize) {
    for (entity, shown) in [("&lt;", "\\<"), ("&gt;", ">"), ("&amp;", "&")] {
        if text.starts_with(entity) {
            return (shown, entity.len());
        }
    }
    ("&", 1)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A message as words on one line each: mentions by name, links by their label.
pub(super) fn words(text: &str) -> String {
    unescaped(&marks_in_code(text))
}

/// Words without marks.
pub(super) fn plain(text: &str) -> String {
    unescaped(text)
}

#[cfg(test)]
mod tests {
    use super::super::User;
    use super::*;

    #[test]
    fn marks_become_markdown() {
        let mut names = Names::default();
        names.users.insert("U1".into(), User { name: "Ada Lovelace".into(), is_bot: false });
        names.channels.insert("C1".into(), "incident-42".into());
        for (slack, markdown) in [
            ("<@U1>: see <#C1|old-name> and <#C2|other>", "@Ada Lovelace: see #incident-42 and #other"),
            ("<@U9> <!here> <!subteam^S1|@sre> <!date^1^{date}|11 March>", "@U9 @here @sre 11 March"),
            (
                "<https://x.org/a?b=1&amp;c=2|the [graph]> <https://x.org>",
                "[the \\[graph\\]](<https://x.org/a?b=1&c=2>) https://x.org",
            ),
            ("<mailto:a@x.org|a@x.org> <javascript:alert(1)|click>", "[a@x.org](<mailto:a@x.org>) click"),
            ("*bold* _it_ ~gone~ 2*3*4 a * b", "**bold** _it_ ~~gone~~ 2\\*3\\*4 a * b"),
            ("`x &lt; <https://y.org|y.org>` &lt;b&gt; &amp; <", "`x < y.org` \\<b> & \\<"),
            ("&gt; quoted\nnot", "> quoted\nnot"),
            ("see ```a\n*b* &lt;```done", "see \n```\na\n*b* <\n```\ndone"),
            ("*open ```never closed", "\\*open \n```\nnever closed\n```\n"),
            ("# top", "\\# top"),
        ] {
            assert_eq!(to_markdown(slack, &names), markdown, "{slack}");
        }
    }
}
