//! Who is a person: from the directory, from lists of people in the text, from first names, and from what only people do. A service that has a
//! person's name is none.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::token::{Kind, Sentence, Token};
use super::words::{self, AUX, CONJ, DAY, DET, FINITE, HUMAN, MINDED, MODAL, NAME, ONE, PRODUCT, SYSTEM};

/// What the lens knows beyond the text. All of it stays where the lens runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Names of people, full or first, as in the directory and the document.
    pub people: Vec<String>,
    /// Their handles, without `@`.
    pub handles: Vec<String>,
    /// Services concerned: never people, whatever they are called.
    pub services: Vec<String>,
    /// Names of customers, which belong into no postmortem.
    pub customers: Vec<String>,
    /// Whether the impact is known to be partial.
    pub partial: bool,
    /// Abbreviations that are spelled out elsewhere in the document.
    pub expanded: Vec<String>,
}

const FIRST_NAMES: &str = "aaron abdul adam adaeze adrian agnes ahmed aisha alan albert alejandro alex alexander alexandra alfred ali alice alicia alison allison amanda amelia amina amir amy ana anders andre andrea andreas andrew andrzej angela anil anita anja anna anne annie anthony antonio anya arjun arne arthur asha ashley astrid audun axel barbara beatrice ben benjamin bernard beth betty birgit bjorn bob brandon brenda brian bruce bryan camille carl carla carlos carmen caroline catherine cecilia charles chen chiara chloe chris christian christina christine christoph christopher claire clara claudia colin connor craig daniel daniela darren dave david deborah deepak denise dennis diana diego dieter dimitri dmitri dmitry dominic donald dorothy douglas duncan dylan edith eduardo edward edwin eileen elaine elena elias elisa elizabeth ella ellen elsa emil emilia emily emma eric erica erik erika ernest esther eugene eva evelyn fatima felix fernando fiona francesca francis francisco frank franz fred freddie frederik gabriel gareth gary gavin george gerald gert gina giovanni giulia glen gloria gordon graham greg gregory greta guillaume gunnar gustav hannah hans harold harry hassan heather heidi helen helena helga hendrik henrik henry herbert hilda holly howard hugh ian ibrahim igor ines ingrid irene irina isaac isabel isabella ivan ivana jacob jacques jake jakob james jamie jan jana jane janet jason javier jean jeff jeffrey jennifer jenny jens jeremy jerry jesper jesse jessica jim jimmy jo joan joanna joe joel johan johanna johannes john jon jonas jonathan jorge jose josef joseph josh joshua juan judith judy julian julie juliet jurgen justin karen karin karl karla kate katharina katherine kathleen kathy katie keith kelly ken kenji kenneth kevin khalid kim kirsten klaus kristian kristin kurt kyle lars laura lauren laurent lea leah lee lena leo leon leonard leslie liam lidia lin linda lisa liu lorenzo louis louise luca lucas lucia lucy luis luisa lukas luke magnus maja malcolm manuel marc marcel marco marcus margaret maria marie marina mario marius mark markus marta martha martin martina mary mateusz mathias matt matteo matthew matthias maureen mehmet mei mia michael michal michelle miguel mike mikhail miriam mohamed mohammed monica monika morten muhammad nadia nancy naomi natalia natalie natasha nathan neha neil nicholas nick nicolas nicole niels nigel nikhil nikolai nina noah nora norbert norman olaf ole olga oliver olivia omar oskar otto owen pablo pamela patricia patrick paul paula pauline pavel pedro peter petra philip philipp pia pierre pieter piotr priya rachel rafael raj rajesh ralph ramesh ramon raul ravi rebecca renate rene ricardo richard rita robert roberta roberto robin roger roland roman ronald rosa ross roy rune rupert russell ruth ryan sabine sally sam samantha samir samuel sandra sanjay sara sarah scott sean sebastian sergei sergey sergio shannon sharon sheila shirley sigrid silvia simon simone sofia sofie sonia sophia sophie stefan stefano stella stephan stephanie stephen steve steven stuart sue sunil susan susanne suzanne sven sylvia tamara tanya tara ted teresa terry theo theresa thomas tim timothy tina tobias tom tomas tomasz tommy toni tony tracy tyler ulrich ulrike ursula vera veronica vijay viktor vincent vladimir walter wei wendy werner wilhelm william wolfgang xavier yan yang yasmin yuki yuri yusuf yvonne zoe zofia aoife niamh siobhan ciara sinead saoirse eoin cian padraig declan ronan orla deirdre maeve roisin olumide chidi ngozi amara kwame kofi abena kwabena tunde femi yemi chinedu emeka ifeanyi adebayo folake temitope zainab fatou mamadou moussa ousmane aminata sipho thabo nomsa lerato wanjiru kamau otieno achieng guillermo joaquin ignacio mateo santiago rodrigo gonzalo alvaro esteban ximena paloma rocio marisol joao thiago rafaela beatriz leticia mariana gustavo fabio matheus hannes uwe heiko torsten thorsten detlef gunther anneliese annika katja silke anke heike ulla lothar matthijs joost sander bram femke sanne lotte marieke wouter maarten ruud haruto hiroshi takeshi kenta naoko keiko satoshi takumi daisuke makoto haruka ayumi noriko jiho minjun seojun jisoo hyejin xiaoming xiaoli jianguo weiwei minh thanh nguyen linh duc anh rohan aditya vikram ananya kavya divya lakshmi pooja rahul amit suresh mahesh ganesh deepika shreya arun karthik priyanka sneha imran bilal farah hamza tariq nasreen leila layla yousef youssef karim khaled mustafa mahmoud rania noor dalia ayesha emre cem burak elif aylin zeynep merve oguz kerem dariusz wojciech grzegorz krzysztof malgorzata agnieszka katarzyna magdalena jelena milica dragan goran zoran branko mirko tihana snezana petar nikola vesna radu mihai ioana andreea cristina bogdan gheorghe laszlo istvan zsofia balazs gabor eszter marek jiri vaclav zdenek lenka jitka oksana olena taras bohdan svetlana tatiana anastasia ekaterina aleksandr aleksei alexei yevgeny giorgos dimitris eleni yannis vasiliki katerina kostas henrike solveig sigurd ragnhild oyvind torbjorn bjarne aino eero jukka pekka mikko juha tuomas sanna riikka elin malin linnea ylva gunilla lennart staffan hakan mattias jorgen mette soren rasmus mikkel mads lise inge lieke tamsin imogen gemma nigella rhys gethin angharad bronwyn ffion hamish alasdair callum catriona mhairi eilidh morag kirsty fergus lachlan";

fn first_names() -> &'static HashSet<&'static str> {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| FIRST_NAMES.split(' ').collect())
}

mod guess;

pub(super) use guess::title_of;

/// Verbs by which even an unknown name shows to be a person's.
const TELLING: [&str; 34] = [
    "fat-fingered",
    "mistyped",
    "misread",
    "overlooked",
    "looked",
    "asked",
    "noticed",
    "decided",
    "thought",
    "forgot",
    "joined",
    "told",
    "said",
    "evaluated",
    "realised",
    "realized",
    "emailed",
    "phoned",
    "suggested",
    "wondered",
    "believed",
    "guessed",
    "remembered",
    "apologised",
    "apologized",
    "admitted",
    "volunteered",
    "investigated",
    "escalated",
    "assumed",
    "suspected",
    "proposed",
    "thinks",
    "says",
];

/// The names of one text.
pub(super) struct Names {
    people: HashSet<String>,
    handles: HashSet<String>,
    services: HashSet<String>,
}

impl Names {
    pub(super) fn new(context: &Context) -> Self {
        let words = |names: &[String]| -> HashSet<String> {
            names
                .iter()
                .flat_map(|name| name.split_whitespace())
                .map(str::to_lowercase)
                .filter(|name| name.chars().count() > 1)
                .collect()
        };
        let handles = context.handles.iter().map(|handle| handle.trim_start_matches('@').to_lowercase()).collect();
        let services = context.services.iter().map(|name| name.trim().to_lowercase()).collect();
        Self { people: words(&context.people), handles, services }
    }

    /// Takes names out of a list of people: `- Ada Lovelace, scribe`.
    pub(super) fn listed(&mut self, text: &str, sentences: &[Sentence]) {
        for token in sentences.iter().flatten().filter(|token| token.kind == Kind::Word && token.capital) {
            let known = words::tags(&token.lower) != 0 || token.lower.chars().count() < 3;
            let alone = text[..token.start].trim_end().ends_with(['\n', '-', '*', ',', '|', ':', '+', '&'])
                || self.people.contains(&token.lower);
            if !known && (alone || first_names().contains(token.lower.as_str())) {
                self.people.insert(token.lower.clone());
            }
        }
    }

    /// Learns from a block who is a service and who, though unknown, is a person.
    pub(super) fn notice(&mut self, text: &str, sentences: &[Sentence]) {
        for sentence in sentences {
            for (index, token) in
                sentence.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word && token.capital)
            {
                let before = index.checked_sub(1).map(|index| &sentence[index]);
                if is_thing(before, index, sentence) {
                    self.services.insert(token.lower.clone());
                } else if self.may_be_name(token) && is_plain_word(text, token) {
                    let next = sentence[index + 1..].iter().find(|token| !token.is(words::ADV));
                    let tells = next.is_some_and(|next| TELLING.contains(&next.lower.as_str()));
                    if guess::is_person(text, sentence, index) {
                        self.people.insert(token.lower.clone());
                        continue;
                    }
                    let fresh =
                        before.is_none_or(|before| !before.is(DET) && !before.capital && before.kind != Kind::Thing);
                    if tells && fresh {
                        self.people.insert(token.lower.clone());
                    }
                }
            }
        }
    }

    fn may_be_name(&self, token: &Token) -> bool {
        const NOUNS: [&str; 27] = [
            "tion", "sion", "ment", "ing", "ness", "ity", "ance", "ence", "age", "ory", "ics", "ism", "ers", "ors",
            "ed", "ly", "ware", "ship", "er", "ist", "ers", "ure", "ance", "ncy", "es", "ody", "one",
        ];
        let lower = token.lower.as_str();
        token.tags == 0
            && !self.services.contains(lower)
            && !NOUNS.iter().any(|ending| lower.ends_with(ending))
            && (3..=12).contains(&lower.chars().count())
    }

    /// Marks the names of a sentence.
    pub(super) fn tag(&self, text: &str, sentence: &mut Sentence) {
        for index in 0..sentence.len() {
            let before = index.checked_sub(1).map(|before| &sentence[before]);
            let group = before.is_some_and(|before| {
                words::is_people_behind(&before.lower, &sentence[index].lower)
                    || before.kind == Kind::Number
                        && index > 1
                        && words::is_people_behind(&sentence[index - 2].lower, &sentence[index].lower)
            });
            if group {
                sentence[index].tags |= HUMAN;
                continue;
            }
            let token = &sentence[index];
            let named = match token.kind {
                Kind::Mention => {
                    !is_everybody(&token.lower)
                        && !text[token.end..].starts_with('/')
                        && !self.services.contains(&token.lower)
                }
                Kind::Word if token.capital => {
                    self.is_name(token) || self.is_double(text, token) || self.has_title(sentence, index)
                }
                Kind::Word => {
                    self.handles.contains(&token.lower)
                        && token.tags & !(FINITE | words::PARTICIPLE) == 0
                        && !self.services.contains(&token.lower)
                }
                _ => false,
            };
            let follows = index > 0
                && sentence[index - 1].is(NAME)
                && sentence[index].capital
                && sentence[index].kind == Kind::Word;
            let token = &mut sentence[index];
            if named || follows && token.tags & (PRODUCT | SYSTEM | DAY | AUX) == 0 {
                token.tags = NAME | HUMAN | token.tags & words::POSSESSIVE;
            }
        }
    }

    /// `Mei-Ling`, `Jean-Pierre`.
    fn is_double(&self, text: &str, token: &Token) -> bool {
        let Some((first, _)) = token.lower.split_once('-') else { return false };
        let second = text[token.start..token.end].split_once('-').map_or("", |(_, second)| second);
        first_names().contains(first)
            && second.starts_with(char::is_uppercase)
            && !token.is(SYSTEM)
            && !self.services.contains(&token.lower)
    }

    fn has_title(&self, sentence: &Sentence, index: usize) -> bool {
        guess::has_title(sentence, index)
            && sentence[index].tags & (PRODUCT | DAY | AUX | DET | words::PRONOUN) == 0
            && !self.services.contains(&sentence[index].lower)
    }

    fn is_name(&self, token: &Token) -> bool {
        let lower = token.lower.strip_suffix("'s").unwrap_or(&token.lower);
        if self.services.contains(lower) {
            return false;
        }
        if self.people.contains(lower) && token.tags & (DET | words::PREP | AUX | MODAL | words::PRONOUN) == 0 {
            return true;
        }
        first_names().contains(lower) && token.tags & (PRODUCT | DAY) == 0
    }
}

/// `the Chris service`, `a bot called Hubot`, `Chris, our deploy bot,`.
fn is_thing(before: Option<&Token>, index: usize, sentence: &Sentence) -> bool {
    let next = sentence.get(index + 1);
    if next.is_some_and(|next| next.is(SYSTEM) && !next.is(HUMAN) && next.kind == Kind::Word && !next.is(FINITE)) {
        return true;
    }
    let called = before.is_some_and(|before| matches!(before.lower.as_str(), "called" | "named"));
    let near = |from: usize, to: usize| sentence[from..to.min(sentence.len())].iter().any(|token| token.is(SYSTEM));
    if called && near(index.saturating_sub(4), index) || before.is_some_and(|before| before.is(SYSTEM)) {
        return true;
    }
    next.is_some_and(|next| next.sign(',') || next.sign('('))
        && sentence.get(index + 2).is_some_and(|token| token.is(DET))
        && {
            let rest = &sentence[index + 2..(index + 8).min(sentence.len())];
            let end = rest
                .iter()
                .position(|token| matches!(token.kind, Kind::Sign(_)) || token.is(FINITE | CONJ))
                .unwrap_or(rest.len());
            rest[..end].last().is_some_and(|token| token.is(SYSTEM))
        }
}

fn is_plain_word(text: &str, token: &Token) -> bool {
    text[token.start..token.end].chars().skip(1).all(char::is_lowercase)
}

fn is_everybody(handle: &str) -> bool {
    ["channel", "here", "everyone", "all", "team", "oncall", "on-call"].contains(&handle)
}

/// Whether somebody is doing something in `sentence[index..]`: a finite verb after adverbs.
pub(super) fn acts(sentence: &[Token], index: usize) -> bool {
    let verb = sentence[index.min(sentence.len())..].iter().find(|token| !token.is(words::ADV));
    verb.is_some_and(|verb| {
        verb.kind == Kind::Word
            && (verb.is(FINITE | AUX | MODAL) || words::is_present(&verb.lower))
            && !verb.is(ONE | MINDED & !FINITE) | verb.is(FINITE)
    })
}
