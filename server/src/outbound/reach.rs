//! Which addresses of others may be asked: public ones, and the networks that the operator names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;

use crate::address;

/// Written as `public`, `off`, or networks, separated by commas: `public,10.0.0.0/8`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    public: bool,
    networks: Vec<IpNet>,
}

/// It is written in no such way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write off, public, or networks, separated by commas, for example public,10.0.0.0/8")]
pub struct BadReach;

impl FromStr for Reach {
    type Err = BadReach;

    fn from_str(text: &str) -> Result<Self, BadReach> {
        let mut reach = Self::default();
        for part in text.split(',').map(str::trim) {
            match part {
                "off" if text.trim() == "off" => {}
                "public" => reach.public = true,
                other => {
                    reach.networks.extend(address::networks(other).filter(|found| !found.is_empty()).ok_or(BadReach)?);
                }
            }
        }
        Ok(reach)
    }
}

impl Reach {
    /// Whether there is an address that may be asked.
    pub fn is_somewhere(&self) -> bool {
        self.public || !self.networks.is_empty()
    }

    /// Whether the operator has named networks: in those there may be no TLS.
    pub fn names_networks(&self) -> bool {
        !self.networks.is_empty()
    }

    /// Whether this one may be asked.
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address)) || self.public && is_public(address)
    }
}

/// Whether an address is somebody's on the internet, after the registries of special-purpose addresses (IANA, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = a == 0
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || (a == 100 && b & 0xc0 == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && b & 0xfe == 18)
        || a >= 224;
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // What carries an address of the older kind is worth as much as that.
    let carried = |high: u16, low: u16| is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => carried(high, low),
        // Of 2001::/23, protocols' own, nothing; nor of what is for documents.
        [0x2001, second, ..] => second >= 0x200 && second != 0xdb8,
        [0x3fff, second, ..] => second >= 0x1000,
        // All that is given out to anybody.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(text: &str) -> Reach {
        text.parse().expect("a reach")
    }

    #[test]
    fn public_is_what_anybody_has_and_nothing_else() {
        let public = reach("public");
        for address in [
            "1.1.1.1",
            "93.184.216.34",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::101:101",
        ] {
            assert!(public.allows(address.parse().expect("an address")), "{address}");
        }
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::10.0.0.1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:a00:1::",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "100::1",
            "3fff::1",
        ] {
            assert!(!public.allows(address.parse().expect("an address")), "{address}");
        }
    }

    #[test]
    fn the_operator_says_where() {
        let home = "10.1.2.3".parse().expect("an address");
        assert!(reach("public, 10.0.0.0/8").allows(home) && reach("10.1.2.3").allows(home));
        assert!(!reach("10.0.0.0/8").allows("1.1.1.1".parse().expect("an address")));
        assert!(!reach("off").is_somewhere() && reach("public").is_somewhere());
        for wrong in ["", "public,off", "everywhere", "10.0.0.0/99", "public,,"] {
            assert_eq!(wrong.parse::<Reach>(), Err(BadReach), "{wrong}");
        }
    }
}
