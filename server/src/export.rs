//! A postmortem as text in one of the formats that leave the product.

mod pictures;

use clap::ValueEnum;
use debrief_shared::api::Image;
use debrief_shared::document::View;
use debrief_shared::render;
use serde::{Deserialize, Serialize};
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

pub use pictures::{Pictures, listed};

/// As JSON: what the document shows, and what is known of the pictures that its texts mention.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    view: &'a View,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    images: Vec<Image>,
}

/// Writes a postmortem out. In Markdown its pictures and mentions have their whole addresses, in HTML they are within the page.
pub fn write(view: &View, format: Format, pictures: &Pictures) -> Result<String, render::TooLarge> {
    Ok(match format {
        Format::Md => {
            let text = render::with_image_addresses(&render::markdown(view), |id| pictures.address(id));
            render::with_mention_addresses(&text, pictures.site())
        }
        Format::Html => render::page(view, &pictures.shown())?,
        Format::Json => {
            let whole = Whole { view, images: pictures.listed() };
            serde_json::to_string_pretty(&whole).expect("plain data serialises") + "\n"
        }
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
            assert!(write(&View::default(), format, &Pictures::none(Uuid::nil())).is_ok());
        }
    }
}
