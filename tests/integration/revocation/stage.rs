//! A restricted postmortem in which its owner types all the time, and somebody who is about to lose it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use debrief_shared::api::{
    Access, CreateLink, CreateToken, CreatedLink, CreatedToken, EnterLink, EnteredLink, GrantRole, PatchAccess, Role,
    SessionInfo, TokenScope, Visibility,
};
use debrief_shared::document::TextPath;
use debrief_shared::protocol::ServerEvent;
use debrief_tests::cli::Account;
use debrief_tests::{Client, Joining, Options, Replica, Server, eventually};
use reqwest::Method;
use reqwest::header::SET_COOKIE;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::access::session_cookie;
use crate::common::discussion;

/// Pause between two keystrokes of the owner.
const KEYSTROKE: Duration = Duration::from_millis(5);
/// Keystrokes after a revocation before it is looked what has arrived.
const MORE: u64 = 20;

/// A server, an admin who runs it, and a postmortem of a member's.
pub(crate) struct Stage {
    pub(crate) server: Server,
    pub(crate) admin: Client,
    pub(crate) owner: Client,
    pub(crate) id: Uuid,
    body: TextPath,
    /// The number of the last keystroke that was begun, over all of the owner's sockets.
    typed: Arc<AtomicU64>,
}

/// Somebody who came by one thing: a token, a session, a link.
#[derive(Clone)]
pub(crate) struct Victim {
    pub(crate) client: Client,
    pub(crate) person: Uuid,
    token: Option<String>,
    cookie: Option<String>,
    origin: String,
}

impl Victim {
    /// Nobody at all.
    pub(crate) fn nobody(stage: &Stage) -> Result<Self> {
        let client = Client::anonymous(&stage.server)?;
        Ok(Self { client, person: Uuid::nil(), token: None, cookie: None, origin: stage.server.url() })
    }

    /// Whoever a client acts for by a token.
    pub(crate) async fn of(stage: &Stage, client: &Client) -> Result<Self> {
        let person = client.session().await?.person.id;
        let token = Some(client.token()?.to_owned());
        Ok(Self { client: client.clone(), person, token, cookie: None, origin: stage.server.url() })
    }

    /// As a page or a script asks for the socket.
    pub(crate) fn joining(&self, stage: &Stage) -> Joining {
        self.joining_to(stage, stage.id)
    }

    /// The same to another postmortem.
    pub(crate) fn joining_to(&self, stage: &Stage, id: Uuid) -> Joining {
        let joining = Joining::new(&stage.server, id);
        match (&self.token, &self.cookie) {
            (Some(token), _) => joining.bearer(token),
            (None, Some(cookie)) => joining.header("Cookie", cookie).header("Origin", &self.origin),
            (None, None) => joining,
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, path);
        match &self.cookie {
            Some(cookie) => request.header("Cookie", cookie),
            None => request,
        }
    }
}

/// The owner at work.
pub(crate) struct Typing {
    /// The number of the last keystroke that was begun.
    typed: Arc<AtomicU64>,
    stop: watch::Sender<bool>,
    task: JoinHandle<Result<Replica>>,
}

impl Typing {
    pub(crate) fn typed(&self) -> u64 {
        self.typed.load(Ordering::SeqCst)
    }

    async fn reach(&self, number: u64) -> Result<()> {
        eventually("the owner types on", || async { Ok((self.typed() >= number).then_some(())) }).await
    }

    pub(crate) async fn stop(self) -> Result<Replica> {
        self.stop.send_replace(true);
        self.task.await?
    }
}

impl Stage {
    pub(crate) async fn set() -> Result<Self> {
        let (server, admin) = Server::with_admin().await?;
        Self::on(server, admin).await
    }

    /// One where an address may ask as often as it likes.
    pub(crate) async fn without_rate_limit() -> Result<Self> {
        let flags = ["--rate-limit", "0"].map(str::to_owned).to_vec();
        let server = Server::start(Options { flags, ..Options::default() }).await?;
        let admin = server.person("Ada Admin", "admin")?;
        Self::on(server, admin).await
    }

    async fn on(server: Server, admin: Client) -> Result<Self> {
        let owner = server.person("Olga Owner", "member")?;
        let id = owner.create("Checkout refused cards", "pushpay").await?.id;
        let body = discussion(&owner.postmortem(id).await?.document)?;
        let stage = Self { server, admin, owner, id, body, typed: Arc::default() };
        stage.set_visibility(Visibility::Restricted).await?;
        Ok(stage)
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/postmortems/{}{rest}", self.id)
    }

    pub(crate) async fn set_visibility(&self, visibility: Visibility) -> Result<()> {
        let patch = PatchAccess { visibility: Some(visibility), workspace_role: None };
        self.owner.call::<Access>(Method::PATCH, &self.path("/access"), &patch).await.map(drop)
    }

    pub(crate) async fn grant(&self, person: Uuid, role: Role) -> Result<()> {
        let path = self.path(&format!("/access/people/{person}"));
        self.owner.call::<Access>(Method::PUT, &path, &GrantRole { role }).await.map(drop)
    }

    /// Sends a request without a body that has to succeed.
    pub(crate) async fn done(&self, by: &Client, method: Method, path: &str) -> Result<()> {
        let response = by.send(method, path).await?;
        let status = response.status();
        ensure!(status.is_success(), "{path}: {status} {}", response.text().await?);
        Ok(())
    }

    /// Somebody with an API token.
    pub(crate) async fn by_token(&self, name: &str, role: &str) -> Result<Victim> {
        let client = self.server.person(name, role)?;
        let person = client.session().await?.person.id;
        let token = Some(client.token()?.to_owned());
        Ok(Victim { client, person, token, cookie: None, origin: self.server.url() })
    }

    /// The owner, by a token that is for less than everything.
    pub(crate) async fn owner_with(&self, scope: TokenScope) -> Result<Victim> {
        let create = CreateToken { name: scope.name().to_owned(), scope };
        let made: CreatedToken = self.owner.call(Method::POST, "/api/tokens", &create).await?;
        let client = Client::with_token(&self.server, &made.token)?;
        let person = client.session().await?.person.id;
        Ok(Victim { client, person, token: Some(made.token), cookie: None, origin: self.server.url() })
    }

    /// Somebody with a browser.
    pub(crate) async fn by_session(&self, name: &str, role: &str) -> Result<Victim> {
        let account = Account::named(name);
        account.add(&self.server.data(), role)?;
        self.signed_in(&account).await
    }

    /// One more browser of somebody.
    pub(crate) async fn signed_in(&self, account: &Account) -> Result<Victim> {
        let cookie = session_cookie(&self.server, account).await?;
        self.with_cookie(cookie).await
    }

    /// Somebody without an account who came by a share link for `role`; and the link.
    pub(crate) async fn by_link(&self, role: Role) -> Result<(Victim, CreatedLink)> {
        let create = CreateLink { role, days: 1, password: None };
        let link: CreatedLink = self.owner.call(Method::POST, &self.path("/links"), &create).await?;
        let secret = link.url.split_once('#').context("a secret behind #")?.1.to_owned();
        let enter = EnterLink { link: secret, name: Some("Gail Guest".to_owned()), password: None };
        let response =
            Client::anonymous(&self.server)?.request(Method::POST, "/api/links/enter").json(&enter).send().await?;
        let cookie = response.headers().get(SET_COOKIE).context("a session cookie")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        ensure!(response.json::<EnteredLink>().await?.postmortem == self.id);
        Ok((self.with_cookie(cookie).await?, link))
    }

    async fn with_cookie(&self, cookie: String) -> Result<Victim> {
        let client = Client::anonymous(&self.server)?;
        let session: SessionInfo =
            client.request(Method::GET, "/api/session").header("Cookie", &cookie).send().await?.json().await?;
        Ok(Victim { client, person: session.person.id, token: None, cookie: Some(cookie), origin: self.server.url() })
    }

    /// The owner types a number every few milliseconds, until told to stop.
    pub(crate) async fn typing(&self) -> Result<Typing> {
        let replica = Replica::open(&self.server, &self.owner, self.id).await?;
        let (typed, body, before) = (Arc::clone(&self.typed), self.body.clone(), self.typed.load(Ordering::SeqCst));
        let (stop, mut stopped) = watch::channel(false);
        let count = Arc::clone(&typed);
        let task = tokio::spawn(async move {
            while tokio::time::timeout(KEYSTROKE, stopped.wait_for(|stopped| *stopped)).await.is_err() {
                let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                // One that was cut off, as when it was handed over, goes on without a socket.
                replica.append(&body, &format!("<{number}>"))?;
            }
            Ok(replica)
        });
        let typing = Typing { typed, stop, task };
        typing.reach(before + 1).await?;
        Ok(typing)
    }

    /// The last number that a replica has seen.
    pub(crate) fn seen(&self, replica: &Replica) -> u64 {
        let text = replica.text(&self.body);
        let numbers = text.split('<').filter_map(|part| part.split_once('>')?.0.parse().ok());
        numbers.max().unwrap_or_default()
    }

    /// Has `victim` watch the owner type, does `revoke`, and makes sure that the socket ends with `code` and that nothing which was typed
    /// after the answer has reached the victim.
    pub(crate) async fn cuts_off(
        &self,
        victim: &Victim,
        code: u16,
        revoke: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        let (typing, watching) = self.watched(victim).await?;
        revoke.await?;
        let at_answer = typing.typed();
        ends_with(&watching, code).await?;
        self.has_seen_no_more(typing, &watching, at_answer).await
    }

    /// The same for what nobody answers for: time, or another process. Nothing arrives once the socket has ended.
    pub(crate) async fn cuts_off_soon(
        &self,
        victim: &Victim,
        code: u16,
        revoke: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        let (typing, watching) = self.watched(victim).await?;
        revoke.await?;
        ends_with(&watching, code).await?;
        let at_end = typing.typed();
        self.has_seen_no_more(typing, &watching, at_end).await
    }

    async fn watched(&self, victim: &Victim) -> Result<(Typing, Replica)> {
        let typing = self.typing().await?;
        let watching = Replica::join(victim.joining(self)).await?;
        watching.wait_for_text(&self.body, |text| text.contains('<')).await?;
        Ok((typing, watching))
    }

    async fn has_seen_no_more(&self, typing: Typing, watching: &Replica, than: u64) -> Result<()> {
        ensure!(than > 0, "the owner types");
        typing.reach(than + MORE).await?;
        let seen = self.seen(watching);
        ensure!(seen <= than, "typed after {than} and still seen: {seen}");
        typing.stop().await.map(drop)
    }

    /// Makes sure that there is no way in: each answers with `status`, or the list is without it.
    pub(crate) async fn is_closed_to(&self, victim: &Victim, status: u16) -> Result<()> {
        for rest in ["", "/export?format=md", "/export?format=json", "/export?format=html", "/comments", "/access"] {
            let response = victim.request(Method::GET, &self.path(rest)).send().await?;
            ensure!(response.status().as_u16() == status, "{rest}: {}", response.status());
            ensure!(!response.text().await?.contains("Checkout"), "{rest} tells its title");
        }
        let list = victim.request(Method::GET, "/api/postmortems").send().await?;
        ensure!(!list.text().await?.contains("Checkout"), "it is listed");
        ensure!(victim.joining(self).plain().refused().await? == status, "the socket");
        if victim.token.is_some() && status == 401 {
            // A program can see why an upgrade is refused, so one that comes with a token that is none is not let in to be told.
            ensure!(victim.joining(self).refused().await? == status, "the socket of a script");
            return Ok(());
        }
        let mut extended = Replica::apart(victim.joining(self));
        extended.connect().await?;
        let code = extended.ended().await?.code;
        ensure!(code == Some(4000 + status), "a page is told {code:?}");
        ensure!(extended.received() == 0 && extended.events().is_empty(), "and nothing else");
        Ok(())
    }

    /// Connects again and gives the role that the server says.
    pub(crate) async fn role_of(&self, victim: &Victim) -> Result<(Replica, Role)> {
        let replica = Replica::join(victim.joining(self)).await?;
        let hello = replica.wait_for_event("hello", |event| matches!(event, ServerEvent::Hello { .. })).await?;
        match hello {
            ServerEvent::Hello { role, .. } => Ok((replica, role)),
            other => anyhow::bail!("no hello: {other:?}"),
        }
    }

    /// Types as `replica`, which is told that it may not; nobody sees it.
    pub(crate) async fn refuses(&self, replica: &Replica) -> Result<()> {
        replica.append(&self.body, "not allowed")?;
        replica.wait_for_event("a refusal", |event| matches!(event, ServerEvent::Refused { .. })).await?;
        let kept = self.owner.export(self.id, "md").await?;
        ensure!(!kept.contains("not allowed"), "it was taken");
        Ok(())
    }
}

async fn ends_with(replica: &Replica, code: u16) -> Result<()> {
    let ending = replica.ended().await?;
    ensure!(ending.code == Some(code), "it ended with {ending:?}");
    Ok(())
}
