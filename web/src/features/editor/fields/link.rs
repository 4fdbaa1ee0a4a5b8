//! Links that people type: only pages of the web are taken, whatever else an address can be made to do.

use crate::texts::facts as texts;

/// The address to store for a typed link.
///
/// # Errors
/// What to tell the person: anything but `http` and `https` is turned down, and so is what is no address.
pub fn web_link(typed: &str) -> Result<String, &'static str> {
    const ONLY_WEB: &str = texts::A_LINK_BEGINS_WITH;
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().any(|char| char.is_whitespace() || char.is_control()) {
        return Err(texts::PASTE_THE_WHOLE_ADDRESS);
    }
    let lower = typed.to_ascii_lowercase();
    let host = |scheme: &str| lower.strip_prefix(scheme).map(|rest| rest.trim_start_matches('/').to_owned());
    if let Some(rest) = host("https://").or_else(|| host("http://")) {
        return if rest.is_empty() { Err(texts::THE_ADDRESS_ENDS_AFTER_HTTPS) } else { Ok(typed.to_owned()) };
    }
    let (name, _) = lower.split_once(['/', '?', '#']).unwrap_or((&lower, ""));
    let named =
        name.contains('.') && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-'));
    if named && !name.starts_with('.') && !name.ends_with('.') { Ok(format!("https://{typed}")) } else { Err(ONLY_WEB) }
}

#[cfg(test)]
mod tests {
    use super::web_link;

    #[test]
    fn pages_of_the_web_are_taken_as_they_are() {
        for link in ["https://grafana.example/d/1?from=now", "http://10.0.0.1:3000/", "HTTPS://Example.com"] {
            assert_eq!(web_link(&format!(" {link} ")).as_deref(), Ok(link));
        }
    }

    #[test]
    fn a_bare_host_gets_https() {
        assert_eq!(web_link("grafana.example/d/1").as_deref(), Ok("https://grafana.example/d/1"));
    }

    #[test]
    fn everything_else_is_turned_down() {
        for bad in [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "mailto:a@b.example",
            "https://",
            "",
            "OPS-12",
            "java\nscript:alert(1)",
            "//evil.example",
            "vbscript:x.y",
        ] {
            assert!(web_link(bad).is_err(), "{bad:?}");
        }
    }
}
