//! The file behind `--oidc`: which identity providers there are, read and checked once at start.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use debrief_shared::api::InstanceRole;
use serde::Deserialize;
use url::{Host, Url};

use super::roles::RoleRule;
use crate::people::plain_line;

/// Longest shown name, in characters: it stands on a button.
const MAX_NAME_CHARS: usize = 40;
/// Longest id, in bytes: it stands in addresses.
const MAX_ID_BYTES: usize = 32;
/// Most providers; more buttons than that nobody reads.
const MAX_PROVIDERS: usize = 16;

/// What is wrong with the file, in one line that names the place.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("--oidc: {0}")]
pub struct ConfigError(pub(super) String);

/// One provider, checked.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// Id in addresses.
    pub id: String,
    /// Shown name.
    pub name: String,
    /// Issuer, letter by letter as the provider writes it.
    pub issuer: String,
    /// Who Debrief is to the provider.
    pub client_id: String,
    /// What proves it.
    pub client_secret: ClientSecret,
    /// What is asked for; `openid` is among it.
    pub scopes: Vec<String>,
    /// Who gets which role.
    pub roles: RoleRule,
}

/// A client secret; it is never printed.
#[derive(Clone)]
pub struct ClientSecret(pub(super) String);

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret")
    }
}

/// Where client secrets come from when they don't stand in the file.
pub trait Secrets {
    /// The content of a file.
    fn file(&self, path: &Path) -> Option<String>;
    /// The value of an environment variable.
    fn variable(&self, name: &str) -> Option<String>;
}

/// Files and environment of this process; relative paths begin at the folder of the configuration.
struct Surroundings<'a> {
    folder: &'a Path,
}

impl Secrets for Surroundings<'_> {
    fn file(&self, path: &Path) -> Option<String> {
        std::fs::read_to_string(self.folder.join(path)).ok()
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    provider: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    client_secret_file: Option<PathBuf>,
    client_secret_env: Option<String>,
    scopes: Option<Vec<String>>,
    groups_claim: Option<String>,
    default_role: Option<DefaultRole>,
    #[serde(default)]
    roles: BTreeMap<String, InstanceRole>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DefaultRole {
    Member,
    Guest,
    None,
}

/// Reads and checks the file at `path`.
pub fn read(path: &Path) -> Result<Vec<ProviderConfig>, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError(format!("{} cannot be read: {error}", path.display())))?;
    parse(&text, &Surroundings { folder: path.parent().unwrap_or(Path::new("")) })
}

/// Reads and checks the text of a file.
pub fn parse(text: &str, secrets: &dyn Secrets) -> Result<Vec<ProviderConfig>, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        ConfigError(format!("line {line}: {}", error.message().replace('\n', " ")))
    })?;
    if !(1..=MAX_PROVIDERS).contains(&file.provider.len()) {
        return Err(ConfigError(format!("write 1 to {MAX_PROVIDERS} providers, each under [[provider]]")));
    }
    let mut providers: Vec<ProviderConfig> = Vec::new();
    for entry in file.provider {
        let id = entry.id.clone();
        let provider = check(entry, secrets).map_err(|reason| ConfigError(format!("provider {id:?}: {reason}")))?;
        if providers.iter().any(|other| other.id == provider.id) {
            return Err(ConfigError(format!("there are two providers with the id {id:?}")));
        }
        if let Some(other) = providers.iter().find(|other| other.issuer == provider.issuer) {
            return Err(ConfigError(format!("the providers {:?} and {id:?} have the same issuer", other.id)));
        }
        providers.push(provider);
    }
    Ok(providers)
}

fn check(entry: Entry, secrets: &dyn Secrets) -> Result<ProviderConfig, String> {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if entry.id.is_empty() || entry.id.len() > MAX_ID_BYTES || !entry.id.bytes().all(plain) {
        return Err(format!("write the id in 1 to {MAX_ID_BYTES} of a-z, 0-9 and -"));
    }
    let name = plain_line(&entry.name, MAX_NAME_CHARS)
        .ok_or_else(|| format!("write a name of 1 to {MAX_NAME_CHARS} characters"))?;
    check_issuer(&entry.issuer)?;
    if entry.client_id.trim().is_empty() {
        return Err("client_id is empty".to_owned());
    }
    let client_secret = client_secret(&entry, secrets)?;
    let scopes = entry.scopes.unwrap_or_else(|| ["openid", "email", "profile"].map(str::to_owned).to_vec());
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err("scopes has to contain \"openid\"".to_owned());
    }
    if scopes.iter().any(|scope| scope.is_empty() || scope.contains(|c: char| !c.is_ascii_graphic())) {
        return Err("a scope is one word".to_owned());
    }
    let roles = match (entry.groups_claim, entry.roles.is_empty()) {
        (Some(_), true) => return Err("groups_claim needs [provider.roles]: which group has which role".to_owned()),
        (None, false) => return Err("[provider.roles] needs groups_claim: the claim that holds the groups".to_owned()),
        (claim, _) => RoleRule { claim, roles: entry.roles, default: default_role(entry.default_role) },
    };
    if roles.claim.is_none() && entry.default_role.is_none() {
        return Err(
            "say default_role = \"member\", \"guest\" or \"none\": what people get who sign in for the first time"
                .to_owned(),
        );
    }
    let (id, issuer, client_id) = (entry.id, entry.issuer, entry.client_id);
    Ok(ProviderConfig { id, name, issuer, client_id, client_secret, scopes, roles })
}

/// Without a word, nobody gets in who has no group that says so.
fn default_role(role: Option<DefaultRole>) -> Option<InstanceRole> {
    match role {
        Some(DefaultRole::Member) => Some(InstanceRole::Member),
        Some(DefaultRole::Guest) => Some(InstanceRole::Guest),
        Some(DefaultRole::None) | None => None,
    }
}

fn client_secret(entry: &Entry, secrets: &dyn Secrets) -> Result<ClientSecret, String> {
    let secret = match (&entry.client_secret, &entry.client_secret_file, &entry.client_secret_env) {
        (Some(secret), None, None) => secret.clone(),
        (None, Some(path), None) => {
            secrets.file(path).ok_or_else(|| format!("client_secret_file {} cannot be read", path.display()))?
        }
        (None, None, Some(name)) => {
            secrets.variable(name).ok_or_else(|| format!("the environment variable {name} is not set"))?
        }
        (None, None, None) => {
            return Err("write one of client_secret, client_secret_file, client_secret_env".to_owned());
        }
        _ => return Err("write only one of client_secret, client_secret_file, client_secret_env".to_owned()),
    };
    let secret = secret.trim();
    if secret.is_empty() {
        return Err("the client secret is empty".to_owned());
    }
    Ok(ClientSecret(secret.to_owned()))
}

fn check_issuer(issuer: &str) -> Result<(), String> {
    let url = Url::parse(issuer).map_err(|_| "issuer is not a URL such as https://login.example.com".to_owned())?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err("issuer is a URL without user, ? and #".to_owned());
    }
    if !is_trusted(&url) {
        return Err(
            "issuer has to begin with https:// (http only for this machine itself, such as http://127.0.0.1:9000)"
                .to_owned(),
        );
    }
    Ok(())
}

/// Whether what is fetched from an address can be believed: it comes over TLS, or never leaves this machine.
pub(super) fn is_trusted(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
