//! Notes in Markdown: tables with a column of times, and lines that begin with one. What is around them is not told.

use super::{Columns, Row, add};
use crate::import::{ImportError, Line, line::Lines, when};

pub(in crate::import) fn parse(text: &str) -> Result<Lines, ImportError> {
    let rows: Vec<&str> = text.lines().collect();
    // `All times in UTC.`
    let offset = rows.iter().any(|row| says_utc(row)).then_some(0);
    let mut lines = Lines::default();
    let mut days = when::Days::default();
    let mut open: Option<Line> = None;
    let mut at = 0;
    while at < rows.len() {
        let row = rows[at];
        if is_table(&rows, at) {
            close(&mut open, &mut lines)?;
            let end = (at..rows.len()).find(|end| !rows[*end].contains('|')).unwrap_or(rows.len());
            let numbered = (at..end).filter(|number| *number != at + 1);
            let table: Vec<Row> =
                numbered.map(|number| Row { number: number + 1, cells: cells(rows[number]) }).collect();
            if let Some(columns) = Columns::of(&table) {
                add(&table, &columns, &mut days, offset, &str::to_owned, &mut lines)?;
            }
            at = end;
            continue;
        }
        at += 1;
        let bare = row.trim_start().trim_start_matches(['-', '*', '+', '•', '_', '`', '[', '(', ' ', '~']);
        if let Some((when, rest)) = when::leading(bare, when::DateOrder::Unknown) {
            close(&mut open, &mut lines)?;
            let mut when = days.place(when);
            when.offset = when.offset.or(offset);
            let said = rest.trim_start_matches(['*', '_', '`', ']', ')', ':', '-', '–', '—', '|', ' ', '\t']);
            let mut line = Line::new(when, "", said);
            line.number = at;
            open = Some(line);
        } else if let Some(date) = when::date_line(row.trim_start_matches('#')) {
            close(&mut open, &mut lines)?;
            days.begin(date);
        } else if row.trim().is_empty() || row.starts_with('#') {
            close(&mut open, &mut lines)?;
        } else if let Some(line) = &mut open {
            line.text.push('\n');
            line.text.push_str(row.trim());
        }
    }
    close(&mut open, &mut lines)?;
    Ok(lines)
}

fn close(open: &mut Option<Line>, lines: &mut Lines) -> Result<(), ImportError> {
    open.take().map_or(Ok(()), |line| lines.push(line))
}

/// Whether a text says that its times are of UTC.
pub(in crate::import) fn says_utc(row: &str) -> bool {
    let row = row.to_lowercase();
    row.contains("utc") && (row.contains("times are") || row.contains("times in") || row.contains("all times"))
}

/// Whether a table begins at a row: the row after it is of dashes.
pub(in crate::import) fn is_table(rows: &[&str], at: usize) -> bool {
    let is_rule = |row: &&str| {
        let row = row.trim();
        row.contains('|') && row.contains('-') && row.chars().all(|c| "|-: \t".contains(c))
    };
    rows[at].contains('|') && rows.get(at + 1).is_some_and(is_rule)
}

fn cells(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = vec![String::new()];
    let mut characters = row.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.peek() == Some(&'|') => {
                characters.next();
                if let Some(cell) = cells.last_mut() {
                    cell.push('|');
                }
            }
            '|' => cells.push(String::new()),
            _ => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    // What follows the last bar is no cell.
    if row.ends_with('|') && !row.ends_with("\\|") {
        cells.pop();
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}
