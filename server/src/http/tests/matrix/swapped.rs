//! Two ids in a request, the second of somebody else: nothing is told and nothing changed. So for ids that name nothing.

use uuid::Uuid;

use super::super::As;
use super::Sent;
use super::table::{ROUTES, Rule};
use super::world::{PRINCIPALS, World, dump, parts};

/// Those who may do it with the right ids. An admin may do the same to other postmortems, too: nothing to see there.
fn entitled<'a>(world: &'a World, rule: &Rule, part: &str) -> Vec<(&'static str, &'a As)> {
    let within = ["{thread}", "{link}", "{version}", "{image}", "{seq}"].iter().any(|part| rule.route.contains(part));
    let only_id = part == "id" && !within;
    let everybody = PRINCIPALS.into_iter().zip(&world.principals).zip(rule.expected());
    let may = everybody.filter(|(_, letter)| *letter == '.').map(|(principal, _)| principal);
    may.filter(|(name, _)| !(only_id && *name == "admin" && rule.route.contains("/postmortems/"))).collect()
}

#[tokio::test]
async fn an_id_of_somebody_else_names_nothing() {
    let world = World::new().await;
    for rule in ROUTES {
        for part in rule.swap.split_whitespace() {
            let server = world.copy().await;
            let before = dump(&server).await;
            let foreign = world.foreign(rule.method, rule.route, part);
            let path = world.path(rule.method, rule.route, Some((part, foreign)));
            for (name, who) in entitled(&world, rule, part) {
                let answer = server.try_it(&world, rule, who, &path, Sent::Right).await;
                assert_eq!(
                    answer.status, 404,
                    "{} {} as {name} with a foreign {part}: {}",
                    rule.method, rule.route, answer.text
                );
                assert!(!answer.text.contains("Other"), "{}", answer.text);
            }
            assert!(
                dump(&server).await == before,
                "{} {} with a foreign {part} has changed something",
                rule.method,
                rule.route
            );
            server.state.documents.shutdown().await;
        }
    }
}

/// Ids that name nothing.
fn garbage() -> [String; 4] {
    [Uuid::nil().to_string(), "none".to_owned(), "..%2f..%2fsession".to_owned(), "9".repeat(300)]
}

#[tokio::test]
async fn an_id_that_is_none_names_nothing() {
    let world = World::new().await;
    for rule in ROUTES {
        let server = world.copy().await;
        let before = dump(&server).await;
        for part in parts(rule.route) {
            for wrong in garbage() {
                let path = world.path(rule.method, rule.route, Some((part, &wrong)));
                for (name, who) in PRINCIPALS
                    .into_iter()
                    .zip(&world.principals)
                    .zip(rule.expected())
                    .filter(|(_, letter)| *letter == '.')
                    .map(|(principal, _)| principal)
                {
                    let answer = server.try_it(&world, rule, who, &path, Sent::Right).await;
                    assert_eq!(answer.status, 404, "{} {path} as {name}: {}", rule.method, answer.text);
                }
            }
        }
        assert!(dump(&server).await == before, "{} {} with garbage has changed something", rule.method, rule.route);
        server.state.documents.shutdown().await;
    }
}
