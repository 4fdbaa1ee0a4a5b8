//! Blocks of a page as one text, with their headings on the levels that the rest of the import reads.

/// A piece of Markdown that stands by itself.
#[derive(Debug)]
pub(super) enum Block {
    /// The title, told by its style.
    Title(String),
    Heading(usize, String),
    /// Items, which follow closely on those before.
    List(String),
    Text(String),
}

/// The headings as the rest of the import reads them: one title, and sections on the second level.
pub(super) fn levelled(blocks: Vec<Block>, page_title: Option<String>) -> String {
    let levels = || {
        blocks.iter().filter_map(|block| match block {
            Block::Heading(level, _) => Some(*level),
            _ => None,
        })
    };
    let styled = blocks.iter().any(|block| matches!(block, Block::Title(_)));
    let first = levels().next();
    let begins_with_title = !styled && first == Some(1) && levels().filter(|level| *level == 1).count() == 1;
    let top = levels().skip(usize::from(begins_with_title)).min().unwrap_or(2);
    let mut markdown = String::new();
    if !styled
        && !begins_with_title
        && let Some(title) = page_title
    {
        markdown = format!("# {title}");
    }
    let (mut titled, mut after_list) = (!markdown.is_empty(), false);
    for block in blocks {
        let is_list = matches!(block, Block::List(_));
        let text = match block {
            Block::Title(words) if !titled => {
                titled = true;
                // What stands before a title would otherwise keep it from being one.
                let before = std::mem::take(&mut markdown);
                markdown = format!("# {words}");
                if !before.is_empty() {
                    markdown.push_str("\n\n");
                    markdown.push_str(&before);
                }
                continue;
            }
            Block::Title(words) => words,
            Block::Heading(1, words) if begins_with_title => format!("# {words}"),
            Block::Heading(level, words) => {
                format!("{} {words}", "#".repeat((level + 2).saturating_sub(top).clamp(2, 6)))
            }
            Block::List(text) | Block::Text(text) => text,
        };
        if !markdown.is_empty() {
            markdown.push_str(if is_list && after_list { "\n" } else { "\n\n" });
        }
        markdown.push_str(&text);
        after_list = is_list;
    }
    markdown.push('\n');
    markdown
}
