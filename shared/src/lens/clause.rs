//! Who is the subject of a verb.

use super::token::{Kind, Sentence, Token};
use super::words::{
    ADV, AUX, CONJ, DAY, DET, FINITE, GERUND, HUMAN, MODAL, NAME, PERHAPS, POSSESSIVE, PREP, PRONOUN, SHARE, SUB,
    SYSTEM, THEY, is_minded, is_present,
};

/// What stands before a verb as the one that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A person or a team; where its noun phrase stands.
    Human(usize),
    /// May be people.
    Perhaps(usize),
    /// A thing.
    Other,
    /// None: the sentence begins with the verb.
    Nobody,
}

/// Words that stand behind their noun: `the team responsible for …`.
const BEHIND: [&str; 9] =
    ["responsible", "capable", "involved", "assigned", "tasked", "working", "dealing", "accountable", "charged"];

/// How many tokens a look to the left may pass.
const FAR: usize = 40;

/// A sentence with what is asked of it.
pub(super) struct Clauses<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a Sentence,
    /// Whether the last plural before this sentence was people.
    before: Option<bool>,
}

impl<'a> Clauses<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a Sentence, before: Option<bool>) -> Self {
        Self { text, tokens, before }
    }

    pub(super) fn at(&self, index: usize) -> Option<&'a Token> {
        self.tokens.get(index)
    }

    /// The word at `index`, or nothing.
    pub(super) fn word(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| token.lower.as_str())
    }

    /// Whether these words stand at `index`.
    pub(super) fn words(&self, index: usize, words: &str) -> Option<usize> {
        let mut at = index;
        for word in words.split(' ') {
            if self.word(at) != word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The first index from `index` on that is no adverb.
    pub(super) fn skip_adverbs(&self, mut index: usize) -> usize {
        while self.at(index).is_some_and(|token| token.is(ADV) && !token.word("not")) {
            index += 1;
        }
        index
    }

    /// Whether the subject of the verb at `verb` is people, given what they do.
    pub(super) fn is_human(&self, verb: usize, does: &str) -> bool {
        match self.subject(verb) {
            Subject::Human(_) => true,
            Subject::Perhaps(_) | Subject::Nobody => is_minded(does),
            Subject::Other => false,
        }
    }

    /// Who does the verb at `verb`.
    pub(super) fn subject(&self, verb: usize) -> Subject {
        self.subject_within(verb, 3)
    }

    fn subject_within(&self, verb: usize, depth: usize) -> Subject {
        let floor = verb.saturating_sub(FAR);
        let mut at = verb;
        let mut moved = false;
        while at > floor {
            let token = &self.tokens[at - 1];
            if token.is(ADV) && !token.is(CONJ | SHARE) && !token.is(HUMAN)
                || token.is(MODAL)
                || token.is(AUX) && !token.is(PRONOUN)
            {
                at -= 1;
                continue;
            }
            match token.kind {
                Kind::Sign(',') => {
                    let Some(open) = self.parenthesis(at - 1, floor) else {
                        return self.coordinated(at - 1, floor, depth);
                    };
                    at = open;
                    moved = true;
                    continue;
                }
                Kind::Sign(')') => {
                    let open = (floor..at - 1).rev().find(|&index| self.tokens[index].sign('('));
                    let Some(open) = open else { return Subject::Nobody };
                    at = open;
                    moved = true;
                    continue;
                }
                Kind::Sign('\'' | '’') => {
                    at -= 1;
                    continue;
                }
                Kind::Sign(_) => return if moved { Subject::Other } else { Subject::Nobody },
                _ => {}
            }
            if token.is(CONJ) {
                return self.coordinated(at - 1, floor, depth);
            }
            if token.word("who") {
                return if at >= 2 && self.tokens[at - 2].is(HUMAN | PERHAPS) {
                    Subject::Human(at - 2)
                } else {
                    self.noun_before(at - 1, floor)
                };
            }
            if token.word("that") || token.word("which") {
                at -= 1;
                moved = true;
                continue;
            }
            if token.is(SUB) && !token.is(PREP) {
                return Subject::Nobody;
            }
            if token.is(PRONOUN) && !token.is(DET) {
                if token.is(THEY) {
                    return if self.they(at - 1) { Subject::Human(at - 1) } else { Subject::Other };
                }
                return if token.is(HUMAN) { Subject::Human(at - 1) } else { Subject::Other };
            }
            return self.noun_phrase(at, floor);
        }
        if moved || at > 0 { Subject::Other } else { Subject::Nobody }
    }

    /// The noun phrase that ends before `end`, and what it hangs on.
    fn noun_phrase(&self, mut end: usize, floor: usize) -> Subject {
        let mut inner: Option<Subject> = None;
        while end > floor {
            if inner.is_some() && BEHIND.contains(&self.tokens[end - 1].lower.as_str()) {
                end -= 1;
                continue;
            }
            let head = &self.tokens[end - 1];
            let found = self.head(end - 1);
            if let Some(inner) = inner.take().filter(|_| head.is(SHARE) && !head.is(HUMAN)) {
                return inner;
            }
            let mut first = end - 1;
            while first > floor && self.is_inside(first - 1, head) {
                first -= 1;
            }
            let Some(left) = first.checked_sub(1).map(|index| &self.tokens[index]) else { return found };
            if left.is(PREP) && !left.word("then") {
                inner = Some(found);
                end = first - 1;
                if end == floor {
                    return if found == Subject::Other { Subject::Other } else { Subject::Nobody };
                }
                if matches!(self.tokens[end - 1].kind, Kind::Sign(_)) {
                    return Subject::Other;
                }
                continue;
            }
            if left.is(GERUND) && first == 1 {
                return Subject::Other;
            }
            let relative = first >= 2
                && left.is(FINITE)
                && ["who", "that", "which"].contains(&self.tokens[first - 2].lower.as_str());
            if relative {
                end = first - 2;
                if end == floor {
                    return Subject::Other;
                }
                continue;
            }
            return found;
        }
        Subject::Other
    }

    fn noun_before(&self, end: usize, floor: usize) -> Subject {
        if end > floor { self.noun_phrase(end, floor) } else { Subject::Nobody }
    }

    /// Whether the token belongs to a noun phrase to its right.
    fn is_inside(&self, index: usize, head: &Token) -> bool {
        let token = &self.tokens[index];
        if token.is(DET) {
            return true;
        }
        let right_is_det = self.tokens[index + 1].is(DET) && !token.is(DET);
        match token.kind {
            Kind::Thing | Kind::Number => !right_is_det,
            Kind::Mention => head.is(NAME),
            Kind::Word => {
                !right_is_det
                    && !token.is(PREP | CONJ | SUB | AUX | MODAL | PRONOUN | DAY | ADV | GERUND)
                    && (!token.is(FINITE) || self.is_adjective(index))
            }
            _ => false,
        }
    }

    /// `the failed job`: a participle behind an article.
    fn is_adjective(&self, index: usize) -> bool {
        index > 0 && self.tokens[index - 1].is(DET)
    }

    /// What the head of a noun phrase is.
    fn head(&self, index: usize) -> Subject {
        let token = &self.tokens[index];
        if token.is(POSSESSIVE) {
            return Subject::Other;
        }
        if token.is(HUMAN) && !token.is(DET) {
            // A certificate manager, a Kafka operator and a cluster member are programs.
            const DOUBLE: [&str; 6] = ["manager", "operator", "member", "managers", "operators", "members"];
            const OF_PEOPLE: [&str; 22] = [
                "engineering",
                "product",
                "release",
                "project",
                "incident",
                "account",
                "duty",
                "shift",
                "change",
                "operations",
                "it",
                "team",
                "staff",
                "console",
                "night",
                "site",
                "support",
                "marketing",
                "senior",
                "new",
                "on-call",
                "junior",
            ];
            let before = index.checked_sub(1).map(|index| &self.tokens[index]);
            let compound = before.is_some_and(|before| {
                matches!(before.kind, Kind::Word | Kind::Thing)
                    && !before.is(DET | PREP | CONJ | SUB | AUX | PRONOUN | FINITE | HUMAN)
                    && !OF_PEOPLE.contains(&before.lower.as_str())
            });
            return if DOUBLE.contains(&token.lower.as_str()) && compound {
                Subject::Other
            } else {
                Subject::Human(index)
            };
        }
        // `support for TLS 1.0` is a feature.
        let feature = token.word("support") && self.word(index + 1) == "for";
        if token.is(PERHAPS) && !feature { Subject::Perhaps(index) } else { Subject::Other }
    }

    /// Whether "they" are people: the nearest plural before says so.
    fn they(&self, index: usize) -> bool {
        let ahead = || self.tokens[index..].iter().take(FAR).find_map(is_human_plural);
        self.plural_in(index).or(self.before).or_else(ahead).unwrap_or(false)
    }

    fn plural_in(&self, end: usize) -> Option<bool> {
        let from = end.saturating_sub(FAR);
        self.tokens[from..end].iter().rev().find_map(is_human_plural)
    }

    /// Whether the last plural of this sentence is people; nothing where there is none.
    pub(super) fn last_plural_is_human(&self) -> Option<bool> {
        self.plural_in(self.tokens.len())
    }

    /// The sign that opens what the comma at `comma` closes: `Elena, who was on call,`.
    fn parenthesis(&self, comma: usize, floor: usize) -> Option<usize> {
        let open = (floor..comma).rev().find(|&index| self.tokens[index].sign(','))?;
        let first = self.tokens.get(open + 1)?;
        let inside = first.is(SUB) || first.is(DET) || first.is(PREP);
        (open > 0 && inside).then_some(open)
    }

    /// The subject of a verb that shares it with an earlier one: `we deployed it and failed to …`.
    fn coordinated(&self, end: usize, floor: usize, depth: usize) -> Subject {
        if depth == 0 {
            return Subject::Other;
        }
        let verb = (floor..end).rev().find(|&index| {
            let token = &self.tokens[index];
            (token.is(FINITE | MODAL) || is_present(&token.lower)) && !token.is(DET) && !self.is_adjective(index)
        });
        match verb {
            Some(verb) if verb > 0 => self.subject_within(verb, depth - 1),
            _ => Subject::Nobody,
        }
    }
}

/// Whether a plural is people or things; nothing for a word that is no plural.
fn is_human_plural(token: &Token) -> Option<bool> {
    if token.is(HUMAN) && !token.is(DET | POSSESSIVE | NAME) {
        return Some(true);
    }
    let open = token.kind == Kind::Word && token.tags & !(SYSTEM | PERHAPS) == 0;
    let plural = open && token.lower.ends_with('s') && token.lower.len() > 3 && !token.lower.ends_with("ss");
    plural.then_some(false)
}
