//! Suggestions: other words for an anchored range. Made of an edit; taken over by as few edits as may be, so that what others write in it at the moment
//! stays.

use std::borrow::Cow;

use yrs::{GetString, ReadTxn, Text, TextRef, TransactionMut};

use super::{Postmortem, Subject, TextPath, anchor, anchor_empty, place};
use crate::api::{Anchor, MAX_QUOTE_CHARS, MAX_SUGGESTION_CHARS};

/// An insertion holds on to at most this much of the word beside it, in UTF-16 units.
const MAX_HOLD_UNITS: usize = 40;

/// Why a suggestion was not taken over; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// Nothing is left of the range.
    Gone,
    /// This stands there now.
    Changed(String),
}

/// An edit as a suggestion: what it hangs on, what stands there, and what it would say instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The range.
    pub anchor: Anchor,
    /// What stands in it; empty in an empty text only.
    pub quote: String,
    /// What would.
    pub words: String,
}

/// Why an edit makes no suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoProposal {
    /// It takes out, or puts in, more than a suggestion holds ([`MAX_QUOTE_CHARS`], [`MAX_SUGGESTION_CHARS`]).
    TooLong,
    /// Its text is not there, or not as long.
    Gone,
}

/// Makes a suggestion of an edit at `from` (UTF-16 units) of the text at `path`. A mere insertion takes the word beside it along, to hold on to.
pub fn propose<T: ReadTxn>(
    postmortem: &Postmortem,
    txn: &T,
    path: &TextPath,
    (from, deleted, inserted): (u32, u32, &str),
) -> Result<Proposal, NoProposal> {
    let text = postmortem.text(txn, path).ok_or(NoProposal::Gone)?;
    let units: Vec<u16> = text.get_string(txn).encode_utf16().collect();
    let (from, to) = (from as usize, from as usize + deleted as usize);
    if to > units.len() {
        return Err(NoProposal::Gone);
    }
    let (start, end) = if from == to { hold(&units, from) } else { (from, to) };
    let read = |from: usize, to: usize| String::from_utf16_lossy(&units[from..to]);
    let quote = read(start, end);
    let words = format!("{}{inserted}{}", read(start, from), read(to, end));
    if quote.chars().count() > MAX_QUOTE_CHARS || words.chars().count() > MAX_SUGGESTION_CHARS {
        return Err(NoProposal::TooLong);
    }
    // Offsets are of a text, whose length is one.
    let ends = (u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX));
    let anchor = anchor(postmortem, txn, path, ends.0, ends.1).or_else(|| anchor_empty(postmortem, txn, path));
    Ok(Proposal { anchor: anchor.ok_or(NoProposal::Gone)?, quote, words })
}

/// What an insertion at `at` holds on to: the word before it, or else the one behind it, or else a character beside it; nothing in an empty text.
fn hold(units: &[u16], at: usize) -> (usize, usize) {
    let is_word = |unit: &u16| !matches!(*unit, 0x09..=0x0d | 0x20 | 0xa0 | 0x3000);
    let before = units[..at].iter().rev().take(MAX_HOLD_UNITS).take_while(|unit| is_word(unit)).count();
    let behind = units[at..].iter().take(MAX_HOLD_UNITS).take_while(|unit| is_word(unit)).count();
    let (start, end) = match (before, behind) {
        (0, 0) if at > 0 => (at - 1, at),
        (0, 0) => (at, units.len().min(at + 1)),
        (0, behind) => (at, at + behind),
        (before, _) => (at - before, at),
    };
    // Half a pair is nothing to hold on to.
    let splits = |place: usize| units.get(place).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
    (start - usize::from(splits(start) && start > 0), end + usize::from(splits(end)))
}

/// What of a suggestion is another text, for reading: what both begin with, what it takes out, what it puts in, what both end with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// What both begin with.
    pub head: &'a str,
    /// What is taken out.
    pub old: &'a str,
    /// What is put in.
    pub new: &'a str,
    /// What both end with.
    pub tail: &'a str,
}

/// Takes `quote` and `words` apart. Where something is both taken out and put in, whole words are.
pub fn difference<'a>(quote: &'a str, words: &'a str) -> Difference<'a> {
    let (mut head, mut tail) = common(quote, words);
    if head + tail < quote.len() && head + tail < words.len() {
        let cut = |part: &str| part.char_indices().rev().take_while(|(_, letter)| letter.is_alphanumeric()).last();
        head = cut(&quote[..head]).map_or(head, |(at, _)| at);
        let kept = &quote[quote.len() - tail..];
        tail -= kept.chars().take_while(|letter| letter.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    }
    Difference {
        head: &quote[..head],
        old: &quote[head..quote.len() - tail],
        new: &words[head..words.len() - tail],
        tail: &quote[quote.len() - tail..],
    }
}

/// How much both begin and end with, in bytes of whole characters.
fn common(one: &str, other: &str) -> (usize, usize) {
    let shared = |(a, b): &(char, char)| a == b;
    let head: usize = one.chars().zip(other.chars()).take_while(shared).map(|(letter, _)| letter.len_utf8()).sum();
    let (old, new) = (&one[head..], &other[head..]);
    let tail = old.chars().rev().zip(new.chars().rev()).take_while(shared).map(|(letter, _)| letter.len_utf8()).sum();
    (head, tail)
}

/// What stands where something was said about `quote`; `None` when that is gone.
pub fn words<T: ReadTxn>(postmortem: &Postmortem, txn: &T, anchor: &Anchor, quote: &str) -> Option<String> {
    standing(postmortem, txn, anchor, quote).map(|(.., words)| String::from_utf16_lossy(&words))
}

/// What stands in an anchored range, with the text and where the range begins.
fn standing<T: ReadTxn>(
    postmortem: &Postmortem,
    txn: &T,
    anchor: &Anchor,
    quote: &str,
) -> Option<(TextRef, u32, Vec<u16>)> {
    let (from, to) = place(postmortem, txn, anchor, quote)?;
    let text = postmortem.text(txn, &anchor.text.parse().ok()?)?;
    let units: Vec<u16> = text.get_string(txn).encode_utf16().collect();
    // Half a pair is no character: the whole one is meant.
    let splits = |place: u32| units.get(place as usize).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
    let (from, to) = (from - u32::from(from > 0 && splits(from)), to + u32::from(splits(to)));
    let words = units.get(from as usize..to as usize)?.to_vec();
    Some((text, from, words))
}

/// Puts `words` in the place of an anchored range that reads `expected`.
pub fn take_over(
    postmortem: &Postmortem,
    txn: &mut TransactionMut<'_>,
    anchor: &Anchor,
    expected: &str,
    words: &str,
) -> Result<(), Stale> {
    let path: TextPath = anchor.text.parse().map_err(|_| Stale::Gone)?;
    // In what was removed nobody would see it.
    if Subject::around(&path).words(&postmortem.outline(txn)).is_none() {
        return Err(Stale::Gone);
    }
    let is_line = !matches!(path, TextPath::Body(_));
    let (text, from, there) = standing(postmortem, txn, anchor, expected).ok_or(Stale::Gone)?;
    let now = String::from_utf16_lossy(&there);
    if now != expected {
        return Err(Stale::Changed(now));
    }
    if expected.is_empty() {
        // It was made for an empty text. What was written there since stays.
        let gap = match (from, is_line) {
            (0, _) => "",
            (_, true) => " ",
            (_, false) => "\n\n",
        };
        text.insert(txn, from, &format!("{gap}{}", fit(words, is_line)));
        return Ok(());
    }
    let (head, tail) = common(&now, words);
    let (old, new) = (&now[head..now.len() - tail], &words[head..words.len() - tail]);
    let units = |part: &str| u32::try_from(part.encode_utf16().count()).unwrap_or(u32::MAX);
    let at = from + units(&now[..head]);
    if !old.is_empty() {
        text.remove_range(txn, at, units(old));
    }
    if !new.is_empty() {
        text.insert(txn, at, &fit(new, is_line));
    }
    Ok(())
}

/// Words as a text takes them: one of a single line has no breaks.
fn fit(words: &str, is_line: bool) -> Cow<'_, str> {
    if is_line && words.contains(['\n', '\r']) {
        return Cow::Owned(words.replace("\r\n", " ").replace(['\n', '\r'], " "));
    }
    Cow::Borrowed(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use yrs::{GetString, Text, Transact};

    use super::{NoProposal, Stale, difference, propose, take_over};
    use crate::document::{Postmortem, TextPath, anchor};

    fn title(text: &str) -> Postmortem {
        let postmortem = Postmortem::new(1);
        postmortem.title().push(&mut postmortem.doc().transact_mut(), text);
        postmortem
    }

    fn read(postmortem: &Postmortem) -> String {
        postmortem.title().get_string(&postmortem.doc().transact())
    }

    #[test]
    fn it_follows_its_range_and_is_not_forced_on_other_words() {
        let postmortem = title("The operator broke it.");
        let anchor = anchor(&postmortem, &postmortem.doc().transact(), &TextPath::Title, 4, 18).expect("a range");
        postmortem.title().insert(&mut postmortem.doc().transact_mut(), 0, "Then: 😀 ");
        let words = "the operator's command took";
        let stale = take_over(&postmortem, &mut postmortem.doc().transact_mut(), &anchor, "operator", words);
        assert_eq!(stale, Err(Stale::Changed("operator broke".to_owned())));
        assert_eq!(read(&postmortem), "Then: 😀 The operator broke it.", "nothing was changed");
        let taken = take_over(
            &postmortem,
            &mut postmortem.doc().transact_mut(),
            &anchor,
            "operator broke",
            "operator's command took",
        );
        assert_eq!(taken, Ok(()));
        assert_eq!(read(&postmortem), "Then: 😀 The operator's command took it.");
    }

    #[test]
    fn what_is_gone_is_said() {
        let postmortem = title("Gone soon");
        let anchor = anchor(&postmortem, &postmortem.doc().transact(), &TextPath::Title, 0, 4).expect("a range");
        postmortem.title().remove_range(&mut postmortem.doc().transact_mut(), 0, 5);
        let stale = take_over(&postmortem, &mut postmortem.doc().transact_mut(), &anchor, "Gone", "Here");
        assert_eq!(stale, Err(Stale::Gone));
    }

    /// Proposes an edit, lets `meanwhile` happen, takes it over and reads.
    fn taken(text: &str, edit: (u32, u32, &str), meanwhile: impl Fn(&Postmortem)) -> String {
        let postmortem = title(text);
        let made = propose(&postmortem, &postmortem.doc().transact(), &TextPath::Title, edit).expect("a suggestion");
        meanwhile(&postmortem);
        let mut txn = postmortem.doc().transact_mut();
        take_over(&postmortem, &mut txn, &made.anchor, &made.quote, &made.words).expect("it fits");
        drop(txn);
        read(&postmortem)
    }

    #[test]
    fn an_insertion_holds_on_to_the_word_beside_it() {
        let push = |postmortem: &Postmortem| postmortem.title().push(&mut postmortem.doc().transact_mut(), " Late.");
        assert_eq!(taken("The pool was empty.", (8, 0, " of workers"), push), "The pool of workers was empty. Late.");
        assert_eq!(taken("pool", (0, 0, "The "), push), "The pool Late.");
        assert_eq!(taken("a\n\nb", (2, 0, "new"), |_| ()), "a\nnew\nb");
        assert_eq!(taken("😀😀", (2, 0, "x"), |_| ()), "😀x😀");
    }

    #[test]
    fn a_suggestion_for_an_empty_text_goes_behind_what_came_meanwhile() {
        assert_eq!(taken("", (0, 0, "Ours"), |_| ()), "Ours");
        let theirs = |postmortem: &Postmortem| postmortem.title().push(&mut postmortem.doc().transact_mut(), "Theirs");
        assert_eq!(taken("", (0, 0, "Ours"), theirs), "Theirs Ours");
    }

    #[test]
    fn what_does_not_fit_is_none() {
        let postmortem = title(&"a".repeat(2_000));
        let of =
            |edit| propose(&postmortem, &postmortem.doc().transact(), &TextPath::Title, edit).map(|made| made.quote);
        assert_eq!(of((0, 1_001, "")), Err(NoProposal::TooLong));
        let long = "b".repeat(10_001);
        assert_eq!(of((0, 1, &long)), Err(NoProposal::TooLong));
        assert_eq!(of((1_999, 2, "")), Err(NoProposal::Gone));
    }

    #[test]
    fn half_a_character_is_never_taken_out() {
        let postmortem = title("ab😀😀cd");
        let anchor = anchor(&postmortem, &postmortem.doc().transact(), &TextPath::Title, 3, 5).expect("a range");
        let now = "😀😀".to_owned();
        let stale = take_over(&postmortem, &mut postmortem.doc().transact_mut(), &anchor, "\u{fffd}\u{fffd}", "X");
        assert_eq!(stale, Err(Stale::Changed(now.clone())));
        let taken = take_over(&postmortem, &mut postmortem.doc().transact_mut(), &anchor, &now, "X");
        assert_eq!((taken, read(&postmortem).as_str()), (Ok(()), "abXcd"));
    }

    #[test]
    fn a_text_of_one_line_stays_one() {
        assert_eq!(taken("One", (3, 0, " and\r\ntwo\n"), |_| ()), "One and two ");
    }

    #[test]
    fn it_is_read_by_whole_words() {
        let parts = |one, other| {
            let it = difference(one, other);
            [it.head, it.old, it.new, it.tail].map(str::to_owned)
        };
        assert_eq!(parts("the pool ran dry", "the poll ran dry"), ["the ", "pool", "poll", " ran dry"]);
        assert_eq!(parts("pool", "pool of workers"), ["pool", "", " of workers", ""]);
        assert_eq!(parts("operators", "operator"), ["operator", "s", "", ""]);
    }

    proptest! {
        #[test]
        fn an_edit_becomes_a_suggestion_that_makes_it(text in "[a😀é \n]{0,12}", ends in (0usize..13, 0usize..13), new in "[b😀 ]{0,5}") {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let place = |at: usize| places[at.min(places.len() - 1)];
            let (from, to) = (place(ends.0.min(ends.1)), place(ends.0.max(ends.1)));
            let units = |part: &str| u32::try_from(part.encode_utf16().count()).expect("short");
            prop_assume!(text[from..to] != new);
            let done = taken(&text, (units(&text[..from]), units(&text[from..to]), &new), |_| ());
            prop_assert_eq!(done, format!("{}{new}{}", &text[..from], &text[to..]));
        }

        #[test]
        fn any_words_take_the_place_of_any(before in "[a😀é ]{0,6}", old in "[a😀é ]{1,8}", new in "[a😀é ]{0,8}", after in "[a😀é ]{0,6}") {
            let postmortem = title(&format!("{before}{old}{after}"));
            let units = |part: &str| u32::try_from(part.encode_utf16().count()).expect("short");
            let (from, to) = (units(&before), units(&before) + units(&old));
            let anchor = anchor(&postmortem, &postmortem.doc().transact(), &TextPath::Title, from, to).expect("a range");
            prop_assert_eq!(take_over(&postmortem, &mut postmortem.doc().transact_mut(), &anchor, &old, &new), Ok(()));
            prop_assert_eq!(read(&postmortem), format!("{before}{new}{after}"));
        }
    }
}
