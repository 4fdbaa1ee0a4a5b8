//! How long it takes until somebody whose access was taken away is cut off: from the request until the socket has ended at their end.

use std::time::Instant;

use anyhow::{Result, ensure};
use debrief_shared::api::{Access, GrantRole, PatchAccess, Role, Visibility};
use debrief_tests::database::Database;
use debrief_tests::{Replica, Server};
use reqwest::Method;

use crate::report::Report;

const BY_REST: usize = 50;
const BY_ANOTHER_PROCESS: usize = 20;

/// Runs the benchmark.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let (server, owner) = Server::with_admin().await?;
    let id = owner.create("Revocation", "pushpay").await?.id;
    let path = format!("/api/postmortems/{id}/access");
    let restrict = PatchAccess { visibility: Some(Visibility::Restricted), workspace_role: None };
    owner.call::<Access>(Method::PATCH, &path, &restrict).await?;
    let guest = server.person("Gail Guest", "guest")?;
    let person = guest.session().await?.person.id;
    let path = format!("{path}/people/{person}");
    let mut database = Database::open(&server.data()).await?;
    for (bench, times) in [("revoked by REST", BY_REST), ("revoked by another process", BY_ANOTHER_PROCESS)] {
        let mut times_ms = Vec::new();
        for _ in 0..times {
            owner.call::<Access>(Method::PUT, &path, &GrantRole { role: Role::Viewer }).await?;
            let replica = Replica::open(&server, &guest, id).await?;
            let begun = Instant::now();
            if times == BY_REST {
                let answer = owner.send(Method::DELETE, &path).await?;
                ensure!(answer.status().is_success(), "{}", answer.status());
            } else {
                database.revoke(id, person).await?;
            }
            replica.ended().await?;
            times_ms.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        report.add_percentiles(bench, times_ms);
    }
    database.close().await
}
