//! Rules for the account: who and what, cause and tone.

use super::{Id, Rule, Where};

pub(super) static L1: Rule = Rule {
    id: Id::L1,
    code: "L1",
    name: "Counterfactual",
    why: "It compares people with a course that did not happen and that they could not see. Tell what they saw and did, and what was there to help.",
    source: "Dekker, The Field Guide to Understanding ‘Human Error’, ch. 5; Bergström; Chef's postmortem template",
    place: Where::Account,
    soft: false,
    hits: &[
        "The on-call engineer should have checked the dashboard.",
        "We failed to verify that the agent was running.",
        "The reviewers didn't ask for a rollback plan.",
        "Had the developer tested the migration, it would have been found.",
        "His failure to communicate delayed the response.",
        "The engineer who ran the script shouldn’t have used the admin account.",
        "The failure of the signallers to pass on the message delayed the crews.",
        "The reviewers hadn't read the plan, and they should have.",
        "Why didn't the nurses escalate?",
    ],
    misses: &[
        "The health check failed three times.",
        "The parser failed to parse the header.",
        "About 300 addresses could have been exposed to other customers.",
        "Requests that should have gone to the replica went to the primary.",
        "We failed over to the second region.",
        "The log says \"you should have checked your input\".",
        "We did not have an alert on the age of the index.",
        "The failure of the primary led the engineers to switch the traffic.",
        "The event dispatcher did not process the queue.",
    ],
};

pub(super) static L2: Rule = Rule {
    id: Id::L2,
    code: "L2",
    name: "Judgement",
    why: "It measures work by its outcome. A reader learns more from what the choice looked like when it was made.",
    source: "Bergström; Pupulidy & Vesel, The Learning Review",
    place: Where::Account,
    soft: false,
    hits: &[
        "The rollout was mismanaged.",
        "It was a careless change.",
        "The poor decision to skip staging made it worse.",
        "We wrongly assumed that limits were set.",
    ],
    misses: &["The index was in poor condition after the crash.", "The pool held an adequate number of connections."],
};

pub(super) static L3: Rule = Rule {
    id: Id::L3,
    code: "L3",
    name: "Human error",
    why: "“Human error” is where the questions begin. What made the step look right, and what let it through?",
    source: "PagerDuty, Postmortem guide; the cargo postmortem of the Rust project",
    place: Where::Account,
    soft: false,
    hits: &[
        "The incident was caused by human error.",
        "The engineer forgot to renew the certificate.",
        "It was a mistake by the on-call engineer.",
        "Someone fat-fingered the address.",
        "The downtime was caused by the network team.",
        "The platform team was at fault.",
        "The fault lies with the contractor who cut the fibre.",
        "The cashier made an error in the closing report.",
    ],
    misses: &[
        "The page returned an internal server error.",
        "The increase was caused by the release of the team's new service.",
        "A fault in the power supply took the rack offline.",
        "The validator logs each user error message.",
        "The operator error `ErrImagePull` was seen 12 times.",
        "The parser made an error in the second field.",
    ],
};

pub(super) static L4: Rule = Rule {
    id: Id::L4,
    code: "L4",
    name: "Single cause",
    why: "Several factors had to come together, and each is a place to change something. One cause ends the search.",
    source: "PagerDuty, Postmortem guide; Allspaw, The Infinite Hows",
    place: Where::Account,
    soft: true,
    hits: &[
        "The root cause was an expired certificate.",
        "The sole reason was the full disk.",
        "The cause was a missing index.",
    ],
    misses: &[
        "There was no single root cause.",
        "Several causes came together.",
        "## Root cause",
        "The cause is unknown.",
    ],
};

pub(super) static L5: Rule = Rule {
    id: Id::L5,
    code: "L5",
    name: "People as parts",
    why: "It treats people as a part that broke. What did the work ask of them, and what did they have to go by?",
    source: "Bergström, on mechanistic reasoning",
    place: Where::Account,
    soft: false,
    hits: &[
        "It would have worked if not for the old client.",
        "The delay was due to unfamiliarity with the console.",
        "A lack of training made the response slow.",
    ],
    misses: &["The delay was due to a lack of free addresses.", "Because of a bug in the tool, the restore took long."],
};

pub(super) static L6: Rule = Rule {
    id: Id::L6,
    code: "L6",
    name: "Person named",
    why: "A name makes it a story about somebody. Name the role, better still what the system allowed, and which safeguard was absent.",
    source: "the three steps of the DjangoCon 2019 talk; PagerDuty, Postmortem guide",
    place: Where::Account,
    soft: false,
    hits: &[
        "Chris ran a script that deleted the production database.",
        "@maria restarted the queue at 10:15.",
        "The script was run by Priya.",
        "An engineer ran a script without confirmation.",
        "Anna and the platform team rolled it back.",
        "Dr. Nakamura overrode the alert.",
        "It was Olumide who noticed the certificate.",
        "Jenny from Accounts uploaded the file twice.",
        "A nurse gave the dose without scanning the wristband.",
    ],
    misses: &[
        "A script was run that deleted the production database.",
        "Jenkins started the nightly build.",
        "The Chris service restarted twice.",
        "The on-call engineer restarted the queue.",
        "## Attendees\n\n- Chris Miller\n- Priya ran the meeting",
        "Customers paid without a confirmation page.",
        "Deutsche Telekom approved the maintenance window.",
        "A technician replaced the disk without causing an interruption.",
    ],
};

pub(super) static L7: Rule = Rule {
    id: Id::L7,
    code: "L7",
    name: "Who and why",
    why: "“Who” looks for somebody, “why” asks for reasons to defend. “How” and “what” bring out what there was to see.",
    source: "PagerDuty, Postmortem guide; Allspaw, The Infinite Hows; Etsy, Debriefing Facilitation Guide, ch. 5",
    place: Where::Account,
    soft: false,
    hits: &["Who approved this change?", "Why did nobody notice?", "It is unclear why the engineer skipped the check."],
    misses: &[
        "How did the alert reach the wrong schedule?",
        "The logs show why the cache was empty.",
        "Users who had signed in were not affected.",
        "Who was affected?",
    ],
};

pub(super) static L8: Rule = Rule {
    id: Id::L8,
    code: "L8",
    name: "Hindsight",
    why: "It is plain to those who know the end. To those in the middle it was one sign among many.",
    source: "Etsy, Debriefing Facilitation Guide; retext-equality",
    place: Where::Account,
    soft: true,
    hits: &[
        "It was obviously the wrong server.",
        "In hindsight the limit was too low.",
        "The restart simply takes a minute.",
        "Everyone knows that the primary is slow.",
    ],
    misses: &[
        "The alert fired just before midnight.",
        "It was not obvious which node was ill.",
        "The error is clearly visible in the graph.",
        "The fix had just been merged.",
    ],
};

pub(super) static L9: Rule = Rule {
    id: Id::L9,
    code: "L9",
    name: "Overstated",
    why: "“Outage”, “everything” and “down” say more than there was, and make the next real one harder to tell.",
    source: "PagerDuty, Postmortem guide",
    place: Where::Account,
    soft: true,
    hits: &["During the outage, 12% of the requests failed.", "Requests were slow. Everything was broken for an hour."],
    misses: &[
        "During the outage no request was answered.",
        "Requests were slow. At 10:40 everything was back to normal.",
    ],
};

pub(super) static L10: Rule = Rule {
    id: Id::L10,
    code: "L10",
    name: "Strong words",
    why: "Strong words raise the temperature. A number or a plain word says more.",
    source: "Google, Site Reliability Engineering, ch. 15",
    place: Where::Account,
    soft: false,
    hits: &["It was a complete disaster.", "The queue grew again!!!", "The alert was NEVER looked at."],
    misses: &[
        "The disaster recovery site took over.",
        "The chaos test passed.",
        "A kernel panic stopped the node.",
        "The column is NOT NULL.",
    ],
};
