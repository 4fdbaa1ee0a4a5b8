//! The facts in one line, for narrow screens.

use debrief_shared::{
    document::{Facts, Mark},
    time::duration_words,
};

use crate::texts::{facts as texts, times};
use crate::zone::Zone;

/// `Sev-1 · INC-2041 · Fri 16 Oct, 18:06 → 20:08 UTC+02:00 (2 h 2 min)`; what is not known is left out.
pub fn words(facts: &Facts, zone: &Zone, writes: bool) -> String {
    let mut parts: Vec<String> =
        [&facts.severity, &facts.incident].into_iter().filter(|text| !text.is_empty()).cloned().collect();
    if let Some(start) = facts.moment(Mark::ImpactStarted) {
        let from = zone.at(start.instant());
        let mut span = from.local().strftime(times::DAY_AND_TIME).to_string();
        if let Some(end) = facts.moment(Mark::Resolved).filter(|end| *end >= start) {
            let seconds = (end.epoch_ms() - start.epoch_ms()) / 1_000;
            let to = zone.at(end.instant());
            let shown = if to.date() == from.date() {
                to.clock()
            } else {
                to.local().strftime(times::DAY_AND_TIME).to_string()
            };
            span = format!("{span} → {shown} {} ({})", from.zone_label(), duration_words(seconds));
        } else {
            span = format!("{span} {}", from.zone_label());
        }
        parts.push(span);
    }
    match (parts.is_empty(), writes) {
        (false, _) => parts.join(" · "),
        (true, true) => texts::ADD_SEVERITY_SERVICES_AND_TIMES.to_owned(),
        (true, false) => texts::NO_SEVERITY_SERVICES_OR_TIMES_YET.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said_in_one_line() {
        let zone = Zone::with_offsets("Europe/Copenhagen", |_, _| Some(120));
        let mut facts = Facts { severity: "Sev-1".into(), incident: "INC-7".into(), ..Facts::default() };
        assert_eq!(words(&facts, &zone, true), "Sev-1 · INC-7");
        facts.impact_started = "2026-10-16T18:06:00+02:00".into();
        assert_eq!(words(&facts, &zone, true), "Sev-1 · INC-7 · Fri 16 Oct, 18:06 UTC+02:00");
        facts.resolved = "2026-10-16T18:08:00Z".into();
        assert_eq!(words(&facts, &zone, true), "Sev-1 · INC-7 · Fri 16 Oct, 18:06 → 20:08 UTC+02:00 (2 h 2 min)");
        facts.resolved = "2026-10-17T18:06:00+02:00".into();
        assert!(words(&facts, &zone, true).contains("Fri 16 Oct, 18:06 → Sat 17 Oct, 18:06"));
    }

    #[test]
    fn nothing_known_invites_writers_to_fill_in() {
        assert_eq!(words(&Facts::default(), &Zone::utc(), true), "Add severity, services and times");
        assert!(!words(&Facts::default(), &Zone::utc(), false).contains("Add"));
    }
}
