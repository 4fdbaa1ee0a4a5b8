//! Everything secret carries a word of its own. Everybody asks for everything: nobody is told a word that is not for them.

use anyhow::{Context as _, Result};
use debrief_shared::api::{CreateLink, CreatedLink, EditTeam, EditTemplate, Role, Team, TemplateSection};
use debrief_shared::document::{SectionKind, TextPath};
use debrief_tests::{Client, Outcome, Replica};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use yrs::Transact as _;

use crate::common::{add_entry, add_mitigation, discussion};
use crate::revocation::{Stage, Victim};

/// Who asks, in the order of the letters below.
const PRINCIPALS: [&str; 7] = ["nobody", "link", "guest", "viewer", "stranger", "owner", "admin"];

/// A secret word and who may come across it: one letter a principal, `y` or `-`.
struct Word {
    text: String,
    may: &'static str,
    what: &'static str,
}

/// What is in a postmortem that was shared with some, and in one that was not.
const SHARED: &str = "-yyy-yy";
const PRIVATE: &str = "-----yy";
const MEMBERS: &str = "---yyyy";
const ADMIN: &str = "------y";
const NOBODY: &str = "-------";

struct Instance {
    stage: Stage,
    principals: Vec<Victim>,
    words: Vec<Word>,
    /// Every id there is, whatever it names.
    ids: Vec<String>,
    documents: [Uuid; 2],
    /// The last change of each postmortem.
    seqs: Vec<String>,
    links: Vec<String>,
}

impl Instance {
    fn word(&mut self, what: &'static str, may: &'static str) -> String {
        let word = format!("canary{}", debrief_tests::random::id().simple());
        self.words.push(Word { text: word.clone(), may, what });
        word
    }

    /// Somebody whose address and name are words. `knows`: who may see the name; the address is for themselves and admins.
    async fn person(&mut self, role: &str, knows: &'static str, own: &'static str) -> Result<Victim> {
        let name = self.word("a name", knows);
        let victim = self.stage.by_token(&name, role).await?;
        self.ids.push(victim.person.to_string());
        // The address is made of the name: what follows it makes it one.
        self.words.push(Word { text: format!("{name}@example.com"), may: own, what: "an address" });
        Ok(victim)
    }

    /// A postmortem of the owner's with a word in every place; `may`: who may read it.
    async fn fill(&mut self, id: Uuid, may: &'static str) -> Result<()> {
        let words: Vec<String> = ["a title", "a body", "an entry", "a mitigation", "a fact", "a comment", "a quote"]
            .into_iter()
            .map(|what| self.word(what, may))
            .collect();
        let owner = self.stage.owner.clone();
        let replica = Replica::open(&self.stage.server, &owner, id).await?;
        let body = discussion(&replica.view())?;
        replica.append(&TextPath::Title, &words[0])?;
        replica.append(&body, &words[1])?;
        replica.edit(|postmortem, txn| add_entry(postmortem, txn, "2026-01-01T10:00:00Z", &words[2]));
        replica.edit(|postmortem, txn| add_mitigation(postmortem, txn, &words[3]));
        replica.edit(|postmortem, txn| postmortem.set_severity(txn, &words[4]));
        replica.saved().await?;
        let anchor =
            debrief_shared::document::anchor(replica.postmortem(), &replica.postmortem().doc().transact(), &body, 0, 1);
        let thread = json!({"anchor": anchor.context("an anchor")?, "quote": words[6], "body": words[5]});
        let made: Value = owner.call(Method::POST, &format!("/api/postmortems/{id}/comments"), &thread).await?;
        self.ids.push(made["id"].as_str().context("an id")?.to_owned());
        let link: CreatedLink = owner
            .call(
                Method::POST,
                &format!("/api/postmortems/{id}/links"),
                &CreateLink { role: Role::Viewer, days: 1, password: None },
            )
            .await?;
        let secret = link.url.split_once('#').context("a secret")?.1.to_owned();
        self.words.push(Word { text: secret.clone(), may: NOBODY, what: "the secret of a link" });
        self.links.push(secret);
        let version = json!({"name": self.word("the name of a version", may)});
        let made: Value =
            owner.call(Method::POST, &format!("/api/postmortems/{id}/history/versions"), &version).await?;
        self.seqs.push(made["seq"].as_i64().context("a place in the log")?.to_string());
        self.ids.push(link.info.id.to_string());
        Ok(())
    }

    async fn new() -> Result<Self> {
        let stage = Stage::without_rate_limit().await?;
        let shared = stage.id;
        let private = stage.owner.create("", "pushpay").await?.id;
        let restrict = json!({"visibility": "restricted"});
        stage.owner.call::<Value>(Method::PATCH, &format!("/api/postmortems/{private}/access"), &restrict).await?;
        let ids = vec![shared.to_string(), private.to_string(), "pushpay".to_owned()];
        let (principals, words, links) = (Vec::new(), Vec::new(), Vec::new());
        let mut all = Self { stage, principals, words, ids, documents: [shared, private], seqs: Vec::new(), links };
        all.fill(shared, SHARED).await?;
        all.fill(private, PRIVATE).await?;

        // Guests are told who owns what they may read, and of themselves; members know each other.
        let (by_link, _) = all.stage.by_link(Role::Viewer).await?;
        let guest = all.person("guest", "--yyyyy", "--y---y").await?;
        let viewer = all.person("member", MEMBERS, "---y--y").await?;
        let stranger = all.person("member", MEMBERS, "----y-y").await?;
        for person in [&guest, &viewer] {
            all.stage.grant(person.person, Role::Viewer).await?;
        }
        let own_name = format!("{}@example.com", "olga.owner");
        all.words.push(Word { text: own_name, may: "-----yy", what: "the owner's address" });
        all.words.push(Word { text: "ada.admin@example.com".to_owned(), may: ADMIN, what: "the admin's address" });
        // Nothing can be shared with them: only admins meet them.
        let suspended = all.person("member", ADMIN, ADMIN).await?;
        let path = format!("/api/admin/people/{}/suspend", suspended.person);
        all.stage.admin.call::<Value>(Method::POST, &path, &json!({})).await?;

        let (team, template, token) =
            (all.word("a team", MEMBERS), all.word("a template", MEMBERS), all.word("a token", "-----yy"));
        let team: Team = all.stage.admin.call(Method::POST, "/api/teams", &EditTeam { name: team }).await?;
        all.ids.push(team.id.to_string());
        all.stage
            .done(&all.stage.admin, Method::PUT, &format!("/api/teams/{}/members/{}", team.id, stranger.person))
            .await?;
        let give = format!("/api/postmortems/{private}/access/teams/{}", team.id);
        all.stage.owner.call::<Value>(Method::PUT, &give, &json!({"role": "viewer"})).await?;
        all.stage.done(&all.stage.owner, Method::DELETE, &give).await?;
        let section = TemplateSection {
            kind: SectionKind::Prose,
            heading: "What happened".to_owned(),
            guidance: String::new(),
            body: String::new(),
        };
        let edit = EditTemplate { name: Some(template), sections: Some(vec![section]), ..EditTemplate::default() };
        all.ids.push(all.stage.owner.create_template(&edit).await?.id);
        let made: Value = all.stage.owner.call(Method::POST, "/api/tokens", &json!({"name": token})).await?;
        all.ids.push(made["id"].as_str().context("an id")?.to_owned());
        let secret = made["token"].as_str().context("a token")?.to_owned();
        all.words.push(Word { text: secret, may: NOBODY, what: "the secret of a token" });
        let invited = all.word("an invitation", ADMIN);
        let invite = json!({"email": format!("{invited}@example.com"), "role": "member"});
        let invitation: Value = all.stage.admin.call(Method::POST, "/api/admin/invitations", &invite).await?;
        let secret = invitation["url"].as_str().and_then(|url| url.split_once('#')).context("a secret")?.1.to_owned();
        all.words.push(Word { text: secret, may: NOBODY, what: "the secret of an invitation" });

        let nobody = Victim::nobody(&all.stage)?;
        let (owner, admin) =
            (Victim::of(&all.stage, &all.stage.owner).await?, Victim::of(&all.stage, &all.stage.admin).await?);
        all.principals = vec![nobody, by_link, guest, viewer, stranger, owner, admin];
        Ok(all)
    }

    /// All that one can be told: every route with every id, whatever comes back, and every socket.
    async fn told(&self, principal: &Victim, routes: &[String]) -> Result<Vec<(String, String)>> {
        let mut told = Vec::new();
        for route in routes {
            for path in self.paths(route) {
                let mut request = principal.request(Method::GET, &path);
                if path.contains("/api/oidc") {
                    request = request.header("Cookie", "none=1");
                }
                let response = request.send().await?;
                let headers = format!("{:?}", response.headers());
                told.push((path, headers + &response.text().await?));
            }
        }
        for (path, body) in [("/api/links/look", "link"), ("/api/tickets/look", "ticket"), ("/api/session", "email")] {
            for secret in ["wrong", "dbr_wrong"] {
                let answer = principal.request(Method::POST, path).json(&json!({ body: secret })).send().await?;
                told.push((path.to_owned(), answer.text().await?));
            }
        }
        for id in self.documents {
            for (method, rest) in
                [(Method::PATCH, ""), (Method::PUT, "/owner"), (Method::POST, "/links"), (Method::POST, "/comments")]
            {
                let path = format!("/api/postmortems/{id}{rest}");
                let answer = principal.request(method, &path).json(&json!({"wrong": 1})).send().await?;
                told.push((path, answer.text().await?));
            }
            told.push((format!("socket of {id}"), self.overheard(principal, id).await?));
        }
        Ok(told)
    }

    /// Everything that comes over a socket while the owner is there, types and comments.
    async fn overheard(&self, principal: &Victim, id: Uuid) -> Result<String> {
        let owner = Replica::open(&self.stage.server, &self.stage.owner, id).await?;
        owner.announce(1, Some(&json!({"place": "here", "cursor": null})))?;
        let owner_id = owner.client_id();
        owner.wait_for_awareness("one's own echo", |peers| peers.contains_key(&owner_id)).await?;
        let mut replica = Replica::apart(principal.joining_to(&self.stage, id));
        if replica.connect().await.is_ok() && replica.reconnect().await.is_ok() {
            replica.wait_for_awareness("the owner", |peers| peers.contains_key(&owner_id)).await?;
        }
        let body = discussion(&owner.view())?;
        owner.append(&body, ".")?;
        owner.saved().await?;
        let plain = Replica::join(principal.joining_to(&self.stage, id).plain()).await;
        let plain =
            plain.map_or_else(|error| format!("{error:?}"), |plain| format!("{:?} {:?}", plain.view(), plain.events()));
        let heard = (replica.view(), replica.events(), replica.awareness(), replica.ending());
        Ok(format!("{heard:?} {plain}"))
    }

    fn paths(&self, route: &str) -> Vec<String> {
        let mut paths = vec![route.to_owned()];
        while let Some(open) = paths[0].find('{') {
            let close = paths[0].find('}').unwrap_or(open);
            let part = paths[0][open..=close].to_owned();
            let ids = if part == "{seq}" { &self.seqs } else { &self.ids };
            paths = paths.iter().flat_map(|path| ids.iter().map(|id| path.replacen(&part, id, 1))).collect();
        }
        paths
    }
}

/// Every address that can be read.
async fn routes(client: &Client) -> Result<Vec<String>> {
    let description: Value = client.get("/api/openapi.json").await?;
    let described = description["paths"].as_object().context("paths")?;
    let read = described.iter().filter(|(_, methods)| methods.get("get").is_some()).map(|(route, _)| route.clone());
    let mut routes: Vec<String> = read.collect();
    for format in ["md", "json", "html"] {
        routes.push(format!("/api/postmortems/{{id}}/export?format={format}"));
    }
    let beside = [
        "/api/openapi.json",
        "/metrics",
        "/healthz",
        "/readyz",
        "/",
        "/p/{id}",
        "/join",
        "/api/none/{id}",
        "/assets/{id}",
    ];
    routes.extend(beside.map(str::to_owned));
    let searches = ["/api/postmortems?removed=true", "/api/postmortems?q=canary", "/api/actions?status=idea"];
    routes.extend(searches.map(str::to_owned));
    for format in ["md", "json", "html"] {
        routes.push(format!("/api/postmortems/{{id}}/history/{{seq}}?format={format}"));
    }
    routes.push("/api/postmortems/{id}/history/diff?from=0&to={seq}".to_owned());
    Ok(routes)
}

#[tokio::test]
async fn nobody_is_told_what_is_not_for_them() -> Outcome {
    let all = Instance::new().await?;
    let routes = routes(&all.stage.admin).await?;
    let mut leaks = Vec::new();
    for (number, principal) in all.principals.iter().enumerate() {
        let name = PRINCIPALS[number];
        let told = all.told(principal, &routes).await?;
        for Word { text: word, may, what } in &all.words {
            let heard = told.iter().filter(|(_, text)| text.contains(word.as_str()));
            let places: Vec<&str> = heard.map(|(place, _)| place.as_str()).collect();
            if may.as_bytes()[number] == b'-' && !places.is_empty() {
                leaks.push(format!("{name} is told {what} by {places:?}"));
            }
            if may.as_bytes()[number] == b'y' && places.is_empty() {
                leaks.push(format!("{name} is not told {what}, and should be: the test looks in the wrong places"));
            }
        }
    }
    // Nothing of it is in the log either, whoever reads that.
    let log = all.stage.server.log();
    for Word { text: word, what, .. } in &all.words {
        if log.contains(word.as_str()) {
            leaks.push(format!("the log tells {what}"));
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    Ok(())
}
