//! What the page at `/mitigations` is asked for: kept in its address, so that it can be bookmarked and sent.

use debrief_shared::{
    api::ActionItem,
    document::{Approach, Category, Status},
};
use jiff::{Timestamp, civil::Date};
use leptos_router::params::ParamsMap;
use uuid::Uuid;

use crate::api::ActionsAsked;
use crate::texts::follow_through as texts;

/// Which mitigations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// Those of whoever looks that are to be done.
    Mine,
    /// Those whose date has passed.
    Overdue,
    /// All that are to be done.
    #[default]
    Open,
    /// Those that nobody has taken on.
    Unowned,
    /// What nobody has decided on.
    Ideas,
    /// What was done.
    Done,
    /// What was decided against.
    Against,
}

impl Shown {
    /// In the order in which to offer them, with their words in an address and on the page.
    pub(super) const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Mine, "mine", texts::MINE),
        (Self::Overdue, "overdue", texts::OVERDUE),
        (Self::Open, "open", texts::OPEN),
        (Self::Unowned, "unowned", texts::WITHOUT_AN_OWNER),
        (Self::Ideas, "ideas", texts::IDEAS),
        (Self::Done, "done", texts::DONE),
        (Self::Against, "against", texts::DECIDED_AGAINST),
    ];

    fn status(self) -> &'static str {
        match self {
            Self::Ideas => Status::Idea.as_str(),
            Self::Done => Status::Done.as_str(),
            Self::Against => Status::WontDo.as_str(),
            _ => "",
        }
    }
}

/// By what the list is parted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Parted {
    /// Not at all.
    #[default]
    Not,
    /// Anticipate, monitor, respond, learn.
    Category,
    /// Technical, process.
    Approach,
    /// The one person.
    Owner,
    /// Where it came from.
    Postmortem,
    /// How long ago that was begun.
    Age,
}

impl Parted {
    /// In the order in which to offer them, with their words in an address and on the page.
    pub(super) const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Not, "", texts::NOT_GROUPED),
        (Self::Category, "category", texts::BY_CATEGORY),
        (Self::Approach, "approach", texts::BY_APPROACH),
        (Self::Owner, "owner", texts::BY_OWNER),
        (Self::Postmortem, "postmortem", texts::BY_POSTMORTEM),
        (Self::Age, "age", texts::BY_AGE),
    ];

    /// What an item's part is sorted by, and called.
    fn part(self, item: &ActionItem, now: Timestamp) -> (String, String) {
        let named = |name: &str, none: &str| match name.trim() {
            "" => ("~".to_owned(), none.to_owned()),
            name => (name.to_lowercase(), name.to_owned()),
        };
        match self {
            Self::Not => Default::default(),
            Self::Category => match Category::ALL.iter().position(|category| category.as_str() == item.category) {
                Some(at) => (at.to_string(), Category::ALL[at].label().to_owned()),
                None => named("", texts::NO_CATEGORY),
            },
            Self::Approach => match Approach::parse(&item.approach) {
                Some(approach) => (approach.label().to_owned(), approach.label().to_owned()),
                None => named("", texts::NEITHER),
            },
            Self::Owner => named(&item.owner, texts::NOBODY_YET),
            Self::Postmortem => {
                let (key, title) = named(&item.title, texts::UNTITLED_POSTMORTEM);
                (format!("{key}{}", item.postmortem), title)
            }
            Self::Age => {
                let (key, words) = match days_since(item, now) {
                    ..30 => ("0", texts::UNDER_A_MONTH),
                    30..91 => ("1", texts::UNDER_A_QUARTER),
                    91..182 => ("2", texts::UNDER_HALF_A_YEAR),
                    _ => ("3", texts::OLDER),
                };
                (key.to_owned(), words.to_owned())
            }
        }
    }

    /// The items in parts, each with its name; what has none comes last.
    pub(super) fn parts(self, items: &[ActionItem], now: Timestamp) -> Vec<(String, Vec<ActionItem>)> {
        let mut parts: Vec<((String, String), Vec<ActionItem>)> = Vec::new();
        for item in items {
            let part = self.part(item, now);
            match parts.iter_mut().find(|(known, _)| *known == part) {
                Some((_, items)) => items.push(item.clone()),
                None => parts.push((part, vec![item.clone()])),
            }
        }
        parts.sort_by(|(one, _), (other, _)| one.0.cmp(&other.0));
        parts.into_iter().map(|((_, name), items)| (name, items)).collect()
    }
}

/// How many days ago its postmortem was begun: how old it is at most.
pub(super) fn days_since(item: &ActionItem, now: Timestamp) -> i64 {
    let since: Option<Timestamp> = item.since.parse().ok();
    since.map_or(0, |since| now.duration_since(since).as_hours() / 24)
}

/// How many days an item that is to be done is past its date.
pub(super) fn days_late(item: &ActionItem, today: Date) -> Option<i32> {
    let due: Date = item.due.trim().parse().ok()?;
    let to_do = matches!(item.status, Status::Open | Status::InProgress);
    let days = today.since(due).ok()?.get_days();
    (to_do && days > 0).then_some(days)
}

/// All that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Which.
    pub(super) shown: Shown,
    /// In which parts.
    pub(super) parted: Parted,
    /// Only this kind.
    pub(super) category: String,
    /// Only these.
    pub(super) approach: String,
    /// Only of members of this team.
    pub(super) team: Option<Uuid>,
    /// Words in them.
    pub(super) words: String,
}

impl Asked {
    /// Reads an address. What it does not know counts as not asked for.
    pub(super) fn read(query: &ParamsMap) -> Self {
        Self::said(|name| query.get(name).unwrap_or_default())
    }

    /// As `said` for each name of an address.
    fn said(said: impl Fn(&str) -> String) -> Self {
        let shown = Shown::ALL.iter().find(|(_, word, _)| *word == said("show"));
        let parted = Parted::ALL.iter().find(|(_, word, _)| *word == said("by"));
        Self {
            shown: shown.map_or_else(Shown::default, |(shown, ..)| *shown),
            parted: parted.map_or_else(Parted::default, |(parted, ..)| *parted),
            category: Category::parse(&said("category")).map_or("", Category::as_str).to_owned(),
            approach: Approach::parse(&said("approach")).map_or("", Approach::as_str).to_owned(),
            team: said("team").parse().ok(),
            words: said("q"),
        }
    }

    /// The address for it.
    pub(super) fn address(&self) -> String {
        let query: ParamsMap = self.query().into_iter().collect();
        format!("/mitigations{}", query.to_query_string())
    }

    /// What its address says behind `?`: nothing of what is so anyway.
    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        let mut say = |name: &'static str, value: &str| {
            if !value.trim().is_empty() {
                query.push((name, value.to_owned()));
            }
        };
        let word = |shown| Shown::ALL.iter().find(|(known, ..)| *known == shown).map_or("", |(_, word, _)| word);
        say("show", if self.shown == Shown::default() { "" } else { word(self.shown) });
        say("by", Parted::ALL.iter().find(|(known, ..)| *known == self.parted).map_or("", |(_, word, _)| word));
        say("category", &self.category);
        say("approach", &self.approach);
        say("team", &self.team.map(|team| team.to_string()).unwrap_or_default());
        say("q", &self.words);
        query
    }

    /// Whether something but the kind of list was asked for.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.category.is_empty() || !self.approach.is_empty() || self.team.is_some() || !self.words.trim().is_empty()
    }

    /// What to ask the server: `me` looks, and it is `today`.
    pub(super) fn request(&self, me: &str, today: Date) -> ActionsAsked {
        ActionsAsked {
            owner: match self.shown {
                Shown::Mine => Some(me.to_owned()),
                Shown::Unowned => Some(String::new()),
                _ => None,
            },
            team: self.team,
            status: self.shown.status(),
            due_before: (self.shown == Shown::Overdue).then(|| today.to_string()),
            category: self.category.clone(),
            approach: self.approach.clone(),
            words: self.words.clone(),
            after: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(owner: &str, category: &str, due: &str, since: &str) -> ActionItem {
        ActionItem {
            id: "m".into(),
            postmortem: Uuid::nil(),
            title: String::new(),
            since: since.into(),
            text: String::new(),
            category: category.into(),
            approach: String::new(),
            owner: owner.into(),
            due: due.into(),
            priority: String::new(),
            ticket: String::new(),
            status: Status::Open,
            reason: String::new(),
            may_edit: true,
        }
    }

    #[test]
    fn an_address_says_all_that_was_asked_for() {
        let asked = Asked {
            shown: Shown::Overdue,
            parted: Parted::Age,
            category: "learn".into(),
            approach: "process".into(),
            team: Some(Uuid::from_u128(7)),
            words: "pool & queue".into(),
        };
        let back = |query: &[(&'static str, String)]| {
            let find = |name: &str| query.iter().find(|(known, _)| *known == name);
            Asked::said(|name| find(name).map(|(_, value)| value.clone()).unwrap_or_default())
        };
        assert_eq!(back(&asked.query()), asked);
        assert_eq!(Asked::default().query(), []);
        let nonsense = [("show", "x"), ("team", "y"), ("category", "z")].map(|(name, value)| (name, value.to_owned()));
        assert_eq!(back(&nonsense), Asked::default());
    }

    #[test]
    fn parts_come_in_order_and_what_has_none_comes_last() {
        let now: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a time");
        let items = [
            item("", "learn", "", "2026-10-20T00:00:00Z"),
            item("Grace", "anticipate", "", "2026-01-01T00:00:00Z"),
            item("ada", "", "", "2026-10-30T00:00:00Z"),
        ];
        let names = |parted: Parted| -> Vec<String> {
            parted.parts(&items, now).into_iter().map(|(name, items)| format!("{name} {}", items.len())).collect()
        };
        assert_eq!(names(Parted::Not), [" 3"]);
        assert_eq!(names(Parted::Category), ["Anticipate 1", "Learn 1", "No category 1"]);
        assert_eq!(names(Parted::Owner), ["ada 1", "Grace 1", "Nobody yet 1"]);
        assert_eq!(names(Parted::Age), ["Less than a month old 2", "Older than six months 1"]);
        assert_eq!(names(Parted::Postmortem), ["Untitled postmortem 3"]);
    }

    #[test]
    fn late_is_what_is_to_be_done_and_past_its_date() {
        let today = jiff::civil::date(2026, 11, 28);
        let due = |due: &str| days_late(&item("", "", due, ""), today);
        assert_eq!(
            [due("2026-11-27"), due("2026-11-28"), due("2025-11-28"), due("soon")],
            [Some(1), None, Some(365), None]
        );
        let done = ActionItem { status: Status::Done, ..item("", "", "2026-01-01", "") };
        assert_eq!(days_late(&done, today), None);
    }
}
