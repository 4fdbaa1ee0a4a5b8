//! The list as a table for other programs.

use debrief_shared::api::ActionItem;

use crate::csv::line;
use crate::texts::follow_through as texts;

/// The list with a line of heads.
pub(super) fn csv(items: &[ActionItem]) -> String {
    let rows = items.iter().map(|item| {
        let status = item.status.label();
        line(&[
            item.text.as_str(),
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
    std::iter::once(line(&texts::CSV_HEAD)).chain(rows).collect()
}
