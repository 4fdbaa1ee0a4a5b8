//! The pictures that the texts of a postmortem mention, ready to be written out.

use std::cell::Cell;
use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use debrief_shared::api::Image;
use debrief_shared::document::View;
use debrief_shared::render::{self, Shown};
use uuid::Uuid;

use super::Format;
use crate::images::{ImageError, Images};
use crate::store::images::{ImageRow, Kept};
use crate::store::{ImageStore, StoreError};

/// Most bytes of pictures within one page, before they are written as text: 24 MiB. What does not fit is linked.
const MAX_EMBEDDED_BYTES: usize = 24 * 1024 * 1024;

/// The pictures of a postmortem.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// The public address, or empty where it is not known.
    site: String,
    /// What the addresses of all of them begin with.
    base: String,
    /// Those that are mentioned.
    rows: Vec<ImageRow>,
    /// Those that fit into a page.
    bytes: HashMap<Uuid, Bytes>,
}

impl Pictures {
    /// The public address, or empty where it is not known.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// None, of a postmortem.
    pub fn none(postmortem: Uuid) -> Self {
        Self { site: String::new(), base: address(postmortem), rows: Vec::new(), bytes: HashMap::new() }
    }

    /// Those that `view` mentions, with as many bytes as `format` needs. `site` is the public address, or empty where it is not known.
    ///
    /// # Errors
    /// When storage is away. A picture whose bytes are missing is linked.
    pub async fn of<S: ImageStore + ?Sized>(
        store: &S,
        images: &Images,
        site: &str,
        postmortem: Uuid,
        view: &View,
        format: Format,
    ) -> Result<Self, StoreError> {
        let base = format!("{site}{}", address(postmortem));
        let mut pictures = Self { site: site.to_owned(), base, ..Self::none(postmortem) };
        let mentioned = render::images_in(&render::markdown(view));
        if mentioned.is_empty() || format == Format::Md {
            return Ok(pictures);
        }
        pictures.rows = store.images(postmortem).await?;
        pictures.rows.retain(|row| mentioned.contains(&row.id));
        let mut room = MAX_EMBEDDED_BYTES;
        for row in pictures.rows.iter().filter(|_| format == Format::Html) {
            let length = usize::try_from(row.bytes).unwrap_or(usize::MAX);
            if length > room {
                continue;
            }
            match images.read(&Kept::from(row)).await {
                Ok(bytes) => {
                    room -= length;
                    pictures.bytes.insert(row.id, bytes);
                }
                Err(ImageError::Unavailable(cause)) => return Err(StoreError::Unavailable(cause)),
                Err(error) => {
                    tracing::error!(%error, postmortem = %row.postmortem, image = %row.id, "a picture cannot be read");
                }
            }
        }
        Ok(pictures)
    }

    /// Where a picture is served.
    pub(super) fn address(&self, id: Uuid) -> String {
        format!("{}{id}", self.base)
    }

    /// How each is shown in a page: within it as long as there is room. One that is mentioned often takes its room every time.
    pub(super) fn shown(&self) -> impl Fn(Uuid) -> Shown {
        let room = Cell::new(MAX_EMBEDDED_BYTES);
        move |id| {
            let fits = self.bytes.get(&id).filter(|bytes| bytes.len() <= room.get());
            let row = self.rows.iter().find(|row| row.id == id);
            let (Some(bytes), Some(row)) = (fits, row) else { return Shown::Linked(self.address(id)) };
            room.set(room.get() - bytes.len());
            Shown::Here(format!("data:{};base64,{}", row.media_type, STANDARD.encode(bytes)))
        }
    }

    /// What is known of them.
    pub(super) fn listed(&self) -> Vec<Image> {
        self.rows.iter().map(|row| listed(row, self.address(row.id))).collect()
    }
}

/// What the addresses of a postmortem's pictures begin with, at our own origin.
fn address(postmortem: Uuid) -> String {
    format!("/api/postmortems/{postmortem}/images/")
}

/// A picture as it is told.
pub fn listed(row: &ImageRow, url: String) -> Image {
    Image {
        id: row.id,
        url,
        markdown: render::image_markdown(row.id, row.width, row.height),
        media_type: row.media_type.clone(),
        width: row.width,
        height: row.height,
        bytes: row.bytes,
        sha256: row.sha256.clone(),
        uploaded_by: row.uploaded_by,
        uploaded_at: row.created_at.to_string(),
    }
}
