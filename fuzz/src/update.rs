//! An update (encoding v1) as a tree that can be bent: read from real ones, written back whatever it says.

/// Client and clock.
pub type Id = (u64, u64);

/// A whole update.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// A client's run of parts.
    pub sections: Vec<Section>,
    /// Clients and their deleted ranges: clock, length.
    pub deletions: Vec<(u64, Vec<(u64, u64)>)>,
}

/// Parts of one client, from a clock on.
#[derive(Clone, Debug)]
pub struct Section {
    /// Who.
    pub client: u64,
    /// Clock of the first part.
    pub clock: u64,
    /// In clock order.
    pub parts: Vec<Part>,
}

/// One struct.
#[derive(Clone, Debug)]
pub struct Part {
    /// Left neighbour when it was made.
    pub origin: Option<Id>,
    /// Right neighbour when it was made.
    pub right: Option<Id>,
    /// Written only without neighbours.
    pub parent: Parent,
    /// Key in a map.
    pub key: Option<String>,
    /// What it holds.
    pub content: Content,
}

/// Where a part without neighbours lives.
#[derive(Clone, Debug)]
pub enum Parent {
    /// In a root.
    Root(String),
    /// In a shared type.
    Item(Id),
}

/// What a part holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Collected, so long.
    Gc(u64),
    /// A hole, so long.
    Skip(u64),
    /// Deleted, so long.
    Deleted(u64),
    /// Characters.
    Text(String),
    /// Plain values, each as it is written.
    Values(Vec<Vec<u8>>),
    /// A shared type by its number.
    Type(u64),
    /// Another kind with these bytes.
    Other(u8, Vec<u8>),
}

impl Content {
    /// How many clocks it takes.
    pub fn clocks(&self) -> u64 {
        match self {
            Self::Gc(len) | Self::Skip(len) | Self::Deleted(len) => *len,
            Self::Text(text) => text.encode_utf16().count() as u64,
            Self::Values(values) => values.len() as u64,
            Self::Type(_) | Self::Other(..) => 1,
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Gc(_) => 0,
            Self::Deleted(_) => 1,
            Self::Text(_) => 4,
            Self::Type(_) => 7,
            Self::Values(_) => 8,
            Self::Skip(_) => 10,
            Self::Other(kind, _) => kind & 0x1f,
        }
    }
}

/// Writes a lib0 number.
pub fn put(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

/// Writes bytes with their length.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

impl Update {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out, self.sections.len() as u64);
        for section in &self.sections {
            put(&mut out, section.parts.len() as u64);
            put(&mut out, section.client);
            put(&mut out, section.clock);
            section.parts.iter().for_each(|part| part.encode(&mut out));
        }
        put(&mut out, self.deletions.len() as u64);
        for (client, ranges) in &self.deletions {
            put(&mut out, *client);
            put(&mut out, ranges.len() as u64);
            for (clock, len) in ranges {
                put(&mut out, *clock);
                put(&mut out, *len);
            }
        }
        out
    }

    /// Reads a well-formed one of a kind that a postmortem uses.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut at = Reader(bytes);
        let mut update = Self::default();
        for _ in 0..at.number()? {
            let (count, client, clock) = (at.number()?, at.number()?, at.number()?);
            let parts = (0..count).map(|_| at.part()).collect::<Option<_>>()?;
            update.sections.push(Section { client, clock, parts });
        }
        for _ in 0..at.number()? {
            let (client, count) = (at.number()?, at.number()?);
            let ranges = (0..count).map(|_| Some((at.number()?, at.number()?))).collect::<Option<_>>()?;
            update.deletions.push((client, ranges));
        }
        at.0.is_empty().then_some(update)
    }
}

impl Part {
    fn encode(&self, out: &mut Vec<u8>) {
        let kind = self.content.kind();
        if let Content::Gc(len) | Content::Skip(len) = self.content {
            out.push(kind);
            return put(out, len);
        }
        let free = self.origin.is_none() && self.right.is_none();
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        out.push(
            kind | flag(self.origin.is_some(), 0x80)
                | flag(self.right.is_some(), 0x40)
                | flag(self.key.is_some(), 0x20),
        );
        for (client, clock) in [self.origin, self.right].into_iter().flatten() {
            put(out, client);
            put(out, clock);
        }
        if free {
            match &self.parent {
                Parent::Root(name) => {
                    put(out, 1);
                    put_bytes(out, name.as_bytes());
                }
                Parent::Item((client, clock)) => {
                    put(out, 0);
                    put(out, *client);
                    put(out, *clock);
                }
            }
            if let Some(key) = &self.key {
                put_bytes(out, key.as_bytes());
            }
        }
        match &self.content {
            Content::Gc(len) | Content::Skip(len) | Content::Deleted(len) | Content::Type(len) => put(out, *len),
            Content::Text(text) => put_bytes(out, text.as_bytes()),
            Content::Values(values) => {
                put(out, values.len() as u64);
                for value in values {
                    out.extend_from_slice(value);
                }
            }
            Content::Other(_, bytes) => out.extend_from_slice(bytes),
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    fn id(&mut self) -> Option<Id> {
        Some((self.number()?, self.number()?))
    }

    fn part(&mut self) -> Option<Part> {
        let info = self.take(1)?[0];
        let (mut origin, mut right, mut key) = (None, None, None);
        let mut parent = Parent::Root(String::new());
        let kind = info & 0x1f;
        if !matches!(kind, 0 | 10) {
            if info & 0x80 != 0 {
                origin = Some(self.id()?);
            }
            if info & 0x40 != 0 {
                right = Some(self.id()?);
            }
            if origin.is_none() && right.is_none() {
                parent = if self.number()? == 1 { Parent::Root(self.text()?) } else { Parent::Item(self.id()?) };
                if info & 0x20 != 0 {
                    key = Some(self.text()?);
                }
            }
        }
        let content = match kind {
            0 => Content::Gc(self.number()?),
            10 => Content::Skip(self.number()?),
            1 => Content::Deleted(self.number()?),
            4 => Content::Text(self.text()?),
            7 => Content::Type(self.number()?),
            8 => Content::Values((0..self.number()?).map(|_| self.value()).collect::<Option<_>>()?),
            _ => return None,
        };
        Some(Part { origin, right, parent, key, content })
    }

    fn value(&mut self) -> Option<Vec<u8>> {
        let before = self.0;
        self.skip_value()?;
        Some(before[..before.len() - self.0.len()].to_vec())
    }

    fn skip_value(&mut self) -> Option<()> {
        match self.take(1)?[0] {
            127 | 126 | 121 | 120 => {}
            125 => while self.take(1)?[0] & 0x80 != 0 {},
            124 => drop(self.take(4)?),
            123 | 122 => drop(self.take(8)?),
            119 | 116 => {
                let length = usize::try_from(self.number()?).ok()?;
                self.take(length)?;
            }
            118 => {
                for _ in 0..self.number()? {
                    self.text()?;
                    self.skip_value()?;
                }
            }
            117 => {
                for _ in 0..self.number()? {
                    self.skip_value()?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}
