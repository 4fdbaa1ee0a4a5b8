//! The facts above the document, and the fields that they and others are written in.

use std::fmt::Display;

pub(crate) const NO_TEXT: &str = "(no text)";
pub(crate) fn show_removed(count: usize) -> String {
    format!("{count} removed – show")
}
pub(crate) fn hide_removed(count: usize) -> String {
    format!("{count} removed – hide")
}

pub(crate) const SEV_1: &str = "Sev-1";
pub(crate) const SEV_2: &str = "Sev-2";
pub(crate) const SEV_3: &str = "Sev-3";
pub(crate) const SEV_4: &str = "Sev-4";
pub(crate) const SEV_5: &str = "Sev-5";
pub(crate) const ABOUT_SEV_1: &str = "most people cannot use it, or data is at risk";
pub(crate) const ABOUT_SEV_2: &str = "many people cannot do something important";
pub(crate) const ABOUT_SEV_3: &str = "some people notice, and there is a way round";
pub(crate) const ABOUT_SEV_4: &str = "hardly anybody notices";
pub(crate) const ABOUT_SEV_5: &str = "looks odd, works";
pub(crate) const FACTS: &str = "Facts";
pub(crate) const SEVERITY: &str = "Severity";
pub(crate) const NOT_SET: &str = "Not set";
pub(crate) const INCIDENT: &str = "Incident";
pub(crate) const INCIDENT_ID: &str = "Incident id";
pub(crate) const EXAMPLE_INCIDENT: &str = "INC-…";
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) const TIME_ZONE_OF_THE_INCIDENT: &str = "Time zone of the incident";
pub(crate) fn times_in(label: impl Display) -> String {
    format!("Times in {label}")
}
pub(crate) fn times_in_your_zone(label: impl Display) -> String {
    format!("Times in your zone, {label}")
}
pub(crate) const ADD_A_TIME: &str = "Add a time";
pub(crate) fn times_disagree(label: impl Display, other: impl Display) -> String {
    format!("{label} is before {other}: please check the times.")
}
pub(crate) fn take_out(name: impl Display) -> String {
    format!("Take out {name}")
}
pub(crate) const ADD_A_SERVICE: &str = "Add a service";
pub(crate) const EXAMPLE_SERVICES: &str = "checkout, payments …";
pub(crate) const ADD_A_TAG: &str = "Add a tag";
pub(crate) const EXAMPLE_TAGS: &str = "database, third party …";
pub(crate) const ADD_A_FACTOR: &str = "Add a contributing factor";
pub(crate) const EXAMPLE_FACTORS: &str = "retry storm, alert without an owner …";
pub(crate) const ABOUT_FACTORS: &str =
    "Conditions that had to come together. There are always several, and none of them is a person.";
pub(crate) fn advice(name: impl Display, why: impl Display) -> String {
    format!("“{name}”: {why} What made it likely, for anybody?")
}
pub(crate) const ADD: &str = "Add";
pub(crate) const ADD_SEVERITY_SERVICES_AND_TIMES: &str = "Add severity, services and times";
pub(crate) const NO_SEVERITY_SERVICES_OR_TIMES_YET: &str = "No severity, services or times yet";
pub(crate) const NOTHING_HERE_IS_CALLED_THAT: &str = "Nothing here is called that.";
pub(crate) const A_LINK_BEGINS_WITH: &str = "A link begins with https:// or http://.";
pub(crate) const PASTE_THE_WHOLE_ADDRESS: &str = "Paste the whole address, without spaces.";
pub(crate) const THE_ADDRESS_ENDS_AFTER_HTTPS: &str = "The address ends after https://.";
pub(crate) const WRITE_THE_TIME_AS_14_05: &str = "Write the time as 14:05.";
pub(crate) const NOT_READ_AS_A_TIME: &str = "This isn't read as a time yet. Write it as 14:05.";
pub(crate) const TIME: &str = "Time";
pub(crate) const DATE: &str = "Date";
pub(crate) const SAVE: &str = "Save";
pub(crate) const NOW: &str = "Now";
pub(crate) const CLEAR: &str = "Clear";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const BRING_BACK: &str = "Bring back";
