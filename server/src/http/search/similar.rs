//! Postmortems that tell of something similar, and why: rare words and services that both name. The same texts always give the same
//! answer, and no machine learns anything.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use debrief_shared::api::{Problem, SimilarList, SimilarPostmortem};
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::extract::Path;
use super::super::identity::Caller;
use super::super::state::AppState;
use crate::access::{Action, Facts, Resource};
use crate::store::documents::DocumentRow;
use crate::store::search::{SharedTerm, Shares};

/// Most postmortems of an answer.
const MAX_SIMILAR: usize = 5;
/// Most terms that are told of each.
const MAX_TERMS: usize = 4;
/// Shared words that make two postmortems similar; of those that name the same service, one is enough.
const ENOUGH_WORDS: usize = 2;
/// What a service that both name counts, in words.
const SERVICE: f64 = 3.0;

/// Postmortems that one may read and that are similar to this one, the most similar first.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/similar", tag = "search", operation_id = "similar", params(("id" = Uuid, Path)),
    responses((status = 200, body = SimilarList), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(in super::super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<SimilarList>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let mut shares = state.store.shares(id, caller.asker()?).await?;
    shares
        .others
        .retain(|(row, granted)| caller.may(Action::Read, &Resource::Postmortem(Facts::of(row, *granted))).is_ok());
    Ok(axum::Json(SimilarList { similar: similar(&found.row, shares) }))
}

fn similar(mine: &DocumentRow, shares: Shares) -> Vec<SimilarPostmortem> {
    let readable = f64::from(shares.readable);
    let mut by_other: BTreeMap<Uuid, Vec<SharedTerm>> = BTreeMap::new();
    for term in shares.terms {
        by_other.entry(term.postmortem).or_default().push(term);
    }
    let mut found = Vec::new();
    for (row, _) in shares.others {
        let mut terms = by_other.remove(&row.id).unwrap_or_default();
        let says = |term: &SharedTerm| {
            let rare = (1.0 + readable / f64::from(term.holders)).ln();
            rare * f64::from(term.weight.min(term.other_weight)).sqrt()
        };
        terms.sort_by(|one, two| says(two).total_cmp(&says(one)).then_with(|| one.term.cmp(&two.term)));
        let terms = without_parts(terms);
        let services = same_services(mine, &row);
        let words: usize = terms.iter().map(|term| term.term.split(' ').count()).sum();
        if words < ENOUGH_WORDS && (words == 0 || services.is_empty()) {
            continue;
        }
        let score = terms.iter().map(says).sum::<f64>() + SERVICE * f64::from(u8::from(!services.is_empty()));
        found.push((score, row, terms, services));
    }
    found.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| two.1.id.cmp(&one.1.id)));
    let told = found.into_iter().take(MAX_SIMILAR).map(|(_, row, terms, services)| SimilarPostmortem {
        postmortem: row.id,
        title: row.projection.title,
        severity: row.projection.severity,
        impact_started: row.projection.impact_started,
        terms: terms.into_iter().take(MAX_TERMS).map(|term| term.shown).collect(),
        services,
    });
    told.collect()
}

/// Terms without words that are in a pair of them already: `connection pool` says it all.
fn without_parts(terms: Vec<SharedTerm>) -> Vec<SharedTerm> {
    let pairs = terms.iter().filter(|term| term.term.contains(' '));
    let parts: BTreeSet<String> = pairs.flat_map(|pair| pair.term.split(' ').map(str::to_owned)).collect();
    let mut told = BTreeSet::new();
    let kept = terms.into_iter().filter(|term| match term.term.split_once(' ') {
        None => !parts.contains(&term.term),
        // Of `connection pool` and `pool exhausted` the more telling one stays.
        Some((one, two)) => {
            let is_new = !told.contains(one) && !told.contains(two);
            if is_new {
                told.extend([one.to_owned(), two.to_owned()]);
            }
            is_new
        }
    });
    kept.collect()
}

fn same_services(mine: &DocumentRow, other: &DocumentRow) -> Vec<String> {
    let key = |name: &str| name.trim().to_lowercase();
    let theirs: BTreeSet<String> = other.projection.services.iter().map(|service| key(service)).collect();
    mine.projection.services.iter().filter(|service| theirs.contains(&key(service))).cloned().collect()
}
