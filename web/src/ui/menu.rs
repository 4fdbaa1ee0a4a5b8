//! A button that opens a list of actions, by the menu button pattern of the WAI-ARIA practices guide.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, FocusOptions, HtmlElement, Node, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Icon, IconName};

/// A button with `trigger` on it that opens a menu of its children.
#[component]
pub fn Menu(
    /// What the menu is for; read out.
    #[prop(into)]
    label: String,
    /// What is seen on the button.
    #[prop(into)]
    trigger: ViewFn,
    /// The button's class.
    #[prop(default = "icon-button")]
    class: &'static str,
    /// [`MenuItem`]s, [`MenuLink`]s, [`MenuChoice`]s, [`MenuRule`]s and anything to read between them.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let above = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let label = StoredValue::new(label);
    let children = StoredValue::new(children);
    let focus_button = move || {
        if let Some(button) = button.get_untracked() {
            focus_in_place(&button);
        }
    };

    let outside = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = root.try_get_untracked().flatten().is_some_and(|root| root.contains(target.as_ref()));
        if !inside && open.try_get_untracked() == Some(true) {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            above.set(find_room(&list));
            focus_item(&list, Step::First);
        }
    });

    let on_key = move |event: ev::KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        match event.key().as_str() {
            "ArrowDown" => focus_item(&list, Step::Next),
            "ArrowUp" => focus_item(&list, Step::Previous),
            "Home" => focus_item(&list, Step::First),
            "End" => focus_item(&list, Step::Last),
            "Escape" => {
                open.set(false);
                focus_button();
            }
            "Tab" => return open.set(false),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    // The keyboard goes back to the button before the action runs, which may well send it somewhere else.
    let before_choice = move |event: ev::MouseEvent| {
        if on_action(&event) {
            focus_button();
        }
    };
    let after_choice = move |event: ev::MouseEvent| {
        if on_action(&event) {
            open.set(false);
        }
    };

    view! {
        <div class="menu" node_ref=root>
            <button
                node_ref=button
                type="button"
                class=class
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=label.get_value()
                on:click=move |_| open.update(|open| *open = !*open)
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "ArrowDown" && !open.get_untracked() {
                        event.prevent_default();
                        open.set(true);
                    }
                }
            >
                {trigger.run()}
            </button>
            <Show when=move || open.get()>
                <div
                    node_ref=list
                    class="menu-list"
                    class:is-above=move || above.get()
                    role="menu"
                    aria-label=label.get_value()
                    on:keydown=on_key
                    on:click:capture=before_choice
                    on:click=after_choice
                >
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </div>
    }
}

/// An action in a menu.
#[component]
pub fn MenuItem(
    /// Before the words.
    icon: IconName,
    /// What it does.
    on_select: Callback<()>,
    /// Whether it takes something away.
    #[prop(optional)]
    danger: bool,
    /// Whether the menu stays open, to say or ask something.
    #[prop(optional)]
    stays: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class="menu-item"
            class:is-danger=danger
            data-stays=stays.then_some("")
            on:click=move |_| on_select.run(())
        >
            <Icon name=icon />
            <span>{children()}</span>
        </button>
    }
}

/// A link in a menu.
#[component]
pub fn MenuLink(
    /// Before the words.
    icon: IconName,
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Whether it is not a page of this application: fetched as it is, in a new tab.
    #[prop(optional)]
    external: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a
            role="menuitem"
            tabindex="-1"
            class="menu-item"
            href=href
            target=external.then_some("_blank")
            rel=external.then_some("external noopener")
        >
            <Icon name=icon />
            <span>{children()}</span>
        </a>
    }
}

/// One of several values, of which one is taken; the menu stays open.
#[component]
pub fn MenuChoice(
    /// Before the words.
    icon: IconName,
    /// Whether it is the one.
    #[prop(into)]
    chosen: Signal<bool>,
    /// Takes it.
    on_select: Callback<()>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role="menuitemradio"
            tabindex="-1"
            class="menu-item"
            aria-checked=move || if chosen.get() { "true" } else { "false" }
            on:click=move |_| on_select.run(())
        >
            <Icon name=icon />
            <span>{children()}</span>
            <span class="menu-tick"><Icon name=IconName::Check /></span>
        </button>
    }
}

/// A line between groups.
#[component]
pub fn MenuRule() -> impl IntoView {
    view! { <hr class="menu-rule" role="separator" /> }
}

/// Whether a click is on something that is done and closes the menu.
fn on_action(event: &ev::MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| matches!(element.closest("[role=menuitem]:not([data-stays])"), Ok(Some(_))))
}

/// Keeps the list within the window: it scrolls where it is longer than the room there is. `true`: there is more of it above its button.
fn find_room(list: &HtmlElement) -> bool {
    /// Between the button, the list and the edge of the window, in CSS pixels.
    const GAP: f64 = 8.0;
    /// The bar on top covers this much, in CSS pixels.
    const BAR: f64 = 56.0;
    let Some(menu) = list.parent_element().map(|menu| menu.get_bounding_client_rect()) else { return false };
    let window = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::INFINITY);
    let (below, above) = (window - menu.bottom() - 2.0 * GAP, menu.top() - BAR - 2.0 * GAP);
    let rises = list.get_bounding_client_rect().height() > below && above > below;
    let room = if rises { above } else { below };
    // A style that cannot be set leaves the list as long as it is.
    let style = HtmlElement::style(list);
    let _ = style.set_property("max-height", &format!("{room}px"));
    // It ends where its button does, which leaves a long one no room on a phone: it goes on to the other side as far as it has to.
    let missing = GAP - list.get_bounding_client_rect().left();
    if missing > 0.0 {
        let _ = style.set_property("inset-inline-end", &format!("{}px", -missing));
    }
    rises
}

/// Gives an element the keyboard and leaves the page where it is.
fn focus_in_place(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // Nothing to do about a browser that refuses focus.
    let _ = element.focus_with_options(&options);
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn focus_item(list: &Element, step: Step) {
    let Ok(items) = list.query_selector_all("[role^=menuitem]") else { return };
    let items: Vec<HtmlElement> = (0..items.length()).filter_map(|index| items.item(index)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let at = items.iter().position(|item| active.as_ref() == Some(item.as_ref()));
    let count = items.len().max(1);
    let to = match (step, at) {
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Next, Some(at)) => (at + 1) % count,
        (Step::Previous, Some(at)) => (at + count - 1) % count,
    };
    if let Some(item) = items.get(to) {
        focus_in_place(item);
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        // A list that has just opened may still be on its way above its button.
        if at.is_some() {
            item.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    }
}
