//! Random rulesets of nft about what a sender chooses and what the internet cannot send.

/// How many are tried in every run: some two seconds each.
pub(crate) const RULESETS: u64 = 10;

/// A ruleset.
pub(crate) struct Ruleset {
    /// For `nft -f`.
    pub(crate) text: String,
    /// The source port that its rules name. Another one for each ruleset: the kernel remembers
    /// connections of the one before.
    pub(crate) source_port: u16,
}

/// Conditions on ports. nft takes one protocol for each rule.
const TRANSPORT: [&str; 13] = [
    "",
    "",
    "tcp dport 22",
    "tcp dport { 80, 443 }",
    "tcp dport & 0xff00 == 0x1f00",
    "udp dport 443",
    "udp dport != { 22, 80 }",
    "tcp sport SPORT",
    "udp sport SPORT",
    "udp sport { SPORT, 40-50 }",
    "tcp sport SPORT tcp dport 443",
    "udp sport != 1024-65535",
    "th sport SPORT",
];

/// Conditions on addresses and headers.
const NETWORK: [&str; 18] = [
    "",
    "",
    "ip saddr 198.51.100.0/24",
    "ip saddr != 198.51.100.0/24",
    "ip saddr { 10.0.0.0/8, 198.51.100.9 }",
    "ip6 saddr 2001:db8:2::/64",
    "ip6 saddr & ffff:ffff:ffff:ffff:: == 2001:db8:2::",
    "ip6 saddr & ffff:ffff:ffff:ffff:: @networks",
    "ip daddr 203.0.113.1",
    "ip daddr 127.0.0.0/8",
    "ip daddr 169.254.0.0/16",
    "ip daddr 10.77.0.1",
    "ip6 daddr fe80::/10",
    "ip6 daddr 2001:db8:1::1",
    "ip hdrlength != 5",
    "ip hdrlength 5",
    "ip frag-off & 0x1fff != 0",
    "exthdr frag exists",
];

/// The others.
const OTHER: [&str; 10] = [
    "",
    "",
    "meta l4proto udp",
    "iif lo",
    "iifname \"eth0\"",
    "iifname != \"lo\"",
    "iifname \"br-back\"",
    "ct state new",
    "ct state established",
    "fib daddr type local",
];

const VERDICTS: [&str; 8] = [
    "accept",
    "accept",
    "accept",
    "drop",
    "drop",
    "reject",
    "jump more",
    "return",
];

/// Numbers that follow from a seed (the generator of Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % count
    }
}

/// The ruleset of a seed.
pub(crate) fn ruleset(seed: u64) -> Ruleset {
    let mut numbers = Numbers(seed);
    numbers.below(2);
    let source_port = 600 + (seed % 400) as u16;
    let rules = |numbers: &mut Numbers, most: usize, verdicts: &[&str]| {
        let count = 1 + numbers.below(most);
        let mut text = String::new();
        for _ in 0..count {
            for conditions in [&TRANSPORT[..], &NETWORK, &OTHER] {
                // Of all three at once hardly a packet would be left.
                if numbers.below(2) == 0 {
                    text.push_str(conditions[numbers.below(conditions.len())]);
                    text.push(' ');
                }
            }
            text.push_str(verdicts[numbers.below(verdicts.len())]);
            text.push('\n');
        }
        text.replace("SPORT", &source_port.to_string())
    };
    let policy = ["accept", "drop"][numbers.below(2)];
    let more = rules(&mut numbers, 3, &["accept", "drop", "return"]);
    let early = rules(&mut numbers, 2, &["accept", "drop", "notrack"]);
    let input = rules(&mut numbers, 6, &VERDICTS);
    let text = format!(
        "table inet f {{
        set networks {{ type ipv6_addr; elements = {{ 2001:db8:2::, 2001:db8:9::1 }} }}
        chain more {{ {more} }}
        chain early {{ type filter hook prerouting priority raw; policy accept; {early} }}
        chain in {{ type filter hook input priority 0; policy {policy};
          meta l4proto {{ icmp, ipv6-icmp }} accept
          {input} }}
        }}"
    );
    Ruleset { text, source_port }
}
