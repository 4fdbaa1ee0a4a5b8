//! Compressed siblings of the assets, so that the server never compresses while it serves.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context, Result};

use super::Profile;
use crate::stamp;

/// Formats that are compressed in themselves.
const COMPRESSED: [&str; 4] = ["woff2", "png", "webp", "map"];

/// Writes `.br` and `.gz` beside every file below `folder` that gains from it.
pub(super) fn compress_below(folder: &Path, profile: Profile) -> Result<()> {
    for file in stamp::files_below(folder)? {
        if file.extension().is_some_and(|extension| COMPRESSED.iter().any(|known| extension == *known)) {
            continue;
        }
        let bytes = fs::read(&file)?;
        let sibling = |extension: &str| {
            let mut name = file.clone().into_os_string();
            name.push(extension);
            name
        };
        let write = || -> io::Result<()> {
            fs::write(sibling(".br"), brotli(&bytes, profile)?)?;
            gzip(&bytes, profile, File::create(sibling(".gz"))?)
        };
        write().with_context(|| format!("cannot compress {}", file.display()))?;
    }
    Ok(())
}

fn brotli(bytes: &[u8], profile: Profile) -> io::Result<Vec<u8>> {
    let (quality, window) = if profile == Profile::Small { (11, 24) } else { (1, 22) };
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, 1 << 16, quality, window).write_all(bytes)?;
    Ok(out)
}

fn gzip(bytes: &[u8], profile: Profile, out: File) -> io::Result<()> {
    let level = if profile == Profile::Small { flate2::Compression::best() } else { flate2::Compression::fast() };
    let mut encoder = flate2::write::GzEncoder::new(out, level);
    encoder.write_all(bytes)?;
    encoder.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn brotli_gives_back_what_went_in() {
        let text = "how did we notice? ".repeat(500);
        for profile in [Profile::Quick, Profile::Small] {
            let packed = brotli(text.as_bytes(), profile).expect("packs");
            let mut unpacked = String::new();
            brotli::Decompressor::new(packed.as_slice(), 4096).read_to_string(&mut unpacked).expect("unpacks");
            assert_eq!(unpacked, text);
            assert!(packed.len() < text.len() / 10);
        }
    }
}
