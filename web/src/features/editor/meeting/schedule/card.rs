//! The meeting as it is: when, where, who, and what can be done about it.

use debrief_shared::api::{Attendee, Meeting, MeetingPart, ScheduleMeeting};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{Scheduling, Stand, own_span, span_of};
use crate::{
    api,
    texts::schedule as texts,
    ui::{Avatar, Button, ButtonKind, GuestMark, Icon, IconName},
    zone::Zone,
};

/// The meeting.
#[component]
pub(super) fn Card(meeting: Meeting, stands: Stand, state: Scheduling) -> impl IntoView {
    let live = state.live;
    let span = span_of(&meeting);
    let is_ahead = stands == Stand::Ahead;
    let own = own_span(&meeting).filter(|_| is_ahead).map(|span| texts::for_you(&span));
    let words = match stands {
        Stand::Ahead => span,
        Stand::Over => texts::was_on(&span),
        Stand::Cancelled => texts::cancelled_by(&meeting.changed_by.named(), &span),
    };
    let place = Some(meeting.place.clone()).filter(|place| is_ahead && !place.is_empty());
    let groups = [MeetingPart::Facilitator, MeetingPart::Required, MeetingPart::Optional].map(|part| {
        let people: Vec<Attendee> =
            meeting.attendees.iter().filter(|attendee| is_ahead && attendee.part == part).cloned().collect();
        (part, people)
    });
    let known = StoredValue::new(meeting);
    let cancel = move |_| {
        let before = known.get_value();
        state.send(api::cancel_meeting(live.id()), move |info| {
            let plan = plan_of(&before, info.meeting.map(|meeting| meeting.sequence));
            state.toaster.undoable(texts::CANCELLED, move || take_back(state, plan.clone()));
        });
    };
    view! {
        <div class="meeting-part" data-testid="schedule-card" data-stands=format!("{stands:?}").to_lowercase()>
            <p class="schedule-when"><Icon name=IconName::Calendar /><strong>{words}</strong></p>
            {own.map(|own| view! { <p class="meeting-hint">{own}</p> })}
            {place.map(|place| view! { <Place place /> })}
            {groups
                .into_iter()
                .filter(|(_, people)| !people.is_empty())
                .map(|(part, people)| view! { <Group part people /> })
                .collect_view()}
            {is_ahead
                .then(|| {
                    view! {
                        <div class="meeting-row">
                            <a class="button" href=api::calendar_path(live.id()) rel="external" download="meeting.ics" data-testid="schedule-file">
                                <Icon name=IconName::Download />
                                <span class="button-words">{texts::TO_CALENDAR}</span>
                            </a>
                            <Show when=move || live.can_write().get()>
                                <Button kind=ButtonKind::Quiet attr:data-testid="schedule-change" on:click=move |_| state.editing.set(true)>{texts::CHANGE}</Button>
                                <Button kind=ButtonKind::Quiet busy=state.busy attr:data-testid="schedule-cancel" on:click=cancel>{texts::CANCEL}</Button>
                            </Show>
                        </div>
                    }
                })}
        </div>
    }
}

#[component]
fn Group(part: MeetingPart, people: Vec<Attendee>) -> impl IntoView {
    let person = |Attendee { person, .. }: Attendee| {
        view! {
            <li class="schedule-person">
                <Avatar name=person.name.clone() color=person.color small=true />
                <span>{person.name}</span>
                <GuestMark guest=person.guest />
            </li>
        }
    };
    view! {
        <h3>{texts::group(part)}</h3>
        <ul class="schedule-people">{people.into_iter().map(person).collect_view()}</ul>
    }
}

/// A room, or a link to a call.
#[component]
fn Place(place: String) -> impl IntoView {
    let is_link = (place.starts_with("https://") || place.starts_with("http://")) && !place.contains(' ');
    let shown = place.clone();
    view! {
        <p class="schedule-place">
            {if is_link {
                view! { <a href=place target="_blank" rel="noopener noreferrer">{shown}</a> }.into_any()
            } else {
                shown.into_any()
            }}
        </p>
    }
}

/// What would make a meeting what this one is.
fn plan_of(meeting: &Meeting, seen: Option<u32>) -> ScheduleMeeting {
    let of = |part: MeetingPart| -> Vec<Uuid> {
        meeting.attendees.iter().filter(|known| known.part == part).map(|known| known.person.id).collect()
    };
    let start = meeting.starts_at.parse().map(|at| Zone::named(&meeting.time_zone).at(at));
    ScheduleMeeting {
        start: start.map(|at| at.local().strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default(),
        time_zone: meeting.time_zone.clone(),
        minutes: meeting.minutes,
        place: meeting.place.clone(),
        facilitator: of(MeetingPart::Facilitator).first().copied(),
        required: of(MeetingPart::Required),
        optional: of(MeetingPart::Optional),
        seen,
    }
}

/// It takes place after all. The panel may have been closed meanwhile.
fn take_back(state: Scheduling, plan: ScheduleMeeting) {
    let id = state.live.id();
    spawn_local(async move {
        match api::schedule_meeting(id, &plan).await {
            Ok(info) => state.live.take_schedule(info),
            Err(error) => state.toaster.say(error.words()),
        }
    });
}
