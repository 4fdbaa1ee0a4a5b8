//! JSON of strangers: one value, a list or values one after the other, each turned into a line as it comes.

use std::{fmt, marker::PhantomData};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::{ImportError, When, when};

const ADVICE: &str = "Export it again, or look whether it was cut off or edited.";

impl From<serde_json::Error> for ImportError {
    fn from(error: serde_json::Error) -> Self {
        let problem = match error.classify() {
            serde_json::error::Category::Eof => "the JSON ends in the middle".to_owned(),
            serde_json::error::Category::Syntax => "this is not JSON from here on".to_owned(),
            _ => {
                let said = error.to_string();
                if said.contains("untagged") {
                    return ImportError::new("This is JSON, but not of this format", "Choose another format.");
                }
                format!("the JSON is not as expected ({})", said.split(" at line ").next().unwrap_or_default())
            }
        };
        ImportError { line: Some(error.line()).filter(|line| *line > 0), ..ImportError::new(problem, ADVICE) }
    }
}

/// Gives every value to `take`, with its number from 1: those of a list, or those that follow each other.
pub(super) fn each<'t, T: Deserialize<'t>>(
    text: &'t str,
    mut take: impl FnMut(T, usize) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    if !text.trim_start().starts_with('[') {
        for (index, value) in serde_json::Deserializer::from_str(text).into_iter::<T>().enumerate() {
            take(value?, index + 1)?;
        }
        return Ok(());
    }
    let mut trouble = None;
    let mut number = 0;
    let mut row = |value: T| {
        number += 1;
        take(value, number).map_err(|error| trouble = Some(error)).is_ok()
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Rows { row: &mut row, of: PhantomData }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match trouble {
        Some(error) => Err(error),
        None => Ok(read?),
    }
}

struct Rows<'f, T, F> {
    row: &'f mut F,
    of: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> bool> DeserializeSeed<'de> for Rows<'_, T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> bool> Visitor<'de> for Rows<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<T>()? {
            if !(self.row)(value) {
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// A list whose values are turned into something smaller while they are read.
#[derive(Debug)]
pub(super) struct Turned<M, L>(pub(super) Vec<L>, PhantomData<M>);

impl<M, L> Default for Turned<M, L> {
    fn default() -> Self {
        Self(Vec::new(), PhantomData)
    }
}

impl<'de, M: Deserialize<'de> + Into<L>, L> Deserialize<'de> for Turned<M, L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut all = Vec::new();
        let mut row = |value: M| {
            all.push(value.into());
            all.len() <= super::MAX_LINES
        };
        deserializer.deserialize_seq(Rows { row: &mut row, of: PhantomData::<M> })?;
        Ok(Self(all, PhantomData))
    }
}

/// A text, or what `null` stands for.
pub(super) fn text_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A time that is RFC 3339 or a number since 1970, or absent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stamp(pub(super) Option<When>);

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(i64),
            Fraction(f64),
            Text(String),
            Nothing(()),
        }
        Ok(Self(match Written::deserialize(deserializer)? {
            Written::Number(number) => when::epoch(number),
            #[expect(clippy::cast_possible_truncation, reason = "out of range is no time")]
            Written::Fraction(number) => when::epoch(number as i64),
            Written::Text(text) => when::rfc3339(&text).or_else(|| when::epoch(text.parse().ok()?)),
            Written::Nothing(()) => None,
        }))
    }
}

/// What stands for a time that cannot be read.
pub(super) fn timeless(number: usize, what: &str) -> ImportError {
    ImportError::new(
        format!("{what} number {number} has no time that can be read"),
        "Look whether it was edited after it was exported.",
    )
}
