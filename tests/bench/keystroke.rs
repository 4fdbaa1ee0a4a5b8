//! What one keystroke costs in a section of 100 kB: making it, checking it at the gate, applying it elsewhere.

use std::hint::black_box;
use std::time::Instant;

use debrief_shared::document::{NewSection, Place, Postmortem, SectionKind, TextPath};
use debrief_shared::gate::Gate;
use yrs::{ReadTxn, StateVector, Text, Transact, Update, updates::decoder::Decode};

use crate::report::Report;

const DOCUMENT_CHARS: usize = 100_000;
const KEYSTROKES: u32 = 5_000;

/// A document with one section of [`DOCUMENT_CHARS`], written in words by one person.
fn long_document() -> (Postmortem, TextPath) {
    let postmortem = Postmortem::new(1);
    let section = NewSection {
        kind: SectionKind::Prose,
        heading: "Discussion".into(),
        guidance: String::new(),
        body: String::new(),
    };
    postmortem.add_section(&mut postmortem.doc().transact_mut(), "s", &section, Place::Last);
    let path = TextPath::Body("s".into());
    let text = postmortem.text(&postmortem.doc().transact(), &path).expect("just added");
    for index in (0..DOCUMENT_CHARS).step_by(10) {
        text.insert(&mut postmortem.doc().transact_mut(), u32::try_from(index).expect("small"), "the cache ");
    }
    (postmortem, path)
}

/// Runs the benchmark.
pub(crate) fn run(report: &mut Report) {
    const BENCH: &str = "keystroke in 100 kB";
    let (writer, path) = long_document();
    let text = writer.text(&writer.doc().transact(), &path).expect("there");
    let whole = writer.doc().transact().encode_state_as_update_v1(&StateVector::default());
    let reader = Postmortem::new(2);
    reader.doc().transact_mut().apply_update(Update::decode_v1(&whole).expect("our own")).expect("our own");
    let mut gate = Gate::new();
    gate.admit(&whole).expect("our own");

    let (mut making, mut checking, mut applying) = (0.0, 0.0, 0.0);
    for number in 0..KEYSTROKES {
        let start = Instant::now();
        let mut txn = writer.doc().transact_mut();
        text.insert(&mut txn, 50_000 + number, "x");
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        making += start.elapsed().as_secs_f64();

        let start = Instant::now();
        gate.admit(black_box(&update)).expect("our own");
        checking += start.elapsed().as_secs_f64();

        let start = Instant::now();
        let decoded = Update::decode_v1(black_box(&update)).expect("our own");
        let mut txn = reader.doc().transact_mut();
        txn.apply_update(decoded).expect("our own");
        txn.commit();
        black_box(txn.encode_update_v1());
        drop(txn);
        applying += start.elapsed().as_secs_f64();
    }
    for (figure, seconds) in [("make and encode", making), ("gate", checking), ("apply and encode", applying)] {
        report.add(BENCH, figure, seconds * 1e6 / f64::from(KEYSTROKES), "µs");
    }
}
