//! Pictures in texts: `![description](images/<id>#<width>x<height>)`. The address is relative to the postmortem; its size is told so
//! that there is room for a picture before it is there.

use std::collections::BTreeSet;

use uuid::Uuid;

/// What the address of a picture begins with.
const FOLDER: &str = "images/";
/// What stands between description and address.
const TARGET: &str = "](images/";
/// Characters of an id.
const ID_CHARS: usize = 36;
/// Digits of a side: more than any picture has.
const MAX_SIDE_DIGITS: usize = 5;

/// The picture that an address in a text means: an id of 36 characters, and perhaps a size.
pub fn image_at(address: &str) -> Option<Uuid> {
    let (id, length) = head(address.strip_prefix(FOLDER)?)?;
    (FOLDER.len() + length == address.len()).then_some(id)
}

/// The Markdown that shows a picture, without a description.
pub fn image_markdown(id: Uuid, width: u32, height: u32) -> String {
    format!("![]({FOLDER}{id}#{width}x{height})")
}

/// Every picture that a text mentions.
pub fn images_in(source: &str) -> BTreeSet<Uuid> {
    source.split(TARGET).skip(1).filter_map(|rest| head(rest).map(|(id, _)| id)).collect()
}

/// The text with other addresses in the place of those that mean pictures.
pub fn with_image_addresses(source: &str, address: impl Fn(Uuid) -> String) -> String {
    let mut parts = source.split(TARGET);
    let mut out = String::from(parts.next().unwrap_or_default());
    for rest in parts {
        if let Some((id, length)) = head(rest) {
            out.push_str("](");
            out.push_str(&address(id));
            out.push_str(&rest[length..]);
        } else {
            out.push_str(TARGET);
            out.push_str(rest);
        }
    }
    out
}

/// Id and size at the beginning of a text, and how many bytes they take.
fn head(text: &str) -> Option<(Uuid, usize)> {
    let written = text.get(..ID_CHARS)?;
    let id = Uuid::try_parse(written).ok()?;
    let size = text[ID_CHARS..].strip_prefix('#').and_then(size).map_or(0, |length| length + 1);
    Some((id, ID_CHARS + size))
}

/// How many bytes `<width>x<height>` takes.
fn size(text: &str) -> Option<usize> {
    let digits = |text: &str| {
        let count = text.bytes().take_while(u8::is_ascii_digit).count();
        (1..=MAX_SIDE_DIGITS).contains(&count).then_some(count)
    };
    let width = digits(text)?;
    let height = digits(text[width..].strip_prefix('x')?)?;
    Some(width + 1 + height)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(0x0190_a0b0_c0d0_e0f0_0102_0304_0506_0708);

    #[test]
    fn an_address_means_a_picture_or_nothing() {
        assert_eq!(image_at(&format!("images/{ID}")), Some(ID));
        assert_eq!(image_at(&format!("images/{ID}#1280x720")), Some(ID));
        for wrong in [
            "images/",
            "images/none",
            "/images/{ID}",
            "https://e.example/{ID}",
            "images/{ID}/..",
            "images/{ID}#x",
            "images/{ID}?a",
        ] {
            assert_eq!(image_at(&wrong.replace("{ID}", &ID.to_string())), None, "{wrong}");
        }
        assert_eq!(image_at("images/ééééééééééééééééééé"), None, "not in the middle of a character");
    }

    #[test]
    fn pictures_are_found_and_readdressed() {
        let text = format!("a {} b ![x](images/{ID}) c ![y](images/none) d", image_markdown(ID, 640, 480));
        assert_eq!(images_in(&text), BTreeSet::from([ID]));
        let there = with_image_addresses(&text, |id| format!("https://d.example/{id}"));
        assert_eq!(
            there,
            format!("a ![](https://d.example/{ID}) b ![x](https://d.example/{ID}) c ![y](images/none) d")
        );
        assert_eq!(with_image_addresses("no picture", |_| unreachable!()), "no picture");
    }
}
