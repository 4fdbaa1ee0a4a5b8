//! Searches over 10,000 postmortems, by somebody who may not read a tenth of them. With `DEBRIEF_TEST_STORE=postgres` on PostgreSQL.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use debrief_shared::api::{EditTemplate, PatchAccess, PatchPostmortem, SearchPage, TemplateSection, Visibility};
use debrief_shared::document::SectionKind;
use debrief_tests::random::Dice;
use debrief_tests::{Client, Options, Server};
use futures_util::future::try_join_all;

use crate::report::Report;

/// Postmortems …
const POSTMORTEMS: usize = 10_000;
/// … made of so many different texts, each under a title of its own.
const TEXTS: usize = 500;
/// Sections of a text, and words of a section: 9 kB each.
const SECTIONS: usize = 6;
const WORDS: usize = 240;
/// Different words; the second is half as frequent as the first, the third a third.
const VOCABULARY: usize = 12_000;
/// Of so many postmortems one is restricted.
const RESTRICTED: usize = 10;
/// Searches of a kind.
const SEARCHES: usize = 200;

/// Runs the benchmark.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let store = std::env::var("DEBRIEF_TEST_STORE").unwrap_or_else(|_| "sqlite".to_owned());
    let flags = ["--rate-limit", "0"].map(str::to_owned).to_vec();
    let server = Server::start(Options { flags, ..Options::default() }).await?;
    let (ada, grace) = (server.person("Ada Admin", "admin")?, server.person("Grace Member", "member")?);
    let guest = server.person("Gus Guest", "guest")?;
    let mut dice = Dice::new(7);
    let begun = Instant::now();
    fill(&ada, &mut dice).await?;
    report.add(&format!("search, {store}"), "time to fill", begun.elapsed().as_secs_f64(), "s");

    // Nobody has shared anything with the guest: all that is found is looked at, and nothing shown.
    for (kind, query, who) in [
        ("a rare word", [3_000, 9_000, 0, 0], &grace),
        ("a frequent word", [0, 20, 0, 0], &grace),
        ("a frequent word, by a guest", [0, 20, 0, 0], &guest),
        ("two words", [20, 400, 20, 400], &grace),
        ("three letters of a word", [0, 2_000, 0, 0], &grace),
        ("three letters of a word, by a guest", [0, 2_000, 0, 0], &guest),
        ("no such word", [0, 0, 0, 0], &grace),
    ] {
        let mut times = Vec::new();
        for _ in 0..SEARCHES {
            let [from, to, second_from, second_to] = query;
            let mut words = Vec::new();
            for (from, to) in [(from, to), (second_from, second_to)] {
                if to > from {
                    let word = word(from + dice.index(to - from));
                    words.push(if kind.starts_with("three") { word.chars().take(3).collect() } else { word });
                }
            }
            let typed = if words.is_empty() { "zzzznowhere".to_owned() } else { words.join("+") };
            times.push(ask(who, &format!("q={typed}")).await?);
        }
        report.add_percentiles(&format!("search, {store}: {kind}"), times);
    }
    let mut times = Vec::new();
    for at in 0..SEARCHES {
        times.push(ask(&grace, &format!("severity=sev-{}&state=draft", at % 4)).await?);
    }
    report.add_percentiles(&format!("search, {store}: filters alone"), times);
    similar(report, &store, &ada).await
}

/// How long one search takes, in milliseconds.
async fn ask(who: &Client, query: &str) -> Result<f64> {
    let begun = Instant::now();
    who.get::<SearchPage>(&format!("/api/search?{query}")).await?;
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

async fn similar(report: &mut Report, store: &str, ada: &Client) -> Result<()> {
    let page = ada.get::<SearchPage>("/api/search?severity=sev-1&limit=50").await?;
    let mut times = Vec::new();
    for result in &page.results {
        let begun = Instant::now();
        ada.get_text(&format!("/api/postmortems/{}/similar", result.postmortem)).await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    report.add_percentiles(&format!("similar, {store}"), times);
    Ok(())
}

async fn fill(ada: &Client, dice: &mut Dice) -> Result<()> {
    for at in 0..TEXTS {
        let section = |dice: &mut Dice| TemplateSection {
            kind: SectionKind::Prose,
            heading: text(dice, 3),
            guidance: String::new(),
            body: text(dice, WORDS),
        };
        let sections = (0..SECTIONS).map(|_| section(dice)).collect();
        let template =
            EditTemplate { name: Some(format!("Text {at}")), sections: Some(sections), ..EditTemplate::default() };
        let template = ada.create_template(&template).await?.id;
        let titles: Vec<String> = (0..POSTMORTEMS / TEXTS).map(|_| text(dice, 5)).collect();
        let makings = titles.iter().enumerate().map(|(number, title)| make(ada, number, title, &template));
        try_join_all(makings).await?;
    }
    let found = ada.get::<SearchPage>("/api/search?severity=sev-1&limit=1").await?;
    ensure!(!found.results.is_empty(), "there is something to find");
    found.next.context("and more of it").map(drop)
}

async fn make(ada: &Client, number: usize, title: &str, template: &str) -> Result<()> {
    let made = ada.create(title, template).await?;
    let severity = format!("SEV-{}", number % 4);
    ada.patch(made.id, &PatchPostmortem { severity: Some(severity), ..PatchPostmortem::default() }).await?;
    if number.is_multiple_of(RESTRICTED) {
        let restrict = PatchAccess { visibility: Some(Visibility::Restricted), workspace_role: None };
        ada.set_access(made.id, &restrict).await?;
    }
    Ok(())
}

/// Words as people write them: few of them often, most of them seldom.
fn text(dice: &mut Dice, words: usize) -> String {
    let mut one = || {
        let share = dice.below(1 << 20) as f64 / f64::from(1 << 20);
        // The place of a word whose frequency falls with its place.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the vocabulary")]
        let place = ((VOCABULARY as f64).powf(share) - 1.0) as usize;
        word(place)
    };
    (0..words).map(|_| one()).collect::<Vec<_>>().join(" ")
}

/// The word at a place of the vocabulary: syllables, so that many words begin alike.
fn word(place: usize) -> String {
    const SYLLABLES: [&str; 24] = [
        "con", "ser", "data", "fail", "po", "re", "que", "time", "la", "ten", "cy", "ba", "lo", "ri", "mu", "sta",
        "tro", "gen", "ki", "vo", "nex", "dor", "pha", "wi",
    ];
    let mut rest = place * 31 + 7;
    let mut word = String::new();
    for _ in 0..3 {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    word
}
