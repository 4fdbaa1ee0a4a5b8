//! What the description of the API says of every operation, once, in place of each by itself.

use utoipa::Number;
use utoipa::openapi::path::{Operation, Parameter, PathItem};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder, Schema};

use super::errors::PROBLEM_JSON;
use super::idempotency;
use super::identity::PUBLIC;

/// Answers to whatever is asked.
const TO_ALL: [(&str, &str); 3] = [
    ("400", "The request cannot be read"),
    ("429", "Too much at once; `Retry-After` says when to try again"),
    ("503", "Not available right now; nothing was changed"),
];
/// Answers to whoever has to be signed in.
const TO_KNOWN: [(&str, &str); 3] = [
    ("401", "Not signed in"),
    ("403", "Not allowed, or not with this token"),
    ("404", "Not there, or not to be known of"),
];
/// Answers to what brings a body.
const TO_BODIES: [(&str, &str); 4] = [
    ("409", "Does not fit what is there"),
    ("413", "Too large"),
    ("415", "Not of the type that is taken"),
    ("422", "Readable, and not acceptable"),
];

/// Completes the description.
pub(super) fn complete(api: &mut OpenApi) {
    for (path, item) in &mut api.paths.paths {
        for (method, operation) in operations(item) {
            operation.parameters.iter_mut().flatten().for_each(bound);
            let is_public = PUBLIC.iter().any(|(known, route)| *known == method && route == path);
            if is_public {
                // Nothing is asked for, though a cookie or token may come along.
                operation.security = Some(vec![SecurityRequirement::default()]);
            }
            let known = TO_KNOWN.iter().filter(|_| !is_public);
            let bodies = TO_BODIES.iter().filter(|_| operation.request_body.is_some());
            for (status, about) in TO_ALL.iter().chain(known).chain(bodies) {
                let answers = &mut operation.responses.responses;
                answers.entry((*status).to_owned()).or_insert_with(|| RefOr::T(problem(about)));
            }
            let answers = operation.responses.responses.iter_mut();
            for (_, answer) in answers.filter(|(status, _)| status.starts_with(['4', '5'])) {
                speak_problems(answer);
            }
        }
    }
    idempotency::describe(api);
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("GET", &mut item.get),
        ("POST", &mut item.post),
        ("PUT", &mut item.put),
        ("PATCH", &mut item.patch),
        ("DELETE", &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

/// Whole numbers end where their type does, which a schema says by bounds: a format alone is a hint.
fn bound(parameter: &mut RefOr<Parameter>) {
    let RefOr::T(parameter) = parameter else { return };
    let Some(RefOr::T(Schema::Object(number))) = &mut parameter.schema else { return };
    if number.format == Some(SchemaFormat::KnownFormat(KnownFormat::Int64)) {
        number.minimum.get_or_insert(Number::from(i64::MIN));
        number.maximum.get_or_insert(Number::from(i64::MAX));
    }
}

fn problem(about: &str) -> Response {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new().description(about).content(PROBLEM_JSON, Content::new(Some(schema))).build()
}

/// Problem details have a media type of their own (RFC 9457, section 3).
fn speak_problems(answer: &mut RefOr<Response>) {
    let RefOr::T(answer) = answer else { return };
    if let Some(content) = answer.content.shift_remove("application/json") {
        answer.content.insert(PROBLEM_JSON.to_owned(), content);
    }
}
