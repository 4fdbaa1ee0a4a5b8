//! The log told as spans of editing: who worked on it from when to when, and how much. From its rows alone, nothing is replayed.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::store::documents::Seq;
use crate::store::history::LogRow;
use crate::store::{HistoryStore, StoreError};

/// A pause that ends a span.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);
/// A pause that ends a span when somebody else goes on.
const HANDOVER: SignedDuration = SignedDuration::from_mins(1);
/// No span reaches over a border of so many seconds: an hour.
const BORDER_SECONDS: i64 = 3_600;
/// Rows read at once.
const PAGE_ROWS: u32 = 2_000;
/// Most rows that one page of spans looks at; a span that is longer goes on in the next page.
const MAX_ROWS: usize = 50_000;

/// Spans that are counted at most …
const MANY_SPANS: u32 = 99;
/// … in so many rows.
const MANY_ROWS: usize = 20_000;

/// Somebody, or several people together, working on a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// First update of it.
    pub first: Seq,
    /// Last update of it.
    pub last: Seq,
    /// When it began.
    pub from: Timestamp,
    /// When it ended.
    pub until: Timestamp,
    /// Accounts.
    pub authors: BTreeSet<Uuid>,
    /// Number of updates.
    pub updates: u64,
    /// Bytes of updates.
    pub bytes: u64,
}

/// Up to `limit` spans before `before` (from the end when absent), newest first, and whether there are older ones.
pub async fn spans(
    store: &(impl HistoryStore + ?Sized),
    id: Uuid,
    before: Option<Seq>,
    limit: usize,
) -> Result<(Vec<Span>, bool), StoreError> {
    let mut spans: Vec<Span> = Vec::new();
    let (mut later, mut next, mut rows) = (None, before, 0);
    loop {
        let page = store.log_rows(id, next, PAGE_ROWS).await?;
        let Some(last) = page.last() else { return Ok((spans, false)) };
        next = Some(last.seq);
        rows += page.len();
        for row in page {
            let begins = later.as_ref().is_none_or(|later| is_apart(&row, later));
            if begins && spans.len() == limit {
                return Ok((spans, true));
            }
            match spans.last_mut() {
                Some(span) if !begins => add(span, &row),
                _ => spans.push(begin(&row)),
            }
            later = Some(row);
        }
        if rows >= MAX_ROWS {
            return Ok((spans, true));
        }
    }
}

/// How many spans there are behind `after`, up to where it is enough to say that there are many.
pub async fn count_after(store: &(impl HistoryStore + ?Sized), id: Uuid, after: Seq) -> Result<u32, StoreError> {
    let (mut later, mut next, mut rows, mut count): (Option<LogRow>, _, _, u32) = (None, None, 0, 0);
    while count < MANY_SPANS && rows < MANY_ROWS {
        let page = store.log_rows(id, next, PAGE_ROWS).await?;
        rows += page.len();
        next = page.last().map(|row| row.seq);
        let is_last = page.is_empty() || next.is_some_and(|seq| seq <= after);
        for row in page.into_iter().take_while(|row| row.seq > after) {
            count += u32::from(later.as_ref().is_none_or(|later| is_apart(&row, later)));
            later = Some(row);
        }
        if is_last {
            break;
        }
    }
    Ok(count.min(MANY_SPANS))
}

/// Whether two updates, one right after the other, belong to different spans. It depends on these two alone, so that a span is the same
/// whichever page it is on.
fn is_apart(earlier: &LogRow, later: &LogRow) -> bool {
    let pause = later.at.duration_since(earlier.at);
    let hour = |row: &LogRow| row.at.as_second().div_euclid(BORDER_SECONDS);
    pause > PAUSE || (pause > HANDOVER && earlier.author != later.author) || hour(earlier) != hour(later)
}

fn begin(row: &LogRow) -> Span {
    Span {
        first: row.seq,
        last: row.seq,
        from: row.at,
        until: row.at,
        authors: row.author.into_iter().collect(),
        updates: 1,
        bytes: row.bytes,
    }
}

fn add(span: &mut Span, row: &LogRow) {
    span.first = row.seq;
    // A clock may have been set back.
    (span.from, span.until) = (span.from.min(row.at), span.until.max(row.at));
    span.authors.extend(row.author);
    span.updates += 1;
    span.bytes += row.bytes;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(second: i64, author: u128) -> LogRow {
        let at = Timestamp::from_second(1_779_998_400 + second).expect("in range");
        LogRow { seq: second, author: Some(Uuid::from_u128(author)), at, bytes: 10 }
    }

    #[test]
    fn a_pause_another_author_after_a_while_and_the_hour_end_a_span() {
        let cases = [
            (row(0, 1), row(600, 1), false, "ten minutes are a pause to think"),
            (row(0, 1), row(601, 1), true, "longer is another session"),
            (row(0, 1), row(60, 2), false, "together"),
            (row(0, 1), row(61, 2), true, "one after the other"),
            (row(3_599, 1), row(3_600, 1), true, "the border"),
            (row(100, 1), row(0, 1), false, "a clock that was set back"),
        ];
        for (earlier, later, apart, why) in cases {
            assert_eq!(is_apart(&earlier, &later), apart, "{why}");
        }
    }
}
