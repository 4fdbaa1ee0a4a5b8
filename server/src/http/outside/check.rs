//! Whether what is sent can be taken.

use debrief_shared::api::{
    MAX_OUTSIDE_IMAGES, MAX_OUTSIDE_TEXT_CHARS, MAX_OUTSIDE_TITLE_CHARS, MAX_OUTSIDE_WORD_CHARS, MAX_OUTSIDE_WORDS,
    MAX_SLUG_CHARS, MIN_SLUG_CHARS, OutsideChoice,
};

use super::super::errors::ApiError;

/// Most sections, entries and mitigations that are picked, each.
const MAX_PICKED: usize = 5_000;

/// Refuses a choice that is too large.
pub(super) fn choice(choice: &OutsideChoice) -> Result<(), ApiError> {
    let refuse = |text: String| Err(ApiError::Unprocessable(text));
    if choice.title.chars().count() > MAX_OUTSIDE_TITLE_CHARS {
        return refuse(format!("Write a title of at most {MAX_OUTSIDE_TITLE_CHARS} characters."));
    }
    let own = [&choice.summary, &choice.happened, &choice.doing];
    if own.iter().any(|text| text.chars().count() > MAX_OUTSIDE_TEXT_CHARS) {
        return refuse(format!("Write at most {MAX_OUTSIDE_TEXT_CHARS} characters of your own in each part."));
    }
    if [choice.sections.len(), choice.entries.len(), choice.mitigations.len()].iter().any(|picked| *picked > MAX_PICKED)
    {
        return refuse(format!("Pick at most {MAX_PICKED} of each."));
    }
    if choice.images.len() > MAX_OUTSIDE_IMAGES {
        return refuse(format!("Pick at most {MAX_OUTSIDE_IMAGES} pictures."));
    }
    let many = [choice.links.len(), choice.roles.len(), choice.words.len()];
    if many.iter().any(|words| *words > MAX_OUTSIDE_WORDS) {
        return refuse(format!("List at most {MAX_OUTSIDE_WORDS} names, words or addresses."));
    }
    let roles = choice.roles.iter().flat_map(|role| [&role.name, &role.role]);
    if choice.words.iter().chain(roles).any(|word| word.chars().count() > MAX_OUTSIDE_WORD_CHARS) {
        return refuse(format!("Write names, roles and words in at most {MAX_OUTSIDE_WORD_CHARS} characters."));
    }
    Ok(())
}

/// Refuses what is not the last part of an address.
pub(super) fn slug(slug: &str) -> Result<(), ApiError> {
    let fits = (MIN_SLUG_CHARS..=MAX_SLUG_CHARS).contains(&slug.len())
        && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-');
    if fits {
        return Ok(());
    }
    Err(ApiError::Unprocessable(format!(
        "Write the address in {MIN_SLUG_CHARS} to {MAX_SLUG_CHARS} small letters, digits and hyphens between them."
    )))
}
