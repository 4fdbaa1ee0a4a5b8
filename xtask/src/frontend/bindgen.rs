//! wasm-bindgen as a library: its version is the one in Cargo.lock, on both sides.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::Profile;

/// Starts the page. The bundler gives the second import the hashed address of the file.
const ENTRY: &str = "\
import start from \"./app.js\";
import address from \"./app.wasm\";
start({ module_or_path: address });
";

/// Writes the glue of a compiled page into `folder`, and gives the module that starts the page.
pub(super) fn generate(wasm: &Path, folder: &Path, profile: Profile) -> Result<PathBuf> {
    super::remove(folder)?;
    fs::create_dir_all(folder)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("app").typescript(false).omit_default_module_path(true);
    // Names make a trace readable, and cost a third of the file.
    bindgen.remove_name_section(profile == Profile::Small).remove_producers_section(true);
    bindgen.web(true)?.generate(folder).context("wasm-bindgen cannot read the compiled page")?;
    fs::rename(folder.join("app_bg.wasm"), folder.join("app.wasm")).context("wasm-bindgen left no wasm file")?;

    let entry = folder.join("entry.js");
    fs::write(&entry, ENTRY)?;
    Ok(entry)
}
