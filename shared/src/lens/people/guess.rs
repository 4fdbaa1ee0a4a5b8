//! Names that stand in no list: a title, a full name before what people do with their hands, "it was N who", and a "he" or "she" that can mean
//! nobody else.

use super::{acts, first_names, is_plain_word};
use crate::lens::token::{Kind, Sentence, Token};
use crate::lens::words::{ADV, AUX, CONJ, DAY, DET, FINITE, GERUND, HUMAN, ONE, PREP, PRODUCT, PRONOUN, SUB, SYSTEM};

const TITLES: [&str; 8] = ["dr", "mr", "mrs", "ms", "prof", "professor", "sergeant", "captain"];

/// What is done by hand; organisations and programs that have a name of two words hardly do it.
const BY_HAND: [&str; 11] = [
    "approved",
    "merged",
    "typed",
    "clicked",
    "pressed",
    "overrode",
    "unplugged",
    "copied",
    "pasted",
    "edited",
    "mistyped",
];

/// Words in the names of organisations, places and products of several words.
const ORGANISATIONS: &str = "inc ltd llc gmbh ag corp corporation bank banking group cloud labs europe america americas asia africa network networks systems services airlines airways rail railway railways telecom telekom energy power water solutions software technologies international global union council university hospital clinic airport north south east west central new los san hong las united royal great city court street road house news media insurance pay store web api data core open apache azure amazon google microsoft support team committee authority agency office ministry department board foundation project palo alto santa costa buenos tel kuala preview agent edge front hub";

/// How far a look to the right goes, in tokens.
const NEAR: usize = 30;

/// Whether `sentence[index]`, an unknown word with a capital, is a person's name by what stands around it.
pub(super) fn is_person(text: &str, sentence: &Sentence, index: usize) -> bool {
    is_singled_out(sentence, index) || has_full_name(text, sentence, index) || is_meant(sentence, index)
}

/// `Dr. Nakamura`, `Mr Petrov`.
pub(super) fn has_title(sentence: &Sentence, index: usize) -> bool {
    title_of(sentence, index).is_some()
}

/// Where the title before a name stands.
pub(in crate::lens) fn title_of(sentence: &[Token], index: usize) -> Option<usize> {
    let dot = index.checked_sub(1).filter(|&at| sentence[at].sign('.')).unwrap_or(index);
    let at = dot.checked_sub(1)?;
    let token = &sentence[at];
    (token.capital && TITLES.contains(&token.lower.as_str())).then_some(at)
}

/// `It was Olumide who noticed`.
fn is_singled_out(sentence: &Sentence, index: usize) -> bool {
    index >= 2
        && sentence[index - 2].word("it")
        && matches!(sentence[index - 1].lower.as_str(), "was" | "is")
        && sentence.get(index + 1).is_some_and(|next| next.word("who"))
}

/// `Kwaku Mensah approved`, `approved by Kwaku Mensah`.
fn has_full_name(text: &str, sentence: &Sentence, index: usize) -> bool {
    let Some(last) = sentence.get(index + 1) else { return false };
    let known = |token: &Token| ORGANISATIONS.split(' ').any(|word| word == token.lower);
    let plain = last.kind == Kind::Word && last.capital && is_surname(text, last);
    let closed = last.is(PRODUCT | SYSTEM | DAY | AUX | PRONOUN | PREP | CONJ | SUB | DET);
    if !plain || closed || known(last) || known(&sentence[index]) || !is_fresh(sentence, index) {
        return false;
    }
    let next = sentence[index + 2..].iter().find(|token| !token.is(ADV));
    if next.is_some_and(|next| next.capital) {
        return false;
    }
    let hand = |token: &Token| BY_HAND.contains(&token.lower.as_str());
    let beside = index >= 2
        && sentence[index - 1].sign(',')
        && sentence[index - 2].is(ONE)
        && !matches!(sentence[index - 2].lower.as_str(), "vendor" | "supplier" | "contractor" | "consultant")
        && sentence.get(index + 2).is_some_and(|next| next.sign(','));
    let by = index >= 2 && sentence[index - 1].word("by") && hand(&sentence[index - 2]);
    by || beside || next.is_some_and(|next| hand(next) || super::TELLING.contains(&next.lower.as_str()))
}

/// `Berg`, `Al-Sayed`, `O'Brien`, `McAllister`.
fn is_surname(text: &str, token: &Token) -> bool {
    let shown = &text[token.start..token.end];
    is_plain_word(text, token)
        || shown.contains(['-', '\'', '’'])
            && shown.chars().all(|letter| letter.is_alphabetic() || "-'’".contains(letter))
        || shown.starts_with("Mc")
}

/// `Guillermo, thinking he was on staging, truncated …`: nobody else is there whom "he" or "she" could mean.
fn is_meant(sentence: &Sentence, index: usize) -> bool {
    const PLACES: [&str; 24] = [
        "frankfurt",
        "dublin",
        "amsterdam",
        "london",
        "leeds",
        "oslo",
        "singapore",
        "seoul",
        "tokyo",
        "ohio",
        "oregon",
        "virginia",
        "ireland",
        "paris",
        "berlin",
        "mumbai",
        "sydney",
        "stockholm",
        "milan",
        "zurich",
        "madrid",
        "toronto",
        "montreal",
        "warsaw",
    ];
    if PLACES.contains(&sentence[index].lower.as_str()) || !is_fresh(sentence, index) {
        return false;
    }
    let does = acts(sentence, index + 1)
        || sentence.get(index + 1).is_some_and(|next| next.sign(','))
            && sentence.get(index + 2).is_some_and(|next| next.is(GERUND | SUB | FINITE | PREP));
    if !does {
        return false;
    }
    let mut clause = false;
    for token in sentence[index + 1..].iter().take(NEAR) {
        let word = token.lower.as_str();
        match word {
            "he" | "she" | "himself" | "herself" => return true,
            // In a clause of its own, `his` and `her` may be those of somebody named before.
            "his" | "her" | "him" => return !clause,
            _ => {}
        }
        clause |= token.is(SUB | CONJ) && !token.is(PREP);
        let agent = ["er", "or", "ist", "ant", "ent", "man"].iter().any(|ending| word.ends_with(ending));
        let other = token.is(HUMAN) && !token.is(DET)
            || token.capital && first_names().contains(word)
            || agent && token.tags == 0
            || matches!(word, "user" | "patient" | "guest" | "child");
        if other {
            return false;
        }
    }
    false
}

/// Whether a name may begin here: at the start, behind a sign, an adverb or a small word, and not in the middle of a longer one.
fn is_fresh(sentence: &Sentence, index: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|at| &sentence[at]) else { return true };
    let small = before.is(ADV | CONJ | SUB | PREP | AUX | FINITE) && !before.is(DET);
    matches!(before.kind, Kind::Sign(_) | Kind::Time | Kind::Number) || small
}
