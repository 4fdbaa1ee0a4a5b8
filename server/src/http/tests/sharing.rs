//! Sharing through the router: people, teams, links, owners, and what is refused.

use axum::http::Method;
use debrief_shared::api::InstanceRole;
use serde_json::{Value, json};

use super::{Answer, As, Server};

/// An owner with a restricted postmortem, an admin, and the ids of people by name.
struct House {
    server: Server,
    owner: As,
    admin: As,
    path: String,
}

impl House {
    async fn new() -> Self {
        let server = Server::start().await;
        let admin = server.person("ada", InstanceRole::Admin).await;
        let owner = server.member("olga").await;
        let path = server.postmortem(&owner, "Checkout refused cards").await;
        let house = Self { server, owner, admin, path };
        let restricted = house.owner_does(Method::PATCH, "/access", json!({"visibility": "restricted"})).await;
        assert_eq!(restricted["visibility"], "restricted");
        house
    }

    async fn owner_sends(&self, method: Method, rest: &str, body: Value) -> Answer {
        self.server.send(&self.owner, method, &format!("{}{rest}", self.path), Some(body)).await
    }

    async fn owner_does(&self, method: Method, rest: &str, body: Value) -> Value {
        let answer = self.owner_sends(method, rest, body).await;
        assert!(answer.status.is_success(), "{rest}: {} {}", answer.status, answer.text);
        answer.json()
    }

    async fn id(&self, who: &As) -> String {
        self.server.get(who, "/api/session").await.json()["person"]["id"].as_str().unwrap().to_owned()
    }

    async fn audited(&self, action: &str) -> Vec<Value> {
        let page = self.server.get(&self.admin, &format!("/api/admin/audit?action={action}")).await.json();
        page["entries"].as_array().unwrap().clone()
    }

    /// A link with a password, if one is given; its secret.
    async fn link(&self, role: &str, password: Option<&str>) -> (String, String) {
        let made =
            self.owner_does(Method::POST, "/links", json!({"role": role, "days": 7, "password": password})).await;
        let secret = made["url"].as_str().unwrap().strip_prefix("/join#").expect("a path while no address is known");
        (made["id"].as_str().unwrap().to_owned(), secret.to_owned())
    }

    async fn enter(&self, who: &As, body: Value) -> Answer {
        self.server.post(who, "/api/links/enter", body).await
    }
}

#[tokio::test]
async fn what_cannot_be_shared_like_that_is_refused() {
    let house = House::new().await;
    let (viewer, guest) = (house.server.member("vera").await, house.server.person("gus", InstanceRole::Guest).await);
    let (viewer, guest, owner) = (house.id(&viewer).await, house.id(&guest).await, house.id(&house.owner).await);
    let person = |id: &str| format!("/access/people/{id}");
    let none = uuid::Uuid::nil().to_string();
    let link =
        |role: &str, days: u16, password: Option<String>| json!({"role": role, "days": days, "password": password});
    let cases = [
        (Method::PUT, person(&viewer), json!({"role": "owner"}), 422),
        (Method::PUT, person(&owner), json!({"role": "viewer"}), 422),
        (Method::PUT, person(&none), json!({"role": "viewer"}), 404),
        (Method::PUT, person(&viewer), json!({"role": "viewer", "owner": true}), 422),
        (Method::DELETE, person(&viewer), Value::Null, 404),
        (Method::PATCH, "/access".to_owned(), json!({"workspace_role": "owner"}), 422),
        (Method::PUT, "/owner".to_owned(), json!({"person": guest}), 422),
        (Method::PUT, "/owner".to_owned(), json!({"person": none}), 422),
        (Method::POST, "/links".to_owned(), link("owner", 7, None), 422),
        (Method::POST, "/links".to_owned(), link("viewer", 0, None), 422),
        (Method::POST, "/links".to_owned(), link("viewer", 366, None), 422),
        (Method::POST, "/links".to_owned(), link("viewer", 7, Some("1234567".to_owned())), 422),
        (Method::POST, "/links".to_owned(), link("viewer", 7, Some("x".repeat(257))), 422),
    ];
    for (method, rest, body, status) in cases {
        let answer = house.owner_sends(method, &rest, body.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{rest} {body}: {}", answer.text);
    }
    let access = house.server.get(&house.owner, &format!("{}/access", house.path)).await.json();
    assert_eq!((&access["people"], &access["links"], &access["role"]), (&json!([]), &json!([]), &json!("owner")));
}

#[tokio::test]
async fn guests_see_neither_who_else_has_access_nor_links() {
    let house = House::new().await;
    let (vera, gus) = (house.server.member("vera").await, house.server.person("gus", InstanceRole::Guest).await);
    for who in [&vera, &gus] {
        let rest = format!("/access/people/{}", house.id(who).await);
        house.owner_does(Method::PUT, &rest, json!({"role": "viewer"})).await;
    }
    let team = house.server.post(&house.admin, "/api/teams", json!({"name": "Payments"})).await.id();
    house.owner_does(Method::PUT, &format!("/access/teams/{team}"), json!({"role": "editor"})).await;
    house.link("viewer", None).await;
    let access = async |who: &As| house.server.get(who, &format!("{}/access", house.path)).await.json();
    let names = |access: &Value| -> Vec<String> {
        access["people"].as_array().unwrap().iter().map(|one| one["person"]["name"].to_string()).collect()
    };
    let (of_owner, of_vera, of_gus) = (access(&house.owner).await, access(&vera).await, access(&gus).await);
    assert_eq!((names(&of_owner).len(), names(&of_vera).len()), (2, 2));
    assert_eq!(names(&of_gus), ["\"gus\""]);
    let teams_and_links = |access: &Value| {
        (
            access["teams"].as_array().unwrap().len(),
            access["links"].as_array().unwrap().len(),
            access["may_share"] == true,
        )
    };
    assert_eq!(teams_and_links(&of_owner), (1, 1, true));
    assert_eq!(teams_and_links(&of_vera), (1, 0, false));
    assert_eq!(teams_and_links(&of_gus), (0, 0, false));
}

#[tokio::test]
async fn a_link_lets_a_guest_in_and_no_further_than_its_role() {
    let house = House::new().await;
    let (id, secret) = house.link("commenter", None).await;
    let look = house.server.post(&As::Nobody, "/api/links/look", json!({"link": secret})).await.json();
    assert_eq!(look["title"], "Checkout refused cards");
    assert_eq!((&look["needs_name"], &look["needs_password"]), (&json!(true), &json!(false)));
    for wrong in
        [json!({"link": secret}), json!({"link": secret, "name": " "}), json!({"link": secret, "name": "a\nb"})]
    {
        assert_eq!(house.enter(&As::Nobody, wrong).await.status, 422);
    }
    let entered = house.enter(&As::Nobody, json!({"link": secret, "name": " Gail "})).await;
    let guest = As::Cookie(entered.cookie().expect("a session").to_owned());
    let session = house.server.get(&guest, "/api/session").await.json();
    assert_eq!((&session["person"]["name"], &session["by_link"]), (&json!("Gail"), &json!(true)));
    assert_eq!((&session["role"], &session["email"]), (&json!("guest"), &json!("")));
    assert_eq!(house.server.get(&guest, &house.path).await.json()["role"], "commenter");
    assert_eq!(house.server.patch(&guest, &house.path, json!({"severity": "1"})).await.status, 403);

    // Coming again makes no second guest, and a weaker link takes nothing away.
    let (_, weaker) = house.link("viewer", None).await;
    for secret in [&secret, &weaker] {
        let again = house.enter(&guest, json!({"link": secret})).await;
        assert_eq!((again.status.as_u16(), again.cookie()), (200, None), "{}", again.text);
    }
    assert_eq!(house.server.get(&guest, &house.path).await.json()["role"], "commenter");
    let look = house.server.post(&guest, "/api/links/look", json!({"link": secret})).await.json();
    assert_eq!(look["needs_name"], false);
    let access = house.server.get(&house.owner, &format!("{}/access", house.path)).await.json();
    let visitors = |link: &str| {
        access["links"].as_array().unwrap().iter().find(|one| one["id"] == link).unwrap()["visitors"].clone()
    };
    assert_eq!(visitors(&id), 1);

    // Somebody with an account keeps it, and owns no less than before.
    let owner = house.enter(&house.owner, json!({"link": weaker})).await;
    assert_eq!((owner.status.as_u16(), owner.cookie()), (200, None));
    assert_eq!(house.server.get(&house.owner, &house.path).await.json()["role"], "owner");
    let noted = house.audited("link.entered").await;
    assert_eq!(noted.len(), 4);
    assert!(noted.iter().all(|entry| !entry.to_string().contains(&secret)), "the secret is not in the log");
}

#[tokio::test]
async fn a_session_by_link_ends_with_the_link() {
    let house = House::new().await;
    let made = house.owner_does(Method::POST, "/links", json!({"role": "viewer", "days": 1})).await;
    let secret = made["url"].as_str().unwrap().split_once('#').unwrap().1;
    let entered = house.enter(&As::Nobody, json!({"link": secret, "name": "Gail"})).await;
    let guest = As::Cookie(entered.cookie().unwrap().to_owned());
    let person: uuid::Uuid = house.id(&guest).await.parse().unwrap();
    let sessions = house.server.state.store.sessions(person, jiff::Timestamp::now()).await.unwrap();
    let link_ends: jiff::Timestamp = made["expires_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(sessions[0].expires_at.as_millisecond(), link_ends.as_millisecond());
}

#[tokio::test]
async fn wrong_revoked_ended_and_removed_links_are_one_and_the_same() {
    let house = House::new().await;
    let (revoked, revoked_secret) = house.link("viewer", None).await;
    let (_, secret) = house.link("viewer", None).await;
    let gone = house.server.delete(&house.owner, &format!("{}/links/{revoked}", house.path)).await;
    assert_eq!(gone.status, 204);
    let body = |path: &str, link: &str| match path {
        "/api/links/look" => json!({"link": link}),
        _ => json!({"link": link, "name": "Gail"}),
    };
    let mut answers = Vec::new();
    for link in ["wrong", "", &"x".repeat(4_000), &revoked_secret] {
        for path in ["/api/links/look", "/api/links/enter"] {
            answers.push(house.server.post(&As::Nobody, path, body(path, link)).await);
        }
    }
    assert_eq!(house.server.delete(&house.owner, &house.path).await.status, 204);
    for path in ["/api/links/look", "/api/links/enter"] {
        answers.push(house.server.post(&As::Nobody, path, body(path, &secret)).await);
    }
    for answer in &answers {
        assert_eq!((answer.status.as_u16(), &answer.text), (404, &answers[0].text));
        assert_eq!(answer.cookie(), None);
    }
}

#[tokio::test]
async fn a_link_s_password_is_asked_for_throttled_and_noted() {
    let house = House::new().await;
    let (_, secret) = house.link("viewer", Some("open sesame")).await;
    let look = house.server.post(&As::Nobody, "/api/links/look", json!({"link": secret})).await.json();
    assert_eq!(
        (&look["needs_password"], &look["title"]),
        (&json!(true), &Value::Null),
        "the title is behind the password"
    );
    let enter = |password: Option<&str>| json!({"link": secret, "name": "Gail", "password": password});
    assert_eq!(house.enter(&As::Nobody, enter(None)).await.status, 401);
    assert_eq!(house.audited("link.refused").await.len(), 0, "nothing was guessed");
    let mut refused = 0;
    let throttled = loop {
        let answer = house.enter(&As::Nobody, enter(Some("open barley"))).await;
        if answer.status != 401 {
            break answer;
        }
        refused += 1;
        assert!(refused < 30, "guessing goes on for ever");
    };
    assert_eq!(throttled.status, 429);
    assert!(throttled.headers.contains_key("retry-after"));
    let noted = house.audited("link.refused").await;
    assert_eq!(noted.len(), refused);
    assert!(!noted.iter().any(|entry| entry.to_string().contains("barley")));

    // Another link, another bucket.
    let (_, secret) = house.link("viewer", Some("open sesame")).await;
    let entered = house.enter(&As::Nobody, json!({"link": secret, "name": "Gail", "password": "open sesame"})).await;
    assert_eq!(entered.status, 200, "{}", entered.text);
}

#[tokio::test]
async fn a_postmortem_has_one_owner_and_a_bounded_number_of_links() {
    let house = House::new().await;
    let heir = house.server.member("hera").await;
    let id = house.id(&heir).await;
    house.owner_does(Method::PUT, &format!("/access/people/{id}"), json!({"role": "viewer"})).await;
    let access = house.owner_does(Method::PUT, "/owner", json!({"person": id})).await;
    assert_eq!(
        (&access["owner"]["id"], &access["role"], &access["may_share"]),
        (&json!(id), &json!("editor"), &json!(false))
    );
    let people: Vec<&Value> = access["people"].as_array().unwrap().iter().map(|one| &one["person"]["name"]).collect();
    assert_eq!(people, ["olga"], "the new owner is not in the list any more");
    assert_eq!(house.owner_sends(Method::PUT, "/owner", json!({"person": id})).await.status, 403);
    let path = format!("{}/links", house.path);
    for _ in 0..50 {
        assert_eq!(house.server.post(&heir, &path, json!({"role": "viewer", "days": 1})).await.status, 201);
    }
    assert_eq!(house.server.post(&heir, &path, json!({"role": "viewer", "days": 1})).await.status, 409);
}

#[tokio::test]
async fn teams_have_names_of_their_own() {
    let house = House::new().await;
    let create = async |name: &str| house.server.post(&house.admin, "/api/teams", json!({"name": name})).await;
    let team = create(" Payments ").await;
    assert_eq!((team.status.as_u16(), &team.json()["name"]), (201, &json!("Payments")));
    for (name, status) in [("Payments", 409), ("", 422), ("a\nb", 422), (&"x".repeat(81), 422), (&"x".repeat(80), 201)]
    {
        assert_eq!(create(name).await.status.as_u16(), status, "{name}");
    }
    let other = create("Search").await.id();
    let path = format!("/api/teams/{other}");
    assert_eq!(house.server.patch(&house.admin, &path, json!({"name": "Payments"})).await.status, 409);
    assert_eq!(house.server.patch(&house.admin, &path, json!({"name": "Find"})).await.json()["name"], "Find");
    let member = format!("{path}/members/{}", house.id(&house.owner).await);
    for _ in 0..2 {
        let joined = house.server.send(&house.admin, Method::PUT, &member, None).await;
        assert_eq!(joined.json()["members"].as_array().unwrap().len(), 1, "again is no harm");
    }
    assert_eq!(house.server.delete(&house.admin, &member).await.status, 204);
    assert_eq!(house.server.delete(&house.admin, &member).await.status, 404);
    assert_eq!(house.server.delete(&house.admin, &path).await.status, 204);
}
