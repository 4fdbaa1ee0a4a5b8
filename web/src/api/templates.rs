//! Section templates.

use debrief_shared::api::{EditTemplate, Template, TemplateList};

use super::{ApiError, delete, encoded, exchange, get};

/// The template that fits most incidents.
const FIRST: &str = "pushpay";

/// All of them: the one that fits most incidents, then the built-in ones, then by name.
pub async fn templates() -> Result<Vec<Template>, ApiError> {
    let mut list = get::<TemplateList>("/api/templates").await?.templates;
    list.sort_by_key(|template| template.id != FIRST);
    Ok(list)
}

/// One of them.
pub async fn template(id: &str) -> Result<Template, ApiError> {
    get(&path(id)).await
}

/// Makes an own one.
pub async fn create_template(edit: &EditTemplate) -> Result<Template, ApiError> {
    exchange("POST", "/api/templates", edit).await
}

/// Changes one.
pub async fn edit_template(id: &str, edit: &EditTemplate) -> Result<Template, ApiError> {
    exchange("PATCH", &path(id), edit).await
}

/// Removes an own one.
pub async fn remove_template(id: &str) -> Result<(), ApiError> {
    delete(&path(id)).await
}

fn path(id: &str) -> String {
    format!("/api/templates/{}", encoded(id))
}
