//! Debrief beside other servers for Yjs documents: the same loads, one after the other, on the same machine, in one run. They are not equal: Debrief
//! checks who may do what and every update, and writes each to disk before it says so; the others do none of that by themselves.

pub(crate) mod fan_out;
mod keystrokes;
mod killed;
mod latencies;
mod long;
pub(crate) mod peer;
mod seen;
mod sheet;
pub(crate) mod socket;
mod stalled;

use std::future::Future;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use peer::Peer;
use sheet::{Column, Sheet};

/// Loads beside those of [`fan_out::LOADS`].
const FURTHER: [&str; 3] = ["long", "stalled", "killed"];

/// Runs what the arguments ask for: `--peers a,b`, `--loads x,y`, `--json FILE`; everything without them.
pub(crate) async fn run(arguments: &[String]) -> Result<()> {
    let mut peers = Peer::ALL.to_vec();
    let mut loads: Vec<&str> = fan_out::LOADS.iter().map(|load| load.key).chain(FURTHER).collect();
    let mut json = None;
    let mut words = arguments.iter();
    while let Some(flag) = words.next() {
        let value = words.next().with_context(|| format!("{flag} needs a value"))?;
        let chosen: Vec<&str> = value.split(',').collect();
        match flag.as_str() {
            "--peers" => {
                peers = chosen.iter().map(|key| find(key)).collect::<Result<_>>()?;
            }
            "--loads" => {
                if let Some(unknown) = chosen.iter().find(|key| !loads.contains(key)) {
                    bail!("there is no load {unknown:?}: choose from {}", loads.join(", "));
                }
                loads.retain(|key| chosen.contains(key));
            }
            "--json" => json = Some(PathBuf::from(value)),
            _ => bail!("peers takes --peers, --loads and --json, not {flag:?}"),
        }
    }
    let mut sheets = Vec::new();
    for key in loads {
        let sheet = match (key, fan_out::LOADS.iter().find(|load| load.key == key)) {
            (_, Some(load)) => measure(&peers, load.title, fan_out::COLUMNS, |peer| fan_out::run(peer, load)).await,
            ("long", _) => measure(&peers, "200,000 keystrokes of one person", long::COLUMNS, long::run).await,
            ("stalled", _) => {
                measure(&peers, "19 MB written past 10 stalled clients", stalled::COLUMNS, stalled::run).await
            }
            _ => measure(&peers, "kill -9 while somebody types 10 keys/s", killed::COLUMNS, killed::run).await,
        };
        sheets.push(sheet);
    }
    for sheet in &sheets {
        println!("{}", sheet.table());
    }
    if let Some(path) = json {
        std::fs::write(path, serde_json::to_string_pretty(&sheets)?)?;
    }
    Ok(())
}

async fn measure<F: Future<Output = Result<Vec<f64>>>>(
    peers: &[Peer],
    title: &str,
    columns: &'static [Column],
    load: impl Fn(Peer) -> F,
) -> Sheet {
    let mut sheet = Sheet::new(title, columns);
    for peer in peers {
        sheet.add(peer.title(), load(*peer).await);
    }
    sheet
}

fn find(key: &str) -> Result<Peer> {
    let known = || Peer::ALL.map(Peer::key).join(", ");
    let peer = Peer::ALL.into_iter().find(|peer| peer.key() == key);
    peer.with_context(|| format!("there is no server {key:?}: choose from {}", known()))
}
