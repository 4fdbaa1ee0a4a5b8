//! Figures over many incidents: what the marks say, and nothing that they do not.

use proptest::prelude::*;

use super::*;

fn incident(number: u128, severity: &str, started: &str) -> Incident {
    let facts = Facts { severity: severity.into(), impact_started: started.into(), ..Facts::default() };
    Incident { postmortem: Uuid::from_u128(number), title: format!("T{number}"), facts, begun: Timestamp::UNIX_EPOCH }
}

fn berlin() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(1))
}

#[test]
fn incidents_count_on_the_day_of_the_zone_and_gaps_are_shown() {
    let all = [
        incident(1, "Sev-2", "2026-01-31T23:30:00Z"),
        incident(2, " SEV-2", "2026-02-01T12:00:00+01:00"),
        incident(3, "", "2026-04-10T12:00:00Z"),
        incident(4, "Sev-1", "2026-04-10T12:00:00Z"),
    ];
    let told = learn(&all, &berlin());
    assert_eq!((told.postmortems, told.undated, told.length), (4, 0, PeriodLength::Month));
    assert_eq!(told.severities, ["Sev-1", "Sev-2", ""]);
    let periods: Vec<_> =
        told.periods.iter().map(|period| (&period.from[..7], &period.to[8..], period.incidents.clone())).collect();
    assert_eq!(
        periods,
        [("2026-02", "28", vec![0, 2, 0]), ("2026-03", "31", vec![0, 0, 0]), ("2026-04", "30", vec![1, 0, 1])]
    );
}

#[test]
fn a_long_time_is_told_in_quarters_and_a_longer_one_in_years() {
    let of = |last: &str| learn(&[incident(1, "", "2020-02-01T12:00:00Z"), incident(2, "", last)], &TimeZone::UTC);
    let quarters = of("2024-05-01T12:00:00Z");
    assert_eq!((quarters.length, quarters.periods.len()), (PeriodLength::Quarter, 18));
    assert_eq!((&*quarters.periods[0].from, &*quarters.periods[0].to), ("2020-01-01", "2020-03-31"));
    let years = of("2030-05-01T12:00:00Z");
    assert_eq!((years.length, years.periods.len()), (PeriodLength::Year, 11));
    // A typo in a year makes no page of a thousand bars.
    assert_eq!(of("9999-05-01T12:00:00Z").periods.len(), 2);
}

#[test]
fn without_a_start_of_impact_it_counts_when_it_was_begun() {
    let told = learn(&[incident(1, "", "yesterday")], &TimeZone::UTC);
    assert_eq!((told.undated, &*told.periods[0].from), (1, "1970-01-01"));
    assert_eq!(learn(&[], &TimeZone::UTC).periods, []);
}

#[test]
fn names_count_once_a_postmortem_however_they_are_written() {
    let lists: Vec<Vec<String>> =
        [&["Retry storm", "retry  STORM", "cold cache"][..], &["retry storm"], &["retry storm", " "]]
            .iter()
            .map(|names| names.iter().map(|&name| name.to_owned()).collect())
            .collect();
    let told = recurring(lists.iter());
    let told: Vec<_> = told.iter().map(|one| (one.name.as_str(), one.postmortems)).collect();
    assert_eq!(told, [("retry storm", 3), ("cold cache", 1)]);
}

#[test]
fn quartiles_need_enough_values() {
    let all: Vec<Incident> = (1..=9)
        .map(|number| {
            let mut incident = incident(number, "", "2026-01-01T10:00:00Z");
            incident.facts.resolved = format!("2026-01-01T1{number}:00:00Z", number = number % 10);
            incident
        })
        .collect();
    let of = |count: usize| learn(&all[..count], &TimeZone::UTC).spans[3].clone();
    assert_eq!(of(7).quartiles, None);
    let hours = |hours: i64| hours * 3_600;
    assert_eq!(of(9).quartiles, Some(Quartiles { lower: hours(3), median: hours(5), upper: hours(7) }));
    assert_eq!(of(9).values.len(), 9);
}

proptest! {
    #[test]
    fn every_span_is_the_difference_of_its_marks(marks in prop::collection::vec(prop::array::uniform5(prop::option::of((0..4_000_000_i64, -14..15_i32))), 0..20)) {
        let all: Vec<Incident> = marks.iter().zip(1..).map(|(marks, number)| {
            let mut incident = incident(number, "", "");
            let mut told = marks.iter().map(|mark| mark.map_or(String::new(), |(seconds, hours)| {
                let moment = Moment::parse(&Timestamp::from_second(seconds).unwrap().to_string()).unwrap();
                moment.with_offset_minutes(hours * 60).unwrap().to_string()
            }));
            let facts = &mut incident.facts;
            for place in [&mut facts.impact_started, &mut facts.detected, &mut facts.acknowledged, &mut facts.mitigated, &mut facts.resolved] {
                *place = told.next().unwrap();
            }
            incident
        }).collect();
        let told = learn(&all, &berlin());
        for figures in &told.spans {
            prop_assert_eq!(figures.values.len() + (figures.unmarked + figures.reversed) as usize, all.len());
            let at = |mark: Mark| Mark::ALL.iter().position(|known| *known == mark).unwrap();
            for value in &figures.values {
                let marks = marks[usize::try_from(value.postmortem.as_u128()).unwrap() - 1];
                let (from, to) = (marks[at(figures.from)].unwrap().0, marks[at(figures.to)].unwrap().0);
                prop_assert_eq!(value.seconds, to - from);
                prop_assert!(value.seconds >= 0);
            }
            let mut sorted = figures.values.clone();
            sorted.sort_by_key(|value| value.seconds);
            prop_assert_eq!(&sorted, &figures.values);
        }
        let counted: u32 = told.periods.iter().flat_map(|period| &period.incidents).sum();
        prop_assert_eq!(counted as usize, all.len());
    }
}
