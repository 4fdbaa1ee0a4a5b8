//! Durations in prose: `about 30 minutes`, `4 hours 42 minutes`, and whether they are said of the incident.

/// A duration that is said of the incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lens) struct Stated {
    /// In bytes, within the text that was looked at.
    pub(in crate::lens) start: usize,
    pub(in crate::lens) end: usize,
    /// Its length.
    pub(in crate::lens) minutes: i64,
    /// Whether it is said to be about right.
    about: bool,
    /// The smallest unit in it, in minutes.
    unit: i64,
    /// Whether the words around it speak of detection.
    pub(in crate::lens) of_detection: bool,
}

impl Stated {
    /// Whether it agrees with one of these lengths, in minutes and in order. People round: by a minute or two, "about" by a tenth, hours by ten minutes or a fortieth, days by half of one.
    pub(in crate::lens) fn matches(&self, lengths: &[i64]) -> bool {
        self.nearest(lengths).is_some_and(|near| (near - self.minutes).abs() <= self.slack())
    }

    /// Whether it differs from the one length that it should tell, by more than people round.
    pub(in crate::lens) fn is_rounder_than(&self, length: &[i64]) -> bool {
        !self.matches(length) && self.about
    }

    fn slack(&self) -> i64 {
        let rounded = match self.unit {
            1_440 => 720,
            60 => (self.minutes / 40).max(10),
            _ => 1,
        };
        if self.about { rounded.max(self.minutes / 10).max(2) } else { rounded }
    }

    /// The length that is closest.
    pub(in crate::lens) fn nearest(&self, lengths: &[i64]) -> Option<i64> {
        lengths.iter().copied().min_by_key(|length| (length - self.minutes).abs())
    }
}

/// What a duration of the incident is announced or followed by.
const CUES: [&str; 30] = [
    "time to",
    "lasted",
    "outage of",
    "downtime",
    "down for",
    "period of",
    "unavailable for",
    "took",
    "duration",
    "after the start",
    "to recover",
    "to detect",
    "to resolve",
    "to mitigate",
    "to notice",
    "degraded for",
    "detected after",
    "detected by",
    "noticed after",
    "resolved after",
    "resolved within",
    "recovered after",
    "without service",
    "impact of",
    "affected for",
    "impacted for",
    "hours without",
    "minutes without",
    "resolved in",
    "mitigated after",
];
/// What such a duration does not belong to: a limit, a rate, a setting.
const OTHERS: [&str; 18] = [
    "limit",
    "lifetime",
    "timeout",
    "interval",
    "threshold",
    "every",
    "each",
    "per ",
    "ttl",
    "retention",
    "old",
    "older",
    "within ten",
    "cache",
    "schedule",
    "window of",
    "for up to",
    "at most",
];
/// How far from a duration its cue may stand, in bytes.
const NEAR: usize = 48;

const NUMBERS: [(&str, i64); 21] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("forty-five", 45),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
    ("an", 1),
];

/// Every duration in `text` that is said of the incident.
pub(in crate::lens) fn stated(text: &str) -> Vec<Stated> {
    let lower = text.to_ascii_lowercase();
    let words: Vec<(usize, &str)> = words(&lower);
    let mut found = Vec::new();
    let mut index = 0;
    while index < words.len() {
        let Some((minutes, unit, used)) = length(&words, index) else {
            index += 1;
            continue;
        };
        let (mut total, mut smallest, mut next) = (minutes, unit, index + used);
        while let Some((more, unit, used)) =
            length(&words, next + usize::from(words.get(next).is_some_and(|&(_, word)| word == "and")))
                .filter(|&(_, unit, _)| unit < smallest)
        {
            next += used + usize::from(words.get(next).is_some_and(|&(_, word)| word == "and"));
            total += more;
            smallest = unit;
        }
        let (start, last) = (words[index].0, words[next - 1]);
        let end = last.0 + last.1.len();
        let before = near(&lower, start, true);
        let after = near(&lower, end, false);
        let about = [
            "about ",
            "around ",
            "roughly ",
            "approximately ",
            "nearly ",
            "almost ",
            "some ",
            "~",
            "a bit over ",
            "over ",
            "circa ",
            "ca. ",
        ]
        .iter()
        .any(|word| before.ends_with(word));
        let cued = CUES.iter().any(|cue| before.contains(cue) || after.contains(cue))
            || lower.len() < 60 && before.trim_start().starts_with("time to");
        let other = OTHERS.iter().any(|word| before.contains(word) || after.trim_start().starts_with(word.trim_end()));
        if cued && !other && total > 0 {
            let of_detection =
                ["detect", "notic", "report", "alert"].iter().any(|word| before.contains(word) || after.contains(word));
            found.push(Stated { start, end, minutes: total, about, unit: smallest, of_detection });
        }
        index = next;
    }
    found
}

fn words(lower: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    let digit = |at: usize| lower.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    for (at, letter) in lower.char_indices().chain(std::iter::once((lower.len(), ' '))) {
        let decimal = matches!(letter, '.' | ',' | ':') && at > 0 && digit(at - 1) && digit(at + 1);
        let inside = letter.is_alphanumeric() || letter == '-' && start.is_some() || decimal;
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, &lower[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// A number and a unit at `index`: minutes, the unit in minutes, and how many words it took.
fn length(words: &[(usize, &str)], index: usize) -> Option<(i64, i64, usize)> {
    let &(start, first) = words.get(index)?;
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit, used) = if digits > 0 && digits < first.len() {
        (first[..digits].parse().ok()?, first[digits..].trim_start_matches('-'), 1)
    } else {
        let &(next, unit) = words.get(index + 1)?;
        // `1.5 hours`, `10:15 minutes`: not a whole number.
        if next > start + first.len() + 1 {
            return None;
        }
        let number = if digits > 0 { first.parse().ok()? } else { NUMBERS.iter().find(|(word, _)| *word == first)?.1 };
        (number, unit, 2)
    };
    let unit = match unit {
        "minute" | "minutes" | "min" | "mins" => 1,
        "hour" | "hours" | "h" | "hrs" | "hr" => 60,
        "day" | "days" => 1_440,
        _ => return None,
    };
    (number < 100_000).then_some((number * unit, unit, used))
}

/// The words of the same sentence before or behind a place.
fn near(lower: &str, at: usize, before: bool) -> &str {
    if before {
        let mut from = at.saturating_sub(NEAR);
        while !lower.is_char_boundary(from) {
            from += 1;
        }
        let part = &lower[from..at];
        part.rfind(['.', ';', '!']).map_or(part, |stop| &part[stop + 1..])
    } else {
        let mut to = (at + NEAR).min(lower.len());
        while !lower.is_char_boundary(to) {
            to -= 1;
        }
        let part = &lower[at..to];
        part.find(['.', ';', '!', ',']).map_or(part, |stop| &part[..stop])
    }
}
