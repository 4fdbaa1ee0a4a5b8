//! Mentions in texts: `[@Ada Lovelace](/people/<id>)`. The address is relative to the site.

use uuid::Uuid;

/// What stands between name and id.
const TARGET: &str = "](/people/";
/// Characters of an id, and of the bracket behind it.
const END_CHARS: usize = 37;

/// The text with the addresses of mentions on their site, which has no slash at its end.
pub fn with_mention_addresses(source: &str, site: &str) -> String {
    let mut parts = source.split(TARGET);
    let mut out = String::from(parts.next().unwrap_or_default());
    for rest in parts {
        let id = rest.get(..END_CHARS).and_then(|end| end.strip_suffix(')'));
        if id.is_some_and(|id| Uuid::try_parse(id).is_ok()) {
            out.push_str("](");
            out.push_str(site);
            out.push_str(&TARGET[2..]);
        } else {
            out.push_str(TARGET);
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_alone_get_the_address_of_the_site() {
        let id = "0199aaaa-0000-7000-8000-000000000001";
        let text = format!("[@Ada](/people/{id}) and [us](/people/all) and [é](/people/éééééééééééééééééééé)");
        let there = with_mention_addresses(&text, "https://d.example");
        assert_eq!(there, text.replacen("(/people", "(https://d.example/people", 1));
        assert_eq!(with_mention_addresses(&text, ""), text, "where the address is not known");
    }
}
