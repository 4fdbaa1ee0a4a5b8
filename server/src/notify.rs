//! Tells people what concerns them: never the one who did it, nobody who may not read it, and nobody who does not want to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use debrief_shared::api::{InstanceRole, MailPace, NotificationKind, NotificationSettings, Person};
use debrief_shared::said::to_plain;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::access::{Action, Actor, Facts, Resource, Verdict, may};
use crate::bell::Bells;
use crate::mail::timing::Timing;
use crate::store::mails::Slot;
use crate::store::notifications::{About, NewNotification};
use crate::store::reminders::NewReminder;
use crate::store::sharing::Standing;
use crate::store::{Store, StoreError};
use crate::{policy, random};

/// Most notifications that are kept for one person; older ones give way.
const MAX_NOTIFICATIONS: u32 = 200;
/// How long a notification is kept at most, read or not.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Longest beginning of what was written that is shown, in characters.
const MAX_EXCERPT_CHARS: usize = 160;
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
    mails: Option<Timing>,
    bells: Bells,
}

impl Notifier {
    /// Over a store; by mail, too, where there is a mail server.
    pub fn new(store: Arc<dyn Store>, mails: Option<Timing>, bells: Bells) -> Self {
        Self { store, mails, bells }
    }

    /// When a mail for calendars about what happens now goes, where there is a mail server: a little later, so that what is put right at
    /// once is one mail.
    pub fn invitations_due(&self, now: Timestamp) -> Option<Timestamp> {
        self.mails.map(|timing| timing.soon(now))
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
        let mut news = Vec::new();
        for (person, kind) in told {
            let Some(settings) = settings.get(&person) else { continue };
            let (shown, mail) = (settings.of(kind).app, self.slot(settings, kind, now).await?);
            if shown || mail.is_some() {
                let id = random::id(now);
                news.push(NewNotification { id, person, postmortem, about, kind, actor, at: now, shown, mail });
            }
        }
        self.store.notify(&news, MAX_NOTIFICATIONS, now - KEPT_FOR).await?;
        let shown: Vec<Uuid> = news.iter().filter(|news| news.shown).map(|news| news.person).collect();
        self.bells.ring(&shown);
        Ok(())
    }

    /// Whether people are reminded at this time of their day: not before the mail of the day goes.
    pub(crate) fn reminds_at(&self, time: Time) -> bool {
        self.mails.is_none_or(|timing| time >= timing.daily_at)
    }

    /// Reminds somebody of a mitigation, unless they may not read it, do not want to know, or were reminded meanwhile.
    pub(crate) async fn remind(&self, reminder: NewReminder, now: Timestamp) -> Result<(), StoreError> {
        const KIND: NotificationKind = NotificationKind::MitigationDue;
        let (postmortem, person) = (reminder.action.postmortem, reminder.person);
        let readers = readers(self.store.as_ref(), postmortem, &[person], now).await?;
        let settings = self.store.notification_settings(&readers).await?;
        let Some(settings) = settings.get(&person) else { return Ok(()) };
        let (shown, mail) = (settings.of(KIND).app, self.slot(settings, KIND, now).await?);
        if !shown && mail.is_none() {
            return Ok(());
        }
        let id = random::id(now);
        let (about, actor) = (About::Mitigations, person);
        let news = NewNotification { id, person, postmortem, about, kind: KIND, actor, at: now, shown, mail };
        if self.store.remind(&reminder, &news, MAX_NOTIFICATIONS, now - KEPT_FOR).await? && shown {
            self.bells.ring(&[person]);
        }
        Ok(())
    }

    /// The mail that is to tell of it, if one is.
    async fn slot(
        &self,
        settings: &NotificationSettings,
        kind: NotificationKind,
        now: Timestamp,
    ) -> Result<Option<Slot>, StoreError> {
        // Invitations go by themselves.
        let mails = self.mails.filter(|_| settings.mails(kind) && !kind.has_invitation());
        let Some(timing) = mails else { return Ok(None) };
        let daily = settings.pace == MailPace::Daily;
        let due = match settings.pace {
            MailPace::Daily => timing.daily(now, &policy::zone(&policy::read(self.store.as_ref()).await?)),
            MailPace::Soon | MailPace::Never => timing.soon(now),
        };
        Ok(Some(Slot { id: random::id(now), due, daily }))
    }
}

/// Those of these people who have an account and may read the postmortem.
pub(crate) async fn readers(
    store: &dyn Store,
    postmortem: Uuid,
    people: &[Uuid],
    now: Timestamp,
) -> Result<Vec<Uuid>, StoreError> {
    let known = store.people_named(people).await?;
    let places: Vec<(Uuid, Uuid)> = known.iter().map(|person| (postmortem, person.id)).collect();
    let standings = store.standings(&places, now).await?;
    let reads = |person: &Person| {
        let standing = standings.get(&(postmortem, person.id));
        standing.is_some_and(|standing| may_read(person.id, person.guest, standing))
    };
    Ok(known.into_iter().filter(reads).map(|person| person.id).collect())
}

/// Whether somebody is told of what happens in a postmortem. Admins could open everything; only what is theirs otherwise counts here.
pub(crate) fn may_read(id: Uuid, guest: bool, standing: &Standing) -> bool {
    let role = if guest { InstanceRole::Guest } else { InstanceRole::Member };
    may(&Actor::person(id, role), Action::Read, &Resource::Postmortem(Facts::from(standing))) == Verdict::Allow
}

/// The beginning of what was written, without marks.
pub(crate) fn excerpt(body: &str) -> String {
    let plain = to_plain(body).0;
    let mut excerpt: String = plain.chars().take(MAX_EXCERPT_CHARS).collect();
    if excerpt.len() < plain.len() {
        excerpt.push('…');
    }
    excerpt
}
