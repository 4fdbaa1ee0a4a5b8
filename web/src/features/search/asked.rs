//! What is searched for, as the address has it.

use leptos_router::params::ParamsMap;

/// Words and filters; empty means none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) q: String,
    pub(super) service: String,
    pub(super) severity: String,
    pub(super) tag: String,
    pub(super) factor: String,
    pub(super) state: String,
    pub(super) owner: String,
    pub(super) from: String,
    pub(super) to: String,
}

/// The filters, as addresses name them.
pub(super) const FILTERS: [&str; 8] = ["service", "severity", "tag", "factor", "state", "owner", "from", "to"];

impl Asked {
    /// Reads an address.
    pub(super) fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let mut asked = Self { q: part("q").unwrap_or_default(), ..Self::default() };
        for name in FILTERS {
            part(name).unwrap_or_default().trim().clone_into(asked.filter_mut(name));
        }
        asked
    }

    /// A filter by its name.
    pub(super) fn filter(&self, name: &str) -> &str {
        match name {
            "service" => &self.service,
            "severity" => &self.severity,
            "tag" => &self.tag,
            "factor" => &self.factor,
            "state" => &self.state,
            "owner" => &self.owner,
            "from" => &self.from,
            _ => &self.to,
        }
    }

    fn filter_mut(&mut self, name: &str) -> &mut String {
        match name {
            "service" => &mut self.service,
            "severity" => &mut self.severity,
            "tag" => &mut self.tag,
            "factor" => &mut self.factor,
            "state" => &mut self.state,
            "owner" => &mut self.owner,
            "from" => &mut self.from,
            _ => &mut self.to,
        }
    }

    /// The same with another value of a filter.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        value.trim().clone_into(other.filter_mut(name));
        other
    }

    /// Whether there is any filter.
    pub(super) fn narrows(&self) -> bool {
        FILTERS.into_iter().any(|name| !self.filter(name).is_empty())
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.q.trim().is_empty() && !self.narrows()
    }

    /// What stands behind the question mark.
    pub(super) fn address(&self) -> String {
        let mut params = ParamsMap::new();
        for (name, value) in
            std::iter::once(("q", self.q.as_str())).chain(FILTERS.map(|name| (name, self.filter(name))))
        {
            if !value.trim().is_empty() {
                params.insert(name, value.to_owned());
            }
        }
        params.to_query_string().trim_start_matches('?').to_owned()
    }

    /// The page's address.
    pub(super) fn path(&self) -> String {
        match self.address() {
            address if address.is_empty() => "/search".to_owned(),
            address => format!("/search?{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_as_they_are_written() {
        let asked = Asked::default().with("severity", " Sev-1 ").with("to", "2026-01-02");
        assert!(asked.narrows() && !asked.is_empty());
        assert_eq!((asked.filter("severity"), asked.filter("from"), asked.filter("to")), ("Sev-1", "", "2026-01-02"));
        let again = Asked::read(|name| Some(asked.filter(name).to_owned()).filter(|_| name != "q"));
        assert_eq!(again, asked);
        assert!(asked.with("severity", "").with("to", "").is_empty());
        assert!(Asked { q: "  ".to_owned(), ..Asked::default() }.is_empty());
    }
}
