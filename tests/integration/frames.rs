//! Frames and upgrades that are not as they should be.

use debrief_shared::document::TextPath;
use debrief_shared::protocol::{MAX_FRAME_BYTES, Message, ServerEvent};
use debrief_tests::{Joining, Outcome, Replica, random};

use crate::common::Room;

async fn code_after(room: &Room, frame: Vec<u8>) -> anyhow::Result<Option<u16>> {
    let replica = room.replica().await?;
    // A server that is already hanging up may close before everything is written.
    let _ = replica.send(frame);
    Ok(replica.ended().await?.code)
}

#[tokio::test]
async fn frames_that_cannot_be_read_end_only_their_own_socket() -> Outcome {
    let room = Room::open().await?;
    let bystander = room.replica().await?;
    let malformed: [(&str, Vec<u8>); 9] = [
        ("empty", vec![]),
        ("unknown type", vec![9, 1, 0]),
        ("unknown sync type", vec![0, 9, 1, 0]),
        ("truncated", vec![0, 2, 200, 1, 0]),
        ("endless number", vec![0xff; 12]),
        ("two messages", vec![3, 3]),
        ("update of garbage", Message::Update(b"\xff\xff\xff\xff\x0fgarbage").encode()),
        ("state vector of garbage", Message::SyncStep1(&[0xff, 0xff, 0xff, 0xff, 0x0f]).encode()),
        ("awareness of four thousand million", vec![1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    ];
    for (name, frame) in malformed {
        let code = code_after(&room, frame).await?;
        assert!(matches!(code, Some(4400 | 4409)), "{name}: {code:?}");
        if !name.contains("garbage") {
            assert_eq!(code, Some(4400), "{name}");
        }
    }
    bystander.append(&TextPath::Title, " (still here)")?;
    bystander.saved().await?;
    assert!(bystander.ending().is_none());
    Ok(())
}

#[tokio::test]
async fn an_oversized_frame_is_refused() -> Outcome {
    let room = Room::open().await?;
    let bystander = room.replica().await?;
    let code = code_after(&room, Message::Update(&vec![0; MAX_FRAME_BYTES + 1]).encode()).await?;
    // A socket that broke before the close frame arrived was refused as well.
    assert!(matches!(code, Some(4413 | 1009) | None), "{code:?}");
    assert!(bystander.ending().is_none());
    bystander.append(&TextPath::Title, " (still here)")?;
    bystander.saved().await
}

#[tokio::test]
async fn a_large_paste_fits() -> Outcome {
    let room = Room::open().await?;
    let (one, two) = (room.replica().await?, room.replica().await?);
    let pasted = "0123456789".repeat(50_000);
    one.append(&TextPath::Title, &pasted)?;
    two.wait_until("the paste", |view| view.title.ends_with(&pasted)).await?;
    one.saved().await
}

#[tokio::test]
async fn upgrades_that_are_not_allowed_are_refused_as_http() -> Outcome {
    let room = Room::open().await?;
    let token = room.ada.token()?.to_owned();
    let here = || Joining::new(&room.server, room.id);

    let there = |id: String| Joining::new(&room.server, id).bearer(&token);
    let evil = here().bearer(&token).header("Origin", "https://evil.example");
    let nowhere = here().bearer(&token).header("Origin", "null");
    for (joining, status) in [
        (here(), 401),
        (here().bearer("not-a-token"), 401),
        (here().query("not-a-token"), 401),
        (there(random::id().to_string()), 404),
        (there("not-an-id".to_owned()), 404),
        (evil, 403),
        (nowhere, 403),
    ] {
        assert_eq!(joining.clone().plain().refused().await?, status, "{joining:?}");
        // A page cannot see an HTTP status: it is told by a close code, unless it is not ours at all.
        let mut page = Replica::apart(joining);
        match page.connect().await {
            Ok(()) => assert_eq!(page.ended().await?.code, Some(4000 + status)),
            Err(_) => assert!(page.ending().is_none()),
        }
    }

    let origin = room.server.url();
    for joining in [here().bearer(&token), here().query(&token), here().bearer(&token).header("Origin", &origin)] {
        let replica = Replica::join(joining).await?;
        assert_eq!(replica.view().title, "Checkout refused cards");
    }
    Ok(())
}

#[tokio::test]
async fn a_signed_in_browser_joins_by_its_cookie_from_this_origin_only() -> Outcome {
    let room = Room::open().await?;
    let account = debrief_tests::cli::Account::named("Grace Member");
    account.add(&room.server.data(), "member")?;
    let cookie = crate::access::session_cookie(&room.server, &account).await?;
    let joining = Joining::new(&room.server, room.id).header("Cookie", &cookie);

    let replica = Replica::join(joining.clone().header("Origin", &room.server.url())).await?;
    let hello = replica.wait_for_event("hello", |event| matches!(event, ServerEvent::Hello { .. })).await?;
    assert!(matches!(hello, ServerEvent::Hello { user, .. } if user.name == "Grace Member"));
    assert_eq!(joining.clone().plain().header("Origin", "https://evil.example").refused().await?, 403);
    Ok(())
}

#[tokio::test]
async fn hello_comes_first_and_pings_are_answered() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    assert!(matches!(replica.events().first(), Some(ServerEvent::Hello { .. })), "{:?}", replica.events());
    replica.send_text(r#"{"type":"ping"}"#)?;
    replica.wait_for_event("pong", |event| matches!(event, ServerEvent::Pong)).await?;
    replica.send_text("what is this")?;
    assert_eq!(replica.ended().await?.code, Some(4400));
    Ok(())
}

#[tokio::test]
async fn an_update_whose_forerunner_is_missing_is_asked_for_again_not_lost() -> Outcome {
    let room = Room::open().await?;
    let mut replica = room.replica().await?;
    let witness = room.replica().await?;
    // Typed while apart: never sent as frames of their own.
    replica.disconnect();
    replica.append(&TextPath::Title, " one")?;
    replica.connect().await?;
    replica.append(&TextPath::Title, " two")?;
    witness.wait_until("both words", |view| view.title.ends_with(" one two")).await?;
    assert!(replica.ending().is_none(), "{:?}", replica.ending());
    Ok(())
}
