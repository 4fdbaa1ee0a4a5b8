//! The moments that can be looked at, as the history tells them: ends of spans of editing, and versions with a name.

use debrief_shared::api::{HistoryPage, HistorySpan, Person, Version};
use jiff::Timestamp;

use crate::texts::{history as texts, listed};
use crate::zone::{Zone, day_words};

/// Names before the rest becomes a number.
const MOST_NAMES: usize = 3;

/// A moment to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// The state after this change.
    pub(super) seq: i64,
    /// When the editing that led to it began.
    pub(super) from: Timestamp,
    /// When it was.
    pub(super) until: Timestamp,
    /// Who worked on it.
    pub(super) authors: Vec<Person>,
    /// Its names, newest first.
    pub(super) versions: Vec<Version>,
    /// Whether it is all that is left of what was before the log begins.
    pub(super) alone: bool,
}

/// Everything that was fetched so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Points {
    /// Newest first.
    pub(super) all: Vec<Point>,
    /// Where the next page begins.
    pub(super) next: Option<i64>,
    /// See [`HistoryPage::begins_after`].
    pub(super) begins_after: i64,
}

impl Points {
    /// Adds a page, older than those before.
    pub(super) fn add(&mut self, page: HistoryPage) {
        for span in page.spans {
            self.all.extend(of_span(span));
        }
        let alone = |version: Version| {
            let at = version.created_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
            Point { seq: version.seq, from: at, until: at, authors: Vec::new(), versions: vec![version], alone: true }
        };
        self.all.extend(page.earlier.into_iter().map(alone));
        (self.next, self.begins_after) = (page.next, page.begins_after);
    }

    /// The point of a change, or the newest one that is not behind it.
    pub(super) fn at(&self, seq: i64) -> Option<&Point> {
        self.all.iter().find(|point| point.seq <= seq)
    }

    /// What a point is compared with when nothing else is said: the moment before it, the exact state that the log begins with, or nothing at all.
    /// `None`: not fetched yet.
    pub(super) fn before(&self, seq: i64) -> Option<i64> {
        let earlier = self.all.iter().find(|point| point.seq < seq && !point.alone).map(|point| point.seq);
        earlier.or_else(|| self.next.is_none().then_some(self.begins_after))
    }
}

impl Point {
    /// `Tue 24 Nov 2026, 14:05–14:40 UTC`, on the clocks of a zone.
    pub(super) fn words(&self, zone: &Zone) -> String {
        let until = zone.at(self.until);
        format!("{}, {} {}", day_words(until), self.clock(zone), until.zone_label())
    }

    /// `14:05–14:40`, or one time.
    pub(super) fn clock(&self, zone: &Zone) -> String {
        let (from, until) = (zone.at(self.from), zone.at(self.until));
        match (from.clock(), until.clock()) {
            (from, until) if from == until => until,
            (from, until) => format!("{from}–{until}"),
        }
    }

    /// [`Self::clock`] with the seconds of its end, for two in one minute.
    pub(super) fn exact_clock(&self, zone: &Zone) -> String {
        let (clock, end) = (self.clock(zone), zone.at(self.until).local().strftime("%H:%M:%S").to_string());
        match clock.split_once('–') {
            Some((from, _)) => format!("{from}–{end}"),
            None => end,
        }
    }

    /// `“Before the review”, of Tue 24 Nov 2026, 14:05 UTC`, or the time and who worked on it: what is gone back to.
    pub(super) fn title(&self, zone: &Zone) -> String {
        let (when, who) = (self.words(zone), self.who());
        match self.versions.first() {
            Some(version) => texts::in_version(&version.name, &when),
            None if who.is_empty() => texts::on(&when),
            None => texts::on_by(&when, &who),
        }
    }

    /// Its newest name, else who worked on it.
    pub(super) fn label(&self) -> String {
        self.versions.first().map_or_else(|| self.who(), |version| version.name.clone())
    }

    /// `Ada, Grace and 2 others`.
    pub(super) fn who(&self) -> String {
        let names: Vec<&str> = self.authors.iter().map(|person| person.name.as_str()).collect();
        people_words(&names)
    }
}

/// `Ada`, `Ada and Grace`, `Ada, Grace, Edsger and 2 others`.
pub(crate) fn people_words(names: &[&str]) -> String {
    let rest = names.len().saturating_sub(MOST_NAMES);
    let mut said: Vec<String> = names.iter().take(MOST_NAMES).map(|name| (*name).to_owned()).collect();
    if rest > 0 {
        said.push(texts::others(rest));
    }
    listed(&said)
}

/// The end of a span, and the named versions in it, newest first.
fn of_span(span: HistorySpan) -> Vec<Point> {
    let from = span.from.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let until: Timestamp = span.until.parse().unwrap_or(from);
    let mut points =
        vec![Point { seq: span.last, from, until, authors: span.authors, versions: Vec::new(), alone: false }];
    for version in span.versions {
        let same = points.iter_mut().find(|point| point.seq == version.seq);
        match same {
            Some(point) => point.versions.push(version),
            None => points.push(Point {
                seq: version.seq,
                from,
                // When exactly that change was made is not told: it was in this span, and at the latest when it was named.
                until: version.created_at.parse().unwrap_or(until).min(until),
                authors: points[0].authors.clone(),
                versions: vec![version],
                alone: false,
            }),
        }
    }
    points.sort_by_key(|point| std::cmp::Reverse(point.seq));
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn version(seq: i64, name: &str) -> Version {
        let at = "2026-11-24T14:20:00Z".to_owned();
        Version { id: Uuid::nil(), name: name.to_owned(), seq, created_by: None, created_at: at }
    }

    fn span(first: i64, last: i64, versions: Vec<Version>) -> HistorySpan {
        let (from, until) = ("2026-11-24T14:05:00Z".to_owned(), "2026-11-24T14:40:00Z".to_owned());
        HistorySpan { first, last, from, until, authors: Vec::new(), changes: 1, bytes: 1, versions }
    }

    fn page(spans: Vec<HistorySpan>, earlier: Vec<Version>, next: Option<i64>, begins_after: i64) -> HistoryPage {
        HistoryPage { spans, earlier, next, begins_after }
    }

    #[test]
    fn spans_and_names_are_points_newest_first() {
        let mut points = Points::default();
        points.add(page(vec![span(20, 29, vec![version(29, "end"), version(24, "middle")])], vec![], Some(20), 0));
        assert_eq!(points.all.iter().map(|point| point.seq).collect::<Vec<_>>(), [29, 24]);
        assert_eq!(points.all[0].label(), "end");
        assert_eq!(points.before(29), Some(24));
        assert_eq!(points.before(24), None, "the page before is not here yet");
        points.add(page(vec![span(7, 12, vec![])], vec![version(3, "old")], None, 5));
        assert_eq!(
            (points.before(24), points.before(12)),
            (Some(12), Some(5)),
            "what is alone tells nothing of what followed"
        );
        assert_eq!(points.at(26).map(|point| point.seq), Some(24));
    }

    #[test]
    fn times_name_their_zone() {
        let point = &of_span(span(1, 2, vec![]))[0];
        assert_eq!(point.words(&Zone::utc()), "Tue 24 Nov 2026, 14:05–14:40 UTC");
        assert_eq!(point.exact_clock(&Zone::utc()), "14:05–14:40:00");
    }

    #[test]
    fn what_is_gone_back_to_has_its_name_or_its_people() {
        let title = |point: &Point| point.title(&Zone::utc());
        let mut point = of_span(span(1, 2, vec![])).remove(0);
        assert_eq!(title(&point), "on Tue 24 Nov 2026, 14:05–14:40 UTC");
        point.authors = vec![Person { id: Uuid::nil(), name: "Ada".to_owned(), color: 0, guest: false }];
        assert_eq!(title(&point), "on Tue 24 Nov 2026, 14:05–14:40 UTC, by Ada");
        point.versions = vec![version(2, "Before the review")];
        assert_eq!(title(&point), "in “Before the review”, of Tue 24 Nov 2026, 14:05–14:40 UTC");
    }

    #[test]
    fn people_are_named_until_there_are_many() {
        assert_eq!(people_words(&["Ada"]), "Ada");
        assert_eq!(people_words(&["Ada", "Grace"]), "Ada and Grace");
        assert_eq!(people_words(&["Ada", "Grace", "Edsger"]), "Ada, Grace and Edsger");
        assert_eq!(people_words(&["Ada", "Grace", "Edsger", "Barbara"]), "Ada, Grace, Edsger and 1 other");
    }
}
