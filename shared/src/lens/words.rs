//! The lens's dictionary: closed classes in full, and those open words that decide who did something.

use std::collections::HashMap;
use std::sync::OnceLock;

/// A person or a group of people that works on the service.
pub(super) const HUMAN: u32 = 1;
/// May be people, may be a thing: counts as people only where the verb is one of people.
pub(super) const PERHAPS: u32 = 1 << 1;
/// A pronoun.
pub(super) const PRONOUN: u32 = 1 << 2;
/// An article, a possessive pronoun and the like: where a noun phrase begins.
pub(super) const DET: u32 = 1 << 3;
/// A preposition.
pub(super) const PREP: u32 = 1 << 4;
/// `and`, `but`, `or`.
pub(super) const CONJ: u32 = 1 << 5;
/// `because`, `when`, `that`: a clause begins behind it.
pub(super) const SUB: u32 = 1 << 6;
/// `should`, `could`.
pub(super) const MODAL: u32 = 1 << 7;
/// `be`, `have`, `do` in their forms.
pub(super) const AUX: u32 = 1 << 8;
/// An adverb.
pub(super) const ADV: u32 = 1 << 9;
/// Certainly or probably a finite verb.
pub(super) const FINITE: u32 = 1 << 10;
/// A past participle, by its form.
pub(super) const PARTICIPLE: u32 = 1 << 11;
/// What only people do: notice, decide, ask.
pub(super) const MINDED: u32 = 1 << 12;
/// A machine, a program, or a part of one.
pub(super) const SYSTEM: u32 = 1 << 13;
/// The name of a person, found in the text or told by the context.
pub(super) const NAME: u32 = 1 << 14;
/// `the team's`.
pub(super) const POSSESSIVE: u32 = 1 << 15;
/// One, some, most, none … of them.
pub(super) const SHARE: u32 = 1 << 16;
/// A day or a month.
pub(super) const DAY: u32 = 1 << 17;
/// A form that ends in -ing.
pub(super) const GERUND: u32 = 1 << 18;
/// One person by role, as in "an engineer".
pub(super) const ONE: u32 = 1 << 19;
/// They and them: people or things, as the words before say.
pub(super) const THEY: u32 = 1 << 20;
/// A word of all-purpose programs or products that could be read as a name.
pub(super) const PRODUCT: u32 = 1 << 21;

const LISTS: [(u32, &str); 25] = [
    (HUMAN | PRONOUN, "we i he she someone somebody nobody anyone anybody everyone everybody us me him"),
    (THEY | PRONOUN, "they them"),
    (PRONOUN, "it this that these those which there what something nothing everything anything here"),
    (HUMAN | DET, "our my his her your their"),
    (DET, "the a an its no every each any another both either"),
    (
        HUMAN | ONE,
        "engineer developer dev administrator admin sysadmin operator technician dba colleague employee contractor consultant intern responder reviewer author committer maintainer tester programmer architect analyst specialist manager supervisor director lead person individual teammate coworker co-worker sre volunteer newcomer scribe facilitator commander incident-commander vendor supplier member boss owner guy man woman designer on-call oncall on-caller",
    ),
    (
        HUMAN | ONE,
        "nurse doctor physician surgeon midwife paramedic clinician anaesthetist radiographer carer caregiver pharmacist accountant bookkeeper clerk cashier teller underwriter actuary signaller signalman stationmaster foreman electrician subcontractor freelancer officer secretary receptionist lawyer solicitor scientist researcher teacher lecturer trainee apprentice novice captain sergeant lieutenant firefighter steward attendant superintendent technologist staffer locum ceo cto cfo coo ciso cio vp",
    ),
    (
        HUMAN,
        "nurses doctors physicians surgeons midwives paramedics clinicians anaesthetists radiographers carers caregivers pharmacists accountants bookkeepers clerks cashiers tellers underwriters actuaries signallers signalmen foremen electricians subcontractors freelancers officers secretaries receptionists lawyers solicitors scientists researchers teachers lecturers trainees apprentices captains sergeants firefighters stewards attendants executives admins",
    ),
    (
        HUMAN,
        "engineers developers devs administrators admins sysadmins operators technicians dbas colleagues employees contractors consultants interns responders reviewers authors committers maintainers testers programmers architects analysts specialists managers supervisors directors leads people persons individuals teammates coworkers co-workers sres team teams staff management leadership crew squad vendors suppliers members owners humans folks guys designers department",
    ),
    (
        PERHAPS,
        "group groups security support operations ops dispatcher dispatchers registrar registrars desk shift procurement compliance logistics finance hr sales platform infrastructure infra engineering devops qa company organisation organization business marketing product legal helpdesk network",
    ),
    (
        PREP,
        "of in on at by for with from to into onto about after before during under over through across against between among within without via per since until till near behind beyond despite towards toward upon like around off out up down",
    ),
    (CONJ, "and but or nor then yet"),
    (
        SUB,
        "because when while if although though whereas whether as since unless until that which who whom whose where how why so once",
    ),
    (MODAL, "should could would might may must can will shall ought cannot"),
    (AUX | FINITE, "is are was were am has have had do does did be been being"),
    (
        ADV,
        "not also then just even still never always already again soon later now only simply really actually ideally probably perhaps maybe unfortunately quickly initially finally eventually first once almost nearly subsequently afterwards instead often sometimes ever too all both well somehow therefore thus however",
    ),
    (SHARE, "one some most many several none neither each few all two three four five half"),
    (
        DAY,
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december",
    ),
    (
        SYSTEM,
        "service services bot bots server servers cluster clusters pod pods job jobs pipeline tool app api database db queue container containers instance instances system systems build builds runner agent chart daemon script component dashboard node nodes host hosts plugin controller deployment workers worker machine machines proxy broker cache check checks probe probes replica replicas",
    ),
    (FINITE | PARTICIPLE, "put set cut read hit shut split quit let reset run become come overcome"),
    (
        FINITE,
        "ran went saw knew took gave wrote began chose forgot broke spoke drove threw drew blew fell grew showed became came rose arose did overrode withdrew undid redid",
    ),
    (
        FINITE | PARTICIPLE,
        "made found lost left sent built brought thought caught taught told said felt kept held got paid understood stood led spent won heard met sold bought fought sought misread rebuilt undone resent overheard hung stuck dug lit split shut",
    ),
    (
        PARTICIPLE,
        "gone seen known taken given written begun chosen forgotten broken spoken driven thrown drawn blown fallen grown shown overridden withdrawn done been risen",
    ),
    (
        MINDED,
        "notice realise realize verify check test review read communicate escalate consider follow understand anticipate document inform tell ask plan remember think know foresee look see spot decide forget assume coordinate question inspect examine confirm validate warn listen learn agree discuss acknowledge close pass approve believe watch monitor fund share intervene investigate account add pay inspect double-check audit apply adhere prepare report predict involve include mention recognise recognize",
    ),
    (
        PRODUCT,
        "jenkins hubot travis hudson bamboo kafka cassandra prometheus grafana loki thanos tempo mimir sentry datadog pagerduty opsgenie splunk kibana elastic elasticsearch consul nomad vault terraform ansible puppet chef salt docker kubernetes traefik nginx apache redis postgres postgresql mysql mongo mongodb rabbit rabbitmq airflow spark flink argo flux helm istio envoy linkerd zookeeper azure google amazon github gitlab slack jira zendesk stripe twilio cloudflare akamai fastly okta auth0 salesforce hermes zeus apollo athena hera atlas alexa siri cortana watson oscar hugo jekyll jasmine julia ruby elixir phoenix django flask rails spring angular vue sirius titan gemini aurora mercury jupyter celery samba bind dependabot renovate sonar nagios zabbix icinga vercel netlify heroku snowflake linear databricks hetzner digitalocean linode scaleway dynatrace honeycomb mailchimp sendgrid mailgun paypal adyen klarna visa mastercard shopify atlassian confluence bitbucket buildkite artifactory supabase firebase intercom hubspot workday oracle clickhouse pulsar trino presto tableau looker hashicorp vmware citrix cisco juniper siemens vodafone telefonica zalando booking equinix intel nvidia apple microsoft meta adobe dropbox notion figma miro zoom webex",
    ),
];

/// Adjectives and nouns in -ed that are no verbs.
const NO_PAST: &str = "need speed feed seed embed exceed proceed succeed shed indeed hundred red bed shared unhealthy";
/// Adverbs do end in -ly; these don't.
const NO_ADVERB: &str = "only reply apply supply family early daily weekly monthly nightly hourly assembly anomaly rely multiply comply fly";

fn table() -> &'static HashMap<&'static str, u32> {
    static TABLE: OnceLock<HashMap<&'static str, u32>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = HashMap::new();
        for (tags, words) in LISTS {
            for word in words.split(' ') {
                *table.entry(word).or_insert(0) |= tags;
            }
        }
        table
    })
}

/// What is known of a word in small letters.
pub(super) fn tags(lower: &str) -> u32 {
    if let Some(&tags) = table().get(lower) {
        return tags;
    }
    if let Some(base) = lower.strip_suffix("'s") {
        let tags = tags(base);
        return if tags & PRONOUN != 0 { tags | AUX } else { tags | POSSESSIVE };
    }
    if lower.ends_with("s'") || lower.ends_with('\'') {
        return tags(lower.trim_end_matches('\'')) | POSSESSIVE;
    }
    let listed = |list: &str| list.split(' ').any(|word| word == lower);
    let long = lower.chars().count() > 4;
    if is_profession(lower) {
        return HUMAN | if lower.ends_with('s') { 0 } else { ONE };
    }
    if lower.ends_with("ed") && !listed(NO_PAST) {
        let minded = if is_minded(&base_of(lower).unwrap_or_default()) { MINDED } else { 0 };
        return FINITE | PARTICIPLE | minded;
    }
    if long && lower.ends_with("ing") {
        return GERUND;
    }
    if long && lower.ends_with("ly") && !listed(NO_ADVERB) {
        return ADV;
    }
    if let Some((_, last)) = lower.rsplit_once('-') {
        let last = table().get(last).copied().unwrap_or_default();
        return last & (HUMAN | ONE | SYSTEM);
    }
    0
}

/// `radiologist`, `physicist`, `therapist`, `dietician`: endings that only people's professions have.
fn is_profession(lower: &str) -> bool {
    let one = lower.strip_suffix('s').unwrap_or(lower);
    one.chars().count() > 6
        && ["ologist", "icist", "apist", "ician", "onomist", "woman"].iter().any(|ending| one.ends_with(ending))
}

/// What is a group of people or a person only behind certain words: `the night shift`, `the trading desk`, `the train driver`.
pub(super) fn is_people_behind(before: &str, word: &str) -> bool {
    let behind: &[&str] = match word {
        "shift" | "shifts" => {
            &["night", "day", "early", "late", "morning", "evening", "weekend", "outgoing", "incoming", "previous"]
        }
        "desk" | "desks" => &["trading", "service", "help", "support", "control", "news", "front", "repair", "risk"],
        "driver" | "drivers" => {
            &["train", "bus", "tram", "truck", "lorry", "crane", "forklift", "van", "taxi", "ambulance"]
        }
        "dispatcher" | "dispatchers" | "controller" | "controllers" => {
            &["train", "duty", "shift", "ambulance", "emergency", "yard", "night"]
        }
        "registrar" | "registrars" => &["outgoing", "incoming", "duty", "night", "medical", "surgical", "junior"],
        "support" => &["level", "tier", "first-line", "second-line", "third-line", "customer", "technical", "l1", "l2"],
        _ => return false,
    };
    behind.contains(&before)
}

/// Whether a base form is something that only people do.
pub(super) fn is_minded(base: &str) -> bool {
    table().get(base).is_some_and(|tags| tags & MINDED != 0)
}

/// Base forms of verbs that are irregular or that people are the subject of most often; a name before one of them is somebody doing something.
const PRESENT: &str = "reports runs restarts notices starts tries deploys merges pushes says asks thinks decides finds opens closes calls tells sees looks begins suggests confirms checks reverts rolls writes acknowledges joins declares pages posts believes knows wants makes takes does has is goes sends gives sets turns removes deletes creates adds changes updates applies executes stops triggers investigates discovers identifies verifies escalates requests approves reviews";

/// Whether it is a verb of the present tense, third person.
pub(super) fn is_present(lower: &str) -> bool {
    PRESENT.split(' ').any(|word| word == lower)
}

/// The base form of a participle or past form, where it can be told.
pub(super) fn base_of(past: &str) -> Option<String> {
    const IRREGULAR: [(&str, &str); 46] = [
        ("known", "know"),
        ("knew", "know"),
        ("seen", "see"),
        ("saw", "see"),
        ("done", "do"),
        ("gone", "go"),
        ("taken", "take"),
        ("took", "take"),
        ("given", "give"),
        ("gave", "give"),
        ("written", "write"),
        ("wrote", "write"),
        ("begun", "begin"),
        ("chosen", "choose"),
        ("forgotten", "forget"),
        ("forgot", "forget"),
        ("broken", "break"),
        ("thrown", "throw"),
        ("shown", "show"),
        ("made", "make"),
        ("found", "find"),
        ("lost", "lose"),
        ("left", "leave"),
        ("sent", "send"),
        ("built", "build"),
        ("brought", "bring"),
        ("thought", "think"),
        ("caught", "catch"),
        ("told", "tell"),
        ("said", "say"),
        ("kept", "keep"),
        ("held", "hold"),
        ("got", "get"),
        ("understood", "understand"),
        ("led", "lead"),
        ("spent", "spend"),
        ("heard", "hear"),
        ("run", "run"),
        ("ran", "run"),
        ("put", "put"),
        ("set", "set"),
        ("read", "read"),
        ("cut", "cut"),
        ("shut", "shut"),
        ("hit", "hit"),
        ("spotted", "spot"),
    ];
    if let Some((_, base)) = IRREGULAR.iter().find(|(form, _)| *form == past) {
        return Some((*base).to_owned());
    }
    let stem = past.strip_suffix("ed")?;
    if stem.chars().count() < 2 || !stem.is_ascii() {
        return None;
    }
    if let Some(stem) = stem.strip_suffix('i') {
        return Some(format!("{stem}y"));
    }
    let bytes = stem.as_bytes();
    let (last, before) = (bytes[bytes.len() - 1], bytes[bytes.len() - 2]);
    let vowel = |letter: u8| b"aeiou".contains(&letter);
    if last == before && !vowel(last) && !matches!(last, b'l' | b's' | b'f' | b'z') {
        return Some(stem[..stem.len() - 1].to_owned());
    }
    // `noticed`, `realised`, `escalated`, `ignored`: the e belongs to the verb.
    let two_vowels = stem.len() > 2 && vowel(bytes[stem.len() - 3]);
    let silent = matches!(last, b'c' | b'v' | b'u' | b'z' | b'g' | b's') && last != before
        || stem.ends_with("at") && !two_vowels && stem.len() > 3
        || [
            "ur", "or", "ir", "ar", "ut", "iz", "is", "ak", "ik", "in", "id", "us", "ag", "ov", "ot", "ib", "il", "pl",
            "bl", "dl", "gl", "tl", "fl",
        ]
        .iter()
        .any(|ending| stem.ends_with(ending))
            && !two_vowels
            && ![
                "monitor", "happen", "visit", "edit", "audit", "commit", "limit", "submit", "reset", "exit", "fail",
                "mail", "detail", "error", "begin", "join", "refactor", "author", "mirror", "plan", "sign", "explain",
            ]
            .contains(&stem);
    Some(if silent { format!("{stem}e") } else { stem.to_owned() })
}
