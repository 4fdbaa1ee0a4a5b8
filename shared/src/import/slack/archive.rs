//! The ZIP file of an export, read within limits: what is packed small can be endless.

use serde::Deserialize;

use super::{Names, Profile, User, add_day, channel_name};
use crate::import::unpack::{Archive, Bounds, within};
use crate::import::{Format, ImportError, Parsed, json, line::Lines};

/// What is read of one.
const BOUNDS: Bounds = Bounds {
    entries: 100_000,
    file_bytes: 64 << 20,
    unpacked_bytes: 512 << 20,
    ratio: 200,
    holds: "messages",
    advice: "Export fewer days or one channel.",
};

const NOT_AN_EXPORT: &str = "Take the file as Slack made it, with channels.json and users.json in it.";

#[derive(Deserialize)]
struct Account {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    real_name: Option<String>,
    #[serde(default)]
    is_bot: Option<bool>,
    #[serde(default)]
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Channel {
    id: String,
    #[serde(default)]
    name: Option<String>,
}

/// Reads a whole export.
pub(in crate::import) fn read(bytes: &[u8]) -> Result<Parsed, ImportError> {
    let mut archive = Archive::open(bytes, BOUNDS)?;
    let mut names = Names::default();
    let mut days = Vec::new();
    for index in 0..archive.len() {
        // Folders within a folder, as some tools pack them, are read as well.
        let name = archive.name(index).to_owned();
        let parts: Vec<&str> = name.split('/').collect();
        match parts[..] {
            [.., "users.json" | "org_users.json"] => {
                let text = archive.text(index)?;
                json::each(&text, |account: Account, _| {
                    let (id, user) = user(account);
                    names.users.insert(id, user);
                    Ok(())
                })
                .map_err(|error| within(&name, error))?;
            }
            [.., "channels.json" | "groups.json"] => {
                let text = archive.text(index)?;
                json::each(&text, |channel: Channel, _| {
                    names.channels.insert(channel.id, channel.name.unwrap_or_default());
                    Ok(())
                })
                .map_err(|error| within(&name, error))?;
            }
            [.., folder, file] if is_day(file) => days.push((channel_name(folder), name.clone(), index)),
            _ => {}
        }
    }
    if days.is_empty() {
        return Err(ImportError::new("There are no messages of Slack in this ZIP file", NOT_AN_EXPORT));
    }
    let mut lines = Lines::default();
    for (channel, name, index) in days {
        let text = archive.text(index)?;
        add_day(&text, &channel, &names, &mut lines).map_err(|error| within(&name, error))?;
    }
    Ok(lines.parsed(Format::SlackExport))
}

/// `2016-01-14.json`.
fn is_day(file: &str) -> bool {
    let Some(date) = file.strip_suffix(".json") else { return false };
    date.len() == 10
        && date
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

fn user(account: Account) -> (String, User) {
    let profile = account.profile.unwrap_or_default();
    let named = [profile.display_name, profile.real_name, account.real_name, account.name];
    let name = named.into_iter().flatten().find(|name| !name.trim().is_empty()).unwrap_or_else(|| account.id.clone());
    (account.id, User { name, is_bot: account.is_bot == Some(true) })
}
