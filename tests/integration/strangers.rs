//! Documents into which somebody wrote things that do not belong there: reading them never fails.

use debrief_shared::document::TextPath;
use debrief_tests::{Outcome, Replica};
use reqwest::Method;
use yrs::{Any, ArrayPrelim, Map, MapPrelim, TextPrelim, WriteTxn};

use crate::common::{Room, exported};

#[tokio::test]
async fn wrong_types_and_unknown_fields_are_tolerated_everywhere() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    replica.edit(|_, txn| {
        let meta = txn.get_or_insert_map("meta");
        meta.insert(txn, "severity", 2);
        meta.insert(txn, "services", "checkout, cards");
        meta.insert(txn, "impact_started", Any::Map(std::collections::HashMap::new().into()));
        meta.insert(txn, "of_tomorrow", ArrayPrelim::from(["kept"]));
        let sections = txn.get_or_insert_map("sections");
        sections.insert(txn, "not-a-map", "just a text");
        let odd = sections.insert(txn, "odd", MapPrelim::default());
        odd.insert(txn, "heading", 42);
        odd.insert(txn, "kind", "of-tomorrow");
        odd.insert(txn, "rank", true);
        let timeline = txn.get_or_insert_map("timeline");
        let entry = timeline.insert(txn, "entry", MapPrelim::default());
        entry.insert(txn, "at", "yesterday-ish");
        entry.insert(txn, "text", MapPrelim::default());
        entry.insert(txn, "evidence", "https://example.com/graph");
        let mitigations = txn.get_or_insert_map("mitigations");
        let mitigation = mitigations.insert(txn, "mitigation", MapPrelim::default());
        mitigation.insert(txn, "text", TextPrelim::new("Real words"));
        mitigation.insert(txn, "status", Any::Null);
        mitigation.insert(txn, "due", 20_261_121);
    });
    replica.saved().await?;

    let view = exported(&room.ada, room.id).await?;
    assert_eq!(view, replica.view());
    assert_eq!((view.facts.severity.as_str(), view.facts.services.len()), ("2", 2));
    assert!(view.mitigations.iter().any(|mitigation| mitigation.text == "Real words"));
    for path in ["", "/export?format=md", "/export?format=html", "/comments"] {
        let answer = room.ada.send(Method::GET, &format!("/api/postmortems/{}{path}", room.id)).await?;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }
    assert_eq!(room.ada.list("").await?.len(), 1);

    // Editing goes on around it, and what is unknown is kept.
    replica.append(&TextPath::Title, " (edited)")?;
    replica.saved().await?;
    let fresh = Replica::open(&room.server, &room.ada, room.id).await?;
    assert_eq!(fresh.view(), replica.view());
    let (kept, _) = fresh.edit(|_, txn| txn.get_or_insert_map("meta").contains_key(txn, "of_tomorrow"));
    assert!(kept);
    Ok(())
}

#[tokio::test]
async fn text_that_looks_like_markup_stays_text() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    replica.append(&TextPath::Title, " <script>alert(1)</script>")?;
    let discussion = crate::common::discussion(&replica.view())?;
    replica.append(&discussion, "\n\n<img src=x onerror=alert(1)> [go](javascript:alert(1))\n")?;
    replica.saved().await?;
    let html = room.ada.export(room.id, "html").await?;
    for danger in ["<script>alert", "<img src=x", "href=\"javascript:"] {
        assert!(!html.contains(danger), "{danger} in {html}");
    }
    Ok(())
}
