//! The bell of everybody who has a page open: they are told at once that there is news for them. What the news is does not go this way:
//! whoever hears of it asks for it, and is asked for their right then.

pub mod socket;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::bus::Bus;
use crate::bus::message::{MAX_TOLD, Message};

/// Where nodes tell each other of everybody's bells: no document's id.
const BELLS: Uuid = Uuid::max();

/// All bells; cheap to clone. Each page has a place for one ringing that waits, however often it rings.
#[derive(Clone)]
pub struct Bells(Arc<Inner>);

struct Inner {
    bus: Bus,
    /// Only of those who have a page open; how often theirs has rung.
    people: Mutex<HashMap<Uuid, watch::Sender<u64>>>,
    closing: CancellationToken,
}

impl Bells {
    /// Bells of this node, which other nodes ring over the bus.
    pub fn new(bus: Bus) -> Self {
        Self(Arc::new(Inner { bus, people: Mutex::default(), closing: CancellationToken::new() }))
    }

    /// Rings for these people, wherever they are.
    pub fn ring(&self, people: &[Uuid]) {
        self.ring_here(people);
        for part in people.chunks(MAX_TOLD) {
            // What is not heard is found by the page, which asks now and then.
            self.0.bus.say(BELLS, 0, &Message::Told(part.to_vec()));
        }
    }

    /// Hears what other nodes ring, until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let Some(mut connected) = self.0.bus.connected() else { return };
        let mut feed = self.0.bus.listen(BELLS).await;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Ok(()) = connected.changed() => {
                    if *connected.borrow_and_update() {
                        feed.open().await;
                        // Of whom it was for while nobody was heard, nothing is known.
                        self.people().values().for_each(ring);
                    }
                }
                (_, message) = feed.next() => {
                    if let Message::Told(people) = message {
                        self.ring_here(&people);
                    }
                }
            }
        }
    }

    /// The server stops: pages are told to come again.
    pub fn close(&self) {
        self.0.closing.cancel();
    }

    fn ring_here(&self, people: &[Uuid]) {
        let known = self.people();
        people.iter().filter_map(|person| known.get(person)).for_each(ring);
    }

    /// Listens for one page of a person.
    fn listen(&self, person: Uuid) -> Listening {
        let mut people = self.people();
        let rung = people.entry(person).or_default().subscribe();
        Listening { bells: self.clone(), person, rung: Some(rung) }
    }

    fn people(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<u64>>> {
        // No code that can panic runs under this lock.
        self.0.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ring(bell: &watch::Sender<u64>) {
    bell.send_modify(|times| *times = times.wrapping_add(1));
}

/// One page that listens; dropping it ends that.
struct Listening {
    bells: Bells,
    person: Uuid,
    /// There until it is dropped.
    rung: Option<watch::Receiver<u64>>,
}

impl Listening {
    /// Resolves when it has rung since the last time.
    async fn rung(&mut self) {
        let rung = match &mut self.rung {
            Some(rung) => rung.changed().await.is_ok(),
            None => false,
        };
        if !rung {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut people = self.bells.people();
        // Under the lock: nobody begins to listen in between.
        self.rung = None;
        if let Entry::Occupied(known) = people.entry(self.person)
            && known.get().receiver_count() == 0
        {
            known.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;
    use crate::document::tests::eventually;
    use crate::document::tests::nodes::nats::Nats;

    #[tokio::test]
    async fn it_rings_for_whom_it_is_meant_and_waits_once() {
        let bells = Bells::new(Bus::default());
        let (ada, grace) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (mut one, mut two, mut other) = (bells.listen(ada), bells.listen(ada), bells.listen(grace));
        bells.ring(&[ada, Uuid::from_u128(3)]);
        bells.ring(&[ada]);
        assert!(one.rung().now_or_never().is_some() && two.rung().now_or_never().is_some(), "both of her pages");
        assert!(one.rung().now_or_never().is_none(), "once for both");
        assert!(other.rung().now_or_never().is_none(), "not hers");
    }

    #[tokio::test]
    async fn it_rings_from_one_node_to_another_also_after_an_interruption() {
        let mut nats = Nats::start().await;
        let instance = Uuid::from_u128(7);
        let stop = CancellationToken::new();
        let mut nodes = Vec::new();
        for node in 1..=2 {
            let bus = Bus::connect(&nats.address(), instance, Uuid::from_u128(node)).await.expect("an address");
            nodes.push(Bells::new(bus));
            tokio::spawn(nodes[nodes.len() - 1].clone().run(stop.clone()));
        }
        let ada = Uuid::from_u128(1);
        let mut page = nodes[1].listen(ada);
        // Listening begins in its own time.
        eventually(async || {
            nodes[0].ring(&[Uuid::from_u128(2), ada]);
            page.rung().now_or_never().is_some()
        })
        .await;
        nats.stop();
        let mut connected = nodes[1].0.bus.connected().expect("has a bus");
        connected.wait_for(|connected| !connected).await.expect("it is noticed");
        nodes[0].ring(&[ada]);
        while page.rung().now_or_never().is_some() {}
        nats.restart().await;
        // What was missed is not known: the page asks.
        eventually(async || page.rung().now_or_never().is_some()).await;
        stop.cancel();
    }

    #[tokio::test]
    async fn nobody_is_remembered_who_is_gone() {
        let bells = Bells::new(Bus::default());
        let ada = Uuid::from_u128(1);
        let (one, two) = (bells.listen(ada), bells.listen(ada));
        drop(one);
        assert_eq!(bells.people().len(), 1);
        drop(two);
        assert!(bells.people().is_empty());
        bells.ring(&[ada]);
        assert!(bells.listen(ada).rung().now_or_never().is_none(), "what was before is asked for");
    }
}
