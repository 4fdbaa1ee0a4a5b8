//! What was right when it was looked at, and is not any more when it counts.

use axum::http::{Method, StatusCode};
use debrief_shared::api::{ChangePassword, SignIn};
use jiff::Timestamp;
use serde_json::json;

use super::{As, PASSWORD, Server, noted};
use crate::people::PeopleError;
use crate::people::account::Proof;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::people::Shown;

#[tokio::test]
async fn what_was_right_a_moment_ago_begins_no_session() {
    let server = Server::start().await;
    server.member("ada").await;
    let people = &server.state.people;
    let sign_in = || SignIn { email: "ada@example.com".to_owned(), password: PASSWORD.to_owned() };
    let checked = people.check_password(sign_in(), None, noted(AuditAction::SignInRefused)).await.unwrap();
    let ada = As::Cookie(server.post(&As::Nobody, "/api/session", json!(sign_in())).await.cookie().unwrap().to_owned());

    // Between the look at the password and the session it becomes another one.
    let change = json!({"current": PASSWORD, "new": "a longer password still"});
    let changed = server.send(&ada, Method::PUT, "/api/account/password", Some(change.clone())).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.text);
    let shown = Shown::Password(checked.password_hash.as_deref().unwrap());
    let late = people.begin_session(checked.person.id, shown, String::new(), noted(AuditAction::SignedIn)).await;
    assert_eq!(late, Err(PeopleError::WrongCredentials));

    // So it is with a change of it that was checked before.
    let change = ChangePassword { current: Some(PASSWORD.to_owned()), new: "tangerine lamp over oslo".to_owned() };
    let late = people.change_password(&checked, change, Proof::default(), noted(AuditAction::PasswordChanged)).await;
    assert_eq!(late, Err(PeopleError::Store(StoreError::Conflict)));

    let account = server.state.store.account(checked.person.id).await.unwrap();
    server.state.store.suspend(account.person.id, None, &noted(AuditAction::Suspended)).await.unwrap();
    let shown = Shown::Password(account.password_hash.as_deref().unwrap());
    let late = people.begin_session(account.person.id, shown, String::new(), noted(AuditAction::SignedIn)).await;
    assert_eq!(late, Err(PeopleError::Suspended));
    assert_eq!(server.state.store.sessions(account.person.id, Timestamp::now()).await, Ok(vec![]));
}
