//! index.html, the manifest and the service worker: templates in `web/`, with the hashed addresses filled in.

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

/// Files whose text names others.
const MANIFEST: &str = "manifest.webmanifest";
/// The service worker opens what a page needs to start; icons are the system's, and source maps the developer's.
const NOT_KEPT: [&str; 3] = [".png", ".map", ".webmanifest"];

/// Copies the files of `web/public` beside the bundle and writes index.html and the service worker into `page`.
pub(super) fn write(page: &Path) -> Result<()> {
    let assets = page.join("assets");
    copy_public_files(&assets)?;
    let manifest = read("web/public/manifest.webmanifest")?;
    let manifest = fill(&manifest, &addresses(&assets)?).context("the manifest cannot be filled in")?;
    write_hashed(&assets, Path::new(MANIFEST), manifest.as_bytes())?;

    let mut known = addresses(&assets)?;
    let (template, worker) = (read("web/index.html")?, read("web/worker/sw.js")?);
    let build = build_id(&known, &[&template, &worker]);
    let kept: Vec<_> = known.values().filter(|name| !NOT_KEPT.iter().any(|end| name.ends_with(end))).cloned().collect();
    known.insert("build".to_owned(), build);
    // Stands between quotes there, so that the template is a script that can be read.
    known.insert("files".to_owned(), kept.join("\", \""));
    let html = fill(&template, &known).context("web/index.html cannot be filled in")?;
    fs::write(page.join("index.html"), html).context("cannot write index.html")?;
    let worker = fill(&worker, &known).context("web/worker/sw.js cannot be filled in")?;
    fs::write(page.join("sw.js"), worker).context("cannot write sw.js")
}

/// The name of a build: it differs as soon as any of its files does.
fn build_id(addresses: &Addresses, templates: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in addresses.values().map(String::as_str).chain(templates.iter().copied()) {
        hash.update(text);
        hash.update([0]);
    }
    hex(&hash.finalize()[..8])
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(paths::root().join(name)).with_context(|| format!("cannot read {name}"))
}

fn copy_public_files(assets: &Path) -> Result<()> {
    for file in stamp::files_below(&paths::root().join("web/public"))? {
        if file.file_name().is_none_or(|name| name != MANIFEST) {
            write_hashed(assets, &file, &fs::read(&file)?)?;
        }
    }
    Ok(())
}

/// Writes a file into `assets` under its name and a hash of what it holds.
fn write_hashed(assets: &Path, file: &Path, bytes: &[u8]) -> Result<()> {
    let (stem, extension) = (file.file_stem().unwrap_or_default(), file.extension().unwrap_or_default());
    let hash = hex(&Sha256::digest(bytes)[..5]);
    let name = format!("{}-{hash}.{}", stem.to_string_lossy(), extension.to_string_lossy());
    fs::write(assets.join(name), bytes).with_context(|| format!("cannot write {}", file.display()))
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

    #[test]
    fn a_build_has_a_name_of_its_own() {
        let other = Addresses::from([("app.js".to_owned(), "/assets/app-CD34.js".to_owned())]);
        assert_eq!(build_id(&known(), &["a"]), build_id(&known(), &["a"]));
        assert_ne!(build_id(&known(), &["a"]), build_id(&other, &["a"]));
        assert_ne!(build_id(&known(), &["a"]), build_id(&known(), &["b"]));
    }
}
