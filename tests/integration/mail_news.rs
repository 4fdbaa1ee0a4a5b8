//! Mails about what happened, taken out of a real mail server: one for several things, none for what was read or is nobody's to know any
//! more, none twice.

use std::time::Duration;

use debrief_shared::api::{
    Anchor, CreateThread, MailPace, NotificationSettings, PatchAccess, PostmortemSummary, Thread, Visibility,
};
use debrief_shared::document::Subject;
use debrief_shared::said::mention;
use debrief_tests::wait::eventually_within;
use debrief_tests::{Client, Outcome, eventually};
use jiff::{Timestamp, ToSpan as _};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::mail_stage::{Reader, Stage};

impl Stage {
    async fn postmortem(&self, title: &str) -> anyhow::Result<PostmortemSummary> {
        self.ada.create(title, "pushpay").await
    }

    /// Ada mentions somebody in a new thread.
    async fn mention(&self, postmortem: &PostmortemSummary, who: &Reader, words: &str) -> anyhow::Result<Thread> {
        let body = format!("{} {words}", mention(who.id, "Somebody"));
        let anchor = Anchor::on(&Subject::Whole);
        let thread = CreateThread { anchor, quote: String::new(), body, suggestion: None, id: None };
        self.ada.comment(postmortem.id, &thread).await
    }

    /// Waits until Alan is told of something that happens now: whatever was due before has been seen to then.
    async fn until_alan_is_told(&self) -> anyhow::Result<()> {
        let seen = self.sink.mails_to(&self.alan.email).len();
        let elsewhere = self.postmortem("Elsewhere").await?;
        self.mention(&elsewhere, &self.alan, "hello").await?;
        self.sink.next_to(&self.alan.email, seen).await.map(drop)
    }
}

async fn done(client: &Client, method: Method, path: &str, body: serde_json::Value) -> anyhow::Result<()> {
    let answer = client.request(method, path).json(&body).send().await?;
    anyhow::ensure!(answer.status().is_success(), "{path}: {}", answer.status());
    Ok(())
}

#[tokio::test]
async fn what_happens_in_one_postmortem_soon_after_is_one_mail_with_both_parts() -> Outcome {
    let stage = Stage::open(2).await?;
    let postmortem = stage.postmortem("Checkout refused cards").await?;
    let first = stage.mention(&postmortem, &stage.grace, "how do we know?").await?;
    stage.mention(&postmortem, &stage.grace, "and since when?").await?;
    let ask = json!({ "people": [stage.grace.id], "note": "The times?" });
    done(&stage.ada, Method::POST, &format!("/api/postmortems/{}/review", postmortem.id), ask).await?;

    let mail = stage.sink.next_to(&stage.grace.email, 0).await?;
    assert_eq!(mail.header("Subject"), Some("Checkout refused cards: 3 new"));
    for part in ["text/plain", "text/html", "multipart/alternative"] {
        assert!(mail.data.contains(part), "{part}");
    }
    let url = stage.server.url();
    assert_eq!(mail.link("#comment-")?, format!("{url}/p/{}#comment-{}", postmortem.id, first.comments[0].id));
    assert_eq!(mail.link("#review")?, format!("{url}/p/{}#review", postmortem.id));
    let settings = format!("<{url}/account#notifications>");
    assert_eq!(mail.header("List-Unsubscribe"), Some(settings.as_str()));
    assert_eq!((mail.header("Auto-Submitted"), mail.header("Reply-To")), (Some("auto-generated"), None));
    assert_eq!(mail.header("From"), Some("Debrief <debrief@example.com>"), "nobody's own address");
    assert!(mail.data.contains("how do we know?") && mail.data.contains("The times?"));

    let restricted = PatchAccess { visibility: Some(Visibility::Restricted), ..PatchAccess::default() };
    stage.ada.set_access(postmortem.id, &restricted).await?;
    stage.ada.grant(postmortem.id, stage.grace.id, debrief_shared::api::Role::Commenter).await?;
    stage.mention(&postmortem, &stage.grace, "behind closed doors").await?;
    let mail = stage.sink.next_to(&stage.grace.email, 1).await?;
    assert!(!mail.data.contains("closed doors") && !mail.data.contains("Checkout"), "{}", mail.data);
    assert!(mail.link("#comment-").is_ok());
    stage.until_alan_is_told().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email).len(), 2, "each once");
    Ok(())
}

#[tokio::test]
async fn what_was_read_is_not_wanted_or_is_nobody_s_to_know_any_more_is_not_sent() -> Outcome {
    let stage = Stage::open(3).await?;
    let (one, two) = (stage.postmortem("One").await?, stage.postmortem("Two").await?);
    stage.mention(&one, &stage.grace, "read before").await?;
    done(&stage.grace.client, Method::POST, "/api/notifications/read", json!({})).await?;
    stage.mention(&two, &stage.grace, "not to be known").await?;
    let restricted = PatchAccess { visibility: Some(Visibility::Restricted), ..PatchAccess::default() };
    stage.ada.set_access(two.id, &restricted).await?;
    stage.until_alan_is_told().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email), []);

    stage.mention(&one, &stage.grace, "not wanted").await?;
    let settings = NotificationSettings { pace: MailPace::Never, ..NotificationSettings::default() };
    done(&stage.grace.client, Method::PUT, "/api/notifications/settings", json!(settings)).await?;
    stage.mention(&one, &stage.grace, "not wanted either").await?;
    stage.until_alan_is_told().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email), []);
    Ok(())
}

#[tokio::test]
async fn the_mail_of_the_day_comes_once_with_everything() -> Outcome {
    /// Enough for a restart and a few requests.
    const SOON: i64 = 12;
    let mut stage = Stage::open(0).await?;
    let (one, two) = (stage.postmortem("One").await?, stage.postmortem("Two").await?);
    let settings = NotificationSettings { pace: MailPace::Daily, ..NotificationSettings::default() };
    done(&stage.grace.client, Method::PUT, "/api/notifications/settings", json!(settings)).await?;
    assert!(stage.server.stop().await?.success());
    let at = (Timestamp::now() + SOON.seconds()).strftime("%H:%M:%S").to_string();
    stage.server.options.flags.extend(["--mail-daily-at".to_owned(), at]);
    stage.server.launch().await?;
    stage.mention(&one, &stage.grace, "first").await?;
    stage.mention(&two, &stage.grace, "second").await?;
    stage.until_alan_is_told().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email), [], "it is not time yet");
    let mail = stage.sink.next_to(&stage.grace.email, 0).await?;
    assert_eq!(mail.header("Subject"), Some("Debrief: 2 new in 2 postmortems"));
    assert!(mail.data.contains("first") && mail.data.contains("second"));
    stage.mention(&one, &stage.grace, "tomorrow's").await?;
    stage.until_alan_is_told().await?;
    assert_eq!(stage.sink.mails_to(&stage.grace.email).len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_restart_neither_loses_a_mail_nor_doubles_it() -> Outcome {
    let mut stage = Stage::open(3).await?;
    let one = stage.postmortem("One").await?;
    stage.mention(&one, &stage.grace, "before the stop").await?;
    assert!(stage.server.stop().await?.success());
    assert_eq!(stage.sink.mails(), []);
    stage.server.launch().await?;
    stage.sink.next_to(&stage.grace.email, 0).await?;
    eventually("it is noted", || async {
        let page = stage.ada.get_text("/metrics").await?;
        Ok(page.contains("debrief_mails_total{outcome=\"sent\"} 1").then_some(()))
    })
    .await?;
    stage.mention(&one, &stage.grace, "before the kill").await?;
    stage.server.kill()?;
    stage.server.launch().await?;
    stage.sink.next_to(&stage.grace.email, 1).await?;
    stage.until_alan_is_told().await?;
    let names: Vec<Option<String>> =
        stage.sink.mails().iter().map(|mail| mail.header("Message-ID").map(str::to_owned)).collect();
    assert_eq!(names.len(), 3, "each once");
    assert!(names[0] != names[1] && names.iter().all(Option::is_some), "{names:?}");
    Ok(())
}

#[tokio::test]
async fn a_mail_server_that_takes_nothing_for_now_gets_the_mail_later_and_holds_nothing_up() -> Outcome {
    let stage = Stage::open(0).await?;
    let one = stage.postmortem("One").await?;
    stage.sink.refuse(true);
    stage.mention(&one, &stage.grace, "first").await?;
    let told = || async { Ok(stage.server.log().contains("is tried again").then_some(())) };
    eventually("the admin is told", told).await?;
    stage.mention(&one, &stage.grace, "second").await?;
    let answer = stage.grace.client.request(Method::GET, "/api/notifications").send().await?;
    assert_eq!(answer.status(), StatusCode::OK);
    stage.sink.refuse(false);
    let deadline = Duration::from_secs(90);
    let arrived = || async { Ok((!stage.sink.mails_to(&stage.grace.email).is_empty()).then_some(())) };
    eventually_within(deadline, "the mail, once it is taken", arrived).await?;
    stage.until_alan_is_told().await?;
    let mails = stage.sink.mails_to(&stage.grace.email);
    let all: String = mails.iter().map(|mail| mail.data.as_str()).collect();
    assert!(all.contains("first") && all.contains("second"), "{all}");
    let log = stage.server.log();
    assert!(!log.contains(&stage.grace.email), "no addresses in the log");
    Ok(())
}
