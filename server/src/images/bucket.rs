//! Opening the place where bytes are kept.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, RetryConfig};

use super::ImageError;
use super::place::{Bucket, Place};
use super::wire::Wire;

/// For whoever runs the server, and nobody else.
const FOLDER_MODE: u32 = 0o700;
/// How often a call to a bucket is made again, and for how long: somebody waits for it.
const RETRIES: usize = 3;
const RETRY_TIME: Duration = Duration::from_secs(20);

pub(super) fn open(place: &Place) -> Result<Arc<dyn ObjectStore>, ImageError> {
    match place {
        Place::Folder(folder) => Ok(Arc::new(self::folder(folder)?)),
        Place::Bucket(place) if place.prefix.is_empty() => Ok(Arc::new(bucket(place)?)),
        Place::Bucket(place) => Ok(Arc::new(PrefixStore::new(bucket(place)?, place.prefix.as_str()))),
    }
}

/// A folder in which a file is on disk before it is told to be there.
fn folder(folder: &Path) -> Result<LocalFileSystem, ImageError> {
    let made = DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder);
    made.map_err(|error| ImageError::Unavailable(format!("cannot make the folder {}: {error}", folder.display())))?;
    Ok(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))
}

fn bucket(place: &Bucket) -> Result<AmazonS3, ImageError> {
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_TIME, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.name)
        .with_region(&place.region)
        .with_access_key_id(&place.key)
        .with_secret_access_key(&place.secret)
        .with_retry(retry)
        .with_http_connector(Wire);
    if let Some(endpoint) = &place.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http:"));
    }
    Ok(builder.build()?)
}
