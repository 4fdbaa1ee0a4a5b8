//! Taking over a suggestion: other words for an anchored range, as few edits as may be, so that what others write in it at the moment stays.

use yrs::{GetString, ReadTxn, Text, TextRef, TransactionMut};

use super::{Postmortem, range};
use crate::api::Anchor;

/// Why a suggestion was not taken over; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// Nothing is left of the range.
    Gone,
    /// This stands there now.
    Changed(String),
}

/// What stands in an anchored range; `None` when that is gone.
pub fn words<T: ReadTxn>(postmortem: &Postmortem, txn: &T, anchor: &Anchor) -> Option<String> {
    standing(postmortem, txn, anchor).map(|(.., words)| String::from_utf16_lossy(&words))
}

/// What stands in an anchored range, with the text and where the range begins.
fn standing<T: ReadTxn>(postmortem: &Postmortem, txn: &T, anchor: &Anchor) -> Option<(TextRef, u32, Vec<u16>)> {
    let (from, to) = range(postmortem, txn, anchor)?;
    let text = postmortem.text(txn, &anchor.text.parse().ok()?)?;
    let units: Vec<u16> = text.get_string(txn).encode_utf16().collect();
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
    let (text, from, there) = standing(postmortem, txn, anchor).ok_or(Stale::Gone)?;
    let now = String::from_utf16_lossy(&there);
    if now != expected {
        return Err(Stale::Changed(now));
    }
    // Whole characters that both begin or end with stay as they are.
    let head: usize =
        now.chars().zip(words.chars()).take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum();
    let (old, new) = (&now[head..], &words[head..]);
    let tail: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let units = |part: &str| u32::try_from(part.encode_utf16().count()).unwrap_or(u32::MAX);
    let at = from + units(&now[..head]);
    if !old.is_empty() {
        text.remove_range(txn, at, units(old));
    }
    if !new.is_empty() {
        text.insert(txn, at, new);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use yrs::{GetString, Text, Transact};

    use super::{Stale, take_over};
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

    proptest! {
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
