//! Asks before something that cannot be taken back.

use leptos::prelude::*;

use super::{Button, ButtonKind, Dialog, Notice, NoticeKind};

use crate::texts::ui as texts;

/// A dialog that says what will happen and asks whether to go on. The keyboard begins at the way out.
#[component]
pub fn Confirm(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: String,
    /// What goes on: the words of the button.
    sure: &'static str,
    /// Whether it is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Why it did not work.
    trouble: RwSignal<Option<String>>,
    /// Does it. The dialog stays until `open` is false.
    on_sure: Callback<()>,
    /// What will happen.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    Effect::new(move |_| {
        if open.get() {
            trouble.set(None);
        }
    });
    view! {
        <Dialog open title>
            <div class="dialog-body confirm">
                {children.with_value(|children| children())}
                {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
            </div>
            <div class="dialog-foot">
                <Button attr:autofocus=true on:click=move |_| open.set(false)>{texts::CANCEL}</Button>
                <Button kind=ButtonKind::Danger busy on:click=move |_| on_sure.run(())>{sure}</Button>
            </div>
        </Dialog>
    }
}
