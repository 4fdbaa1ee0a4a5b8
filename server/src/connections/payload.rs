//! What a webhook says. Found out when it is sent, so that nobody learns of a postmortem that is restricted by then more than that
//! something happened to it.

use debrief_shared::api::Visibility;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::http::Site;
use crate::store::connections::DeliveryRow;
use crate::store::documents::DocumentRow;
use crate::store::{Store, StoreError};

/// What there is to say.
pub(super) struct News {
    pub(super) event: String,
    pub(super) at: Timestamp,
    pub(super) postmortem: Uuid,
    /// The rest, unless nothing more is to be said.
    pub(super) more: Option<More>,
}

/// What is said of a postmortem that is not hidden.
pub(super) struct More {
    pub(super) row: DocumentRow,
    pub(super) url: String,
    /// Name of who did it, where that is known.
    pub(super) by: Option<(Uuid, String)>,
    pub(super) detail: Map<String, Value>,
}

/// Finds it out.
pub(super) async fn news(
    store: &dyn Store,
    site: &Site,
    delivery: &DeliveryRow,
    restricted: bool,
) -> Result<News, StoreError> {
    let row = store.row(delivery.postmortem).await?;
    let hidden = row.deleted_at.is_some() || (row.visibility == Visibility::Restricted && !restricted);
    let mut more = None;
    if !hidden {
        let mut detail = delivery.detail.clone();
        let actor = detail.remove("by").and_then(|by| by.as_str()?.parse::<Uuid>().ok());
        let by = match actor {
            Some(actor) => store.people_named(&[actor]).await?.into_iter().next().map(|person| (actor, person.name)),
            None => None,
        };
        if let Some(slug) = detail.get("slug").and_then(Value::as_str) {
            detail.insert("outside_url".to_owned(), site.address(&format!("/outside/{slug}")).into());
        }
        more = Some(More { url: site.address(&format!("/p/{}", row.id)), row, by, detail });
    }
    Ok(News { event: delivery.event.clone(), at: delivery.happened_at, postmortem: delivery.postmortem, more })
}

/// As JSON.
pub(super) fn body(news: News) -> String {
    let mut data = Map::new();
    match news.more {
        None => drop(data.insert("postmortem".to_owned(), json!({"id": news.postmortem}))),
        Some(More { row, url, by, detail }) => {
            let told = json!({
                "id": row.id,
                "url": url,
                "title": row.projection.title,
                "incident": row.projection.incident,
                "severity": row.projection.severity,
                "services": row.projection.services,
                "visibility": row.visibility,
            });
            data.insert("postmortem".to_owned(), told);
            if let Some((id, name)) = by {
                data.insert("by".to_owned(), json!({"id": id, "name": name}));
            }
            data.extend(detail);
        }
    }
    json!({"type": news.event, "timestamp": news.at.to_string(), "data": data}).to_string()
}

/// What says that it is a test.
pub(super) fn test(now: Timestamp) -> String {
    json!({"type": "test", "timestamp": now.to_string(), "data": {"says": "Debrief reaches this address."}}).to_string()
}
