//! This node among the others that run over the same database: it notes again and again that it lives, and finds out who of the others
//! was killed. By counting, not by clocks: those of two machines differ.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::document::Documents;
use crate::random;
use crate::rounds::Rounds;
use crate::store::{Store, StoreError};

/// How often a node says that it lives.
const EVERY: Duration = Duration::from_secs(1);
/// Looks in a row at which a node has said nothing, after which it counts as killed.
const MISSED: u32 = 4;
/// Name of the secret by which instances that share a NATS are told apart.
const INSTANCE: &str = "instance";
/// Name of the secret that the set-up link is made of.
pub const SET_UP: &str = "set-up link";
/// Name of the secret that sign-ins under way are sealed with.
pub const SIGN_INS: &str = "sign-ins under way";

/// What is known of another node.
#[derive(Default)]
struct Other {
    beats: i64,
    missed: u32,
    /// Until when pages may give back what it may have lost.
    recovers_until: Option<Instant>,
}

/// This node.
pub struct Node {
    id: Uuid,
    store: Arc<dyn Store>,
    others: HashMap<Uuid, Other>,
}

impl Node {
    /// A new one, not yet noted.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { id: Uuid::from_bytes(random::bytes()), store, others: HashMap::new() }
    }

    /// Its id: another one at each start.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The id of the instance, the same for all its nodes.
    pub async fn instance(&self) -> Result<Uuid, StoreError> {
        let secret = self.store.shared_secret(INSTANCE, &random::bytes()).await?;
        let (id, _) = secret.split_first_chunk().expect("32 bytes are more than 16");
        Ok(Uuid::from_bytes(*id))
    }

    /// Notes that it runs, and meets those who are noted already.
    pub async fn enter(&mut self) -> Result<(), StoreError> {
        self.look().await.map(drop)
    }

    /// Whether others are noted, for all that it has seen.
    pub fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// For a node that knows that it is alone: whether others are noted, which can only have been killed. They are forgotten.
    pub async fn replaces_killed(&mut self) -> Result<bool, StoreError> {
        let killed = self.store.beat(self.id).await?;
        for (node, _) in &killed {
            self.store.forget_node(*node).await?;
        }
        Ok(killed.len() > 1)
    }

    /// Looks after itself and the others until `stop`. `recovery`: how long pages may give back what a killed node may have lost.
    pub async fn run(mut self, documents: Documents, recovery: Duration, stop: CancellationToken) -> Self {
        let mut rounds = Rounds::new(EVERY, &stop);
        while rounds.next().await {
            let looked = self.look().await;
            documents.note_others(looked.is_err() || self.has_others());
            match looked {
                Ok(killed) => {
                    for node in killed {
                        tracing::warn!(%node, "another node was killed; pages give back what it may have lost");
                        documents.recover(node);
                        if let Some(other) = self.others.get_mut(&node) {
                            other.recovers_until = Some(Instant::now() + recovery);
                        }
                    }
                }
                // Whoever cannot look knows nothing of others, and they nothing of it.
                Err(error) => tracing::debug!(%error, "nodes could not be looked at"),
            }
            self.forget_recovered().await;
        }
        self
    }

    /// Everything was written: nobody has to wonder about this node.
    pub async fn leave(&self) -> Result<(), StoreError> {
        self.store.forget_node(self.id).await
    }

    /// Says that it lives, and returns those of whom it is found out that they don't.
    async fn look(&mut self) -> Result<Vec<Uuid>, StoreError> {
        let noted: HashMap<Uuid, i64> = self.store.beat(self.id).await?.into_iter().collect();
        self.others.retain(|node, _| noted.contains_key(node));
        let mut killed = Vec::new();
        for (node, beats) in noted.into_iter().filter(|(node, _)| *node != self.id) {
            let other = self.others.entry(node).or_default();
            if other.beats == beats {
                other.missed += 1;
                if other.missed == MISSED {
                    killed.push(node);
                }
            } else {
                *other = Other { beats, ..Other::default() };
            }
        }
        Ok(killed)
    }

    async fn forget_recovered(&mut self) {
        let now = Instant::now();
        let over = |other: &Other| other.recovers_until.is_some_and(|until| until <= now);
        let recovered: Vec<Uuid> = self.others.iter().filter(|(_, other)| over(other)).map(|(node, _)| *node).collect();
        for node in recovered {
            // If not now, then a second later.
            if self.store.forget_node(node).await.is_ok() {
                self.others.remove(&node);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::SqliteStore;

    async fn store() -> (Arc<dyn Store>, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
        (Arc::new(store), folder)
    }

    #[tokio::test]
    async fn a_node_that_says_nothing_any_more_was_killed_and_one_that_left_was_not() {
        let (store, _folder) = store().await;
        let node = || Node::new(Arc::clone(&store));
        let (mut one, mut killed, mut gone) = (node(), node(), node());
        for node in [&mut one, &mut killed, &mut gone] {
            node.enter().await.expect("noted");
        }
        assert_eq!(one.look().await, Ok(vec![]));
        gone.leave().await.expect("forgotten");
        for _ in 1..MISSED {
            assert_eq!(killed.look().await, Ok(vec![]));
            assert_eq!(one.look().await, Ok(vec![]), "it lives");
        }
        for look in 1..=MISSED * 2 {
            let found = one.look().await.expect("looks");
            assert_eq!(found, if look == MISSED { vec![killed.id()] } else { vec![] }, "look {look}");
        }
        killed.look().await.expect("it was only away");
        assert_eq!(one.look().await, Ok(vec![]));
        assert_eq!(one.others[&killed.id()].missed, 0);
    }

    #[tokio::test]
    async fn what_was_lost_is_looked_for_until_somebody_has_done_so_to_the_end() {
        let (store, _folder) = store().await;
        let mut killed = Node::new(Arc::clone(&store));
        killed.enter().await.expect("noted");
        let mut alone = Node::new(Arc::clone(&store));
        assert_eq!(alone.replaces_killed().await, Ok(true));
        assert_eq!(alone.replaces_killed().await, Ok(false));
        let mut other = Node::new(Arc::clone(&store));
        killed.enter().await.expect("noted");
        other.enter().await.expect("noted");
        other.others.get_mut(&killed.id()).expect("met").recovers_until = Some(Instant::now());
        other.forget_recovered().await;
        assert!(!store.beat(other.id()).await.expect("noted").iter().any(|(node, _)| *node == killed.id()));
    }

    #[tokio::test]
    async fn all_nodes_are_of_one_instance() {
        let (store, _folder) = store().await;
        let (one, two) = (Node::new(Arc::clone(&store)), Node::new(Arc::clone(&store)));
        assert_eq!(one.instance().await, two.instance().await);
        assert_ne!(one.id(), two.id());
    }
}
