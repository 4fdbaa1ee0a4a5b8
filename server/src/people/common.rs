//! Passwords that are guessed first: what everybody chooses, runs of the keyboard, repetitions, and one's own name. Whoever guesses
//! begins with these, however long they are.

use std::sync::LazyLock;

/// What a password must not be made of alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The account's address.
    pub email: &'a str,
    /// The shown name.
    pub name: &'a str,
}

/// The product's name, and what stands beside it on the page.
const PRODUCT: [&str; 3] = ["debrief", "postmortem", "incident"];

/// Fewest letters and digits that have to be left when what everybody knows is taken out.
const FEWEST_LEFT: usize = 6;
/// Most common words that are taken out: with more of them, their choice is worth something by itself.
const MOST_WORDS: usize = 3;
/// Shortest run of neighbours that counts as one.
const SHORTEST_RUN: usize = 4;
/// Fewest different characters.
const FEWEST_DIFFERENT: usize = 5;
/// Shortest part of a name or an address worth looking for.
const SHORTEST_PART: usize = 3;

/// Rows, columns and diagonals of keyboards, the alphabet and the digits: runs along them are no choice.
const NEIGHBOURS: [&str; 16] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qawsedrftgyhujikolp",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
];

/// Words and phrases of the lists that leaked passwords fill, longest first.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words: Vec<&str> = include_str!("common.txt").split_whitespace().collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    words
});

/// What is easy to guess about a password, if anything.
pub(super) fn objection(password: &str, about: About<'_>) -> Option<&'static str> {
    let plain: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let different = plain.chars().collect::<std::collections::HashSet<_>>().len();
    let all_different = password.chars().collect::<std::collections::HashSet<_>>().len();
    if all_different < FEWEST_DIFFERENT || (different < FEWEST_DIFFERENT && plain.chars().count() * 2 > password.len())
    {
        return Some("This password repeats a few characters. Put together a few words that only you would choose.");
    }
    if repeats(&plain) {
        return Some(
            "This password says one thing over and over. Put together a few words that only you would choose.",
        );
    }
    let own = own_parts(about);
    for read in [plain.clone(), read_signs(&password.to_lowercase())] {
        let without_own = take_out(&read, own.iter().map(String::as_str), usize::MAX);
        if without_own != read && is_little(&without_own) {
            return Some(
                "This password is close to your name, your address or this page. Add words that only you would choose.",
            );
        }
        if is_little(&read) {
            return Some(
                "This password is one of those that are guessed first. Put together a few words that only you would choose.",
            );
        }
    }
    None
}

/// Whether hardly anything is left of a text without common words and runs.
fn is_little(text: &str) -> bool {
    let left = take_out(text, WORDS.iter().copied(), MOST_WORDS);
    let left = without_runs(&left);
    // A year or a number put before or behind a word adds nothing.
    let has_letters = text.chars().any(char::is_alphabetic);
    let left = left.trim_matches(|c: char| c == ' ' || (c.is_ascii_digit() && has_letters));
    left.chars().filter(|c| c.is_alphanumeric()).count() < FEWEST_LEFT
}

/// Takes the `words` out, at most so many of them; what stood before and behind does not grow together.
fn take_out<'a>(text: &str, words: impl Iterator<Item = &'a str>, most: usize) -> String {
    let (mut text, mut taken) = (text.to_owned(), 0);
    for word in words {
        while taken < most
            && let Some(at) = text.find(word)
        {
            text.replace_range(at..at + word.len(), " ");
            taken += 1;
        }
    }
    text
}

/// Leaves out every stretch that runs along [`NEIGHBOURS`], forwards or backwards, or repeats one character.
fn without_runs(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut left = String::new();
    let mut at = 0;
    while at < letters.len() {
        let longest = longest_run(&letters[at..]);
        if longest >= SHORTEST_RUN {
            at += longest;
            left.push(' ');
        } else {
            left.push(letters[at]);
            at += 1;
        }
    }
    left
}

fn longest_run(letters: &[char]) -> usize {
    let same = letters.iter().take_while(|letter| **letter == letters[0] && **letter != ' ').count();
    let along = |row: Vec<char>| {
        let starts = row.iter().enumerate().filter(|(_, letter)| **letter == letters[0]).map(|(index, _)| index);
        starts.map(|start| row[start..].iter().zip(letters).take_while(|(one, other)| one == other).count()).max()
    };
    let rows = NEIGHBOURS.iter().flat_map(|row| [row.chars().collect(), row.chars().rev().collect::<Vec<char>>()]);
    rows.filter_map(along).max().unwrap_or_default().max(same)
}

/// Whether a text is one short part again and again.
fn repeats(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let shortest_choice = debrief_shared::api::MIN_PASSWORD_CHARS;
    (1..=(letters.len() / 2).min(shortest_choice - 1)).any(|period| {
        letters
            .iter()
            .zip(letters.iter().cycle().skip(period))
            .take(letters.len() - period)
            .all(|(one, other)| one == other)
    })
}

/// Reads digits and signs as the letters that they stand for.
fn read_signs(text: &str) -> String {
    let letter = |c| match c {
        '@' | '4' => 'a',
        '!' | '1' => 'i',
        '$' | '5' => 's',
        '0' => 'o',
        '3' => 'e',
        '7' => 't',
        '8' => 'b',
        other => other,
    };
    text.chars().map(letter).filter(|c| c.is_alphanumeric()).collect()
}

/// The parts of a person's name and address, and the product's name, longest first.
fn own_parts(about: About<'_>) -> Vec<String> {
    let (email, name) = (about.email.to_lowercase(), about.name.to_lowercase());
    let parts = email.split(|c: char| !c.is_alphanumeric()).chain(name.split(|c: char| !c.is_alphanumeric()));
    let mut parts: Vec<String> =
        parts.filter(|part| part.chars().count() >= SHORTEST_PART).map(str::to_owned).collect();
    parts.extend(PRODUCT.map(str::to_owned));
    parts.sort_unstable_by_key(|part| std::cmp::Reverse(part.len()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: About<'_> = About { email: "ada.lovelace@analytical.example", name: "Ada Lovelace" };

    #[test]
    fn what_is_guessed_first_is_refused() {
        for password in [
            "password1234",
            "Password12345!",
            "passwordpassword",
            "P4ssw0rd!P4ssw0rd!",
            "p@ssw0rd2026!!",
            "qwertyuiop123",
            "qwerty123456",
            "QWERTZUIOPASDF",
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
            "zaq12wsxcde3",
            "asdfghjkl;'123",
            "123456789012",
            "0987654321098",
            "abcdefghijkl",
            "aaaaaaaaaaaa",
            "abababababab",
            "............",
            "            ",
            "123123123123",
            "letmeinletmein1",
            "welcomeadmin1",
            "iloveyou123456",
            "correcthorsebatterystaple",
            "administrator1",
            "trustno1trustno1",
            "changeme2026",
            "Summer2026Summer",
            "monkeydragon12",
            "debriefdebrief",
            "debrief12345",
            "postmortem2026",
            "incident-2026-!",
            "adalovelace1",
            "Lovelace2026!",
            "ada.lovelace@analytical.example",
            "analytical123",
        ] {
            assert!(objection(password, ADA).is_some(), "{password}");
        }
    }

    #[test]
    fn what_somebody_has_thought_of_is_taken() {
        for password in [
            "a long enough password",
            "a longer password still",
            "debrief-demo-account",
            "Ada keeps a long secret",
            "tangerine lamp over oslo",
            "vK8#mQ2pLx9wRt",
            "7391 4428 0516 92",
            "Der Zug nach Ulm fährt leer",
            "Мой дядя самых честных правил",
            "小さな犬が三匹走っている夜の道",
            "dragon sunshine football master",
            "correct horse, wrong stable",
            "k3NPZ0bX7yUf",
        ] {
            assert_eq!(objection(password, ADA), None, "{password}");
        }
    }

    #[test]
    fn one_s_own_name_is_an_easy_guess_for_oneself_only() {
        assert!(objection("adalovelace1", ADA).is_some_and(|text| text.contains("your name")));
        assert_eq!(objection("lovelacelace1", About { email: "eve@example.com", name: "Eve" }), None);
    }

    #[test]
    fn the_list_is_plain_and_sensible() {
        assert!(WORDS.len() >= 300, "{}", WORDS.len());
        for word in WORDS.iter() {
            assert!(word.len() >= 4 && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{word}");
        }
        let mut words = WORDS.clone();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), WORDS.len(), "no word twice");
    }
}
