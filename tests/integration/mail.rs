//! Mails with one-time links, taken out of a real mail server and used.

use debrief_shared::api::{HandedOutLink, InstanceInfo, InstanceRole, SessionInfo, TicketInfo};
use debrief_tests::cli::{self, Account};
use debrief_tests::{Certificate, Client, MailSink, Options, Outcome, Server, eventually};
use reqwest::header::{HOST, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::json;

const NEW: &str = "tangerine lamp over oslo";

async fn with_mail(sink: &MailSink) -> anyhow::Result<Server> {
    let mut flags = sink.flags();
    flags.extend(["--public-url", "{url}"].map(str::to_owned));
    Server::start(Options { flags, ..Options::default() }).await
}

fn secret(link: &str) -> &str {
    link.split_once('#').map_or("", |(_, secret)| secret)
}

#[tokio::test]
async fn a_forgotten_password_is_renewed_by_mail() -> Outcome {
    let sink = MailSink::start().await?;
    let server = with_mail(&sink).await?;
    let ada = Account::named("Ada Member");
    ada.add(&server.data(), "member")?;
    let gone = Account::named("Gone Member");
    gone.add(&server.data(), "member")?;
    cli::succeed(cli::with_data(&["user", "suspend", &gone.email], &server.data()), "")?;
    let page = Client::anonymous(&server)?;
    assert!(page.get::<InstanceInfo>("/api/instance").await?.resets_by_mail);

    let ask = |email: &str| page.request(Method::POST, "/api/password-resets").json(&json!({ "email": email }));
    for email in ["nobody@example.com", &gone.email, "no address"] {
        let answer = ask(email).send().await?;
        assert_eq!((answer.status(), answer.text().await?), (StatusCode::ACCEPTED, String::new()), "{email}");
    }
    // Names that Debrief doesn't go by: refused, or believed in nothing.
    let mut accepted = 0;
    for host in ["evil.example", "evil.test"] {
        let forged = ask(&ada.email.to_uppercase()).header(HOST, HeaderValue::from_str(host)?);
        let answer = forged.header("x-forwarded-host", "evil.example").send().await?;
        if answer.status() == StatusCode::ACCEPTED {
            let link = sink.next_to(&ada.email, accepted).await?.link("/reset#")?;
            assert!(link.starts_with(&server.url()), "{link}");
            accepted += 1;
        } else {
            assert_eq!(answer.status(), StatusCode::MISDIRECTED_REQUEST);
        }
    }
    assert_eq!(accepted, 1, "a private name may be a proxy's");
    let answer = ask(&ada.email).send().await?;
    assert_eq!((answer.status(), answer.text().await?), (StatusCode::ACCEPTED, String::new()));

    // The newest one is good; as many came as were accepted.
    let mail = sink.next_to(&ada.email, accepted).await?;
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    let link = mail.link("/reset#")?;
    assert!(link.starts_with(&format!("{}/reset#", server.url())), "{link}");
    assert!(sink.mails().iter().all(|mail| !mail.data.contains("evil")));

    let look = page.request(Method::POST, "/api/tickets/look").json(&json!({ "ticket": secret(&link) }));
    let info: TicketInfo = look.send().await?.error_for_status()?.json().await?;
    assert_eq!(info.email, ada.email);
    let consume = json!({ "ticket": secret(&link), "password": NEW });
    let entered: SessionInfo = page.call(Method::POST, "/api/tickets/use", &consume).await?;
    assert_eq!(entered, page.session().await?);
    let again = page.request(Method::POST, "/api/tickets/use").json(&consume);
    assert_eq!(page.refused(again).await?.status, 404);
    assert!(Client::anonymous(&server)?.sign_in(&ada.email, &ada.password).await.is_err());
    Client::anonymous(&server)?.sign_in(&ada.email, NEW).await?;

    assert!(sink.mails().iter().all(|mail| mail.to == ada.email), "nobody else is written to");
    let log = server.log();
    assert!(!log.contains(secret(&link)) && !log.contains(&ada.email), "no secrets, no addresses in the log");
    Ok(())
}

#[tokio::test]
async fn an_invitation_comes_by_mail() -> Outcome {
    let sink = MailSink::start().await?;
    let server = with_mail(&sink).await?;
    let ada = server.person("Ada Admin", "admin")?;
    let invitation = json!({ "email": "grace@example.com", "role": "member" });
    let made: HandedOutLink = ada.call(Method::POST, "/api/admin/invitations", &invitation).await?;
    assert!(made.mailed);
    let mail = sink.next_to("grace@example.com", 0).await?;
    assert_eq!(mail.link("/invitation#")?, made.url);
    assert!(mail.data.contains("Ada Admin"));
    let grace = Client::anonymous(&server)?;
    let accept = json!({ "ticket": secret(&made.url), "name": "Grace", "password": NEW });
    let entered: SessionInfo = grace.call(Method::POST, "/api/tickets/use", &accept).await?;
    assert_eq!((entered.role, entered.email.as_str()), (InstanceRole::Member, "grace@example.com"));
    Ok(())
}

#[tokio::test]
async fn mail_goes_by_tls_to_a_server_that_is_trusted_and_to_no_other() -> Outcome {
    let (trusted, other) = (Certificate::new()?, Certificate::new()?);
    for (serving, arrives) in [(&trusted, true), (&other, false)] {
        let sink = MailSink::with_tls(serving).await?;
        let mut flags = sink.flags();
        assert!(flags[1].starts_with("smtps://"), "{flags:?}");
        flags.extend(["--public-url", "{url}"].map(str::to_owned));
        let server = Server::start(Options { flags, trusted: Some(trusted.file()), ..Options::default() }).await?;
        let ada = server.person("Ada Admin", "admin")?;
        let invitation = json!({ "email": "grace@example.com", "role": "member" });
        let made: HandedOutLink = ada.call(Method::POST, "/api/admin/invitations", &invitation).await?;
        if arrives {
            let mail = sink.next_to("grace@example.com", 0).await?;
            assert_eq!(mail.link("/invitation#")?, made.url);
        } else {
            let told = || async { Ok(server.log().contains("cannot be reached").then_some(())) };
            eventually("the admin is told", told).await?;
            assert_eq!(sink.mails(), []);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_mail_server_that_is_away_holds_nobody_up() -> Outcome {
    let flags = ["--smtp", "smtp://127.0.0.1:9", "--mail-from", "d@example.com", "--public-url", "{url}"];
    let mut server = Server::start(Options { flags: flags.map(str::to_owned).to_vec(), ..Options::default() }).await?;
    let ada = Account::named("Ada Member");
    ada.add(&server.data(), "member")?;
    let page = Client::anonymous(&server)?;
    let ask = page.request(Method::POST, "/api/password-resets").json(&json!({ "email": ada.email }));
    assert_eq!(ask.send().await?.status(), StatusCode::ACCEPTED);
    assert!(server.stop().await?.success(), "a mail under way doesn't keep it");
    assert!(server.log().contains("cannot be reached"), "the admin is told: {}", server.log());
    Ok(())
}

#[test]
fn a_wrong_configuration_of_mail_stops_the_start() -> Outcome {
    let folder = tempfile::tempdir()?;
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let from = ["--mail-from", "d@example.com"];
    let url = ["--public-url", "https://debrief.example.com"];
    for (flags, word) in [
        ([&["--smtp", "smtp://127.0.0.1:9"][..], &url].concat(), "--mail-from"),
        ([&["--smtp", "smtp://127.0.0.1:9"][..], &from].concat(), "--public-url"),
        ([&from[..], &url].concat(), "--smtp"),
        ([&["--smtp", "http://me:hunter22@127.0.0.1:9"][..], &from, &url].concat(), "smtps://"),
        ([&["--smtp", "smtp://me:hunter22@mail.example.com?tls=none"][..], &from, &url].concat(), "password"),
    ] {
        let words = [&serve[..], &flags].concat();
        let reason = cli::fail(cli::with_data(&words, folder.path()))?;
        assert!(reason.contains(word) && !reason.contains("hunter22"), "{reason}");
    }
    Ok(())
}
