//! Tables as they are exported, to the letter: cells that are escaped, links in them.

use crate::document::Evidence;

/// A table within a text.
pub(super) struct Table<'a> {
    lines: Vec<&'a str>,
    from: usize,
    to: usize,
    pub(super) heads: Vec<String>,
    /// Cells are escaped still.
    pub(super) rows: Vec<Vec<String>>,
}

impl Table<'_> {
    /// Whether its columns are some of these, in their order, the needed ones among them.
    pub(super) fn is_of(&self, all: &[&str], needed: &[&str]) -> bool {
        let mut left = all.iter();
        let in_order = self.heads.iter().all(|head| left.any(|known| known == head));
        in_order && needed.iter().all(|head| self.heads.iter().any(|known| known == head)) && !self.rows.is_empty()
    }

    /// A row's cell in a column, or nothing.
    pub(super) fn cell<'a>(&self, row: &'a [String], head: &str) -> &'a str {
        self.heads.iter().position(|known| known == head).and_then(|at| row.get(at)).map_or("", String::as_str)
    }

    /// The text without it.
    pub(super) fn without(&self) -> String {
        let before = self.lines[..self.from].join("\n");
        let after = self.lines[self.to..].join("\n");
        let parts = [before.trim_end(), after.trim_matches('\n').trim_end()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

/// The tables of a text of which every row has as many cells as the head.
pub(super) fn tables(text: &str) -> Vec<Table<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < lines.len() {
        let heads = cells(lines[at]);
        let is_rule = |line: &str| line.starts_with("| --- |") && line.chars().all(|c| "|- ".contains(c));
        let Some(heads) = heads.filter(|_| is_rule(lines[at + 1])) else {
            at += 1;
            continue;
        };
        let to = (at + 2..lines.len()).find(|to| !lines[*to].starts_with('|')).unwrap_or(lines.len());
        let rows: Option<Vec<_>> =
            lines[at + 2..to].iter().map(|line| cells(line).filter(|row| row.len() == heads.len())).collect();
        if let Some(rows) = rows {
            found.push(Table { lines: lines.clone(), from: at, to, heads, rows });
        }
        at = to;
    }
    found
}

/// `| a | b \| c |` as its cells; `None` for a line that is no row.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim_end().strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = vec![String::new()];
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '|' => cells.push(String::new()),
            letter => {
                let cell = cells.last_mut()?;
                cell.push(letter);
                if letter == '\\' {
                    cell.push(letters.next()?);
                }
            }
        }
    }
    Some(cells.into_iter().map(|cell| cell.trim().to_owned()).collect())
}

/// A cell's text.
pub(super) fn unescaped(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        let escapes = letter == '\\' && letters.peek().is_some_and(|next| "\\|".contains(*next));
        text.push(if escapes { letters.next().unwrap_or(letter) } else { letter });
    }
    text
}

/// `[title](<address>), [other](<…>)` as links. What is none is kept as an address that nobody can follow.
pub(super) fn evidence(cell: &str) -> Vec<Evidence> {
    let mut found = Vec::new();
    let mut rest = cell.trim();
    while !rest.is_empty() {
        let (one, after) = link(rest).unwrap_or_else(|| {
            let (plain, after) = rest.split_once(", ").unwrap_or((rest, ""));
            (Evidence { url: unescaped(plain), title: String::new() }, after)
        });
        found.push(one);
        rest = after;
    }
    found
}

/// A link at the start of a text, and what follows the comma behind it.
fn link(text: &str) -> Option<(Evidence, &str)> {
    let inner = text.strip_prefix('[')?;
    let mut title = String::new();
    let mut letters = inner.char_indices();
    let end = loop {
        match letters.next()? {
            (at, ']') => break at,
            (_, '\\') => title.push(letters.next()?.1),
            (_, letter) => title.push(letter),
        }
    };
    let (url, after) = inner[end..].strip_prefix("](<")?.split_once(">)")?;
    let after = if after.is_empty() { after } else { after.strip_prefix(", ")? };
    if title == url {
        title.clear();
    }
    Some((Evidence { url: url.to_owned(), title }, after))
}
