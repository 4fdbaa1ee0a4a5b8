//! Several nodes over one PostgreSQL and one NATS: real processes, each of which can be killed and cut off.

mod faults;
mod upgrade;

use anyhow::Result;
use debrief_shared::api::{Anchor, CreateThread, PatchAccess, PostmortemSummary, Role, Visibility};
use debrief_shared::document::{TextPath, View};
use debrief_shared::protocol::ServerEvent;
use debrief_tests::cluster::Cluster;
use debrief_tests::replica::converged;
use debrief_tests::{Joining, Outcome, Replica, eventually};
use reqwest::Method;
use serde_json::json;
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
