//! The rules as a table: documentation, test data and interface text in one.

mod account;
mod others;

/// What a rule is called by, everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is described by its row of the table")]
pub enum Id {
    L1,
    L2,
    L3,
    L4,
    L5,
    L6,
    L7,
    L8,
    L9,
    L10,
    L11,
    L12,
    L13,
    L14,
    L15,
    L16,
    L17,
    L18,
}

impl Id {
    /// Its row.
    pub fn rule(self) -> &'static Rule {
        RULES[self as usize]
    }
}

/// One rule of the lens.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which one.
    pub id: Id,
    /// `L1`: how it is written and remembered.
    pub code: &'static str,
    /// A few words.
    pub name: &'static str,
    /// Why it matters, for the writer.
    pub why: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Where it looks.
    pub place: Where,
    /// Whether it is a matter of taste or of guesswork: shown with less weight.
    pub soft: bool,
    /// What it finds.
    pub hits: &'static [&'static str],
    /// What it leaves alone.
    pub misses: &'static [&'static str],
}

/// Where a rule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In what tells what happened.
    Account,
    /// In what tells of the impact.
    Impact,
    /// In mitigations.
    Actions,
    /// Everywhere, in code and quotes too.
    Everywhere,
    /// In the document as a whole.
    Document,
}

impl Where {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Impact => "impact",
            Self::Actions => "mitigations",
            Self::Everywhere => "everywhere",
            Self::Document => "the document as a whole",
        }
    }
}

/// Every rule, in the order of [`Id`].
pub static RULES: [&Rule; 18] = [
    &account::L1,
    &account::L2,
    &account::L3,
    &account::L4,
    &account::L5,
    &account::L6,
    &account::L7,
    &account::L8,
    &account::L9,
    &account::L10,
    &others::L11,
    &others::L12,
    &others::L13,
    &others::L14,
    &others::L15,
    &others::L16,
    &others::L17,
    &others::L18,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_ids() {
        for (index, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.id as usize, index);
            assert_eq!(rule.code, format!("{:?}", rule.id));
            assert_eq!(rule.id.rule(), *rule);
        }
    }
}
