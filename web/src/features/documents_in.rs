//! The page at `/import`: files become postmortems. Each is looked at first, rows are ticked, and what fails stays on its row with the reason.

mod row;
mod source;
mod state;

use debrief_shared::api::InstanceRole;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

use self::row::RowView;
use self::source::{Source, dropped};
use self::state::{Bringing, Doing};
use crate::session::Session;
use crate::texts::documents_in as texts;
use crate::ui::{Button, ButtonKind, ButtonLink, EmptyState, IconName, Shortcut, use_keys, use_title};

const SHORTCUTS: &[Shortcut] = &[(&["↑", "↓"], texts::MOVE_THROUGH_THE_LIST), (&["Space"], texts::TICK)];

/// The page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let info = session.info();
    let is_guest = Memo::new(move |_| info.with(|info| info.as_ref().is_some_and(|it| it.role == InstanceRole::Guest)));
    use_title(texts::TITLE.to_owned());
    view! {
        <Show when=move || is_guest.get() fallback=Members>
            <main id="main" class="page" tabindex="-1">
                <EmptyState icon=IconName::Document title=texts::ONLY_MEMBERS whole_page=true>
                    <p>{texts::ASK_A_MEMBER}</p>
                    <div class="empty-actions"><ButtonLink href="/">{texts::TO_THE_POSTMORTEMS}</ButtonLink></div>
                </EmptyState>
            </main>
        </Show>
    }
}

#[component]
fn Members() -> impl IntoView {
    let bringing = Bringing::new(expect_context());
    let over = RwSignal::new(false);
    use_keys(texts::TITLE, SHORTCUTS);
    view! {
        <main
            id="main"
            class="page documents-in"
            tabindex="-1"
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event| { event.prevent_default(); over.set(false); dropped(bringing, &event); }
        >
            <div class="page-head">
                <h1>{texts::TITLE}</h1>
                <div class="page-tools"><ButtonLink href="/" icon=IconName::Back>{texts::TO_THE_POSTMORTEMS}</ButtonLink></div>
            </div>
            <Source bringing over />
            <List bringing />
        </main>
    }
}

/// The rows, with what is above and below them.
#[component]
fn List(bringing: Bringing) -> impl IntoView {
    let list = NodeRef::<html::Ul>::new();
    let is_empty = move || bringing.rows.with(Vec::is_empty);
    let can = move || bringing.rows.with(|rows| rows.iter().filter(|row| row.can()).cloned().collect::<Vec<_>>());
    let all_ticked = move || {
        let can = can();
        !can.is_empty() && can.iter().all(|row| row.state.with(|state| state.ticked))
    };
    let keys = move |event: ev::KeyboardEvent| {
        let down = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        let from = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let to = from.zip(list.get_untracked()).and_then(|(from, list)| neighbour(&list, &from, down));
        if let Some(to) = to {
            event.prevent_default();
            let _ = to.focus();
        }
    };
    let is_idle = move || bringing.doing.get() == Doing::Nothing;
    let said = move || match bringing.doing.get() {
        Doing::Reading => texts::reading(bringing.waiting()),
        Doing::Making { done, all } => texts::importing(done, all),
        Doing::Nothing => {
            let (found, made, refused) = bringing.counts();
            texts::summary(found, made, refused)
        }
    };
    let nothing = RwSignal::new(false);
    let make = move |_| {
        nothing.set(bringing.wanted() == 0);
        bringing.make();
    };
    let progress = move || match bringing.doing.get() {
        Doing::Making { done, all } => {
            let (done, all) = (done.to_string(), all.to_string());
            Some(
                view! { <progress class="documents-progress" value=done max=all aria-label=texts::PROGRESS></progress> },
            )
        }
        _ => None,
    };
    view! {
        <div class="documents-list" hidden=is_empty>
            <div class="documents-bar">
                <label>
                    <input
                        type="checkbox"
                        data-testid="documents-all"
                        disabled=move || can().is_empty()
                        prop:checked=all_ticked
                        on:change=move |event| {
                            let ticked = event_target_checked(&event);
                            for row in untrack(can) {
                                row.tick(ticked);
                            }
                        }
                    />
                    {texts::TICK_ALL}
                </label>
                <p class="muted" role="status" data-testid="documents-note">{said}</p>
            </div>
            <ul class="library" aria-label=texts::FOUND node_ref=list on:keydown=keys>
                <For each=move || bringing.rows.get() key=|row| row.key let(row)>
                    <RowView bringing row />
                </For>
            </ul>
            <div class="documents-foot">
                <label>
                    <input
                        type="checkbox"
                        data-testid="documents-restricted"
                        prop:checked=bringing.restricted
                        on:change=move |event| bringing.restricted.set(event_target_checked(&event))
                    />
                    {texts::RESTRICTED}
                </label>
                {progress}
                <p class="form-error" role="alert" hidden=move || !nothing.get() || bringing.wanted() != 0>
                    {move || nothing.get().then_some(texts::NOTHING_TICKED)}
                </p>
                <Button
                    kind=ButtonKind::Primary
                    busy=Signal::derive(move || !is_idle())
                    attr:data-testid="documents-import"
                    attr:aria-disabled=move || (bringing.wanted() == 0 || !is_idle()).then_some("true")
                    on:click=make
                >
                    {move || texts::import(bringing.wanted())}
                </Button>
            </div>
        </div>
    }
}

/// The box above or below, of those that can be ticked.
fn neighbour(list: &HtmlElement, from: &HtmlInputElement, down: bool) -> Option<HtmlInputElement> {
    let boxes = list.query_selector_all("input[type=checkbox]:not(:disabled)").ok()?;
    let all: Vec<HtmlInputElement> = (0..boxes.length()).filter_map(|at| boxes.item(at)?.dyn_into().ok()).collect();
    let at = all.iter().position(|held| held == from)?;
    let to = if down { at + 1 } else { at.checked_sub(1)? };
    all.get(to).cloned()
}
