//! Several nodes over one PostgreSQL and one NATS: real processes, each of which can be killed and cut off.

mod faults;
mod upgrade;

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use debrief_shared::api::{
    Anchor, CreateThread, NotificationKind, NotificationList, PatchAccess, PostmortemSummary, Role, Visibility,
};
use debrief_shared::document::{TextPath, View, anchor};
use debrief_shared::protocol::ServerEvent;
use debrief_tests::cluster::Cluster;
use debrief_tests::replica::converged;
use debrief_tests::{Joining, MailSink, Outcome, Replica, eventually};
use reqwest::Method;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use yrs::{Assoc, IndexedSequence as _, Transact as _};

/// Three nodes, an admin's token, and a postmortem of hers.
pub(crate) struct Stage {
    pub(crate) cluster: Cluster,
    pub(crate) ada: String,
    pub(crate) postmortem: PostmortemSummary,
}

impl Stage {
    pub(crate) async fn open() -> Result<Self> {
        let cluster = Cluster::start(3).await?;
        let ada = cluster.person("Ada Admin", "admin").await?;
        let postmortem = cluster.client(0, &ada)?.create("Checkout refused cards", "pushpay").await?;
        Ok(Self { cluster, ada, postmortem })
    }

    /// A page of Ada's at a node.
    pub(crate) async fn page(&self, node: usize) -> Result<Replica> {
        self.cluster.replica(node, &self.ada, &self.postmortem).await
    }

    /// Where a page connects at a node.
    pub(crate) fn joining(&self, node: usize, token: &str) -> Joining {
        Joining::new(&self.cluster.nodes[node].server, self.postmortem.id).bearer(token)
    }

    /// Requires that every node and the log hold what these pages hold, and gives it.
    pub(crate) async fn all_equal(&self, pages: &[&Replica], nodes: &[usize]) -> Result<View> {
        let view = converged(pages).await?;
        for &node in nodes {
            let client = self.cluster.client(node, &self.ada)?;
            eventually("a node holds what the pages hold", || async {
                let there = crate::common::exported(&client, self.postmortem.id).await?;
                Ok((there == view).then_some(()))
            })
            .await?;
        }
        assert_eq!(self.cluster.logged(self.postmortem.id).await?, view, "the log holds what the pages hold");
        Ok(view)
    }
}

#[tokio::test]
async fn text_presence_and_comments_cross_nodes() -> Outcome {
    let stage = Stage::open().await?;
    let grace = stage.cluster.person("Grace Guest", "member").await?;
    let pages =
        [stage.page(0).await?, stage.cluster.replica(1, &grace, &stage.postmortem).await?, stage.page(2).await?];
    for (number, page) in pages.iter().enumerate() {
        page.append(&TextPath::Title, &format!(" [{number}]"))?;
    }
    for page in &pages {
        page.saved().await?;
    }
    let view = stage.all_equal(&[&pages[0], &pages[1], &pages[2]], &[0, 1, 2]).await?;
    assert!((0..3).all(|number| view.title.contains(&format!("[{number}]"))), "{}", view.title);

    pages[1].announce(1, Some(&json!({ "place": "title" })))?;
    let client = pages[1].client_id();
    let is_shown = |state: &serde_json::Value| state["user"]["name"] == "Grace Guest";
    for page in [&pages[0], &pages[2]] {
        page.wait_for_awareness("Grace is shown", |peers| peers.get(&client).is_some_and(is_shown)).await?;
    }

    let start = {
        let txn = pages[0].postmortem().doc().transact_mut();
        let title = pages[0].postmortem().title();
        let place = title.sticky_index(&txn, 0, Assoc::After);
        serde_json::to_value(place)?
    };
    let anchor = Anchor { text: "title".to_owned(), start: start.clone(), end: start };
    let thread = CreateThread {
        anchor,
        quote: "Checkout".to_owned(),
        body: "Since when?".to_owned(),
        suggestion: None,
        id: None,
    };
    let thread = stage.cluster.client(0, &stage.ada)?.comment(stage.postmortem.id, &thread).await?;
    let is_it = |event: &ServerEvent| matches!(event, ServerEvent::Thread { thread: told } if told.id == thread.id);
    for page in &pages {
        page.wait_for_event("the comment", is_it).await?;
    }
    let [first, second, third] = pages;
    drop(second);
    for page in [&first, &third] {
        page.wait_for_awareness("Grace has left", |peers| !peers.contains_key(&client)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn suggestions_reviews_and_what_tells_of_them_cross_nodes() -> Outcome {
    let stage = Stage::open().await?;
    let grace = stage.cluster.person("Grace Guest", "member").await?;
    let pages = [stage.page(0).await?, stage.cluster.replica(1, &grace, &stage.postmortem).await?];
    let (ada, there) = (stage.cluster.client(0, &stage.ada)?, stage.cluster.client(1, &grace)?);
    let (id, person) = (stage.postmortem.id, there.session().await?.person.id);
    let title = pages[0].view().title;

    let anchored = {
        let postmortem = pages[1].postmortem();
        let end = u32::try_from(title.encode_utf16().count())?;
        anchor(postmortem, &postmortem.doc().transact(), &TextPath::Title, 0, end).expect("a title")
    };
    let other = Some("Checkout refused some cards".to_owned());
    let suggest = CreateThread { anchor: anchored, quote: title, body: String::new(), suggestion: other, id: None };
    let thread = there.comment(id, &suggest).await?;
    let told = |decided: bool| {
        move |event: &ServerEvent| match event {
            ServerEvent::Thread { thread: told } if told.id == thread.id => {
                told.suggestion.as_ref().is_some_and(|suggestion| suggestion.outcome.is_some() == decided)
            }
            _ => false,
        }
    };
    pages[0].wait_for_event("the suggestion", told(false)).await?;
    let accept = format!("/api/postmortems/{id}/comments/{}/suggestion/accept", thread.id);
    ada.call::<serde_json::Value>(Method::POST, &accept, &json!({})).await?;
    pages[1].wait_for_event("the decision", told(true)).await?;
    pages[1].wait_for_text(&TextPath::Title, |title| title == "Checkout refused some cards").await?;

    // Whoever hears of it finds what tells them of it.
    let review = format!("/api/postmortems/{id}/review");
    let is_review = |event: &ServerEvent| matches!(event, ServerEvent::Review);
    let ask = json!({ "people": [person], "note": "The times?" });
    ada.call::<serde_json::Value>(Method::POST, &review, &ask).await?;
    pages[1].wait_for_event("the review", is_review).await?;
    let list: NotificationList = there.get("/api/notifications").await?;
    assert_eq!(list.notifications[0].kind, NotificationKind::ReviewAsked);
    let heard = pages[0].events().iter().filter(|event| is_review(event)).count();
    there.call::<serde_json::Value>(Method::PUT, &format!("{review}/mine"), &json!({ "verdict": "approved" })).await?;
    eventually("the verdict", || async {
        Ok((pages[0].events().iter().filter(|event| is_review(event)).count() > heard).then_some(()))
    })
    .await?;
    let list: NotificationList = ada.get("/api/notifications").await?;
    assert_eq!(list.notifications[0].kind, NotificationKind::Approved);
    Ok(())
}

#[tokio::test]
async fn of_several_nodes_one_sends_a_mail() -> Outcome {
    let sink = MailSink::start().await?;
    let mut flags = sink.flags();
    flags.extend(["--public-url", "{url}", "--mail-after", "1"].map(str::to_owned));
    let cluster = Cluster::start_with(2, &flags).await?;
    let ada = cluster.client(0, &cluster.person("Ada Admin", "admin").await?)?;
    let mut readers = Vec::new();
    for name in ["Grace Member", "Alan Member"] {
        let client = cluster.client(1, &cluster.person(name, "member").await?)?;
        readers.push(client.session().await?);
    }
    let people: Vec<_> = readers.iter().map(|reader| reader.person.id).collect();
    for number in 1..=5 {
        let postmortem = ada.create(&format!("Incident {number}"), "pushpay").await?;
        let review = format!("/api/postmortems/{}/review", postmortem.id);
        ada.call::<serde_json::Value>(Method::POST, &review, &json!({ "people": people })).await?;
    }
    for reader in &readers {
        sink.next_to(&reader.email, 4).await?;
    }
    // Whatever was to go twice has gone by the time that something later goes.
    let last = ada.create("The last", "pushpay").await?;
    let ask = json!({ "people": people[..1] });
    ada.call::<serde_json::Value>(Method::POST, &format!("/api/postmortems/{}/review", last.id), &ask).await?;
    sink.next_to(&readers[0].email, 5).await?;
    assert_eq!(readers.iter().map(|reader| sink.mails_to(&reader.email).len()).collect::<Vec<_>>(), [6, 5]);
    Ok(())
}

#[tokio::test]
async fn of_several_nodes_one_sends_a_delivery() -> Outcome {
    let receiver = Receiver::start().await?;
    let flags = ["--connections", "127.0.0.0/8"].map(str::to_owned);
    let cluster = Cluster::start_with(2, &flags).await?;
    let token = cluster.person("Ada Admin", "admin").await?;
    let (first, second) = (cluster.client(0, &token)?, cluster.client(1, &token)?);
    let settings = json!({ "kind": "webhook", "url": receiver.url, "events": ["postmortem.created"] });
    let connection = json!({ "name": "Receiver", "settings": settings });
    first.call::<serde_json::Value>(Method::POST, "/api/admin/connections", &connection).await?;
    for number in 1..=10 {
        let client = if number % 2 == 0 { &first } else { &second };
        client.create(&format!("Incident {number}"), "pushpay").await?;
    }
    eventually("all are delivered", || async { Ok((receiver.ids().len() >= 10).then_some(())) }).await?;
    eventually("nothing waits any more", || async {
        let list: serde_json::Value = second.get("/api/admin/connections").await?;
        Ok((list["connections"][0]["waiting"] == 0).then_some(()))
    })
    .await?;
    let mut ids = receiver.ids();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), receiver.ids().len()), (10, 10), "each of them once");
    Ok(())
}

/// Keeps the ids of the deliveries that it takes.
struct Receiver {
    url: String,
    ids: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Receiver {
    async fn start() -> Result<Self> {
        let ids: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = ids.clone();
        let take = move |headers: HeaderMap| async move {
            let id = headers.get("webhook-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(id);
            StatusCode::NO_CONTENT
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/hook", listener.local_addr()?);
        let router = Router::new().route("/hook", post(take));
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, ids, serving })
    }

    fn ids(&self) -> Vec<String> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

#[tokio::test]
async fn who_loses_access_on_one_node_is_cut_off_on_another() -> Outcome {
    let stage = Stage::open().await?;
    let grace = stage.cluster.person("Grace Guest", "member").await?;
    let (ada, id) = (stage.cluster.client(0, &stage.ada)?, stage.postmortem.id);
    let person = stage.cluster.client(1, &grace)?.session().await?.person.id;
    let restricted = PatchAccess { visibility: Some(Visibility::Restricted), ..PatchAccess::default() };
    ada.set_access(id, &restricted).await?;
    ada.grant(id, person, Role::Editor).await?;
    let page = stage.cluster.replica(1, &grace, &stage.postmortem).await?;
    let gone = ada.send(Method::DELETE, &format!("/api/postmortems/{id}/access/people/{person}")).await?;
    assert!(gone.status().is_success(), "{}", gone.status());
    assert_eq!(page.ended().await?.code, Some(4403));

    let page = stage.page(2).await?;
    let gone = ada.send(Method::DELETE, &format!("/api/postmortems/{id}")).await?;
    assert!(gone.status().is_success(), "{}", gone.status());
    assert_eq!(page.ended().await?.code, Some(4404));
    Ok(())
}

#[tokio::test]
async fn a_snapshot_of_one_node_loads_whole_on_a_fresh_one() -> Outcome {
    let mut stage = Stage::open().await?;
    let pages = [stage.page(0).await?, stage.page(1).await?];
    // Enough for several snapshots, while both write.
    for number in 0..700 {
        for page in &pages {
            page.append(&TextPath::Title, &format!(" {number}"))?;
        }
        tokio::task::yield_now().await;
    }
    for page in &pages {
        page.saved().await?;
    }
    let fresh = stage.cluster.add().await?;
    stage.all_equal(&[&pages[0], &pages[1]], &[0, 1, 2, fresh]).await?;
    Ok(())
}
