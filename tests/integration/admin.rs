//! What admins do, over the real server: it counts at once, in open pages too, and stays in the log.

use anyhow::Context as _;
use debrief_shared::api::{AdminPerson, AdminPersonList, AuditEntry, AuditPage, HandedOutLink, Overview};
use debrief_shared::protocol::CloseReason;
use debrief_tests::{Joining, Outcome, Replica, eventually};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::common::Room;

#[tokio::test]
async fn who_is_suspended_is_gone_from_open_pages_at_once() -> Outcome {
    let room = Room::open().await?;
    let grace = room.server.person("Grace Member", "member")?;
    let replica = Replica::open(&room.server, &grace, room.id).await?;
    let people: AdminPersonList = room.ada.get("/api/admin/people").await?;
    let row = people.people.iter().find(|row| row.person.name == "Grace Member").expect("listed");
    let path = format!("/api/admin/people/{}", row.person.id);

    let done: AdminPerson = room.ada.call(Method::POST, &format!("{path}/suspend"), &json!({})).await?;
    assert!(done.suspended_at.is_some());
    assert_eq!(replica.ended().await?.code, Some(CloseReason::Suspended.code()));
    let joining = Joining::new(&room.server, room.id).plain().bearer(grace.token()?);
    assert_eq!(joining.refused().await?, 401);

    let _: AdminPerson = room.ada.call(Method::POST, &format!("{path}/reinstate"), &json!({})).await?;
    let again = Replica::open(&room.server, &grace, room.id).await?;
    let raised: AdminPerson = room.ada.call(Method::PATCH, &path, &json!({"role": "guest"})).await?;
    assert_eq!(raised.role, debrief_shared::api::InstanceRole::Guest);
    assert!(again.ended().await?.code.is_some(), "guests see what was shared with them only");
    Ok(())
}

#[tokio::test]
async fn the_log_tells_who_did_what_from_where() -> Outcome {
    let room = Room::open().await?;
    let body = json!({"email": "new@example.com", "role": "member"});
    let link: HandedOutLink = room.ada.call(Method::POST, "/api/admin/invitations", &body).await?;
    assert!(link.url.starts_with("/invitation#") && !link.mailed);
    let page: AuditPage = room.ada.get("/api/admin/audit?action=invitation").await?;
    let [entry] = &page.entries[..] else { panic!("one entry: {page:?}") };
    assert_eq!((entry.action.as_str(), entry.address.as_str()), ("invitation.created", "127.0.0.1"));
    assert_eq!(entry.actor.as_ref().map(|person| person.name.as_str()), Some("Ada Admin"));

    let page: AuditPage = room.ada.get("/api/admin/audit?action=account.created").await?;
    assert_eq!(page.entries[0].address, "", "the command line");
    let file = room.ada.get_text("/api/admin/audit/export").await?;
    let actions: Vec<String> = file
        .lines()
        .map(|line| Ok(serde_json::from_str::<Value>(line)?["action"].as_str().unwrap_or_default().to_owned()))
        .collect::<Result<_, serde_json::Error>>()?;
    for action in ["audit.exported", "invitation.created", "postmortem.created", "token.created", "account.created"] {
        assert!(actions.iter().any(|noted| noted == action), "{action} in {actions:?}");
    }
    let made = file.lines().find(|line| line.contains("postmortem.created")).context("the postmortem was made")?;
    let made: AuditEntry = serde_json::from_str(made)?;
    let title = room.ada.postmortem(room.id).await?.summary.title;
    assert_eq!((made.postmortem, made.postmortem_title.as_ref()), (Some(room.id), Some(&title)));
    assert!(!title.is_empty() && !made.postmortem_removed);
    assert!(room.ada.send(Method::DELETE, &format!("/api/postmortems/{}", room.id)).await?.status().is_success());
    let page: AuditPage = room.ada.get("/api/admin/audit?action=postmortem.removed").await?;
    assert_eq!((page.entries[0].postmortem_title.as_ref(), page.entries[0].postmortem_removed), (Some(&title), true));
    assert!(!file.contains(link.url.split('#').nth(1).expect("a secret")), "no secrets in the log");
    Ok(())
}

#[tokio::test]
async fn the_overview_tells_what_is_open() -> Outcome {
    let room = Room::open().await?;
    let _replica = room.replica().await?;
    eventually("the document is open", || async {
        let overview: Overview = room.ada.get("/api/admin/overview").await?;
        assert!(overview.storage_ok && overview.database_bytes > 0 && overview.postmortems == 1);
        Ok((overview.live == 1).then_some(()))
    })
    .await?;
    let grace = room.server.person("Grace Member", "member")?;
    for path in ["/api/admin/overview", "/api/admin/people", "/api/admin/audit", "/api/admin/audit/export", "/metrics"]
    {
        assert_eq!(grace.refused_status(Method::GET, path).await?, StatusCode::FORBIDDEN.as_u16(), "{path}");
    }
    Ok(())
}
