//! What the page adds to the menus of a text: offers, and what is to happen when one is chosen.

use std::rc::Rc;

use js_sys::{Array, Promise};
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use super::editor::object;
use debrief_shared::document::TextPath;

/// Which menu is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferMenu {
    /// The one of `/`.
    Slash,
    /// The one of `@`.
    Mention,
}

/// A line of a menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Its words.
    pub label: String,
    /// What it stands under.
    pub group: &'static str,
    /// Quiet words behind the label.
    pub detail: String,
    /// Name of an icon of the editor's.
    pub icon: &'static str,
    /// Text that takes the place of what was typed.
    pub insert: String,
    /// A person to mention, with their colour.
    pub person: Option<(Uuid, u8)>,
    /// What [`Chosen`] names when it is chosen.
    pub id: &'static str,
}

/// An offer with an id was chosen.
pub struct Chosen {
    /// The offer's.
    pub id: String,
    /// The text of the line, without what was typed to ask and without the marks in front.
    pub line: String,
    /// In which text.
    pub path: TextPath,
    /// Puts a block of Markdown at the caret.
    pub insert: Rc<dyn Fn(&str)>,
}

/// A list of offers, when it is there.
pub type Offers = std::pin::Pin<Box<dyn Future<Output = Vec<Offer>>>>;

/// What the page knows to offer; taken from context by texts in Markdown.
#[derive(Clone, Copy)]
pub struct Helpers {
    /// Gives the offers of a menu that opens.
    pub offers: StoredValue<Rc<dyn Fn(OfferMenu) -> Offers>, LocalStorage>,
    /// Does what was chosen.
    pub chosen: StoredValue<Rc<dyn Fn(Chosen)>, LocalStorage>,
}

impl Helpers {
    /// The offers as the editor's module takes them.
    pub(super) fn promise(self, menu: OfferMenu) -> Promise {
        let offers = self.offers.try_get_value().map(|offers| offers(menu));
        future_to_promise(async move {
            let list = match offers {
                Some(offers) => offers.await,
                None => Vec::new(),
            };
            Ok(list.iter().map(to_js).collect::<Array>().into())
        })
    }
}

fn to_js(offer: &Offer) -> JsValue {
    let text = |text: &str| if text.is_empty() { JsValue::UNDEFINED } else { text.into() };
    let (person, color) = match offer.person {
        Some((id, color)) => (id.to_string().into(), color.into()),
        None => (JsValue::UNDEFINED, JsValue::UNDEFINED),
    };
    object(&[
        ("label", offer.label.as_str().into()),
        ("group", text(offer.group)),
        ("detail", text(&offer.detail)),
        ("icon", text(offer.icon)),
        ("insert", text(&offer.insert)),
        ("id", text(offer.id)),
        ("person", person),
        ("color", color),
    ])
}
