//! Documents in: what a file would become, and making it.

use debrief_shared::api::ImportReport;
use wasm_bindgen::JsValue;

use super::{ApiError, encoded, parse, send_within};

/// How long a file may take, in milliseconds: a little longer than the server gives itself.
const PATIENCE_MS: u32 = 80_000;

/// How to read a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BringIn {
    /// Its name.
    pub name: String,
    /// Zone of times that say none, by its IANA name.
    pub time_zone: String,
    /// Say what would be made, and make nothing.
    pub preview: bool,
    /// Nobody else may open what is made.
    pub restricted: bool,
    /// Places in the preview, with commas; empty for all.
    pub only: String,
}

/// Sends a file, which is an `ArrayBuffer`.
pub async fn bring_in(file: &JsValue, how: &BringIn) -> Result<ImportReport, ApiError> {
    let mut path = format!(
        "/api/imports?name={}&time_zone={}&preview={}&restricted={}",
        encoded(&how.name),
        encoded(&how.time_zone),
        how.preview,
        how.restricted
    );
    if !how.only.is_empty() {
        path.push_str("&only=");
        path.push_str(&how.only);
    }
    parse(&send_within(PATIENCE_MS, "POST", &path, Some(("application/octet-stream", file.clone()))).await?)
}
