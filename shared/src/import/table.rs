//! Tables and notes with times: CSV with any of the usual separators, Markdown tables, and lines that begin with a time.

mod columns;
mod notes;

use super::{ImportError, Line, line::Lines, text, when};
use columns::Columns;
pub(super) use notes::{is_table, parse as notes, says_utc};

/// A row: its line in the input, and its cells.
struct Row {
    number: usize,
    cells: Vec<String>,
}

/// What separates the cells of a table.
pub(super) fn separator(text: &str) -> Option<u8> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let count = |separator: u8| {
        let mut quoted = false;
        let outside = first.bytes().filter(move |byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == separator
        });
        outside.count()
    };
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).filter(|separator| count(*separator) > 0)
}

/// A table whose columns are told by their names, or by what is in them.
pub(super) fn csv(text: &str) -> Result<Lines, ImportError> {
    let Some(separator) = separator(text) else {
        return Err(ImportError::new(
            "This is no table: there are no commas, semicolons or tabs in its first line",
            "Choose another format.",
        ));
    };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let more = reader.read_record(&mut record).map_err(|_| {
            ImportError::new("The table cannot be read", "Look whether a quote is missing, and export it again.")
        })?;
        if !more {
            break;
        }
        if rows.len() > super::MAX_LINES {
            return Err(ImportError::new(format!("There are more than {} rows in it", super::MAX_LINES), "Split it."));
        }
        let number = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or_default());
        rows.push(Row { number, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
    }
    let mut lines = Lines::default();
    let mut days = when::Days::default();
    let Some(columns) = Columns::of(&rows) else {
        return Err(ImportError::new(
            "No column of this table has times in it",
            "Times look like 14:05 or 2026-03-11 14:05; give their column the name “time”.",
        ));
    };
    add(&rows, &columns, &mut days, None, &text::to_markdown, &mut lines)?;
    Ok(lines)
}

/// Adds a table's rows as lines.
fn add(
    rows: &[Row],
    columns: &Columns,
    days: &mut when::Days,
    offset: Option<i32>,
    markdown: &dyn Fn(&str) -> String,
    lines: &mut Lines,
) -> Result<(), ImportError> {
    let mut last = None;
    for row in rows.iter().skip(usize::from(columns.named)) {
        if row.cells.iter().all(String::is_empty) {
            continue;
        }
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", String::as_str);
        let read = columns.when(row);
        let (mut when, rest) = match (read, last) {
            (Some((when, rest)), _) => (days.place(when), rest),
            // A row without a time belongs to the one before.
            (None, Some(last)) if cell(Some(columns.time)).is_empty() => (last, String::new()),
            (None, _) => {
                return Err(ImportError::at(
                    row.number,
                    format!("“{}” is not read as a time", text::one_line(cell(Some(columns.time)))),
                    "Write it as 14:05 or 2026-03-11 14:05; 03/11/2026 could be March or November.",
                ));
            }
        };
        when.offset = when.offset.or(columns.offset).or(offset);
        last = Some(when);
        let said: Vec<String> =
            columns.texts.iter().map(|&at| cell(Some(at))).filter(|said| !said.is_empty()).map(markdown).collect();
        let mut said = said.join(" – ");
        if !rest.is_empty() {
            // A span of time, or a remark: all of it is kept.
            said = format!("({}) {said}", markdown(cell(Some(columns.time))));
        }
        let mut line = Line::new(when, cell(columns.author), said);
        line.told_kind = columns::kind(cell(columns.kind));
        cell(columns.id).clone_into(&mut line.id);
        line.channel = text::one_line(cell(columns.channel)).into();
        line.link(cell(columns.link), "");
        line.number = row.number;
        lines.push(line)?;
    }
    Ok(())
}
