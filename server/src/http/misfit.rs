//! What is wrong with a body or a query, in words for whoever sent it: which field, and what belongs there. What the reader of JSON says of
//! itself names types and traits of this program, which nobody outside knows.

use serde::de::DeserializeOwned;

use super::errors::ApiError;

/// Longest part of what was sent that is said again, in characters.
const MAX_SAID_CHARS: usize = 40;
/// Most names that are listed.
const MAX_NAMES: usize = 12;

/// Reads a JSON body: an object, as every body here is. The reader would take a list for one, its items for the fields in their order.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(ApiError::Unprocessable("Send a JSON object, not a list. See /api/openapi.json.".to_owned()));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        refusal(&path, error.inner())
    })?;
    reader.end().map_err(|error| refusal(".", &error))?;
    Ok(read)
}

/// Why a query cannot be read, given what its reader says.
pub(super) fn query(said: &str) -> ApiError {
    let said = said.trim_start_matches("Failed to deserialize query string: ");
    let (path, said) = said.split_once(": ").filter(|(path, _)| is_name(path)).unwrap_or((".", said));
    ApiError::BadRequest(format!("{} See /api/openapi.json.", sentence(path, said)))
}

fn refusal(path: &str, error: &serde_json::Error) -> ApiError {
    if !error.is_data() {
        let text = if error.is_eof() {
            "The JSON ends too early.".to_owned()
        } else {
            format!("This is not JSON: line {}, column {} cannot be read.", error.line(), error.column())
        };
        return ApiError::BadRequest(text);
    }
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    ApiError::Unprocessable(format!("{} See /api/openapi.json.", sentence(path, said)))
}

/// A sentence about the field at `path`.
fn sentence(path: &str, said: &str) -> String {
    let inner = |name: &str| match path {
        "." => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    if let Some(name) = said.strip_prefix("missing field ").and_then(quoted) {
        return format!("{} is missing.", field(&inner(name)));
    }
    if let Some(rest) = said.strip_prefix("unknown field ") {
        let name = quoted(rest).unwrap_or_default();
        // The path ends with the field itself.
        let path = if path.ends_with(name) { path.to_owned() } else { inner(name) };
        return format!("{} is not known here.{}", field(&path), among(rest, " Known are: "));
    }
    if let Some(name) = said.strip_prefix("duplicate field ").and_then(quoted) {
        return format!("{} is there twice.", field(&inner(name)));
    }
    if let Some(rest) = said.strip_prefix("unknown variant ") {
        let given = quoted(rest).map(|given| format!(" and not “{}”", shortened(given))).unwrap_or_default();
        let names = among(rest, "");
        return format!("{} takes one of these{given}: {names}", field(path));
    }
    if let Some((_, wanted)) = said.split_once(", expected ") {
        return format!("{} takes {}.", field(path), expected(wanted));
    }
    match said {
        _ if said.contains("UUID") => format!("{} takes an id, such as those in addresses.", field(path)),
        _ if said.starts_with("number too large") => format!("{} takes a smaller number.", field(path)),
        _ if said.contains("digit") || said.contains("integer") || said.starts_with("number too") => {
            format!("{} takes a whole number.", field(path))
        }
        _ if said.contains("`true` or `false`") => format!("{} takes true or false.", field(path)),
        _ => format!("{} does not have the form that is asked for.", field(path)),
    }
}

fn field(path: &str) -> String {
    match path {
        "." => "The whole of it".to_owned(),
        path => format!("The field `{}`", shortened(path)),
    }
}

/// What is between the first backticks.
fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}

/// The names that are listed behind "expected", as a sentence.
fn among(text: &str, before: &str) -> String {
    let Some((_, names)) = text.rsplit_once("expected ") else { return String::new() };
    let names: Vec<&str> = names.split('`').skip(1).step_by(2).take(MAX_NAMES).collect();
    if names.is_empty() { String::new() } else { format!("{before}{}.", names.join(", ")) }
}

/// What belongs there, of what the reader calls it.
fn expected(wanted: &str) -> &'static str {
    match wanted {
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "a character" => "a text",
        "u8" => "a whole number from 0 to 255",
        "u16" | "u32" | "u64" | "usize" => "a whole number from 0 on",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        _ if wanted.contains("UUID") => "an id, such as those in addresses",
        _ if wanted.starts_with("a sequence") || wanted.contains("tuple") || wanted.contains("an array") => "a list",
        _ if wanted.starts_with("struct") || wanted.starts_with("a map") || wanted.contains("enum") => {
            "an object with named fields"
        }
        _ if wanted.contains("identifier") => "one of the names that are known here",
        _ => "something else",
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(MAX_SAID_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || "_.[]".contains(letter))
}

#[cfg(test)]
mod tests {
    use debrief_shared::api::{AskReview, CreateThread, GiveReview, NotificationSettings};

    use super::*;

    fn said<T: DeserializeOwned>(body: &str) -> String {
        let error = read::<T>(body.as_bytes()).err().expect("it does not fit");
        error.to_string().replace(" See /api/openapi.json.", "")
    }

    #[test]
    fn the_field_and_what_belongs_there_are_named() {
        assert_eq!(
            said::<GiveReview>(r#"{"verdict": "meh"}"#),
            "The field `verdict` takes one of these and not “meh”: approved, sent_back."
        );
        assert_eq!(said::<GiveReview>(r#"{"note": 7}"#), "The field `note` takes a text.");
        assert_eq!(said::<GiveReview>(r#"{"points": {}}"#), "The field `points` takes a list.");
        assert_eq!(
            said::<AskReview>(r#"{"people": ["me"]}"#),
            "The field `people[0]` takes an id, such as those in addresses."
        );
        assert_eq!(
            said::<AskReview>(r#"{"teams": [{"team": "00000000-0000-0000-0000-000000000000", "people": 300}]}"#),
            "The field `teams[0].people` takes a whole number from 0 to 255."
        );
        assert_eq!(said::<CreateThread>("{}"), "The field `anchor` is missing.");
        assert!(!said::<CreateThread>("[]").contains("missing"));
        assert_eq!(said::<CreateThread>("7"), "The whole of it takes an object with named fields.");
        assert!(said::<NotificationSettings>(r#"{"pace": "hourly"}"#).contains("hourly"));
    }

    #[test]
    fn what_is_no_json_is_said_by_its_place() {
        assert_eq!(said::<GiveReview>("{"), "The JSON ends too early.");
        assert_eq!(said::<GiveReview>("{]"), "This is not JSON: line 1, column 2 cannot be read.");
        assert_eq!(said::<GiveReview>("{} x"), "This is not JSON: line 1, column 4 cannot be read.");
    }

    #[test]
    fn a_query_is_answered_in_the_same_words() {
        let said = |text: &str| query(text).to_string().replace(" See /api/openapi.json.", "");
        let digits = "Failed to deserialize query string: limit: invalid digit found in string";
        assert_eq!(said(digits), "The field `limit` takes a whole number.");
        let large = "Failed to deserialize query string: limit: number too large to fit in target type";
        assert_eq!(said(large), "The field `limit` takes a smaller number.");
        assert_eq!(said("Failed to deserialize query string: missing field `from`"), "The field `from` is missing.");
        let role = "Failed to deserialize query string: format: unknown variant `x`, expected `md` or `html`";
        assert_eq!(said(role), "The field `format` takes one of these and not “x”: md, html.");
    }

    #[test]
    fn no_word_of_the_reader_gets_out_and_nothing_long_is_said_again() {
        let long = "x".repeat(5_000);
        let bodies = [
            r#"{"verdict": 1}"#.to_owned(),
            r#"{"points": [{"point": "accurate"}]}"#.to_owned(),
            r#"{"points": [1]}"#.to_owned(),
            format!(r#"{{"verdict": "{long}"}}"#),
            format!(r#"{{"{long}": 1, "verdict": []}}"#),
        ];
        for body in bodies {
            let said = said::<GiveReview>(&body);
            for word in ["variant", "invalid type", "expected", "struct", "at line", "integer `", "enum"] {
                assert!(!said.contains(word), "{said}");
            }
            assert!(said.len() < 400, "{said}");
        }
    }
}
