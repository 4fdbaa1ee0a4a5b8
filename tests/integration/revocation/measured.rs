//! How long a revocation takes to reach the page: from before it is asked for until the socket has ended there.

use std::time::{Duration, Instant};

use debrief_shared::api::Role;
use debrief_tests::database::Database;
use debrief_tests::wait::eventually_within;
use debrief_tests::{Outcome, Replica};
use reqwest::Method;

use super::stage::Stage;

/// Longest that a revocation may take, by this server or by another process.
const AT_MOST: Duration = Duration::from_secs(1);
const BY_REST: usize = 50;
const BY_ANOTHER_PROCESS: usize = 20;

#[tokio::test]
async fn a_revocation_reaches_the_page_within_a_second() -> Outcome {
    let stage = Stage::set().await?;
    let victim = stage.by_token("Vera Victim", "guest").await?;
    let typing = stage.typing().await?;
    let mut database = Database::open(&stage.server.data()).await?;
    let path = stage.path(&format!("/access/people/{}", victim.person));
    let (mut by_rest, mut elsewhere) = (Vec::new(), Vec::new());
    for number in 0..BY_REST + BY_ANOTHER_PROCESS {
        stage.grant(victim.person, Role::Viewer).await?;
        let watching = Replica::join(victim.joining(&stage)).await?;
        let begun = Instant::now();
        let times = if number < BY_REST {
            stage.done(&stage.owner, Method::DELETE, &path).await?;
            &mut by_rest
        } else {
            database.revoke(stage.id, victim.person).await?;
            &mut elsewhere
        };
        let ended = eventually_within(AT_MOST, "the socket ends", || async { Ok(watching.ending()) }).await?;
        times.push(begun.elapsed());
        assert_eq!(ended.code, Some(4403));
    }
    database.close().await?;
    typing.stop().await?;
    for (what, times) in [("REST", &mut by_rest), ("another process", &mut elsewhere)] {
        times.sort_unstable();
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
        eprintln!("{} revocations by {what}: p50 {:?}, p99 {:?}", times.len(), at(50), at(99));
    }
    Ok(())
}
