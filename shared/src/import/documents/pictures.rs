//! Pictures of a document: what its Markdown refers to and what is in the text itself, each lifted out for a placeholder.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Most pictures of one document.
const MAX_PICTURES: usize = 500;
/// What the address of a picture within a text begins with.
const DATA: &str = "data:image/";

/// A picture that a document shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What stands in the text where its address will be.
    pub placeholder: String,
    /// What stood there; empty for a picture within the text.
    pub reference: String,
    /// The file it is in, if it is one of a folder.
    pub file: Option<String>,
    /// What is in it, not looked at yet.
    pub bytes: Vec<u8>,
}

/// A text with placeholders for pictures.
#[derive(Debug, Default)]
pub(super) struct Lifted {
    pub(super) text: String,
    pub(super) pictures: Vec<Picture>,
    pub(super) warnings: Vec<String>,
}

impl Lifted {
    pub(super) fn unchanged(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// A text with short names for the pictures within it.
pub(super) struct Data {
    pub(super) text: String,
    pub(super) held: HashMap<String, Vec<u8>>,
}

pub(super) fn is_picture(name: &str) -> bool {
    ["png", "jpg", "jpeg", "gif", "webp"].contains(&super::extension(name).as_str())
}

/// Takes pictures within a text (`data:image/png;base64,…`) out of it.
pub(super) fn lift_data(text: &str) -> Data {
    let mut lifted = Data { text: String::new(), held: HashMap::new() };
    let mut rest = text;
    while let Some(at) = rest.find(DATA) {
        let address = &rest[at..];
        let end = address.find(|c: char| c.is_whitespace() || "\"'<>)&".contains(c)).unwrap_or(address.len());
        lifted.text.push_str(&rest[..at]);
        let bytes = address[..end].split_once(";base64,").and_then(|(_, coded)| STANDARD.decode(coded).ok());
        match bytes.filter(|_| lifted.held.len() < MAX_PICTURES) {
            Some(bytes) => {
                let name = format!("data-{:04}", lifted.held.len());
                lifted.text.push_str(&name);
                lifted.held.insert(name, bytes);
            }
            None => lifted.text.push_str(&address[..end]),
        }
        rest = &address[end..];
    }
    lifted.text.push_str(rest);
    lifted
}

/// Puts placeholders in the place of pictures: those in `held`, and those in files beside this one.
pub(super) fn lift(
    markdown: &str,
    name: &str,
    held: &HashMap<String, Vec<u8>>,
    beside: &HashMap<&str, &[u8]>,
) -> Lifted {
    let data = lift_data(&with_references(markdown));
    let mut lifted = Lifted::default();
    let mut known: HashMap<String, String> = HashMap::new();
    let mut rest = data.text.as_str();
    while let Some((before, reference, after)) = next(rest) {
        lifted.text.push_str(before);
        rest = after;
        let inner = held.get(reference).or_else(|| data.held.get(reference));
        let file = if inner.is_some() { None } else { resolve(name, reference) };
        let bytes = inner.map(Vec::as_slice).or_else(|| beside.get(file.as_deref()?).copied());
        let is_file = file.as_ref().is_some_and(|file| is_picture(file));
        match (known.get(reference), bytes) {
            (Some(placeholder), _) => lifted.text.push_str(placeholder),
            (None, Some(bytes)) if lifted.pictures.len() < MAX_PICTURES && (inner.is_some() || is_file) => {
                let placeholder = format!("picture-to-come-{:04}", lifted.pictures.len());
                lifted.text.push_str(&placeholder);
                known.insert(reference.to_owned(), placeholder.clone());
                let reference = if inner.is_some() { String::new() } else { reference.to_owned() };
                lifted.pictures.push(Picture { placeholder, reference, file, bytes: bytes.to_vec() });
            }
            _ => {
                if file.is_some() {
                    lifted
                        .warnings
                        .push(format!("The picture {reference} is not beside it; its address stays as text."));
                }
                lifted.text.push_str(reference);
            }
        }
    }
    lifted.text.push_str(rest);
    lifted
}

/// The next address of a picture: what stands before it, itself, and the rest.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let image = text[from..].find("![").map(|at| from + at);
        let tag = text[from..].find("<img ").map(|at| from + at);
        let at = match (image, tag) {
            (Some(image), Some(tag)) => image.min(tag),
            (one, other) => one.or(other)?,
        };
        from = at + 2;
        let line = &text[at..at + text[at..].find("\n\n").unwrap_or(text.len() - at)];
        let (opening, closing): (&str, &[char]) =
            if Some(at) == image { ("](", &[')', ' ', '"', '\n']) } else { ("src=\"", &['"', '\n']) };
        let Some(begins) = line.find(opening).map(|begins| at + begins + opening.len()) else { continue };
        let (begins, closing) =
            if text[begins..].starts_with('<') { (begins + 1, &['>', '\n'][..]) } else { (begins, closing) };
        let Some(length) = text[begins..].find(closing).filter(|length| *length > 0) else { continue };
        return Some((&text[..begins], &text[begins..begins + length], &text[begins + length..]));
    }
}

/// The name of the file that `reference` leads to from the file `from`; nothing for addresses elsewhere.
fn resolve(from: &str, reference: &str) -> Option<String> {
    let path = reference.split(['?', '#']).next().unwrap_or_default();
    if path.is_empty() || path.starts_with('/') || path.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let path = super::markup::percent_decoded(path);
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Pictures whose address stands at the end of the text (`![][image1]`, as Google Docs writes them), with the address where they are: sections
/// become texts of their own.
fn with_references(markdown: &str) -> String {
    let mut addresses: Vec<(&str, &str)> = Vec::new();
    let mut kept = Vec::new();
    for line in markdown.lines() {
        let told = line.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        match told {
            Some((label, address)) if address.trim_start_matches('<').starts_with(DATA) => {
                addresses.push((label, address.trim().trim_matches(['<', '>'])));
            }
            _ => kept.push(line),
        }
    }
    if addresses.is_empty() {
        return markdown.to_owned();
    }
    let mut text = kept.join("\n");
    for (label, address) in addresses {
        text = text.replace(&format!("][{label}]"), &format!("]({address})"));
    }
    text
}
