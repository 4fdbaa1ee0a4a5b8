//! When the meeting is, who comes and who facilitates: a chip in the bar, and a part of the panel.

mod card;
mod facilitator;
mod form;
mod people;

use std::future::Future;

use debrief_shared::api::{Meeting as Scheduled, MeetingInfo};
use jiff::Timestamp;
use leptos::{prelude::*, task::spawn_local};

use super::Meeting;
use crate::{
    api::{self, ApiError},
    live::Live,
    notifications::Notifications,
    session::Session,
    texts::schedule as texts,
    ui::{Button, ButtonKind, Icon, IconName, Notice, NoticeKind, Toaster, use_minute},
    zone::{Zone, span_words},
};
use card::Card;
use facilitator::Facilitator;
use form::Form;

/// What the parts share.
#[derive(Clone, Copy)]
struct Scheduling {
    live: Live,
    session: Session,
    toaster: Toaster,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// Whether the form is shown.
    editing: RwSignal<bool>,
}

impl Scheduling {
    /// Something of the meeting as it is now.
    fn read<T: Default>(self, read: impl FnOnce(&MeetingInfo) -> T) -> T {
        self.live.schedule().with(|info| info.as_ref().map(read).unwrap_or_default())
    }

    /// Opens the form for another meeting, with those who should be there as far as the server can be asked.
    fn plan(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let live = self.live;
        spawn_local(async move {
            let answer = api::propose_meeting(live.id()).await;
            let _ = self.busy.try_set(false);
            if let Ok(info) = answer {
                live.take_schedule(info);
            }
            let _ = self.editing.try_set(true);
        });
    }

    /// The newest meeting.
    fn meeting(self) -> Option<Scheduled> {
        self.read(|info| info.meeting.clone())
    }

    /// Sends something off; how it stands then is shown, and `done` is run after it.
    fn send(
        self,
        request: impl Future<Output = Result<MeetingInfo, ApiError>> + 'static,
        done: impl FnOnce(MeetingInfo) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        let live = self.live;
        spawn_local(async move {
            let answer = request.await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(info) => {
                    live.take_schedule(info.clone());
                    done(info);
                }
                Err(error) => {
                    self.session.heed(&error);
                    let words =
                        if error == ApiError::Offline { texts::OFFLINE_ONLY_LATER.to_owned() } else { error.words() };
                    let _ = self.trouble.try_set(Some(words));
                    // Somebody may have been quicker: then it is seen how it stands.
                    live.ask_schedule();
                }
            }
        });
    }
}

/// How a meeting stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Ahead,
    Over,
    Cancelled,
}

pub(super) fn stand(meeting: &Scheduled, now: Timestamp) -> Stand {
    match meeting.ends_at.parse::<Timestamp>() {
        _ if meeting.cancelled => Stand::Cancelled,
        Ok(end) if end <= now => Stand::Over,
        _ => Stand::Ahead,
    }
}

/// When it is, on the clock of the zone that it was planned in.
pub(super) fn span_of(meeting: &Scheduled) -> String {
    on_clock(meeting, &Zone::named(&meeting.time_zone)).unwrap_or_default()
}

/// The same on the clock of this device, where that shows another time.
fn own_span(meeting: &Scheduled) -> Option<String> {
    let (mine, theirs) = (Zone::mine(), Zone::named(&meeting.time_zone));
    let start: Timestamp = meeting.starts_at.parse().ok()?;
    if mine.offset_minutes(start) == theirs.offset_minutes(start) {
        return None;
    }
    on_clock(meeting, &mine)
}

fn on_clock(meeting: &Scheduled, zone: &Zone) -> Option<String> {
    Some(span_words(meeting.starts_at.parse().ok()?, meeting.ends_at.parse().ok()?, zone))
}

/// When the meeting is, in the bar, while it is still to come; opens the panel.
#[component]
pub(in crate::features::editor) fn ScheduleChip() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let live = meeting.live;
    let minute = use_minute();
    let ahead = Memo::new(move |_| {
        minute.track();
        let now = live.now();
        live.schedule().with(|info| {
            info.as_ref().and_then(|info| info.meeting.clone()).filter(|meeting| stand(meeting, now) == Stand::Ahead)
        })
    });
    let short = move || {
        ahead.with(|ahead| {
            let at = Zone::mine().at(ahead.as_ref()?.starts_at.parse().ok()?);
            Some(format!("{} {}", at.local().strftime(crate::texts::times::DAY_AND_TIME), at.zone_label()))
        })
    };
    let label = move || {
        let span = ahead.with(|ahead| ahead.as_ref().map(span_of));
        short().zip(span).map(|(short, span)| texts::chip(&short, &span))
    };
    view! {
        <Show when=move || ahead.with(Option::is_some)>
            <button
                type="button"
                class="schedule-chip"
                data-testid="schedule-chip"
                aria-label=label
                data-tip=label
                on:click=move |_| meeting.show_schedule()
            >
                <Icon name=IconName::Calendar />
                <span class="schedule-chip-words">{short}</span>
            </button>
        </Show>
    }
}

/// The part of the panel.
#[component]
pub(super) fn Schedule() -> impl IntoView {
    let live = expect_context::<Meeting>().live;
    let state = Scheduling {
        live,
        session: expect_context(),
        toaster: expect_context(),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
        editing: RwSignal::new(form::is_kept(live.id())),
    };
    expect_context::<Notifications>().follow_meeting(live.id());
    let minute = use_minute();
    let is_known = Memo::new(move |_| live.schedule().with(Option::is_some));
    let stands = Memo::new(move |_| {
        minute.track();
        let now = live.now();
        state.meeting().map(|meeting| stand(&meeting, now))
    });
    let writes = live.can_write();
    let edits = Memo::new(move |_| state.editing.get() && writes.get());
    view! {
        <div class="schedule" data-testid="schedule">
            {move || state.trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble>{words}</Notice> })}
            <Show when=move || is_known.get() fallback=|| view! { <p class="meeting-hint">{texts::NOT_KNOWN_NOW}</p> }>
                <Show
                    when=move || edits.get()
                    fallback=move || {
                        view! {
                            {move || state.meeting().zip(stands.get()).map(|(meeting, stands)| view! { <Card meeting stands state /> })}
                            <Show when=move || stands.get() != Some(Stand::Ahead)>
                                <Invite state stands />
                            </Show>
                        }
                    }
                >
                    <Form state />
                </Show>
                <Facilitator state />
            </Show>
        </div>
    }
}

/// What to do while none is ahead.
#[component]
fn Invite(state: Scheduling, stands: Memo<Option<Stand>>) -> impl IntoView {
    let writes = state.live.can_write();
    let none = move || stands.get().is_none();
    let due = move || state.read(|info| info.due.clone()).map(|day| texts::due_by(&crate::texts::times::day(&day)));
    view! {
        <div class="meeting-part">
            <Show when=none>
                <p>{texts::NOT_SCHEDULED}</p>
            </Show>
            <Show when=move || writes.get() fallback=move || view! { <p class="meeting-hint">{texts::READERS_WAIT}</p> }>
                <Show when=none>
                    <p class="meeting-hint">{texts::WHY_SCHEDULE}</p>
                </Show>
                {move || due().map(|words| view! { <p class="meeting-hint" data-testid="schedule-due">{words}</p> })}
                <div class="meeting-row">
                    <Button kind=ButtonKind::Primary icon=IconName::Calendar busy=state.busy attr:data-testid="schedule-open" on:click=move |_| state.plan()>
                        {move || if none() { texts::SCHEDULE } else { texts::SCHEDULE_ANOTHER }}
                    </Button>
                </div>
            </Show>
        </div>
    }
}
