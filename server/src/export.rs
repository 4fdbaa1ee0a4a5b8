//! A postmortem as text in one of the formats that leave the product.

use clap::ValueEnum;
use debrief_shared::document::View;
use debrief_shared::render;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A format to write in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// GitHub-flavoured Markdown
    Md,
    /// Everything that the document shows, as JSON
    Json,
    /// One HTML page that needs nothing else
    Html,
}

/// Writes a postmortem out.
pub fn write(view: &View, format: Format) -> Result<String, render::TooLarge> {
    Ok(match format {
        Format::Md => render::markdown(view),
        Format::Html => render::page(view)?,
        Format::Json => serde_json::to_string_pretty(view).expect("plain data serialises") + "\n",
    })
}

/// A file name without its extension: plain ASCII, from the title or else the id.
pub fn file_stem(title: &str, id: Uuid) -> String {
    const MOST: usize = 60;
    let mut stem = String::new();
    for character in title.chars() {
        if character.is_ascii_alphanumeric() {
            stem.push(character.to_ascii_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        if stem.len() >= MOST {
            break;
        }
    }
    match stem.trim_matches('-') {
        "" => format!("postmortem-{id}"),
        stem => format!("postmortem-{stem}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_harmless() {
        let id = Uuid::nil();
        assert_eq!(file_stem("Docs: not available! (again)", id), "postmortem-docs-not-available-again");
        assert_eq!(file_stem("../../etc/passwd\"\r\n", id), "postmortem-etc-passwd");
        assert_eq!(file_stem("数据库", id), format!("postmortem-{id}"));
        assert!(file_stem(&"x".repeat(500), id).len() < 80);
    }

    #[test]
    fn every_format_writes_an_empty_postmortem() {
        for format in [Format::Md, Format::Json, Format::Html] {
            assert!(write(&View::default(), format).is_ok());
        }
    }
}
