//! What real Yjs clients send, as `yjs/plan.mjs` prints it: every update has to pass, in its order, and the document has to come out the same.

use debrief_shared::document::Postmortem;

use crate::input::{self, Input};
use crate::target::{Finding, Guard, Target};

/// Feeds a log; gives the number of updates.
pub fn check(log: &str) -> Result<usize, Finding> {
    let (mut plan, mut updates) = ("", 0);
    let mut target = Target::empty(Guard::Gate);
    for line in log.lines() {
        let told = |what: String| Finding(format!("{plan}, update {updates}: {what}"));
        match line.split_once(' ').unwrap_or((line, "")) {
            ("plan", _) => (plan, target) = (line, Target::empty(Guard::Gate)),
            ("title", digits) => {
                target.inspect().map_err(|Finding(what)| told(what))?;
                let shown = input::digits(title(target.postmortem()).as_bytes());
                if shown != digits {
                    return Err(told("another title than Yjs shows".to_owned()));
                }
            }
            _ => {
                let input = Input::read(line).map_err(|error| told(error.to_string()))?;
                if let Err(refusal) = target.would_refuse(&input) {
                    return Err(told(format!("{refusal}: {line}")));
                }
                target.feed(&input).map_err(|Finding(what)| told(what))?;
                updates += 1;
            }
        }
    }
    Ok(updates)
}

fn title(postmortem: &Postmortem) -> String {
    use yrs::Transact;
    postmortem.view(&postmortem.doc().transact()).title
}
