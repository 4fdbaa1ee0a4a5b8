//! The identity provider of the tests as a process, for the tests in JavaScript: prints its issuer, then serves until it is ended.
//! `POST /control` says who signs in next.

use anyhow::Result;
use debrief_tests::identity_provider::IdentityProvider;

#[tokio::main]
async fn main() -> Result<()> {
    let provider = IdentityProvider::start().await?;
    println!("{}", provider.issuer());
    provider.serve().await;
    Ok(())
}
