//! Which parts of a Markdown text are somebody's own prose. Everything else is masked, byte for byte, so that places stay what they are.

/// Stands for code: a thing, never a person.
pub(super) const CODE: u8 = 1;
/// Stands for an address.
pub(super) const LINK: u8 = 2;
/// Stands for somebody else's words.
pub(super) const QUOTE: u8 = 3;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A paragraph, a list item, or a cell of a table.
    Text,
    /// A heading of this level.
    Heading(u8),
    /// A cell that names a time, a person or a link: not prose.
    Aside,
}

/// A stretch of the text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: BlockKind,
}

/// A row of a table, cells in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The heads of its table.
    pub(super) heads: Vec<String>,
    /// Byte ranges of its cells.
    pub(super) cells: Vec<(usize, usize)>,
}

/// A text made ready for reading.
pub(super) struct Prepared {
    /// As long as the text, with everything masked that does not count.
    pub(super) masked: String,
    /// In order.
    pub(super) blocks: Vec<Block>,
    /// Rows of tables, without their heads.
    pub(super) rows: Vec<Row>,
}

/// Masks a text and finds its blocks.
pub(super) fn prepare(text: &str) -> Prepared {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes().to_vec(),
        blocks: Vec::new(),
        rows: Vec::new(),
        open: None,
        fence: None,
        heads: None,
        listed: false,
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        reader.line(start, end);
        start += line.len();
    }
    reader.close();
    let mut bytes = reader.bytes;
    for block in &reader.blocks {
        super::spans::mask(text, &mut bytes, block.start, block.end);
    }
    // Only whole characters are ever masked, and by ASCII: what comes back is a text.
    let masked = String::from_utf8(bytes).unwrap_or_else(|_| " ".repeat(text.len()));
    Prepared { masked, blocks: reader.blocks, rows: reader.rows }
}

struct Reader<'a> {
    text: &'a str,
    bytes: Vec<u8>,
    blocks: Vec<Block>,
    rows: Vec<Row>,
    open: Option<(usize, usize)>,
    fence: Option<(char, usize)>,
    heads: Option<Vec<String>>,
    listed: bool,
}

impl Reader<'_> {
    fn line(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let at = start + indent;
        if let Some((mark, length)) = self.fence {
            self.bytes[start..end].fill(CODE);
            let run = run_of(trimmed, mark);
            if run >= length && trimmed[run..].trim().is_empty() {
                self.fence = None;
            }
            return;
        }
        if !trimmed.starts_with('|') {
            self.heads = None;
        }
        let fence = trimmed.chars().next().filter(|mark| matches!(mark, '`' | '~'));
        if let Some(mark) = fence.filter(|&mark| run_of(trimmed, mark) >= 3) {
            self.close();
            self.fence = Some((mark, run_of(trimmed, mark)));
            self.bytes[start..end].fill(CODE);
        } else if trimmed.is_empty() {
            self.close();
        } else if trimmed.starts_with('>') || is_chat(trimmed) || is_reference(trimmed) {
            self.close();
            self.bytes[start..end].fill(QUOTE);
        } else if self.open.is_none() && !self.listed && (indent >= 4 || line.starts_with('\t')) {
            self.bytes[start..end].fill(CODE);
        } else if let Some(level) = heading_level(trimmed) {
            self.close();
            self.listed = false;
            self.blocks.push(Block {
                start: at + level,
                end,
                kind: BlockKind::Heading(u8::try_from(level).unwrap_or(6)),
            });
        } else if is_rule(trimmed) {
            self.underline(trimmed);
        } else if trimmed.starts_with('|') {
            self.close();
            self.row(at, end);
        } else if let Some(marker) = item_marker(trimmed) {
            self.close();
            self.listed = true;
            self.open = Some((at + marker, end));
        } else if let Some((first, _)) = self.open {
            self.open = Some((first, end));
        } else {
            if indent == 0 {
                self.listed = false;
            }
            self.open = Some((at, end));
        }
    }

    fn close(&mut self) {
        if let Some((start, end)) = self.open.take()
            && start < end
        {
            self.blocks.push(Block { start, end, kind: BlockKind::Text });
        }
    }

    /// A line of dashes or equals signs makes a heading of the one paragraph line above it; otherwise it is only a line.
    fn underline(&mut self, line: &str) {
        let single = self.open.is_some_and(|(start, end)| !self.text[start..end].contains('\n')) && !self.listed;
        if let Some((start, end)) = self.open.filter(|_| single) {
            let level = if line.starts_with('=') { 1 } else { 2 };
            self.blocks.push(Block { start, end, kind: BlockKind::Heading(level) });
            self.open = None;
        } else {
            self.close();
        }
    }

    fn row(&mut self, start: usize, end: usize) {
        let cells = cells(self.text, start, end);
        let Some(heads) = &self.heads else {
            let heads = cells.iter().map(|&(from, to)| self.text[from..to].trim().to_lowercase()).collect();
            self.heads = Some(heads);
            return;
        };
        let line = &self.text[start..end];
        if line.chars().all(|letter| matches!(letter, '|' | '-' | ':' | ' ' | '\t')) {
            return;
        }
        let chat = is_chat_table(heads);
        for (index, &(from, to)) in cells.iter().enumerate() {
            let aside = chat || heads.get(index).is_some_and(|head| is_aside(head));
            let kind = if aside { BlockKind::Aside } else { BlockKind::Text };
            self.blocks.push(Block { start: from, end: to, kind });
        }
        self.rows.push(Row { heads: heads.clone(), cells });
    }
}

fn run_of(line: &str, mark: char) -> usize {
    line.bytes().take_while(|&byte| char::from(byte) == mark).count()
}

fn heading_level(line: &str) -> Option<usize> {
    let level = run_of(line, '#');
    ((1..=6).contains(&level) && line[level..].starts_with([' ', '\t'])).then_some(level)
}

fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 2 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

/// `[name]: https://…`: an address for links, not a sentence.
fn is_reference(line: &str) -> bool {
    line.starts_with('[')
        && !line.starts_with("[^")
        && line.split_once("]:").is_some_and(|(name, _)| !name.contains(' '))
}

/// `[10:45] <nick> text`, `10:45 <nick> text`: a line out of a chat.
fn is_chat(line: &str) -> bool {
    let time = line.trim_start_matches(['[', '(']);
    let digits =
        time.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'-' | b'T')).count();
    if digits < 4 || !time[..digits].contains(':') {
        return false;
    }
    let rest = time[digits..].trim_start_matches([']', ')', ' ', '\t']);
    rest.starts_with("-!-")
        || rest
            .strip_prefix('<')
            .and_then(|rest| rest.split_once('>'))
            .is_some_and(|(nick, _)| !nick.is_empty() && nick.len() <= 64 && !nick.contains(' '))
}

/// Length of `- `, `* `, `1. ` and a task box behind it.
fn item_marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let sign = match line[digits..].chars().next()? {
        '-' | '*' | '+' if digits == 0 => 1,
        '.' | ')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let rest = &line[sign..];
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let text = rest.trim_start();
    let has_box = ["[ ]", "[x]", "[X]"].iter().any(|mark| text.starts_with(mark));
    let box_length = if has_box { 3 } else { 0 };
    Some(line.len() - text.len() + box_length)
}

fn cells(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    let (mut from, mut escaped, mut code) = (start + 1, false, false);
    for (at, letter) in text[start..end].char_indices().skip(1) {
        match letter {
            '|' if !escaped && !code => {
                cells.push((from, start + at));
                from = start + at + 1;
            }
            '`' => code = !code,
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
    }
    if !text[from.min(end)..end].trim().is_empty() {
        cells.push((from, end));
    }
    cells
}

/// Columns whose cells are no sentences.
fn is_aside(head: &str) -> bool {
    const ASIDE: [&str; 24] = [
        "owner",
        "assignee",
        "assigned",
        "who",
        "author",
        "name",
        "person",
        "people",
        "role",
        "attendee",
        "participant",
        "evidence",
        "source",
        "link",
        "ticket",
        "time",
        "date",
        "due",
        "priority",
        "status",
        "category",
        "approach",
        "type",
        "fact",
    ];
    let first = head.split(|letter: char| !letter.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    ASIDE.iter().any(|word| first.strip_suffix('s').unwrap_or(first) == *word || first == *word)
}

fn is_chat_table(heads: &[String]) -> bool {
    let any = |words: &[&str]| heads.iter().any(|head| words.contains(&head.as_str()));
    any(&["author", "user", "from", "sender", "who", "name", "nick"]) && any(&["message", "text", "said", "chat"])
}
