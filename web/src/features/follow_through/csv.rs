//! The list as a table for other programs.

use debrief_shared::api::ActionItem;

use crate::texts::follow_through as texts;

/// Comma-separated values with a line of heads (RFC 4180). What a spreadsheet would take for a formula begins with an apostrophe
/// (OWASP, *CSV Injection*).
pub(super) fn csv(items: &[ActionItem]) -> String {
    let line = |cells: [&str; 10]| cells.map(cell).join(",") + "\r\n";
    let rows = items.iter().map(|item| {
        let status = item.status.label();
        line([
            &item.text,
            &item.title,
            &item.owner,
            &item.due,
            status,
            &item.category,
            &item.approach,
            &item.priority,
            &item.ticket,
            &item.reason,
        ])
    });
    std::iter::once(line(texts::CSV_HEAD)).chain(rows).collect()
}

fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("Alert, \"soon\""), "\"Alert, \"\"soon\"\"\"");
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(cell("plain"), "plain");
    }
}
