//! Network addresses: blocks (CIDR), which of them are not the public internet, and who is behind a proxy of ours.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use axum::http::HeaderMap;

/// A block of addresses; a bare address is a block of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    address: IpAddr,
    bits: u8,
}

impl Block {
    /// Whether the address lies in the block. IPv4 and IPv6 are never mixed.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(block), IpAddr::V4(one)) => {
                let mask = u32::MAX.checked_shl(u32::from(32 - self.bits)).unwrap_or(0);
                u32::from(block) & mask == u32::from(one) & mask
            }
            (IpAddr::V6(block), IpAddr::V6(one)) => {
                let mask = u128::MAX.checked_shl(u32::from(128 - self.bits)).unwrap_or(0);
                u128::from(block) & mask == u128::from(one) & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Block {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is neither an address nor a block like 10.0.0.0/8");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { address, bits })
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

/// Whether an address belongs to a host anywhere on the internet: not to this machine, its network, a provider's inside,
/// documentation, multicast, or another address in disguise (IPv4-mapped, 6to4, Teredo).
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _) // this network, private, loopback, multicast, reserved and broadcast
            | (100, 64..=127, _)         // carrier NAT
            | (169, 254, _)              // link-local, metadata services of clouds
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)            // protocol assignments, documentation
            | (192, 88, 99)              // 6to4 relays
            | (198, 18 | 19, _)          // benchmarks
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    // NAT64: on networks without IPv4 the resolver writes public IPv4 addresses this way.
    if s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let global_unicast = s[0] & 0xe000 == 0x2000;
    let protocol_assignments = s[0] == 0x2001 && s[1] < 0x0200; // Teredo, ORCHID, benchmarks
    let documentation = (s[0] == 0x2001 && s[1] == 0x0db8) || (s[0] == 0x3fff && s[1] < 0x1000);
    let six_to_four = s[0] == 0x2002;
    global_unicast && !protocol_assignments && !documentation && !six_to_four
}

/// Who asks: the address of the connection or, where that is a trusted proxy, the nearest address in `X-Forwarded-For` that is
/// not a trusted proxy. What stands further left was written by the caller himself and is not believed.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[Block]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|block| block.contains(address));
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().rev().filter_map(|value| value.to_str().ok());
    for entry in forwarded.flat_map(|value| value.rsplit(',')) {
        let Some(address) = parse_forwarded(entry.trim()) else { return client };
        client = address;
        if !is_trusted(client) {
            return client;
        }
    }
    client
}

/// What the caller used, `https` behind a trusted proxy that says so.
#[must_use]
pub fn is_https(peer: IpAddr, headers: &HeaderMap, trusted: &[Block]) -> bool {
    let peer = peer.to_canonical();
    trusted.iter().any(|block| block.contains(peer))
        && headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"))
}

fn parse_forwarded(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(entry, |(address, _)| address);
    bare.parse::<IpAddr>()
        .ok()
        .or_else(|| entry.parse::<std::net::SocketAddr>().ok().map(|with_port| with_port.ip()))
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn g23_addresses_that_are_not_the_internet() {
        let inside = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "::8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for text in inside {
            assert!(!is_public(ip(text)), "{text}");
        }
        let outside = [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "149.154.167.220",
            "169.253.1.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.169.0.1",
            "198.17.0.1",
            "223.255.255.255",
            "2001:4860:4860::8888",
            "2001:67c:4e8:f004::9",
            "2606:4700::1111",
            "64:ff9b::808:808",
        ];
        for text in outside {
            assert!(is_public(ip(text)), "{text}");
        }
    }

    #[test]
    fn blocks_hold_their_addresses_and_no_others() {
        let block: Block = "10.1.0.0/16".parse().unwrap();
        assert!(block.contains(ip("10.1.255.1")) && !block.contains(ip("10.2.0.1")));
        let all: Block = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains(ip("9.9.9.9")) && !all.contains(ip("::1")));
        let one: Block = "::1".parse().unwrap();
        assert!(one.contains(ip("::1")) && !one.contains(ip("::2")));
        let six: Block = "fd00::/8".parse().unwrap();
        assert!(six.contains(ip("fdff::1")) && !six.contains(ip("fe00::1")));
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "host", "10.0.0.0/x", "10.0.0.0/-1"] {
            assert!(bad.parse::<Block>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_stranger_cannot_choose_his_address() {
        let trusted: Vec<Block> = vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        let from = |peer: &str, values: &[&str]| client_address(ip(peer), &headers(values), &trusted).to_string();
        assert_eq!(from("8.8.8.8", &["1.2.3.4"]), "8.8.8.8", "no proxy of ours: the header is his own writing");
        assert_eq!(from("10.0.0.1", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(from("10.0.0.1", &["6.6.6.6, 1.2.3.4"]), "1.2.3.4", "the nearest counts");
        assert_eq!(from("10.0.0.1", &["6.6.6.6", "1.2.3.4, 10.0.0.2"]), "1.2.3.4", "through two proxies");
        assert_eq!(from("10.0.0.1", &["1.2.3.4, rubbish"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(from("::ffff:10.0.0.1", &["[2606:4700::1]:443"]), "2606:4700::1");
        assert_eq!(from("10.0.0.1", &["1.2.3.4:5678"]), "1.2.3.4");
    }

    #[test]
    fn https_is_believed_only_from_a_trusted_proxy() {
        let trusted: Vec<Block> = vec!["10.0.0.0/8".parse().unwrap()];
        let mut map = HeaderMap::new();
        map.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        assert!(is_https(ip("10.0.0.1"), &map, &trusted));
        assert!(!is_https(ip("8.8.8.8"), &map, &trusted));
        assert!(!is_https(ip("10.0.0.1"), &HeaderMap::new(), &trusted));
    }
}
