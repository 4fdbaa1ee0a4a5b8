//! Scheduling a meeting, or changing it: what is written is kept in this tab until it is sent, or put away.

use debrief_shared::api::{MAX_PLACE_CHARS, Meeting, MeetingInfo, MeetingPart, Person, ScheduleMeeting};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Weekday},
};
use leptos::{ev, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Scheduling, Stand,
    people::{Chosen, People},
    span_of, stand,
};
use crate::{
    api, bindings,
    features::editor::fields::Combo,
    texts::schedule as texts,
    ui::{Button, ButtonKind, Field, Icon, IconName, Notice, NoticeKind, unique_id},
    zone::{Zone, span_words},
};

/// Name under which this tab remembers what is being written.
const KEPT: &str = "debrief.schedule.";
/// When a meeting is proposed to begin.
const MORNING: &str = "10:00";
/// How long one is proposed to be, in minutes.
const HOUR: u16 = 60;
/// Lengths to choose from, in minutes.
const LENGTHS: [u16; 7] = [15, 30, 45, 60, 75, 90, 120];

/// What is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Draft {
    date: String,
    time: String,
    zone: String,
    minutes: u16,
    place: String,
    people: Vec<Chosen>,
    /// The state of the meeting that it began from.
    seen: Option<u32>,
}

impl Draft {
    /// What to begin with: the meeting that is ahead, else what fits.
    fn of(info: &MeetingInfo, now: Timestamp) -> Self {
        match info.meeting.as_ref().filter(|meeting| stand(meeting, now) == Stand::Ahead) {
            Some(meeting) => Self::changing(meeting),
            None => Self::fresh(info, now),
        }
    }

    fn changing(meeting: &Meeting) -> Self {
        let zone = Zone::named(&meeting.time_zone);
        let local = meeting.starts_at.parse().map(|at| zone.at(at).local()).unwrap_or_default();
        let people = meeting.attendees.iter().cloned();
        Self {
            date: local.date().to_string(),
            time: local.strftime("%H:%M").to_string(),
            zone: meeting.time_zone.clone(),
            minutes: meeting.minutes,
            place: meeting.place.clone(),
            people: people.map(|one| Chosen { person: one.person, part: one.part, because: Vec::new() }).collect(),
            seen: Some(meeting.sequence),
        }
    }

    fn fresh(info: &MeetingInfo, now: Timestamp) -> Self {
        // An instance that says nothing counts by UTC, where few people live.
        let zone = if info.time_zone == "UTC" { Zone::mine() } else { Zone::named(&info.time_zone) };
        let today = zone.at(now).local().date();
        let due = info.due.as_ref().and_then(|day| day.parse::<Date>().ok()).filter(|due| *due > today);
        let proposed = info.proposed.iter().cloned();
        Self {
            date: due.unwrap_or_else(|| next_workday(today)).to_string(),
            time: MORNING.to_owned(),
            zone: zone.name().to_owned(),
            minutes: HOUR,
            place: info.meeting.as_ref().map(|before| before.place.clone()).unwrap_or_default(),
            people: proposed.map(|one| Chosen { person: one.person, part: one.part, because: one.because }).collect(),
            seen: info.meeting.as_ref().map(|meeting| meeting.sequence),
        }
    }

    fn local(&self) -> Option<DateTime> {
        format!("{}T{}", self.date, self.time).parse().ok()
    }

    /// When that is, in words.
    fn span(&self) -> Option<String> {
        let zone = Zone::named(&self.zone);
        let start = zone.moment(self.local()?)?.instant();
        let end = start.checked_add(SignedDuration::from_mins(self.minutes.into())).ok()?;
        let span = span_words(start, end, &zone);
        let mine = Zone::mine();
        if mine.offset_minutes(start) == zone.offset_minutes(start) {
            return Some(span);
        }
        Some(format!("{span}. {}", texts::for_you(&span_words(start, end, &mine))))
    }

    fn plan(&self) -> ScheduleMeeting {
        let of = |part: MeetingPart| -> Vec<Uuid> {
            self.people.iter().filter(|one| one.part == part).map(|one| one.person.id).collect()
        };
        ScheduleMeeting {
            start: format!("{}T{}", self.date, self.time),
            time_zone: self.zone.clone(),
            minutes: self.minutes,
            place: self.place.clone(),
            facilitator: of(MeetingPart::Facilitator).first().copied(),
            required: of(MeetingPart::Required),
            optional: of(MeetingPart::Optional),
            seen: self.seen,
        }
    }
}

fn next_workday(today: Date) -> Date {
    let mut day = today;
    for _ in 0..7 {
        day = day.tomorrow().unwrap_or(day);
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            break;
        }
    }
    day
}

/// The form.
#[component]
pub(super) fn Form(state: Scheduling) -> impl IntoView {
    let live = state.live;
    let id = live.id();
    let begin = kept(id).unwrap_or_else(|| {
        live.schedule().with_untracked(|info| info.as_ref().map(|info| Draft::of(info, live.now()))).unwrap_or(Draft {
            date: String::new(),
            time: MORNING.to_owned(),
            zone: Zone::mine().name().to_owned(),
            minutes: HOUR,
            place: String::new(),
            people: Vec::new(),
            seen: None,
        })
    });
    let (date, time) = (RwSignal::new(begin.date), RwSignal::new(begin.time));
    let (zone, minutes) = (RwSignal::new(begin.zone), RwSignal::new(begin.minutes));
    let (place, people) = (RwSignal::new(begin.place), RwSignal::new(begin.people));
    let seen = RwSignal::new(begin.seen);
    let draft = Memo::new(move |_| Draft {
        date: date.get(),
        time: time.get(),
        zone: zone.get(),
        minutes: minutes.get(),
        place: place.get(),
        people: people.get(),
        seen: seen.get(),
    });
    Effect::new(move |_| draft.with(|draft| keep(id, Some(draft))));
    let readers = RwSignal::<Vec<Person>>::default();
    spawn_local(async move {
        // Without them nobody can be added, and everything else goes on.
        if let Ok(found) = api::readers(id).await {
            let _ = readers.try_set(found);
        }
    });
    // Somebody else's change is told before it is written over.
    let other = Memo::new(move |_| {
        let now = state.meeting()?;
        if seen.get() == Some(now.sequence) {
            return None;
        }
        let name = now.changed_by.named();
        Some(if now.cancelled {
            texts::cancelled_meanwhile(&name)
        } else {
            texts::changed_meanwhile(&name, &span_of(&now))
        })
    });
    let is_change = Memo::new(move |_| {
        let now = live.now();
        state.meeting().is_some_and(|meeting| stand(&meeting, now) == Stand::Ahead)
    });
    let close = move || {
        keep(id, None);
        state.trouble.set(None);
        state.editing.set(false);
    };
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let mut draft = draft.get_untracked();
        if draft.date.is_empty() || draft.time.is_empty() {
            return state.trouble.set(Some(texts::SAY_WHEN.to_owned()));
        }
        if draft.local().is_none() {
            return state.trouble.set(Some(texts::NO_SUCH_TIME.to_owned()));
        }
        // It was told how it is now.
        draft.seen = untrack(|| state.meeting()).map(|meeting| meeting.sequence);
        let (plan, changes) = (draft.plan(), is_change.get_untracked());
        state.send(async move { api::schedule_meeting(id, &plan).await }, move |info| {
            keep(id, None);
            let _ = state.editing.try_set(false);
            state.toaster.say(match (changes, info.mails) {
                (true, _) => texts::CHANGED,
                (false, true) => texts::MAILS_SOON,
                (false, false) => texts::SCHEDULED,
            });
        });
    };
    let (date_id, time_id, length_id) =
        (unique_id("schedule-date"), unique_id("schedule-time"), unique_id("schedule-length"));
    let zones = RwSignal::new(Vec::new());
    let load_zones = move |_| {
        if zones.with_untracked(Vec::is_empty) {
            zones.set(bindings::zones());
        }
    };
    let about = move || if state.read(|info| info.mails) { texts::ASKED_BY_MAIL } else { texts::ASKED_BY_BELL };
    let lengths = move || {
        let mut lengths = LENGTHS.to_vec();
        let now = minutes.get();
        if !lengths.contains(&now) {
            lengths.push(now);
            lengths.sort_unstable();
        }
        lengths
            .into_iter()
            .map(|count| view! { <option value=count.to_string() selected=count == now>{texts::minutes(count)}</option> })
            .collect_view()
    };
    view! {
        <form class="schedule-form" on:submit=send data-testid="schedule-form" novalidate>
            <div role="status">
                {move || other.get().map(|words| view! { <Notice kind=NoticeKind::Info>{words}</Notice> })}
            </div>
            <div class="schedule-time">
                <div class="field">
                    <label class="field-label" for=date_id.clone()>{texts::DAY}</label>
                    <input id=date_id class="input" type="date" data-testid="schedule-date" prop:value=date on:input=move |event| date.set(event_target_value(&event)) />
                </div>
                <div class="field">
                    <label class="field-label" for=time_id.clone()>{texts::TIME}</label>
                    <input id=time_id class="input" type="time" data-testid="schedule-clock" prop:value=time on:input=move |event| time.set(event_target_value(&event)) />
                </div>
                <div class="field">
                    <label class="field-label" for=length_id.clone()>{texts::MINUTES}</label>
                    <span class="select">
                        <select id=length_id data-testid="schedule-minutes" on:change=move |event| minutes.set(event_target_value(&event).parse().unwrap_or(HOUR))>
                            {lengths}
                        </select>
                        <Icon name=IconName::ChevronDown />
                    </span>
                </div>
                <div class="field" on:focusin=load_zones>
                    <span class="field-label">{texts::TIME_ZONE}</span>
                    <Combo
                        value=zone
                        options=zones
                        on_commit=Callback::new(move |name: String| if !name.is_empty() { zone.set(name) })
                        label=texts::TIME_ZONE
                        strict=true
                        testid="schedule-zone"
                        enabled=true
                    />
                </div>
            </div>
            <p class="meeting-hint" role="status" data-testid="schedule-span">{move || draft.with(Draft::span)}</p>
            <Field label=texts::PLACE value=place placeholder=texts::PLACE_HINT max_chars=MAX_PLACE_CHARS />
            <People readers chosen=people />
            <p class="meeting-hint">{about}</p>
            <div class="meeting-row">
                <Button kind=ButtonKind::Primary submit=true busy=state.busy attr:data-testid="schedule-send">
                    {move || if is_change.get() { texts::SAVE } else { texts::SCHEDULE }}
                </Button>
                <Button kind=ButtonKind::Quiet attr:data-testid="schedule-not-now" on:click=move |_| close()>{texts::NOT_NOW}</Button>
            </div>
        </form>
    }
}

/// Whether something was being written in this tab before it was loaded again.
pub(super) fn is_kept(id: Uuid) -> bool {
    kept(id).is_some()
}

fn kept(id: Uuid) -> Option<Draft> {
    let text = window().session_storage().ok().flatten()?.get_item(&format!("{KEPT}{id}")).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// A browser that keeps nothing forgets it with the page.
fn keep(id: Uuid, draft: Option<&Draft>) {
    let Some(storage) = window().session_storage().ok().flatten() else { return };
    let name = format!("{KEPT}{id}");
    let _ = match draft.and_then(|draft| serde_json::to_string(draft).ok()) {
        Some(text) => storage.set_item(&name, &text),
        None => storage.remove_item(&name),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_is_proposed_for_the_next_workday() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        assert_eq!(next_workday(day("2026-11-26")), day("2026-11-27"));
        assert_eq!(next_workday(day("2026-11-27")), day("2026-11-30"), "after a Friday");
    }
}
