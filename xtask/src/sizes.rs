//! What the browser loads first and what people download, in bytes: as a table, and as JSON in `target/bench/size.json`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::tools::{relative, step};
use crate::{paths, stamp};

/// The sizes of one file, in bytes. A file that is not served has no compressed form.
#[derive(Serialize)]
pub(crate) struct Size {
    name: String,
    raw: u64,
    gzip: Option<u64>,
    brotli: Option<u64>,
}

/// The parts of the built page, and their sum: what a first visit loads.
pub(crate) fn page() -> Result<Vec<Size>> {
    let mut sizes = Vec::new();
    for file in stamp::files_below(&paths::page().join("assets"))? {
        if file.extension().is_some_and(|extension| ["br", "gz", "map", "png"].iter().any(|other| extension == *other))
        {
            continue;
        }
        let sibling = |extension: &str| {
            let mut name = file.clone().into_os_string();
            name.push(extension);
            fs::metadata(name).ok().map(|metadata| metadata.len())
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sizes.push(Size { name, raw: file.metadata()?.len(), gzip: sibling(".gz"), brotli: sibling(".br") });
    }
    let sum = |pick: fn(&Size) -> u64| sizes.iter().map(pick).sum();
    sizes.push(Size {
        name: "first load".to_owned(),
        raw: sum(|size| size.raw),
        gzip: Some(sum(|size| size.gzip.unwrap_or(size.raw))),
        brotli: Some(sum(|size| size.brotli.unwrap_or(size.raw))),
    });
    Ok(sizes)
}

/// The binary that people download.
pub(crate) fn binary(file: &Path) -> Result<Size> {
    let raw = file.metadata().with_context(|| format!("cannot read {}", file.display()))?.len();
    Ok(Size { name: relative(file), raw, gzip: None, brotli: None })
}

/// Prints the table and writes the JSON.
pub(crate) fn report(sizes: &[Size]) -> Result<()> {
    let kilobytes = |bytes: Option<u64>| {
        bytes.map_or_else(|| "–".to_owned(), |bytes| format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100))
    };
    println!("{:<28} {:>12} {:>12} {:>12}", "", "raw", "gzip", "brotli");
    for size in sizes {
        println!(
            "{:<28} {:>12} {:>12} {:>12}",
            size.name,
            kilobytes(Some(size.raw)),
            kilobytes(size.gzip),
            kilobytes(size.brotli)
        );
    }
    let folder = paths::target().join("bench");
    fs::create_dir_all(&folder)?;
    let file = folder.join("size.json");
    fs::write(&file, serde_json::to_string_pretty(sizes)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    step(&format!("The same as JSON: {}", relative(&file)));
    Ok(())
}
