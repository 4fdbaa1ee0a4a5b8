//! What a case feeds: one input a line, readable and replayable.

use std::fmt::Write;

use anyhow::{Context, Result, bail};

/// One thing that a client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The payload of an update or a step 2.
    Update(Vec<u8>),
    /// The payload of a step 1.
    Vector(Vec<u8>),
    /// A whole binary frame.
    Frame(Vec<u8>),
}

/// Bytes as hexadecimal digits.
pub fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

impl Input {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Update(bytes) | Self::Vector(bytes) | Self::Frame(bytes) => bytes,
        }
    }

    /// As a line.
    pub fn write(&self) -> String {
        let kind = match self {
            Self::Update(_) => "update",
            Self::Vector(_) => "vector",
            Self::Frame(_) => "frame",
        };
        format!("{kind} {}", digits(self.bytes()))
    }

    /// From a line.
    pub fn read(line: &str) -> Result<Self> {
        let (kind, digits) = line.split_once(' ').unwrap_or((line, ""));
        let bytes = (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(digits.get(at..at + 2).unwrap_or("?"), 16))
            .collect::<Result<_, _>>()
            .with_context(|| format!("not hexadecimal: {line}"))?;
        Ok(match kind {
            "update" => Self::Update(bytes),
            "vector" => Self::Vector(bytes),
            "frame" => Self::Frame(bytes),
            _ => bail!("unknown kind of input: {kind}"),
        })
    }

    /// A whole case; lines that begin with `#` say what it is.
    pub fn read_all(text: &str) -> Result<Vec<Self>> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(Self::read).collect()
    }
}
