//! Which postmortems of a file are wanted: places and ranges of places, `0,2,5-7`.

use super::ApiError;

/// Those at the places that are named, in their order.
///
/// # Errors
/// [`ApiError::Unprocessable`] where a place is named that is none.
pub(super) fn pick<T>(all: Vec<T>, named: &str) -> Result<Vec<T>, ApiError> {
    let mut wanted = vec![false; all.len()];
    for part in named.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let range = from.trim().parse().ok().zip(to.trim().parse().ok());
        let places = range.and_then(|(from, to): (usize, usize)| wanted.get_mut(from..=to));
        let Some(places) = places.filter(|places| !places.is_empty()) else {
            return Err(ApiError::Unprocessable(format!(
                "Write `only` like 0,2,5-7: places in the preview, which names {}.",
                all.len()
            )));
        };
        places.fill(true);
    }
    Ok(all.into_iter().zip(wanted).filter_map(|(one, wanted)| wanted.then_some(one)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_picked_in_their_order() {
        let all = || vec!['a', 'b', 'c', 'd'];
        for (named, picked) in [("0", "a"), ("2-3, 0", "acd"), ("1,1", "b"), ("0-3", "abcd")] {
            assert_eq!(pick(all(), named).expect(named).into_iter().collect::<String>(), picked, "{named}");
        }
        for named in ["", "4", "0-4", "2-1", "-1", "a", "0-18446744073709551615", "1;2"] {
            assert!(pick(all(), named).is_err(), "{named}");
        }
    }
}
