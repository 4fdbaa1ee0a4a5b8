//! Updates that nobody types: as many parts as wanted, each placed where yrs has to do the most for it.

/// A way to keep yrs busy.
pub(super) struct Kind {
    /// What it is.
    pub(super) name: &'static str,
    /// What the document holds before.
    pub(super) base: fn() -> Vec<Vec<u8>>,
    /// The update with so many parts.
    pub(super) update: fn(usize) -> Vec<u8>,
    /// Most parts that make sense.
    pub(super) most: usize,
}

/// Parts of documents that others have written before.
const PARTS: u64 = 50_000;
/// Of one with few parts to walk past, and of one with very many.
const FEW_PARTS: u64 = 2_000;
/// Characters of one long text.
const LONG: usize = 1_000_000;
const MIDDLE: usize = 60_000;

/// All that is measured.
pub(super) const KINDS: [Kind; 14] = [
    Kind { name: "two at one place", base: Vec::new, update: |parts| crowd(2, parts), most: 100_000 },
    Kind { name: "sixteen at one place", base: Vec::new, update: |parts| crowd(16, parts), most: 100_000 },
    Kind { name: "past siblings", base: || vec![siblings(PARTS)], update: |parts| in_front(9, parts), most: 100_000 },
    Kind {
        name: "past few siblings",
        base: || vec![siblings(FEW_PARTS)],
        update: |parts| in_front(9, parts),
        most: 100_000,
    },
    Kind { name: "past a chain", base: || vec![chain(PARTS)], update: |parts| in_front(9, parts), most: 100_000 },
    Kind {
        name: "past a short chain",
        base: || vec![chain(FEW_PARTS)],
        update: |parts| in_front(9, parts),
        most: 100_000,
    },
    Kind { name: "cuts of a long text", base: || vec![text(LONG, "a")], update: every_second, most: 300_000 },
    Kind { name: "cuts of a shorter text", base: || vec![text(MIDDLE, "a")], update: every_second, most: 25_000 },
    Kind { name: "cuts of wide characters", base: || vec![text(LONG / 4, "ア")], update: every_second, most: 120_000 },
    Kind { name: "deletions without cuts", base: || vec![chain(4 * PARTS)], update: deletions, most: 100_000 },
    Kind { name: "values of one key", base: || vec![key(FEW_PARTS)], update: values_of_key, most: 100_000 },
    Kind { name: "pieces of text", base: Vec::new, update: |parts| pieces(parts, TEXT), most: 200_000 },
    Kind { name: "pieces of wide text", base: Vec::new, update: |parts| pieces(parts, WIDE_TEXT), most: 200_000 },
    Kind { name: "pieces of values", base: Vec::new, update: |parts| pieces(parts, VALUES), most: 200_000 },
];

const LEFT: u8 = 0x80;
const RIGHT: u8 = 0x40;
const KEY: u8 = 0x20;

/// Kind of content, root that takes it, and one unit of it.
type Unit = (u8, &'static str, &'static [u8]);
const TEXT: Unit = (4, "title", b"\x01a");
const WIDE_TEXT: Unit = (4, "title", b"\x03\xe3\x82\xa2");
const VALUES: Unit = (8, "other", b"\x01\x7f");

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

fn put_name(out: &mut Vec<u8>, name: &str) {
    put(out, name.len() as u64);
    out.extend(name.as_bytes());
}

/// One client's structs from a clock on.
struct Section {
    client: u64,
    clock: u64,
    count: u64,
    structs: Vec<u8>,
}

impl Section {
    fn new(client: u64) -> Self {
        Self { client, clock: 0, count: 0, structs: Vec::new() }
    }

    /// An item with its neighbours or, without any, in a root.
    fn item(&mut self, left: Option<(u64, u64)>, right: Option<(u64, u64)>, key: Option<&str>, unit: Unit) {
        let (kind, root, content) = unit;
        let neighbours = left.map_or(0, |_| LEFT) | right.map_or(0, |_| RIGHT);
        self.structs.push(kind | neighbours | key.map_or(0, |_| KEY));
        for (client, clock) in [left, right].into_iter().flatten() {
            put(&mut self.structs, client);
            put(&mut self.structs, clock);
        }
        if neighbours == 0 {
            self.structs.push(1);
            put_name(&mut self.structs, root);
            if let Some(key) = key {
                put_name(&mut self.structs, key);
            }
        }
        self.structs.extend(content);
        self.count += 1;
    }
}

fn update(sections: &[Section], deletions: &[(u64, Vec<(u64, u64)>)]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, sections.len() as u64);
    for section in sections {
        put(&mut out, section.count);
        put(&mut out, section.client);
        put(&mut out, section.clock);
        out.extend(&section.structs);
    }
    put(&mut out, deletions.len() as u64);
    for (client, ranges) in deletions {
        put(&mut out, *client);
        put(&mut out, ranges.len() as u64);
        for (clock, length) in ranges {
            put(&mut out, *clock);
            put(&mut out, *length);
        }
    }
    out
}

/// Several people, each with so many items at the very beginning of the title.
fn crowd(clients: u64, parts: usize) -> Vec<u8> {
    let sections: Vec<_> = (1..=clients)
        .map(|client| {
            let mut section = Section::new(client);
            (0..parts).for_each(|_| section.item(None, None, None, TEXT));
            section
        })
        .collect();
    update(&sections, &[])
}

/// Items of one person, each put before the last.
fn siblings(parts: u64) -> Vec<u8> {
    let mut section = Section::new(1);
    section.item(None, None, None, TEXT);
    (1..parts).for_each(|clock| section.item(None, Some((1, clock - 1)), None, TEXT));
    update(&[section], &[])
}

/// Items of two people by turns, each behind the last.
fn chain(parts: u64) -> Vec<u8> {
    let mut sections = [Section::new(1), Section::new(2)];
    sections[0].item(None, None, None, TEXT);
    for number in 1..parts {
        let before = number - 1;
        sections[usize::from(number % 2 == 1)].item(Some((1 + before % 2, before / 2)), None, None, TEXT);
    }
    update(&sections, &[])
}

/// Items of a newcomer at the very beginning, who knows of nothing there.
fn in_front(client: u64, parts: usize) -> Vec<u8> {
    let mut section = Section::new(client);
    (0..parts).for_each(|_| section.item(None, None, None, TEXT));
    update(&[section], &[])
}

/// One long text.
fn text(units: usize, character: &str) -> Vec<u8> {
    let mut section = Section::new(1);
    let (mut content, long) = (Vec::new(), character.repeat(units));
    put_name(&mut content, &long);
    section.item(None, None, None, (4, "title", &[]));
    section.structs.extend(content);
    update(&[section], &[])
}

/// Every second character of the long text is deleted.
fn every_second(parts: usize) -> Vec<u8> {
    update(&[], &[(1, (0..parts as u64).map(|part| (2 * part + 1, 1)).collect())])
}

/// So many of each of two people's single characters are deleted.
fn deletions(parts: usize) -> Vec<u8> {
    let each: Vec<_> = (0..parts as u64).map(|part| (part, 1)).collect();
    update(&[], &[(1, each.clone()), (2, each)])
}

const ONE_KEY: Unit = (8, "meta", b"\x01\x7f");

/// Values of one key, each in place of the last.
fn key(parts: u64) -> Vec<u8> {
    let mut section = Section::new(1);
    section.item(None, None, Some("k"), ONE_KEY);
    (1..parts).for_each(|clock| section.item(Some((1, clock - 1)), None, None, ONE_KEY));
    update(&[section], &[])
}

/// Values of that key by a newcomer, who knows of none.
fn values_of_key(parts: usize) -> Vec<u8> {
    let mut section = Section::new(9);
    (0..parts).for_each(|_| section.item(None, None, Some("k"), ONE_KEY));
    update(&[section], &[])
}

/// What could be one item, in pieces of one unit.
fn pieces(parts: usize, unit: Unit) -> Vec<u8> {
    let mut section = Section::new(1);
    section.item(None, None, None, unit);
    (1..parts as u64).for_each(|clock| section.item(Some((1, clock - 1)), None, None, unit));
    update(&[section], &[])
}
