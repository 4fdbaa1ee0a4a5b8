//! The layout is total and stays within its bounds, whatever the times.

use jiff::tz::Offset;
use proptest::prelude::*;

use super::*;

fn entry(id: usize, at: &str) -> EntryView {
    EntryView {
        id: format!("e{id}"),
        at: at.to_owned(),
        approximate: false,
        kind: EntryKind::Action,
        text: format!("step {id}"),
        evidence: Vec::new(),
        source: String::new(),
        accounts: Vec::new(),
        removed: None,
    }
}

fn clock(offset_minutes: &dyn Fn(Timestamp) -> i32) -> Clock<'_> {
    Clock { name: "Europe/Copenhagen, UTC+01:00", offset_minutes }
}

fn picture(times: &[&str], facts: &Facts) -> Option<Layout> {
    let entries: Vec<EntryView> = times.iter().enumerate().map(|(id, at)| entry(id, at)).collect();
    layout(&entries, facts, &clock(&|_| 60), 720.0)
}

/// Everything is in the picture, in order, and nothing lies on something else.
fn check(layout: &Layout, entries: usize) {
    let inside = |x: f64| x.is_finite() && (0.0..=layout.width).contains(&x);
    assert!(layout.height.is_finite() && layout.axis < layout.height);
    assert_eq!(layout.dots.iter().map(|dot| dot.entries.len()).sum::<usize>(), entries, "every entry is in one dot");
    assert!(layout.dots.iter().all(|dot| inside(dot.x) && !dot.entries.is_empty()));
    assert!(layout.dots.windows(2).all(|pair| pair[1].x - pair[0].x >= DOT_ROOM - 0.001), "dots lie apart");
    for flag in &layout.flags {
        assert!(inside(flag.x) && inside(flag.words_x) && inside(flag.words_x + flag.words_width), "{flag:?}");
        let clash = layout.flags.iter().find(|other| {
            other.mark != flag.mark
                && other.lane == flag.lane
                && other.words_x < flag.words_x + flag.words_width
                && flag.words_x < other.words_x + other.words_width
        });
        assert_eq!(clash, None, "{flag:?}");
    }
    for ticks in [&layout.ticks, &layout.days] {
        assert!(ticks.iter().all(|tick| inside(tick.x)) && ticks.len() <= 200);
        assert!(ticks.windows(2).all(|pair| pair[0].x < pair[1].x));
    }
    if let Some(impact) = layout.impact {
        assert!(inside(impact.from) && inside(impact.to) && impact.from <= impact.to);
    }
    for setting in [Setting::Inline("a"), Setting::File] {
        let svg = svg(layout, setting);
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
    }
}

prop_compose! {
    fn moment()(
        seconds in prop_oneof![
            1_770_000_000_i64..1_770_100_000,
            1_000_000_000_i64..2_000_000_000,
            Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        ],
        offset in -900_i32..900,
    ) -> String {
        let at = Timestamp::from_second(seconds).expect("in range");
        Moment::new(at, Offset::UTC).with_offset_minutes(offset).map_or_else(|| at.to_string(), |at| at.to_string())
    }
}

proptest! {
    #[test]
    fn any_times_make_a_picture(
        times in prop::collection::vec(prop_oneof![9 => moment(), 1 => any::<String>()], 0..60),
        marks in prop::collection::vec(prop_oneof![moment(), Just(String::new())], 5),
        width in prop_oneof![Just(f64::NAN), -10.0..5_000.0_f64],
        offset in -900_i32..900,
    ) {
        let entries: Vec<EntryView> = times.iter().enumerate().map(|(id, at)| entry(id, at)).collect();
        let [impact_started, detected, acknowledged, mitigated, resolved] = <[String; 5]>::try_from(marks).expect("five");
        let facts = Facts { impact_started, detected, acknowledged, mitigated, resolved, ..Facts::default() };
        // A clock that changes twice a year.
        let changing = move |at: Timestamp| offset + if at.as_second() / 15_768_000 % 2 == 0 { 60 } else { 0 };
        let known = entries.iter().filter(|entry| entry.moment().is_some()).count();
        match layout(&entries, &facts, &clock(&changing), width) {
            Some(layout) => check(&layout, known),
            None => prop_assert!(known == 0 && Mark::ALL.iter().all(|mark| facts.moment(*mark).is_none())),
        }
    }
}

#[test]
fn none_one_and_five_hundred() {
    assert_eq!(picture(&["soon"], &Facts::default()), None);
    let one = picture(&["2026-03-11T14:05:00+01:00"], &Facts::default()).expect("one entry");
    check(&one, 1);
    assert!((one.dots[0].x - 360.0).abs() < 1.0, "in the middle");
    let many: Vec<String> =
        (0..500).map(|number| format!("2026-03-11T{:02}:{:02}:00Z", 8 + number / 60, number % 60)).collect();
    let many = picture(&many.iter().map(String::as_str).collect::<Vec<_>>(), &Facts::default()).expect("entries");
    check(&many, 500);
    assert!(many.dots.len() < 50);
}

#[test]
fn ticks_are_hours_days_months_or_years_of_the_shown_clock() {
    let words = |times: &[&str]| {
        let layout = picture(times, &Facts::default()).expect("entries");
        let words = |ticks: &[Tick]| ticks.iter().map(|tick| tick.words.clone()).collect::<Vec<_>>().join(" ");
        (words(&layout.ticks), words(&layout.days))
    };
    let (hours, days) = words(&["2026-03-11T21:30:00Z", "2026-03-12T00:30:00Z"]);
    assert_eq!(hours, "22:30 23:00 23:30 00:00 00:30 01:00 01:30");
    assert_eq!(days, "Wed 11 Mar Thu 12 Mar");
    assert_eq!(words(&["2026-03-02T12:00:00Z", "2026-03-09T12:00:00Z"]).0, "3 Mar 4 Mar 5 Mar 6 Mar 7 Mar 8 Mar 9 Mar");
    assert!(words(&["2025-09-15T12:00:00Z", "2026-04-09T12:00:00Z"]).0.contains("Jan 2026"));
    assert!(words(&["1999-09-15T12:00:00Z", "2026-04-09T12:00:00Z"]).0.contains("2005 2010"));
}

#[test]
fn marks_and_impact_are_drawn_and_said() {
    let facts = Facts {
        impact_started: "2026-03-11T14:02:00+01:00".into(),
        detected: "2026-03-11T14:03:00+01:00".into(),
        resolved: "2026-03-11T15:20:00+01:00".into(),
        ..Facts::default()
    };
    let layout = picture(&["2026-03-11T14:00:00+01:00", "2026-03-11T15:30:00+01:00"], &facts).expect("entries");
    check(&layout, 2);
    let lanes: Vec<_> = layout.flags.iter().map(|flag| (flag.words.as_str(), flag.lane)).collect();
    assert_eq!(lanes, [("Impact started 14:02", 0), ("Detected 14:03", 1), ("Resolved 15:20", 0)]);
    assert_eq!(layout.impact.map(|impact| impact.open), Some(false));
    assert_eq!(
        layout.summary,
        "2 entries, 11 Mar 2026 14:00 – 11 Mar 2026 15:30. Impact started 11 Mar 2026 14:02. Detected 11 Mar 2026 14:03. Resolved 11 Mar 2026 15:20. Times in Europe/Copenhagen, UTC+01:00."
    );
    let open = Facts { resolved: String::new(), ..facts };
    let layout = picture(&["2026-03-11T14:00:00+01:00"], &open).expect("entries");
    assert_eq!(layout.impact.map(|impact| impact.open), Some(true));
}

#[test]
fn what_is_far_from_the_marks_lies_at_the_ends() {
    let facts = Facts {
        impact_started: "2026-03-11T14:00:00+01:00".into(),
        resolved: "2026-03-11T16:00:00+01:00".into(),
        ..Facts::default()
    };
    let times = ["2026-03-04T10:00:00+01:00", "2026-03-11T14:00:00+01:00", "2026-03-11T15:00:00+01:00"];
    let layout = picture(&times, &facts).expect("entries");
    check(&layout, 3);
    let outside: Vec<_> = layout.dots.iter().map(|dot| dot.outside).collect();
    assert_eq!(outside, [true, false, false]);
    assert_eq!(layout.dots[0].words, "4 Mar 2026 10:00 step 0");
    assert!(layout.dots[2].x - layout.dots[1].x > 100.0, "the hours that count have room");
    assert!(svg(&layout, Setting::File).contains(">earlier</text>"));
}

#[test]
fn a_strangers_words_stay_words() {
    let mut hostile = entry(1, "2026-03-11T14:00:00Z");
    hostile.text = "</title><script>alert(1)</script>\u{0}\u{ffff}".into();
    hostile.id = "\" onclick=\"alert(1)".into();
    let layout = layout(&[hostile], &Facts::default(), &clock(&|_| 0), 720.0).expect("an entry");
    let svg = svg(&layout, Setting::File);
    assert!(!svg.contains("<script") && !svg.contains("\" onclick") && !svg.contains('\u{0}'), "{svg}");
}
