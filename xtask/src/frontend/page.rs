//! index.html: the template in `web/`, with the hashed addresses filled in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::stamp::hex;
use crate::{paths, stamp};

/// Where the server serves the assets.
const PUBLIC_PATH: &str = "/assets";

/// Addresses by plain name: `app.js` → `/assets/app-HASH.js`.
type Addresses = BTreeMap<String, String>;

/// Copies the files of `web/public` beside the bundle and writes index.html into `page`.
pub(super) fn write(page: &Path) -> Result<()> {
    let assets = page.join("assets");
    copy_public_files(&assets)?;
    let template = fs::read_to_string(paths::root().join("web/index.html")).context("cannot read web/index.html")?;
    let html = fill(&template, &addresses(&assets)?).context("web/index.html cannot be filled in")?;
    fs::write(page.join("index.html"), html).context("cannot write index.html")
}

fn copy_public_files(assets: &Path) -> Result<()> {
    for file in stamp::files_below(&paths::root().join("web/public"))? {
        let bytes = fs::read(&file)?;
        let (stem, extension) = (file.file_stem().unwrap_or_default(), file.extension().unwrap_or_default());
        let hash = hex(&Sha256::digest(&bytes)[..5]);
        let name = format!("{}-{hash}.{}", stem.to_string_lossy(), extension.to_string_lossy());
        fs::write(assets.join(name), bytes)?;
    }
    Ok(())
}

/// Reads the addresses off the names in a folder.
fn addresses(assets: &Path) -> Result<Addresses> {
    let mut addresses = Addresses::new();
    for entry in fs::read_dir(assets)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(plain) = plain_name(&name) {
            addresses.insert(plain, format!("{PUBLIC_PATH}/{name}"));
        }
    }
    Ok(addresses)
}

/// `app-HASH.js` → `app.js`.
fn plain_name(hashed: &str) -> Option<String> {
    let (stem, extension) = hashed.split_once('.')?;
    let (plain, _hash) = stem.rsplit_once('-')?;
    Some(format!("{plain}.{extension}"))
}

/// Replaces each `{{plain name}}`. Other text, the server's own placeholders among it, stays as it is.
fn fill(template: &str, addresses: &Addresses) -> Result<String> {
    let mut html = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { bail!("a {{{{ has no }}}}") };
        let Some(address) = addresses.get(name.trim()) else {
            bail!(
                "nothing built is called {}; there are: {}",
                name.trim(),
                addresses.keys().cloned().collect::<Vec<_>>().join(", ")
            );
        };
        html.push_str(before);
        html.push_str(address);
        rest = after;
    }
    html.push_str(rest);
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Addresses {
        Addresses::from([("app.js".to_owned(), "/assets/app-AB12.js".to_owned())])
    }

    #[test]
    fn hashed_names_give_plain_ones() {
        assert_eq!(plain_name("app-AB12.js").as_deref(), Some("app.js"));
        assert_eq!(plain_name("touch-icon-AB12.png").as_deref(), Some("touch-icon.png"));
        assert_eq!(plain_name("robots.txt"), None);
    }

    #[test]
    fn addresses_are_filled_in_and_the_nonce_is_left_to_the_server() {
        let filled = fill("<script src=\"{{ app.js }}\"> __CSP_NONCE__", &known()).expect("fills");
        assert_eq!(filled, "<script src=\"/assets/app-AB12.js\"> __CSP_NONCE__");
    }

    #[test]
    fn a_name_that_was_not_built_is_an_error() {
        let error = fill("{{app.css}}", &known()).expect_err("no such file");
        assert!(error.to_string().contains("app.css"), "{error}");
        assert!(fill("{{app.js", &known()).is_err());
    }
}
