//! What a text is about, by its own words: those that say most, alone and in pairs. What is rare among others is for others to say.

use std::collections::{BTreeMap, HashSet};

use super::{Word, words};

/// Most terms of a text.
pub const MAX_TERMS: usize = 60;
/// Shortest word that says anything, in characters.
const MIN_CHARS: usize = 3;
/// A pair of words says more than each of them.
const PAIR: u32 = 2;
/// A term that is written more often than this says no more.
const MAX_TIMES: u32 = 8;

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded; the words of a pair with a space in between.
    pub term: String,
    /// As it is written where it stands first, in lower case.
    pub shown: String,
    /// How much it says; 1 at least.
    pub weight: u32,
}

/// Words of every text, and of every postmortem.
const COMMON: &str = "about above after again against all also although always among and another any anything are around because been \
    before began begin being below between both but call came can cannot could day did does doing done down during each early either else \
    end ended enough even ever every everything few first for from further get given goes going gone got had has have having hence here \
    him his her hers how however into its itself just keep kept know known last late later least less let like little long look made make \
    many may might minute minutes more most much must name near need needs never new next nobody none nor not note nothing now off often \
    once one only onto other others our out over own part people per place possible put quite rather really right said same saw see seen \
    several shall she should show showed shown since some somebody something soon still such take taken team than that the their them then \
    there these they thing things this those though three through time times together too took toward try turned twice two under until \
    upon use used using very via want was way well went were what when whenever where whether which while who whole whose why will with \
    within without work would yet you your http https www com org action actions alert alerted alerting cause caused causes change changed \
    changes customer customers detected detection discussion error errors event events failed failing failure failures factor factors \
    fix fixed happened hour hours impact incident incidents issue issues learned lesson lessons message mitigated mitigation mitigations \
    monitoring outage outages postmortem postmortems problem problems production recovered request requests resolution resolved restart \
    restarted response result root section service services severity started status summary system systems timeline trigger triggered \
    user users utc";

/// The terms of some texts, each with how much its words weigh; those that say most, in their order.
pub fn terms<'a>(texts: impl IntoIterator<Item = (&'a str, u32)>) -> Vec<Term> {
    let common: HashSet<&str> = COMMON.split_whitespace().collect();
    let says = |word: &Word| {
        word.folded.chars().count() >= MIN_CHARS
            && !common.contains(word.folded.as_str())
            && word.folded.chars().any(char::is_alphabetic)
            && !is_id(&word.folded)
    };
    let mut found: BTreeMap<String, (String, u32, u32)> = BTreeMap::new();
    for (text, weight) in texts {
        let mut before: Option<Word> = None;
        for word in words(text) {
            if !says(&word) {
                before = None;
                continue;
            }
            let mut note = |term: String, shown: &str, weight: u32| {
                let shown = || shown.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                let (_, most, times) = found.entry(term).or_insert_with(|| (shown(), 0, 0));
                (*most, *times) = ((*most).max(weight), (*times + 1).min(MAX_TIMES));
            };
            note(word.folded.clone(), &text[word.start..word.end], weight);
            if let Some(before) = &before
                && text[before.end..word.start]
                    .chars()
                    .all(|between| between == ' ' || between == '-' || between == '_')
            {
                note(format!("{} {}", before.folded, word.folded), &text[before.start..word.end], weight * PAIR);
            }
            before = Some(word);
        }
    }
    let mut all: Vec<Term> = found
        .into_iter()
        .map(|(term, (shown, most, times))| Term { term, shown, weight: most * times.ilog2().saturating_add(1) })
        .collect();
    // By name where they say as much, so that the same text always has the same terms.
    all.sort_by(|one, two| two.weight.cmp(&one.weight).then_with(|| one.term.cmp(&two.term)));
    all.truncate(MAX_TERMS);
    all
}

/// Numbers with letters in them, as ids and hashes are, say nothing to people.
fn is_id(word: &str) -> bool {
    const MIN_DIGITS: usize = 3;
    word.chars().filter(char::is_ascii_digit).count() >= MIN_DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_say_most_come_first() {
        let found = terms([
            ("Connection pool exhausted", 3),
            ("The connection pool was full. The Größe of pgbouncer: 3f9a77", 1),
        ]);
        let told: Vec<&str> = found.iter().map(|term| term.term.as_str()).collect();
        assert_eq!(told[..2], ["connection pool", "connection"]);
        assert!(told.contains(&"pool exhausted") && told.contains(&"pgbouncer"), "{told:?}");
        assert!(!told.iter().any(|term| term.contains("3f9a77") || *term == "the" || *term == "was"), "{told:?}");
        assert_eq!(found.iter().find(|term| term.term == "grosse").map(|term| term.shown.as_str()), Some("größe"));
    }

    #[test]
    fn there_are_only_so_many() {
        let words: Vec<String> = ('a'..='z')
            .flat_map(|letter| (2..22).map(move |times| format!("w{letter}{}", "x".repeat(times))))
            .collect();
        let text = words.join(" ");
        assert_eq!(terms([(text.as_str(), 1)]).len(), MAX_TERMS);
        assert_eq!(terms([]), []);
    }
}
