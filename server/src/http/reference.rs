//! The description of the API as a page to be read: without a script, one operation after the other, by topic.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use debrief_shared::render;
use html_escape::encode_quoted_attribute as escape;
use serde_json::Value;
use utoipa::openapi::OpenApi;

/// Methods in the order in which they stand at an address.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

const STYLE: &str = "
main { max-width: 60rem }
nav ul { columns: 14rem; padding-left: 1.2rem }
section.operation { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .5rem 0 1rem }
h3 { font-size: 1rem; overflow-wrap: anywhere }
h3 code { font-weight: 600 }
h4 { font-size: .85rem; margin: .8rem 0 .2rem }
table { width: 100%; font-size: .9rem }
td:first-child { white-space: nowrap }
";

/// The page, made once at start.
pub(super) fn page(api: &OpenApi) -> String {
    // Its own serialisation is what the document at /api/openapi.json says.
    let api = serde_json::to_value(api).unwrap_or_default();
    let mut topics: BTreeMap<&str, String> = BTreeMap::new();
    for (path, item) in api["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let operation = &item[method];
            let Some(topic) = operation["tags"][0].as_str() else { continue };
            write_operation(topics.entry(topic).or_default(), method, path, operation);
        }
    }
    let (mut contents, mut operations) = (String::new(), String::new());
    for (topic, described) in &topics {
        let topic = escape(topic);
        let _ = writeln!(contents, "<li><a href=\"#{topic}\">{topic}</a></li>");
        let _ = write!(operations, "<h2 id=\"{topic}\">{topic}</h2>\n{described}");
    }
    let shapes: String = api["components"]["schemas"].as_object().into_iter().flatten().map(shape).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>API · Debrief</title>\n\
         <style>{}{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>API</h1>\n\
         <p>For programs: <a href=\"/api/openapi.json\">openapi.json</a> (OpenAPI 3.1). Make a token under <em>Account → API tokens</em>, for as little as is needed, \
         and send it as <code>Authorization: Bearer …</code>. What is refused is answered by problem details (RFC 9457) with a sentence that says what to do. \
         A request that makes something takes an <code>Idempotency-Key</code>, so that it can be sent again.</p>\n\
         <nav aria-label=\"Topics\"><ul>\n{contents}<li><a href=\"#shapes\">shapes</a></li>\n</ul></nav>\n{operations}<h2 id=\"shapes\">shapes</h2>\n{shapes}</main>\n</body>\n</html>\n",
        render::PAGE_STYLE
    )
}

fn write_operation(out: &mut String, method: &str, path: &str, operation: &Value) {
    let words = |value: &Value| escape(value.as_str().unwrap_or_default()).into_owned();
    let id = words(&operation["operationId"]);
    let said = [&operation["summary"], &operation["description"]].map(words).join("</p>\n<p>");
    let _ = write!(
        out,
        "<section class=\"operation\" id=\"{id}\">\n<h3><code>{} {}</code></h3>\n<p>{said}</p>\n",
        method.to_uppercase(),
        escape(path)
    );
    let rows: Vec<String> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| {
            let must = if parameter["required"] == true { "" } else { ", optional" };
            let name = words(&parameter["name"]);
            let (kind, place) = (kind_of(&parameter["schema"]), words(&parameter["in"]));
            let text = words(&parameter["description"]);
            format!("<tr><td><code>{name}</code></td><td>{kind}, {place}{must}</td><td>{text}</td></tr>\n")
        })
        .collect();
    if !rows.is_empty() {
        let rows = rows.concat();
        let head = "<tr><th scope=\"col\">Parameter</th><th scope=\"col\">What</th><th scope=\"col\">About</th></tr>";
        let _ = write!(out, "<table>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n");
    }
    for (media, body) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
        let _ = writeln!(out, "<p>Takes {} (<code>{}</code>).</p>", kind_of(&body["schema"]), escape(media));
    }
    let answers: Vec<String> = operation["responses"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(status, answer)| {
            let content = answer["content"].as_object().into_iter().flatten();
            let kinds: Vec<String> = content.map(|(_, body)| kind_of(&body["schema"])).collect();
            let text = words(&answer["description"]);
            format!("<tr><td>{}</td><td>{}</td><td>{text}</td></tr>\n", escape(status), kinds.join(", "))
        })
        .collect();
    let answers = answers.concat();
    let head = "<tr><th scope=\"col\">Answer</th><th scope=\"col\">What</th><th scope=\"col\">About</th></tr>";
    let _ = write!(out, "<table>\n<thead>{head}</thead>\n<tbody>\n{answers}</tbody>\n</table>\n</section>\n");
}

/// One schema, with its fields.
fn shape((name, schema): (&String, &Value)) -> String {
    let name = escape(name);
    let text = escape(schema["description"].as_str().unwrap_or_default());
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let field = |(field, about): (&String, &Value)| {
        let must = if required.contains(&field.as_str()) { "" } else { ", optional" };
        let text = escape(about["description"].as_str().unwrap_or_default());
        format!("<tr><td><code>{}</code></td><td>{}{must}</td><td>{text}</td></tr>\n", escape(field), kind_of(about))
    };
    let rows: String = schema["properties"].as_object().into_iter().flatten().map(field).collect();
    let mut out =
        format!("<section class=\"operation\" id=\"shape-{name}\">\n<h3><code>{name}</code></h3>\n<p>{text}</p>\n");
    if rows.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", kind_of(schema));
    } else {
        let head = "<tr><th scope=\"col\">Field</th><th scope=\"col\">What</th><th scope=\"col\">About</th></tr>";
        let _ = write!(out, "<table>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n");
    }
    out.push_str("</section>\n");
    out
}

/// What a schema is, in a few words, with a link to what it refers to.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#shape-{name}\">{name}</a>");
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> =
            values.iter().map(|value| format!("<code>{}</code>", escape(&plain(value)))).collect();
        return values.join(" | ");
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(kinds) = schema[several].as_array() {
            return kinds.iter().map(kind_of).collect::<Vec<_>>().join(" or ");
        }
    }
    let name = |kind: &Value| match kind.as_str() {
        Some("array") => format!("list of {}", kind_of(&schema["items"])),
        Some(kind) => match schema["format"].as_str() {
            Some(format) => format!("{} ({})", escape(kind), escape(format)),
            None => escape(kind).into_owned(),
        },
        None => "anything".to_owned(),
    };
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(name).collect::<Vec<_>>().join(" or "),
        kind => name(kind),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
