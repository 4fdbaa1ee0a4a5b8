//! Tells people what concerns them: never the one who did it, nobody who may not read it, and nobody who does not want to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use debrief_shared::api::{InstanceRole, NotificationKind};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::access::{Action, Actor, Facts, Resource, Verdict, may};
use crate::random;
use crate::store::notifications::{About, NewNotification};
use crate::store::{Store, StoreError};

/// Most notifications that are kept for one person; older ones give way.
const MAX_NOTIFICATIONS: u32 = 200;
/// How long a notification is kept at most, read or not.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Most people who are told of one thing.
const MAX_TOLD: usize = 100;

/// Something that happened, and whom it concerns.
#[derive(Clone, Debug)]
pub struct News {
    /// In which postmortem.
    pub postmortem: Uuid,
    /// Who did it.
    pub actor: Uuid,
    /// About what.
    pub about: About,
    /// Whom it concerns, and as what.
    pub concerned: BTreeMap<Uuid, NotificationKind>,
}

/// Tells people; cheap to clone.
#[derive(Clone)]
pub struct Notifier {
    store: Arc<dyn Store>,
}

impl Notifier {
    /// Over a store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// Tells whom it concerns. The thing itself is done: that nobody could be told of it is for the log only.
    pub async fn tell(&self, news: News) {
        let postmortem = news.postmortem;
        if let Err(error) = self.try_to_tell(news).await {
            tracing::warn!(%error, %postmortem, "nobody could be told of what happened");
        }
    }

    async fn try_to_tell(&self, news: News) -> Result<(), StoreError> {
        let News { postmortem, actor, about, concerned: mut told } = news;
        told.remove(&actor);
        while told.len() > MAX_TOLD {
            told.pop_last();
        }
        if told.is_empty() {
            return Ok(());
        }
        let now = Timestamp::now();
        let ids: Vec<Uuid> = told.keys().copied().collect();
        let readers = readers(self.store.as_ref(), postmortem, &ids, now).await?;
        let settings = self.store.notification_settings(&readers).await?;
        told.retain(|person, kind| settings.get(person).is_some_and(|settings| settings.of(*kind).app));
        let new =
            |(person, kind)| NewNotification { id: random::id(now), person, postmortem, about, kind, actor, at: now };
        let news: Vec<NewNotification> = told.into_iter().map(new).collect();
        self.store.notify(&news, MAX_NOTIFICATIONS, now - KEPT_FOR).await
    }
}

/// Those of these people who have an account and may read the postmortem.
async fn readers(
    store: &dyn Store,
    postmortem: Uuid,
    people: &[Uuid],
    now: Timestamp,
) -> Result<Vec<Uuid>, StoreError> {
    let known = store.people_named(people).await?;
    let places: Vec<(Uuid, Uuid)> = known.iter().map(|person| (postmortem, person.id)).collect();
    let standings = store.standings(&places, now).await?;
    let reads = |id: Uuid, guest: bool| {
        // Admins could open everything; only what is theirs otherwise counts here.
        let role = if guest { InstanceRole::Guest } else { InstanceRole::Member };
        standings.get(&(postmortem, id)).is_some_and(|standing| {
            let resource = Resource::Postmortem(Facts::from(standing));
            may(&Actor::Person { id, role }, Action::Read, &resource) == Verdict::Allow
        })
    };
    Ok(known.into_iter().filter(|person| reads(person.id, person.guest)).map(|person| person.id).collect())
}
