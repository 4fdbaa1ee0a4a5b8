//! Whose replica each Yjs client id of a document is. An id belongs to the account that first wrote with it, and nobody else adds
//! anything in its name: so what the log says of an author holds for every part of the text.

use std::collections::HashMap;

use uuid::Uuid;

use super::presence::Presence;

/// Somebody else's replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foreign;

/// Another node's account was first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contested;

/// Who writes, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    /// The account.
    pub(super) person: Uuid,
    /// The client id that the session goes by in the document's presence.
    pub(super) announced: Option<u64>,
    /// Whether there may be words of others among it that were shown on another node and lost with it, which is not known yet: then
    /// nobody comes to own an id by bringing it, either.
    pub(super) brings: bool,
}

/// The owners of a document's client ids.
pub(super) struct Authorship {
    /// `None`: the server's own, of this run or an earlier one.
    owners: HashMap<u64, Option<Uuid>>,
    /// Client id of the server's replica: never anybody's.
    server: u64,
}

impl Authorship {
    /// What is stored of it, and the server's replica of this run.
    pub(super) fn new(stored: Vec<(u64, Option<Uuid>)>, server: u64) -> Self {
        Self { owners: stored.into_iter().collect(), server }
    }

    /// Whether `person` may go by this client id.
    pub(super) fn is_open_to(&self, client: u64, person: Uuid) -> bool {
        client != self.server && self.owners.get(&client).is_none_or(|owner| *owner == Some(person))
    }

    /// Decides whether somebody may add something in the names of `clients`; gives those that are theirs from now on, once that is done
    /// (see [`Authorship::claim`]). Ids from before owners were noted belong to whoever uses them first.
    ///
    /// `recovers`: the log may have lost what pages still hold, and whoever holds it may give it back, whoever wrote it. Then nobody
    /// comes to own an id by that, unless it is the one they go by: it may be that of somebody who is about to come back.
    ///
    /// `is_here`: whether a replica's own page is connected and has given all that it had; then nobody else has more of it.
    pub(super) fn judge(
        &self,
        clients: impl Iterator<Item = u64>,
        writer: Writer,
        presence: &Presence,
        recovers: impl Fn() -> bool,
        is_here: impl Fn(u64) -> bool,
    ) -> Result<Vec<u64>, Foreign> {
        let mut claims = Vec::new();
        for client in clients {
            let known = self.owners.get(&client);
            if known.is_some_and(|owner| *owner == Some(writer.person)) {
                continue;
            }
            let foreign = known.is_some() || presence.is_of_another_writer(client, writer.person);
            if client == self.server || (foreign && (!recovers() || is_here(client))) {
                return Err(Foreign);
            }
            if !foreign && (writer.announced == Some(client) || !(writer.brings || recovers())) {
                claims.push(client);
            }
        }
        Ok(claims)
    }

    /// Notes new owners; gives what is to be stored with the update that made them so.
    pub(super) fn claim(&mut self, clients: Vec<u64>, person: Uuid) -> Vec<(u64, Option<Uuid>)> {
        clients
            .into_iter()
            .map(|client| {
                self.owners.insert(client, Some(person));
                (client, Some(person))
            })
            .collect()
    }

    /// Whether another node gives client ids to other accounts than this one knows.
    pub(super) fn contests(&self, writers: &[(u64, Option<Uuid>)]) -> bool {
        writers.iter().any(|(client, person)| self.owners.get(client).is_some_and(|owner| owner != person))
    }

    /// Notes owners that another node has found, as far as nobody was known.
    pub(super) fn learn(&mut self, writers: &[(u64, Option<Uuid>)]) {
        for &(client, person) in writers {
            self.owners.entry(client).or_insert(person);
        }
    }

    /// Takes over what the log says, which has the last word: the first owner who was written down.
    pub(super) fn confirm(&mut self, stored: &[(u64, Option<Uuid>)]) -> Result<(), Contested> {
        if self.contests(stored) {
            return Err(Contested);
        }
        self.learn(stored);
        Ok(())
    }

    /// Notes that the server writes; gives what is to be stored if that is the first time.
    pub(super) fn claim_for_server(&mut self) -> Vec<(u64, Option<Uuid>)> {
        let new = self.owners.insert(self.server, None).is_none();
        if new { vec![(self.server, None)] } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::presence::Change;

    const ADA: Uuid = Uuid::from_u128(1);
    const GRACE: Uuid = Uuid::from_u128(2);
    const SERVER: u64 = 9;

    fn authorship() -> Authorship {
        Authorship::new(vec![(1, Some(ADA)), (2, Some(GRACE)), (8, None)], SERVER)
    }

    /// Ada's session 7 goes by the client ids 1 and 3.
    fn presence(writes: bool) -> Presence {
        let mut presence = Presence::default();
        for (session, client) in [(7, 3), (6, 1)] {
            let change = Change { client, clock: 1, state: Some("{}".to_owned()) };
            assert!(presence.apply(session, ADA, writes, change));
        }
        presence
    }

    fn judge(
        clients: &[u64],
        person: Uuid,
        announced: Option<u64>,
        recovers: bool,
        here: bool,
    ) -> Result<Vec<u64>, Foreign> {
        let writer = Writer { person, announced, brings: false };
        authorship().judge(clients.iter().copied(), writer, &presence(true), || recovers, |_| here)
    }

    #[test]
    fn an_id_is_its_owner_s_and_a_new_one_becomes_its_first_user_s() {
        assert_eq!(judge(&[1], ADA, None, false, false), Ok(vec![]));
        assert_eq!(judge(&[1, 5, 6], ADA, None, false, false), Ok(vec![5, 6]));
        assert_eq!(judge(&[1], GRACE, None, false, false), Err(Foreign));
        assert_eq!(judge(&[2, 1], GRACE, None, false, false), Err(Foreign), "one foreign id is enough");
        let mut authorship = authorship();
        assert_eq!(authorship.claim(vec![5], ADA), [(5, Some(ADA))]);
        assert!(authorship.is_open_to(5, ADA) && !authorship.is_open_to(5, GRACE));
    }

    #[test]
    fn the_server_s_ids_are_nobody_s() {
        for client in [8, SERVER] {
            assert_eq!(judge(&[client], ADA, None, false, false), Err(Foreign));
        }
        assert_eq!(judge(&[SERVER], ADA, None, true, false), Err(Foreign), "nothing of the server that runs is lost");
        assert_eq!(judge(&[8], ADA, None, true, false), Ok(vec![]));
        let mut authorship = authorship();
        assert!(!authorship.is_open_to(SERVER, ADA) && !authorship.is_open_to(8, ADA));
        assert_eq!(authorship.claim_for_server(), [(SERVER, None)]);
        assert_eq!(authorship.claim_for_server(), []);
    }

    #[test]
    fn an_id_that_somebody_goes_by_is_not_taken_by_writing_with_it() {
        assert_eq!(judge(&[3], GRACE, None, false, false), Err(Foreign));
        assert_eq!(judge(&[3], ADA, None, false, false), Ok(vec![3]));
        let grace = Writer { person: GRACE, announced: None, brings: false };
        let readers = presence(false);
        let judged = authorship().judge([3].into_iter(), grace, &readers, || false, |_| false);
        assert_eq!(judged, Ok(vec![3]), "a reader keeps nobody from writing");
    }

    #[test]
    fn what_was_lost_is_taken_from_anybody_unless_its_page_is_here() {
        assert_eq!(judge(&[1], GRACE, None, true, false), Ok(vec![]));
        assert_eq!(judge(&[1], GRACE, None, true, true), Err(Foreign));
        assert_eq!(judge(&[3], GRACE, None, true, false), Ok(vec![]));
        assert_eq!(judge(&[3], GRACE, None, true, true), Err(Foreign));
    }

    #[test]
    fn what_is_brought_from_another_node_does_not_become_the_bringer_s_either() {
        let writer = Writer { person: GRACE, announced: Some(4), brings: true };
        let judged = authorship().judge([4, 5].into_iter(), writer, &presence(true), || false, |_| false);
        assert_eq!(judged, Ok(vec![4]));
    }

    #[test]
    fn what_is_brought_back_does_not_become_the_bringer_s() {
        assert_eq!(judge(&[4, 5], GRACE, Some(4), true, false), Ok(vec![4]));
        assert_eq!(judge(&[3], GRACE, Some(3), true, false), Ok(vec![]));
    }
}
