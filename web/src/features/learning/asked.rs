//! What the page is asked for: kept in its address, so that it can be bookmarked and sent.

use leptos_router::params::ParamsMap;

/// The filters, as the address and the API name them.
pub(super) const FILTERS: [&str; 7] = ["from", "to", "service", "severity", "tag", "factor", "team"];

/// A value for each filter; empty means none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked([String; FILTERS.len()]);

impl Asked {
    /// Reads an address.
    pub(super) fn read(params: &ParamsMap) -> Self {
        Self(FILTERS.map(|name| params.get(name).unwrap_or_default().trim().to_owned()))
    }

    /// A filter by its name.
    pub(super) fn filter(&self, name: &str) -> &str {
        FILTERS.iter().position(|known| *known == name).map_or("", |at| &self.0[at])
    }

    /// The same with another value of a filter.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        if let Some(at) = FILTERS.iter().position(|known| *known == name) {
            value.trim().clone_into(&mut other.0[at]);
        }
        other
    }

    /// Whether there is any filter.
    pub(super) fn narrows(&self) -> bool {
        self.0.iter().any(|value| !value.is_empty())
    }

    /// What stands behind the question mark.
    pub(super) fn address(&self) -> String {
        query(FILTERS.iter().zip(&self.0).map(|(name, value)| (*name, value.as_str())))
    }

    /// The search for the postmortems behind a figure: these filters, and what the figure adds. Of a team the search knows nothing.
    pub(super) fn search(&self, more: &[(&str, &str)]) -> String {
        let own = FILTERS.iter().zip(&self.0).map(|(name, value)| (*name, value.as_str()));
        let own = own.filter(|(name, _)| *name != "team" && !more.iter().any(|(other, _)| other == name));
        format!("/search?{}", query(own.chain(more.iter().copied())))
    }

    /// The page's address.
    pub(super) fn path(&self) -> String {
        match self.address() {
            address if address.is_empty() => "/learning".to_owned(),
            address => format!("/learning?{address}"),
        }
    }
}

fn query<'a>(parts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut params = ParamsMap::new();
    for (name, value) in parts.filter(|(_, value)| !value.is_empty()) {
        params.insert(name.to_owned(), value.to_owned());
    }
    params.to_query_string().trim_start_matches('?').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_kept_by_its_name() {
        let asked = Asked::default().with("severity", " Sev-1 ").with("nothing", "x");
        assert_eq!((asked.filter("severity"), asked.filter("from")), ("Sev-1", ""));
        assert!(asked.narrows() && !asked.with("severity", "").narrows());
    }
}
