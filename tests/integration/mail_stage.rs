//! Who takes part where mails are taken out of a real mail server.

use debrief_tests::cli::Account;
use debrief_tests::{Client, MailSink, Options, Server};
use uuid::Uuid;

/// Somebody with an inbox.
pub(crate) struct Reader {
    pub(crate) email: String,
    pub(crate) id: Uuid,
    pub(crate) client: Client,
}

/// A server that sends mails, a writer, and two readers.
pub(crate) struct Stage {
    pub(crate) sink: MailSink,
    pub(crate) server: Server,
    pub(crate) ada: Client,
    pub(crate) grace: Reader,
    pub(crate) alan: Reader,
}

impl Stage {
    /// Mails go so many seconds after what they tell of.
    pub(crate) async fn open(after: u32) -> anyhow::Result<Self> {
        let sink = MailSink::start().await?;
        let mut flags = sink.flags();
        flags.extend(["--public-url", "{url}", "--mail-after", &after.to_string()].map(str::to_owned));
        let server = Server::start(Options { flags, ..Options::default() }).await?;
        let ada = server.person("Ada Admin", "admin")?;
        let (grace, alan) = (reader(&server, "Grace Member").await?, reader(&server, "Alan Member").await?);
        Ok(Self { sink, server, ada, grace, alan })
    }
}

/// Adds somebody to a server.
pub(crate) async fn reader(server: &Server, name: &str) -> anyhow::Result<Reader> {
    let account = Account::named(name);
    account.add(&server.data(), "member")?;
    let client = Client::with_token(server, &account.token(&server.data())?)?;
    Ok(Reader { email: account.email, id: client.session().await?.person.id, client })
}
