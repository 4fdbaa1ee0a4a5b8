//! The ZIP file of an export, read within limits: what is packed small can be endless.

use std::io::{Cursor, Read};

use serde::Deserialize;
use zip::ZipArchive;

use super::{Names, Profile, User, add_day, channel_name};
use crate::import::{Format, ImportError, Parsed, json, line::Lines, text};

/// Most files and folders in it.
const MAX_ENTRIES: usize = 100_000;
/// Most bytes of one file in it, unpacked.
const MAX_FILE_BYTES: u64 = 64 << 20;
/// Most bytes of all files that are read, unpacked.
const MAX_UNPACKED_BYTES: u64 = 512 << 20;
/// Messages pack to a tenth or a twentieth; a file that says it unpacks to more than this many times its size is no file of messages.
const MAX_RATIO: u64 = 200;
/// Below this many bytes nobody minds the ratio.
const SMALL_BYTES: u64 = 1 << 20;

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
    let mut archive = Archive::open(bytes)?;
    let mut names = Names::default();
    let mut days = Vec::new();
    for index in 0..archive.zip.len() {
        // Folders within a folder, as some tools pack them, are read as well.
        let name = archive.zip.name_for_index(index).unwrap_or_default().to_owned();
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

fn within(file: &str, error: ImportError) -> ImportError {
    ImportError { file: text::one_line(file), ..error }
}

struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    unpacked: u64,
}

impl<'a> Archive<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, ImportError> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| ImportError::new("This ZIP file is damaged or was cut off", "Download it once more."))?;
        if zip.len() > MAX_ENTRIES {
            return Err(ImportError::new(
                format!("There are more than {MAX_ENTRIES} files in it"),
                "Export fewer days or one channel.",
            ));
        }
        Ok(Self { zip, unpacked: 0 })
    }

    /// A file's text. What its head says of its size is looked at and not believed: it is read up to the limit.
    fn text(&mut self, index: usize) -> Result<String, ImportError> {
        const TOO_LARGE: &str = "Export fewer days or one channel.";
        let file = self.zip.by_index(index).map_err(|_| {
            ImportError::new(
                "A file in this ZIP file cannot be unpacked",
                "Download it once more; files with a password are not read.",
            )
        })?;
        let name = file.name().to_owned();
        let (packed, declared) = (file.compressed_size(), file.size());
        let too_large = |problem: String| within(&name, ImportError::new(problem, TOO_LARGE));
        if declared > SMALL_BYTES && declared / MAX_RATIO > packed {
            return Err(within(&name, ImportError::new("it unpacks to far more than messages do", NOT_AN_EXPORT)));
        }
        // Small files may pack as well as they like, which a packed size of their own bounds.
        let most = MAX_FILE_BYTES.min(packed.saturating_mul(MAX_RATIO).max(SMALL_BYTES));
        let mut bytes = Vec::new();
        file.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| within(&name, ImportError::new("it is damaged", "Download the export once more.")))?;
        let length = bytes.len() as u64;
        if length > most {
            return Err(too_large(format!("it is larger than {} MB", most >> 20)));
        }
        self.unpacked += length;
        if self.unpacked > MAX_UNPACKED_BYTES {
            return Err(too_large(format!("the export is larger than {} MB", MAX_UNPACKED_BYTES >> 20)));
        }
        text::decode(&bytes).map(std::borrow::Cow::into_owned).map_err(|error| within(&name, error))
    }
}
