//! Rules for mitigations, for what needs protection, and for the document as a whole.

use super::{Id, Rule, Where};

pub(super) static L11: Rule = Rule {
    id: Id::L11,
    code: "L11",
    name: "Vague action",
    why: "Nobody can tell when it is done. Begin with a verb, name what is different afterwards, and give it one owner.",
    source: "PagerDuty, Postmortem guide: actionable, specific, bounded",
    place: Where::Actions,
    soft: false,
    hits: &[
        "Investigate monitoring for this",
        "Look into the flaky test",
        "Fix the issue",
        "Make sure the engineer checks the schema",
        "Better alerts",
    ],
    misses: &[
        "Add alerting for all cases where this service returns more than 1% errors",
        "Handle an invalid postal code in the address form safely",
        "Add an automated presubmit check for schema changes",
        "Refuse a deploy that should have been signed and was not",
    ],
};

pub(super) static L12: Rule = Rule {
    id: Id::L12,
    code: "L12",
    name: "Scar tissue",
    why: "Reminders and checklists put the load on people, who are tired at three in the morning. A safeguard in the system is not.",
    source: "Pushpay, on process as scar tissue",
    place: Where::Actions,
    soft: true,
    hits: &[
        "Remind everyone to check the queue",
        "Train the team on the new console",
        "Double-check the target before each deploy",
        "Add a checklist item for the rollback",
    ],
    misses: &[
        "Add an automated check of the target",
        "Replace the checklist by a script",
        "Train the model on new data",
    ],
};

pub(super) static L13: Rule = Rule {
    id: Id::L13,
    code: "L13",
    name: "Abbreviation",
    why: "Readers of other teams, and of next year, may not know it. Spell it out once.",
    source: "PagerDuty, Postmortem guide",
    place: Where::Account,
    soft: true,
    hits: &["The QZX was full."],
    misses: &[
        "The queue exchange (QZX) was full. The QZX took no more.",
        "The DNS answered.",
        "The node was in state NOT READY.",
    ],
};

pub(super) static L14: Rule = Rule {
    id: Id::L14,
    code: "L14",
    name: "Fix in the account",
    why: "What is to be done gets lost here: with the mitigations it has an owner and an end.",
    source: "PagerDuty, Postmortem guide",
    place: Where::Account,
    soft: true,
    hits: &[
        "We will add an alert for this.",
        "We need to test the backup each month.",
        "The team should add a limit to the pool.",
    ],
    misses: &[
        "The job will run again at midnight.",
        "Operators need to be signed in for this page.",
        "We were told that it would take an hour.",
    ],
};

pub(super) static L15: Rule = Rule {
    id: Id::L15,
    code: "L15",
    name: "To be protected",
    why: "A postmortem is read by many and kept for long. Addresses, numbers, names of customers and keys do not belong in it.",
    source: "the review point “protects user information”; ISO/IEC 7812-1 for card numbers",
    place: Where::Everywhere,
    soft: false,
    hits: &[
        "The first report came from jane.roe@shop.example.com.",
        "Call +45 32 95 12 34 for the customer.",
        "The requests came from 203.0.113.24.",
        "The test used 4111 1111 1111 1111 as a card.",
        "The job ran with `AKIAIOSFODNN7EXAMPLE`.",
        "It was started with password=hunter2000.",
    ],
    misses: &[
        "Clone git@github.com:dfds/postmortems.git first.",
        "Version 1.20.3 was rolled out at 10:15:20 UTC+01:00.",
        "The order 4111 1111 1111 1112 was refused.",
        "It listened on 127.0.0.1:3000 in commit f346f834cb453f1c415f7f74bfe7e08e890b26f3.",
        "Ask @maria or see std::vec::Vec.",
    ],
};

pub(super) static L16: Rule = Rule {
    id: Id::L16,
    code: "L16",
    name: "Vague quantity",
    why: "A number with its source lets a reader weigh the impact, and compare it with the next.",
    source: "review practice: useful and accurate",
    place: Where::Impact,
    soft: true,
    hits: &["Some users saw errors.", "Checkout was slow for a while.", "Many requests timed out."],
    misses: &[
        "31 of 1,264 orders were late.",
        "Checkout was slow for 40 minutes.",
        "While the queue was full, 12% of the requests failed.",
    ],
};

pub(super) static L17: Rule = Rule {
    id: Id::L17,
    code: "L17",
    name: "Times that do not agree",
    why: "Durations and times are copied onward and compared. Those that do not agree with the timeline mislead everybody after.",
    source: "PagerDuty, Postmortem guide; of 53 stated durations in 40 public documents, 19 disagreed with their own times",
    place: Where::Document,
    soft: false,
    hits: &[
        "All times in UTC.\n\n| Time | Event |\n| --- | --- |\n| 2026-03-01 10:20 | Queue full |\n| 2026-03-01 10:10 | Queue empty |",
        "All times in UTC.\n\n| Time | Event |\n| --- | --- |\n| 2026-03-01 09:45 | Branch deleted |\n| 2026-03-01 10:21 | Issue filed |\n\n- Time to detection: 30 minutes",
        "| Time | Event |\n| --- | --- |\n| 2026-03-01 10:10 | Queue full |\n| 2026-03-01 10:20 | Queue empty |",
    ],
    misses: &[
        "All times in UTC.\n\n| Time | Event |\n| --- | --- |\n| 2026-03-01 10:10 | Queue full |\n| 2026-03-01 10:20 | Queue empty |\n\n- Time to recovery: 10 minutes",
    ],
};

pub(super) static L18: Rule = Rule {
    id: Id::L18,
    code: "L18",
    name: "Only what went wrong",
    why: "What went well, and where luck helped, is what to keep and what to stop relying on.",
    source: "PagerDuty, Postmortem guide; Pushpay; Google, Site Reliability Engineering, ch. 15",
    place: Where::Document,
    soft: true,
    hits: &[],
    misses: &["## Summary\n\nThe queue was full.\n\n## What went well\n\n- The alert came within a minute."],
};
