//! How well words fit what somebody typed.

/// How well `words` fit `query`; more is better, `None` for not at all. Each part of the query between spaces has to occur, its letters in
/// their order; beginnings of words and letters in a row count more.
pub(super) fn fit(words: &str, query: &str) -> Option<i32> {
    let words: Vec<char> = words.to_lowercase().chars().collect();
    let mut total = 0;
    for part in query.to_lowercase().split_whitespace() {
        total += fit_part(&words, &part.chars().collect::<Vec<_>>())?;
    }
    // Of equals, the shorter is nearer to what was typed.
    Some(total * 100 - i32::try_from(words.len().min(99)).unwrap_or(99))
}

fn fit_part(words: &[char], part: &[char]) -> Option<i32> {
    let starts_word = |at: usize| at == 0 || !words[at - 1].is_alphanumeric();
    // In a row is what people mean most of the time.
    let runs =
        (0..words.len().saturating_sub(part.len().saturating_sub(1))).filter(|&at| words[at..].starts_with(part));
    if let Some(best) = runs.map(|at| if starts_word(at) { 8 } else { 4 }).max() {
        return Some(best * i32::try_from(part.len()).unwrap_or(1));
    }
    let (mut at, mut score, mut last) = (0, 0, None);
    for letter in part {
        let found = at + words[at..].iter().position(|other| other == letter)?;
        score += match last {
            Some(last) if last + 1 == found => 2,
            _ if starts_word(found) => 2,
            _ => 0,
        };
        last = Some(found);
        at = found + 1;
    }
    // Letters strewn over a long text are chance.
    let lowest = i32::try_from(part.len()).unwrap_or(i32::MAX);
    (score >= lowest).then_some(score)
}

#[cfg(test)]
mod tests {
    use super::fit;

    fn best<'a>(query: &str, all: &[&'a str]) -> &'a str {
        all.iter().copied().max_by_key(|words| fit(words, query)).expect("some")
    }

    #[test]
    fn beginnings_and_rows_of_letters_come_first() {
        let all = ["Undo", "Go to What went well", "Add a section", "Section: Discussion"];
        assert_eq!(best("disc", &all), "Section: Discussion");
        assert_eq!(best("add sec", &all), "Add a section");
        assert_eq!(best("wwl", &all), "Go to What went well");
    }

    #[test]
    fn every_part_has_to_occur() {
        assert_eq!(fit("Add a section", "add table"), None);
        assert!(fit("Add a section", "section add").is_some());
        assert!(fit("Anything", "").is_some());
        assert_eq!(fit("Communication over many channels", "xyz"), None);
    }

    #[test]
    fn letters_strewn_about_are_chance() {
        assert_eq!(fit("an alert about the queue was seen late", "nse"), None);
    }
}
