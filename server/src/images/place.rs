//! Where the bytes of pictures are kept, as somebody says it.

use std::path::{Path, PathBuf};

use clap::Args;
use url::Url;

/// The folder within the data folder, unless something else is said.
const FOLDER: &str = "images";

/// Flags that say where pictures are kept.
#[derive(Args, Clone, Debug)]
pub struct PlaceArgs {
    /// Where pictures are kept: file:FOLDER, or s3://BUCKET or s3://BUCKET/PREFIX. Default: images in the data folder
    #[arg(long, env = "DEBRIEF_IMAGES")]
    pub images: Option<String>,
    /// Address of an S3-compatible service that is not Amazon's, such as <https://s3.example.com>
    #[arg(long, env = "DEBRIEF_IMAGES_ENDPOINT")]
    pub images_endpoint: Option<String>,
    /// Region of the bucket
    #[arg(long, env = "DEBRIEF_IMAGES_REGION", default_value = "us-east-1")]
    pub images_region: String,
    /// Id of the access key for the bucket
    #[arg(long, env = "DEBRIEF_IMAGES_KEY", hide_env_values = true)]
    pub images_key: Option<String>,
    /// Secret of the access key; said by the environment, because other people on the machine can read the command line
    #[arg(long, env = "DEBRIEF_IMAGES_SECRET", hide_env_values = true)]
    pub images_secret: Option<String>,
}

/// Where bytes are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A bucket of S3, or of something that speaks like it.
    Bucket(Bucket),
}

/// A bucket and the way there.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What every key begins with; may be empty.
    pub prefix: String,
    /// The service, if it is not Amazon's.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// Id of the access key.
    pub key: String,
    /// Secret of the access key.
    pub secret: String,
}

/// Why it cannot work; one line for the person who starts the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Neither a folder nor a bucket.
    #[error("--images: write file:FOLDER, s3://BUCKET or s3://BUCKET/PREFIX")]
    Place,
    /// A bucket without a key.
    #[error("--images: a bucket needs --images-key and --images-secret; say the secret by DEBRIEF_IMAGES_SECRET")]
    Key,
    /// Not the address of a service.
    #[error("--images-endpoint: write the address of the service, for example https://s3.example.com")]
    Endpoint,
}

impl PlaceArgs {
    /// The place, for a data folder.
    ///
    /// # Errors
    /// When it cannot work.
    pub fn place(&self, data_dir: &Path) -> Result<Place, PlaceError> {
        let Some(written) = &self.images else { return Ok(Place::Folder(data_dir.join(FOLDER))) };
        if let Some(folder) = written.strip_prefix("file:") {
            let folder = folder.strip_prefix("//").unwrap_or(folder);
            return if folder.is_empty() { Err(PlaceError::Place) } else { Ok(Place::Folder(folder.into())) };
        }
        let (name, prefix) = bucket(written).ok_or(PlaceError::Place)?;
        let endpoint = self.images_endpoint.as_deref().map(endpoint).transpose()?;
        let (Some(key), Some(secret)) = (self.images_key.clone(), self.images_secret.clone()) else {
            return Err(PlaceError::Key);
        };
        Ok(Place::Bucket(Bucket { name, prefix, endpoint, region: self.images_region.clone(), key, secret }))
    }
}

/// Name and prefix.
fn bucket(written: &str) -> Option<(String, String)> {
    let rest = written.strip_prefix("s3://")?;
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let is_name = |name: &str| {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-._".contains(letter);
        !name.is_empty() && name.chars().all(plain)
    };
    let prefix = prefix.trim_matches('/');
    let is_prefix = prefix.is_empty()
        || prefix.split('/').all(|part| is_name(&part.to_ascii_lowercase()) && part != ".." && part != ".");
    (is_name(name) && is_prefix).then(|| (name.to_owned(), prefix.to_owned()))
}

fn endpoint(written: &str) -> Result<String, PlaceError> {
    let url = Url::parse(written).map_err(|_| PlaceError::Endpoint)?;
    let plain = matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none();
    if !plain || !url.username().is_empty() || url.password().is_some() {
        return Err(PlaceError::Endpoint);
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => write!(formatter, "file:{}", folder.display()),
            Self::Bucket(bucket) => write!(formatter, "s3://{}/{}", bucket.name, bucket.prefix),
        }
    }
}

/// Without the secret.
impl std::fmt::Debug for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        place: PlaceArgs,
    }

    fn place(line: &str) -> Result<Place, PlaceError> {
        let args = std::iter::once("debrief").chain(line.split_whitespace());
        Line::try_parse_from(args).expect("usage").place.place(Path::new("data"))
    }

    #[test]
    fn a_folder_or_a_bucket() {
        assert_eq!(place(""), Ok(Place::Folder("data/images".into())));
        assert_eq!(place("--images file:/srv/pictures"), Ok(Place::Folder("/srv/pictures".into())));
        let keys = "--images-key K --images-secret hunter2 --images-endpoint http://127.0.0.1:9000/";
        let there = place(&format!("--images s3://debrief/a/b/ {keys}"));
        let Ok(Place::Bucket(bucket)) = &there else { panic!("{there:?}") };
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("debrief", "a/b"));
        assert_eq!(bucket.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
        assert!(!format!("{there:?}").contains("hunter2"));
    }

    #[test]
    fn what_cannot_work_is_refused() {
        for wrong in
            ["--images pictures", "--images file:", "--images s3://", "--images s3://a/../b", "--images s3://A B"]
        {
            assert_eq!(place(&wrong.replace("A B", "A")), Err(PlaceError::Place), "{wrong}");
        }
        assert_eq!(place("--images s3://debrief"), Err(PlaceError::Key));
        let keys = "--images s3://debrief --images-key K --images-secret S --images-endpoint";
        for wrong in ["ftp://a", "a", "https://me:secret@s3.example.com"] {
            assert_eq!(place(&format!("{keys} {wrong}")), Err(PlaceError::Endpoint), "{wrong}");
        }
    }
}
