//! Where a request comes from: the address of its connection, or, behind trusted proxies, the one that the nearest of them saw.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

/// Most entries of a forwarding header that are looked at. No honest request passes more proxies.
const MAX_HOPS: usize = 16;

/// The address that counts for a request from `peer` with these values of `X-Forwarded-For`, in the order they were sent.
///
/// Every proxy adds the address it was called from at the end, so the header is read from there, past proxies that are trusted, to the
/// first address that is not one. What is further left was written by whoever is there. An entry that is no address ends the reading.
pub fn client<'a>(peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>, trusted: &[IpNet]) -> IpAddr {
    let mut nearest = peer.to_canonical();
    for entry in forwarded.rev().flat_map(|line| line.rsplit(',')).take(MAX_HOPS) {
        if !is_trusted(nearest, trusted) {
            break;
        }
        let Some(next) = read(entry) else { break };
        nearest = next;
    }
    nearest
}

/// Reads the networks of `--trusted-proxies`: addresses or CIDR blocks, separated by commas.
pub fn networks(text: &str) -> Option<Vec<IpNet>> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
}

fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// An address, possibly with the port that some proxies add.
fn read(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let address = entry.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.or_else(|| entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok()).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, forwarded: &[&str], trusted: &str) -> String {
        let trusted = networks(trusted).unwrap();
        client(peer.parse().unwrap(), forwarded.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_say_who_they_are() {
        assert_eq!(client_of("203.0.113.9", &["192.0.2.1"], ""), "203.0.113.9");
        assert_eq!(client_of("203.0.113.9", &["192.0.2.1"], "10.0.0.0/8"), "203.0.113.9");
        assert_eq!(
            client_of("203.0.113.9", &["10.0.0.2"], "10.0.0.0/8"),
            "203.0.113.9",
            "not by naming a proxy either"
        );
    }

    #[test]
    fn the_header_is_read_from_the_right_past_trusted_proxies() {
        let table: [(&[&str], &str); 11] = [
            (&[], "10.0.0.1"),
            (&["192.0.2.1"], "192.0.2.1"),
            (&["192.0.2.66, 192.0.2.1"], "192.0.2.1"),
            (&["192.0.2.66", "192.0.2.1"], "192.0.2.1"),
            (&["192.0.2.66, 192.0.2.1, 10.9.9.9"], "192.0.2.1"),
            (&["192.0.2.66, 192.0.2.1", "10.9.9.9,10.8.8.8"], "192.0.2.1"),
            (&["10.9.9.9"], "10.9.9.9"),
            (&["192.0.2.66, unknown, 10.9.9.9"], "10.9.9.9"),
            (&["192.0.2.66,"], "10.0.0.1"),
            (&["192.0.2.1:50000"], "192.0.2.1"),
            (&["::ffff:192.0.2.1"], "192.0.2.1"),
        ];
        for (forwarded, expected) in table {
            assert_eq!(client_of("10.0.0.1", forwarded, "10.0.0.0/8"), expected, "{forwarded:?}");
        }
        assert_eq!(client_of("::ffff:10.0.0.1", &["[2001:db8::7]:443"], "10.0.0.0/8,fd00::/8"), "2001:db8::7");
        assert_eq!(client_of("fd00::1", &["[2001:db8::7]"], "fd00::/8"), "2001:db8::7");
    }

    #[test]
    fn reading_ends_after_some_hops() {
        let many = vec!["10.0.0.2"; 10_000].join(",");
        assert_eq!(client_of("10.0.0.1", &["192.0.2.1", &many], "10.0.0.0/8"), "10.0.0.2");
    }

    #[test]
    fn networks_are_addresses_or_blocks() {
        let read = networks("127.0.0.1, 10.0.0.0/8,fd00::/8").unwrap();
        assert!(is_trusted("127.0.0.1".parse().unwrap(), &read) && is_trusted("fd00::1".parse().unwrap(), &read));
        assert!(!is_trusted("127.0.0.2".parse().unwrap(), &read));
        for wrong in ["proxy", "10.0.0.0/33", "*", "10.0.0.0/8 192.0.2.1"] {
            assert_eq!(networks(wrong), None, "{wrong}");
        }
    }
}
