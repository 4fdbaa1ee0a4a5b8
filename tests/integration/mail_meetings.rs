//! Invitations to meetings, taken out of a real mail server: invited, changed, taken off, cancelled; and nothing to whoever may not know.

use debrief_shared::api::{
    MeetingInfo, NotificationSettings, PatchAccess, PostmortemSummary, Role, ScheduleMeeting, Visibility, Ways,
};
use debrief_tests::{Outcome, Received};
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::mail_stage::{Reader, Stage};

impl Stage {
    async fn schedule(&self, of: &PostmortemSummary, plan: &ScheduleMeeting) -> anyhow::Result<MeetingInfo> {
        self.ada.call(Method::PUT, &format!("/api/postmortems/{}/meeting", of.id), plan).await
    }

    /// Waits until Alan gets an invitation to something that is scheduled now: whatever was due before has been seen to then.
    async fn until_alan_is_asked(&self) -> anyhow::Result<()> {
        let seen = self.sink.mails_to(&self.alan.email).len();
        let elsewhere = self.ada.create("Elsewhere", "pushpay").await?;
        self.schedule(&elsewhere, &plan(5, &[self.alan.id], None)).await?;
        self.sink.next_to(&self.alan.email, seen).await.map(drop)
    }

    /// The next invitation to somebody, and what it says to calendars, with its lines put together.
    async fn next(&self, to: &Reader, seen: usize) -> anyhow::Result<(Received, String)> {
        let mail = self.sink.next_to(&to.email, seen).await?;
        let calendar = mail.part("text/calendar")?.replace("\r\n ", "");
        Ok((mail, calendar))
    }
}

fn plan(days: i64, required: &[Uuid], seen: Option<u32>) -> ScheduleMeeting {
    let start = Timestamp::now() + SignedDuration::from_hours(24 * days);
    ScheduleMeeting {
        start: start.strftime("%Y-%m-%dT10:00").to_string(),
        time_zone: "UTC".to_owned(),
        minutes: 60,
        place: "https://call.example.com/postmortem".to_owned(),
        facilitator: None,
        required: required.to_vec(),
        optional: Vec::new(),
        seen,
    }
}

fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[tokio::test]
async fn those_who_are_asked_get_it_into_their_calendars_and_out_again() -> Outcome {
    let stage = Stage::open(1).await?;
    let postmortem = stage.ada.create("Checkout; refused Bcc: eve@example.com", "pushpay").await?;
    stage.schedule(&postmortem, &plan(3, &[stage.grace.id, stage.alan.id], None)).await?;
    let (mail, calendar) = stage.next(&stage.grace, 0).await?;
    has(&mail.data, &["multipart/alternative", "text/plain", "text/html", "method=REQUEST"]);
    assert!(mail.header("Subject").is_some_and(|subject| subject.starts_with("Invitation: Checkout; refused Bcc")));
    assert_eq!((mail.header("Auto-Submitted"), mail.header("Reply-To")), (Some("auto-generated"), None));
    assert_eq!((mail.header("Cc"), mail.header("Bcc")), (None, None));
    let link = format!("{}/p/{}", stage.server.url(), postmortem.id);
    assert_eq!(mail.link("#meeting")?, format!("{link}#meeting"));
    let attendee = format!("mailto:{}", stage.grace.email);
    has(
        &calendar,
        &[
            "METHOD:REQUEST",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "T100000Z",
            "T110000Z",
            "ROLE=REQ-PARTICIPANT",
            &link,
            &attendee,
        ],
    );
    has(&calendar, &["SUMMARY:Postmortem: Checkout\\; refused", "ORGANIZER", "mailto:debrief@example.com"]);
    assert!(!mail.data.contains(&stage.alan.email) && !calendar.contains(&stage.alan.email), "{calendar}");
    let uid = calendar.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
    stage.sink.next_to(&stage.alan.email, 0).await?;

    // Alan is not asked any more; for Grace it is another day, and she facilitates.
    let moved = ScheduleMeeting { facilitator: Some(stage.grace.id), ..plan(4, &[], Some(0)) };
    stage.schedule(&postmortem, &moved).await?;
    let (mail, calendar) = stage.next(&stage.grace, 1).await?;
    assert!(mail.header("Subject").is_some_and(|subject| subject.starts_with("Changed: ")));
    has(&calendar, &["METHOD:REQUEST", "SEQUENCE:1", "ROLE=CHAIR"]);
    assert_eq!(calendar.lines().find(|line| line.starts_with("UID:")).map(str::to_owned), uid);
    let (mail, calendar) = stage.next(&stage.alan, 1).await?;
    assert!(mail.header("Subject").is_some_and(|subject| subject.starts_with("Cancelled: ")));
    has(&calendar, &["METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED", uid.as_deref().unwrap_or("no uid")]);

    // What is put right before the mail goes is no mail: here there and back.
    stage.schedule(&postmortem, &ScheduleMeeting { minutes: 30, seen: Some(1), ..moved.clone() }).await?;
    stage.schedule(&postmortem, &ScheduleMeeting { seen: Some(2), ..moved }).await?;
    stage.until_alan_is_asked().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email).len(), 2);

    stage.ada.send(Method::DELETE, &format!("/api/postmortems/{}/meeting", postmortem.id)).await?.error_for_status()?;
    let (_, calendar) = stage.next(&stage.grace, 2).await?;
    has(&calendar, &["METHOD:CANCEL", "SEQUENCE:4", "STATUS:CANCELLED"]);
    stage.until_alan_is_asked().await?;
    let subjects: Vec<_> =
        stage.sink.mails_to(&stage.alan.email).iter().map(|m| m.header("Subject").map(str::to_owned)).collect();
    let cancelled = subjects.iter().flatten().filter(|subject| subject.starts_with("Cancelled")).count();
    assert_eq!(cancelled, 1, "he was told that it is off for him: {subjects:?}");
    Ok(())
}

#[tokio::test]
async fn whoever_may_not_know_is_told_nothing_and_a_restricted_one_says_little() -> Outcome {
    let stage = Stage::open(2).await?;
    let closed = stage.ada.create("Behind closed doors", "pushpay").await?;
    let restricted = PatchAccess { visibility: Some(Visibility::Restricted), ..PatchAccess::default() };
    stage.ada.set_access(closed.id, &restricted).await?;
    stage.ada.grant(closed.id, stage.grace.id, Role::Viewer).await?;
    stage.schedule(&closed, &plan(3, &[stage.grace.id], None)).await?;
    let (mail, calendar) = stage.next(&stage.grace, 0).await?;
    for text in [&mail.data, &calendar, &mail.part("text/plain")?, &mail.part("text/html")?] {
        assert!(!text.contains("closed doors") && !text.contains("call.example.com"), "{text}");
    }
    has(&calendar, &["METHOD:REQUEST", "SUMMARY:Postmortem meeting", "CLASS:PRIVATE"]);

    // She was asked, and may not read it any more: her calendar is told that it is off, and nothing else.
    stage
        .ada
        .request(Method::DELETE, &format!("/api/postmortems/{}/access/people/{}", closed.id, stage.grace.id))
        .send()
        .await?
        .error_for_status()?;
    stage.schedule(&closed, &plan(4, &[stage.ada.session().await?.person.id], Some(0))).await?;
    let (mail, calendar) = stage.next(&stage.grace, 1).await?;
    assert_eq!(mail.header("Subject"), Some("Cancelled: a postmortem meeting"));
    has(&calendar, &["METHOD:CANCEL"]);
    assert!(
        !calendar.contains(&format!("/p/{}", closed.id)) && !mail.data.contains(&closed.id.to_string()),
        "{calendar}"
    );

    // Whoever loses access before the mail goes never hears of it.
    let open = stage.ada.create("Open", "pushpay").await?;
    stage.schedule(&open, &plan(3, &[stage.grace.id], None)).await?;
    stage.ada.set_access(open.id, &restricted).await?;
    stage.until_alan_is_asked().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email).len(), 2);

    // Nor does who wants no such mails.
    let settings =
        NotificationSettings { meetings: Ways { app: true, mail: false }, ..NotificationSettings::default() };
    let set = stage.grace.client.request(Method::PUT, "/api/notifications/settings").json(&json!(settings));
    set.send().await?.error_for_status()?;
    let another = stage.ada.create("Another", "pushpay").await?;
    stage.schedule(&another, &plan(3, &[stage.grace.id], None)).await?;
    stage.until_alan_is_asked().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email).len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_postmortem_in_the_bin_is_not_met_about_and_one_that_is_back_is() -> Outcome {
    let stage = Stage::open(1).await?;
    let postmortem = stage.ada.create("Checkout", "pushpay").await?;
    let path = format!("/api/postmortems/{}", postmortem.id);
    stage.schedule(&postmortem, &plan(3, &[stage.grace.id], None)).await?;
    stage.next(&stage.grace, 0).await?;
    stage.ada.send(Method::DELETE, &path).await?.error_for_status()?;
    let (_, calendar) = stage.next(&stage.grace, 1).await?;
    has(&calendar, &["METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED"]);
    stage.ada.send(Method::POST, &format!("{path}/restore")).await?.error_for_status()?;
    let (_, calendar) = stage.next(&stage.grace, 2).await?;
    has(&calendar, &["METHOD:REQUEST", "SEQUENCE:2", "STATUS:CONFIRMED"]);

    // Taken back at once it was never anything.
    stage.ada.send(Method::DELETE, &path).await?.error_for_status()?;
    stage.ada.send(Method::POST, &format!("{path}/restore")).await?.error_for_status()?;
    stage.until_alan_is_asked().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email).len(), 3);
    Ok(())
}

#[tokio::test]
async fn a_kill_neither_loses_an_invitation_nor_doubles_it() -> Outcome {
    let mut stage = Stage::open(3).await?;
    let one = stage.ada.create("One", "pushpay").await?;
    stage.schedule(&one, &plan(3, &[stage.grace.id], None)).await?;
    stage.server.kill()?;
    stage.server.launch().await?;
    stage.next(&stage.grace, 0).await?;
    stage.until_alan_is_asked().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email).len(), 1);
    Ok(())
}
