//! Fractional ranks: strings that sort by bytes, with always room for one between two of them.

/// Digits in byte order.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Ranks past this length are spread anew instead of growing on.
const MAX_CHARS: usize = 64;

fn value(digit: u8) -> Option<usize> {
    DIGITS.iter().position(|&known| known == digit)
}

fn is_rank(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_CHARS
        && !text.ends_with('0')
        && text.bytes().all(|byte| value(byte).is_some())
}

/// A rank strictly between `low` and `high`; an absent bound is open. `None` when there is no room (equal, the wrong way round, too long, or not ranks at all):
/// then all ranks are to be [`spread`] anew.
pub(super) fn between(low: Option<&str>, high: Option<&str>) -> Option<String> {
    if low.is_some_and(|rank| !is_rank(rank)) || high.is_some_and(|rank| !is_rank(rank)) {
        return None;
    }
    if let (Some(low), Some(high)) = (low, high)
        && low >= high
    {
        return None;
    }
    let (low, mut high) = (low.unwrap_or_default().as_bytes(), high.map(str::as_bytes));
    let mut rank = String::new();
    for place in 0.. {
        let from = low.get(place).and_then(|&digit| value(digit)).unwrap_or(0);
        let to = match high {
            None => DIGITS.len(),
            Some(digits) => digits.get(place).and_then(|&digit| value(digit)).unwrap_or(0),
        };
        if to > from + 1 {
            rank.push(char::from(DIGITS[usize::midpoint(from, to)]));
            return Some(rank);
        }
        rank.push(char::from(DIGITS[from]));
        if to > from {
            // One digit below the upper bound: whatever follows stays below it.
            high = None;
        }
    }
    None
}

/// `count` ranks in order, evenly spread.
pub(super) fn spread(count: usize) -> impl Iterator<Item = String> {
    let mut width = 1;
    let mut room = DIGITS.len();
    while room <= count + 1 {
        room *= DIGITS.len();
        width += 1;
    }
    (1..=count).map(move |index| {
        let mut number = index * room / (count + 1);
        let mut digits = vec![b'0'; width];
        for digit in digits.iter_mut().rev() {
            *digit = DIGITS[number % DIGITS.len()];
            number /= DIGITS.len();
        }
        let text: String = digits.into_iter().map(char::from).collect();
        let trimmed = text.trim_end_matches('0');
        trimmed.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_rank_has_room_on_both_sides() {
        assert_eq!(between(None, None).as_deref(), Some("V"));
    }

    #[test]
    fn no_room_is_said() {
        assert_eq!(between(Some("a"), Some("a")), None);
        assert_eq!(between(Some("b"), Some("a")), None);
        assert_eq!(between(Some("!"), None), None);
        assert_eq!(between(Some(&"z".repeat(65)), None), None);
    }

    proptest! {
        #[test]
        fn inserting_anywhere_keeps_the_order(places in prop::collection::vec(any::<prop::sample::Index>(), 1..40)) {
            let mut ranks: Vec<String> = Vec::new();
            for place in places {
                let at = place.index(ranks.len() + 1);
                let low = at.checked_sub(1).map(|index| ranks[index].as_str());
                let rank = between(low, ranks.get(at).map(String::as_str)).expect("room");
                ranks.insert(at, rank);
                prop_assert!(ranks.is_sorted_by(|one, two| one < two));
            }
        }

        #[test]
        fn spread_ranks_are_ranks_in_order(count in 0usize..5_000) {
            let ranks: Vec<_> = spread(count).collect();
            prop_assert_eq!(ranks.len(), count);
            prop_assert!(ranks.iter().all(|rank| is_rank(rank)));
            prop_assert!(ranks.is_sorted_by(|one, two| one < two));
        }

        #[test]
        fn any_text_is_answered(low: Option<String>, high: Option<String>) {
            if let Some(rank) = between(low.as_deref(), high.as_deref()) {
                prop_assert!(low.is_none_or(|low| low < rank));
                prop_assert!(high.is_none_or(|high| rank < high));
            }
        }
    }
}
