//! What lists are narrowed down by, as it stands in a query.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::errors::ApiError;

/// Longest name to look for, in characters: longer ones are in no index.
const MAX_FILTER_CHARS: usize = 1_000;

/// A name to look for, if one is given.
pub(super) fn filter(text: &str, name: &str) -> Result<Option<String>, ApiError> {
    if text.chars().count() > MAX_FILTER_CHARS {
        return Err(ApiError::Unprocessable(format!("Keep the {name} to at most {MAX_FILTER_CHARS} characters.")));
    }
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// A day, if one is given.
pub(super) fn day(text: &str, name: &str) -> Result<Option<Date>, ApiError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = text.trim().parse().map(Some);
    day.map_err(|_| ApiError::Unprocessable(format!("{name} is a day, YYYY-MM-DD.")))
}

/// The first moment of a day.
pub(super) fn begin(day: Date, zone: &TimeZone) -> Result<Timestamp, ApiError> {
    let begin = day.to_zoned(zone.clone()).map(|begin| begin.timestamp());
    begin.map_err(|_| ApiError::Unprocessable("Name a day of this age.".to_owned()))
}
