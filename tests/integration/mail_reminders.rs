//! Reminders of mitigations, taken out of a real mail server: one of what is due, nothing of what is restricted, none twice after a kill, and
//! none under the bell any more once it was answered.

use debrief_shared::api::{
    AnswerMitigation, MitigationAnswer, NotificationKind, NotificationList, PatchAccess, Policy, PostmortemSummary,
    Role, Visibility,
};
use debrief_shared::document::{NewMitigation, Place, Status};
use debrief_tests::cli::Account;
use debrief_tests::{Client, MailSink, Options, Outcome, Replica, Server, eventually};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

struct Stage {
    sink: MailSink,
    server: Server,
    ada: Client,
    grace: Client,
    /// Grace's name, id and address.
    name: String,
    id: Uuid,
    email: String,
}

impl Stage {
    async fn open() -> anyhow::Result<Self> {
        let sink = MailSink::start().await?;
        let mut flags = sink.flags();
        let more = ["--public-url", "{url}", "--mail-after", "1", "--mail-daily-at", "00:00"];
        flags.extend(more.map(str::to_owned));
        let server = Server::start(Options { flags, ..Options::default() }).await?;
        let ada = server.person("Ada Admin", "admin")?;
        // On whatever day this runs.
        let policy = Policy { working_days: (1..=7).collect(), ..Policy::default() };
        let _: Value = ada.call(Method::PUT, "/api/policy", &policy).await?;
        let account = Account::named("Grace Member");
        account.add(&server.data(), "member")?;
        let grace = Client::with_token(&server, &account.token(&server.data())?)?;
        let person = grace.session().await?.person;
        Ok(Self { sink, server, ada, grace, name: person.name, id: person.id, email: account.email })
    }

    /// A postmortem with a mitigation of Grace's that is due today; `open` to the workspace or not.
    async fn due(&self, title: &str, open: bool) -> anyhow::Result<PostmortemSummary> {
        let postmortem = self.ada.create(title, "pushpay").await?;
        if !open {
            let restricted = PatchAccess { visibility: Some(Visibility::Restricted), ..PatchAccess::default() };
            self.ada.set_access(postmortem.id, &restricted).await?;
        }
        let mitigation = NewMitigation {
            text: format!("Canary of {title}"),
            category: None,
            approach: None,
            owner: format!(" {} ", self.name.to_uppercase()),
            due: Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string(),
            priority: String::new(),
            ticket: String::new(),
            status: Status::Open,
            reason: String::new(),
        };
        let replica = Replica::open(&self.server, &self.ada, postmortem.id).await?;
        replica.edit(|postmortem, txn| postmortem.add_mitigation(txn, "m", &mitigation, Place::Last));
        replica.saved().await?;
        Ok(postmortem)
    }

    async fn bell(&self) -> anyhow::Result<Vec<(NotificationKind, Uuid)>> {
        let list: NotificationList = self.grace.get("/api/notifications").await?;
        Ok(list.notifications.into_iter().map(|told| (told.kind, told.postmortem)).collect())
    }
}

#[tokio::test]
async fn an_owner_is_reminded_once_of_what_they_may_read_until_they_answer() -> Outcome {
    let mut stage = Stage::open().await?;
    stage.due("Hidden", false).await?;
    let one = stage.due("Checkout", true).await?;
    let mail = stage.sink.next_to(&stage.email, 0).await?;
    assert!(mail.data.contains("Still right?") && mail.data.contains("Canary of Checkout"), "{}", mail.data);
    assert_eq!(mail.link("/mitigations")?, format!("{}/mitigations?show=mine", stage.server.url()));
    assert_eq!(stage.bell().await?, [(NotificationKind::MitigationDue, one.id)]);

    // Killed and started again: what went does not go again. Of what is restricted nothing but that there is something.
    stage.server.kill()?;
    stage.server.launch().await?;
    let two = stage.due("Payroll", false).await?;
    stage.ada.grant(two.id, stage.id, Role::Viewer).await?;
    let mail = stage.sink.next_to(&stage.email, 1).await?;
    assert!(mail.data.contains("restricted") && !mail.data.contains("Payroll"), "{}", mail.data);
    assert_eq!(stage.sink.mails_to(&stage.email).len(), 2);

    let answer = AnswerMitigation { answer: MitigationAnswer::StillRight, due: None, note: String::new() };
    let way = format!("/api/postmortems/{}/mitigations/m/answer", one.id);
    let answered = stage.grace.request(Method::POST, &way).json(&answer).send().await?;
    assert!(answered.status().is_success(), "{}", answered.status());
    eventually("what was answered is under no bell", || async {
        Ok((stage.bell().await? == [(NotificationKind::MitigationDue, two.id)]).then_some(()))
    })
    .await?;
    Ok(())
}
