//! Pictures of a document: what its Markdown refers to and what is in the text itself, each lifted out for a placeholder.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Most pictures of one document.
const MAX_PICTURES: usize = 500;
/// What the address of a picture within a text begins with.
const DATA: &str = "data:image/";

/// What closes the address in an element, in parentheses, and in angle brackets.
const CLOSING: [&[char]; 3] = [&['"', '\n'], &[')', ' ', '"', '\n'], &['>', '\n']];

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
    pub bytes: Arc<[u8]>,
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
    pub(super) held: HashMap<String, Arc<[u8]>>,
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
                lifted.held.insert(name, bytes.into());
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
    held: &HashMap<String, Arc<[u8]>>,
    beside: &super::Beside<'_>,
) -> Lifted {
    let Data { text, held: within } = lift_data(markdown);
    // By their short names: a picture that is shown a thousand times is in the text once.
    let text = with_references(text, &within);
    let mut lifted = Lifted::default();
    let mut known: HashMap<String, String> = HashMap::new();
    let mut addresses = Addresses::of(&text);
    let mut rest = 0;
    while let Some(found) = addresses.next() {
        let reference = &text[found.clone()];
        lifted.text.push_str(&text[rest..found.start]);
        rest = found.end;
        let inner = held.get(reference).or_else(|| within.get(reference));
        let file = if inner.is_some() { None } else { resolve(name, reference) };
        let bytes = inner.or_else(|| beside.get(file.as_deref()?).copied());
        let is_file = file.as_ref().is_some_and(|file| is_picture(file));
        // One file, however it is written.
        let name = file.clone().unwrap_or_else(|| reference.to_owned());
        match (known.get(&name), bytes) {
            (Some(placeholder), _) => lifted.text.push_str(placeholder),
            (None, Some(bytes)) if lifted.pictures.len() < MAX_PICTURES && (inner.is_some() || is_file) => {
                let placeholder = format!("picture-to-come-{:04}", lifted.pictures.len());
                lifted.text.push_str(&placeholder);
                known.insert(name, placeholder.clone());
                let reference = if inner.is_some() { String::new() } else { reference.to_owned() };
                lifted.pictures.push(Picture { placeholder, reference, file, bytes: Arc::clone(bytes) });
            }
            _ => {
                if file.is_some() && lifted.warnings.len() < MAX_PICTURES {
                    lifted
                        .warnings
                        .push(format!("The picture {reference} is not beside it; its address stays as text."));
                }
                lifted.text.push_str(reference);
            }
        }
    }
    lifted.text.push_str(&text[rest..]);
    lifted
}

/// Where the addresses of pictures stand in a text, in `![…](here)` and `<img … src="here"`. Goes through it once, however it is written.
struct Addresses<'t> {
    text: &'t str,
    from: usize,
    /// Where each of what is looked for stands next, from `from` on or later; behind the text where there is none.
    image: usize,
    tag: usize,
    gap: usize,
    opens: [usize; 2],
    /// What closes no address any more: it stands nowhere behind.
    closed: [bool; 3],
}

impl<'t> Addresses<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, from: 0, image: 0, tag: 0, gap: 0, opens: [0; 2], closed: [false; 3] }
    }

    /// Where `words` stand at `from` or behind it; looked for only when what is known lies before that.
    fn seek(text: &str, known: &mut usize, from: usize, words: &str) -> usize {
        if *known < from || !text[*known..].starts_with(words) {
            let start = from.max(*known).min(text.len());
            *known = text[start..].find(words).map_or(text.len(), |at| start + at);
        }
        *known
    }

    fn next(&mut self) -> Option<std::ops::Range<usize>> {
        let text = self.text;
        loop {
            let image = Self::seek(text, &mut self.image, self.from, "![");
            let tag = Self::seek(text, &mut self.tag, self.from, "<img ");
            let at = image.min(tag);
            if at >= text.len() {
                return None;
            }
            self.from = at + 2;
            let ends = Self::seek(text, &mut self.gap, at, "\n\n");
            let is_image = at == image;
            let opening = if is_image { "](" } else { "src=\"" };
            let begins = Self::seek(text, &mut self.opens[usize::from(is_image)], at, opening) + opening.len();
            if begins > ends {
                continue;
            }
            let (begins, kind) = match text[begins..].strip_prefix('<') {
                Some(_) => (begins + 1, 2),
                None => (begins, usize::from(is_image)),
            };
            if self.closed[kind] {
                continue;
            }
            let found = text[begins..].find(CLOSING[kind]);
            self.closed[kind] = found.is_none();
            let Some(length) = found.filter(|length| *length > 0) else { continue };
            self.from = begins + length;
            return Some(begins..begins + length);
        }
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
/// become texts of their own. Only of pictures that were within the text, `held` by short names.
fn with_references(text: String, held: &HashMap<String, Arc<[u8]>>) -> String {
    let mut addresses: HashMap<&str, &str> = HashMap::new();
    let mut kept = Vec::new();
    for line in text.lines() {
        let told = line.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        let told = told.map(|(label, address)| (label, address.trim().trim_matches(['<', '>'])));
        match told.filter(|(_, address)| held.contains_key(*address)) {
            Some((label, address)) => drop(addresses.entry(label).or_insert(address)),
            None => kept.push(line),
        }
    }
    if addresses.is_empty() {
        return text;
    }
    let kept = kept.join("\n");
    let (mut all, mut rest) = (String::new(), kept.as_str());
    while let Some((before, after)) = rest.split_once("][") {
        all.push_str(before);
        let address = after.split_once(']').and_then(|(label, behind)| Some((addresses.get(label)?, behind)));
        if let Some((address, behind)) = address {
            all.push_str("](");
            all.push_str(address);
            all.push(')');
            rest = behind;
        } else {
            all.push_str("][");
            rest = after;
        }
    }
    all.push_str(rest);
    all
}
