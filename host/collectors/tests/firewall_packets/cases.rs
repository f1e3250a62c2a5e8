//! The rulesets. Each is there for one thing that a model may get wrong.

use super::laboratory::Load::{self, Iptables, Legacy, Nft, Ufw};

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) load: Load<'static>,
}

const NOTHING: &str = "*filter\nCOMMIT\n";

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "no rules at all",
        load: Nft("table inet empty {}"),
    },
    Case {
        name: "nft: policy drop, state, order, reject",
        load: Nft("table inet f { chain in { type filter hook input priority 0; policy drop;
            ct state established,related accept
            iif lo accept
            meta l4proto { icmp, ipv6-icmp } accept
            tcp dport 22 drop
            tcp dport { 22, 80, 443 } accept
            udp dport 443 accept
            tcp dport 5432 reject with tcp reset
            udp dport 5432 reject
        }
        }"),
    },
    Case {
        name: "nft: accept in one base chain is not final",
        load: Nft("table inet a { chain in { type filter hook input priority -10; policy accept;
            tcp dport 22 accept
        }
        }
        table inet b { chain in { type filter hook input priority 10; policy drop;
            meta l4proto { icmp, ipv6-icmp } accept
            tcp dport 80 accept
            udp dport 22 accept
        }
        }"),
    },
    Case {
        name: "nft: jump, return and goto",
        load: Nft("table inet f {
          chain services {
            tcp dport 22 return
            tcp dport { 22, 80 } accept
          }
          chain no_return {
            tcp dport 443 accept
          }
          chain in { type filter hook input priority 0; policy drop;
            meta l4proto { icmp, ipv6-icmp } accept
            jump services
            tcp dport { 443, 8443 } goto no_return
            tcp dport { 22, 8443 } accept
          }
          }"),
    },
    Case {
        name: "nft: negation",
        load: Nft("table inet f { chain in { type filter hook input priority 0; policy accept;
            meta l4proto { icmp, ipv6-icmp } accept
            tcp dport != { 22, 80, 8000-9000 } drop
            udp dport != 443 reject
            ip saddr != 198.51.100.0/24 tcp dport 22 drop
            ip6 saddr != 2001:db8:2::/64 tcp dport 22 drop
        }
        }"),
    },
    Case {
        name: "nft: named sets with intervals, and sources",
        load: Nft("table inet f {
          set friends { type ipv4_addr; flags interval; elements = { 198.51.100.0-198.51.100.63, 192.0.2.0/24 } }
          set friends6 { type ipv6_addr; flags interval; elements = { 2001:db8:2::/48 } }
          set ports { type inet_service; flags interval; elements = { 20-25, 8000-8999 } }
          chain in { type filter hook input priority 0; policy drop;
            meta l4proto { icmp, ipv6-icmp } accept
            ip saddr @friends tcp dport @ports accept
            ip6 saddr @friends6 udp dport @ports accept
            tcp dport >= 9000 accept
          }
          }"),
    },
    Case {
        name: "nft: concatenations and verdict maps",
        load: Nft("table inet f {
          set pairs { type ipv4_addr . inet_service; flags interval; elements = { 198.51.100.0/24 . 80-90, 203.0.113.7 . 22 } }
          map ways { type inet_service : verdict; elements = { 443 : accept, 2222 : drop, 8443 : jump extra } }
          chain extra {
            ip saddr 198.51.100.9 accept
          }
          chain in { type filter hook input priority 0; policy drop;
            meta l4proto { icmp, ipv6-icmp } accept
            ip saddr . tcp dport @pairs accept
            tcp dport vmap @ways
            udp dport vmap { 22 : drop, 80-443 : accept, 5432 : goto extra }
            meta l4proto tcp th dport 2222 accept
          }
          }"),
    },
    Case {
        name: "nft: a dormant table filters nothing",
        load: Nft("table inet sleeping { flags dormant
          chain in { type filter hook input priority 0; policy drop;
          }
        }
        table inet f { chain in { type filter hook input priority 0; policy accept;
            tcp dport 5432 drop
        }
        }"),
    },
    Case {
        name: "nft: a chain without a hook filters nothing",
        load: Nft("table inet f { chain in {
            tcp dport 22 drop
            drop
        }
        }"),
    },
    Case {
        name: "nft: families apart",
        load: Nft("table ip f { chain in { type filter hook input priority 0; policy drop;
            tcp dport 22 accept
        }
        }
        table ip6 f { chain in { type filter hook input priority 0; policy accept;
            tcp dport 443 drop
        }
        }"),
    },
    Case {
        name: "nft: prerouting filters come first, raw before nat",
        load: Nft("table inet r { chain pre { type filter hook prerouting priority raw; policy accept;
            tcp dport 5432 drop
            udp dport 80 drop
        }
        }
        table inet f { chain in { type filter hook input priority 0; policy accept;
            tcp dport 9000 reject
        }
        }"),
    },
    Case {
        name: "nft: rate limits let the first packet through",
        load: Nft("table inet f { chain in { type filter hook input priority 0; policy drop;
            meta l4proto { icmp, ipv6-icmp } accept
            tcp dport 22 limit rate 1000/second burst 1000 packets accept
            tcp dport 80 limit rate over 1000/second burst 1000 packets drop
            tcp dport 80 accept
            udp dport 443 ct count over 1000 drop
            udp dport 443 accept
        }
        }"),
    },
    Case {
        name: "nft: interfaces",
        load: Nft("table inet f { chain in { type filter hook input priority 0; policy drop;
            meta l4proto { icmp, ipv6-icmp } accept
            iifname lo accept
            iifname \"br-*\" accept
            iifname \"eth*\" tcp dport 80 accept
            iif eth0 udp dport 80 accept
            iifname != { \"eth0\", \"br-back\" } tcp dport 22 accept
            iifname != \"br-back\" tcp dport 443 accept
        }
        }"),
    },
    Case {
        name: "nft: connection states",
        load: Nft("table inet f { chain in { type filter hook input priority 0; policy drop;
            ct state vmap { established : accept, related : accept, invalid : drop }
            meta l4proto { icmp, ipv6-icmp } accept
            ct state new tcp dport 22 accept
            ct state != new tcp dport 80 accept
            ct state != established,related tcp dport 443 accept
            ct state { established, related } tcp dport 2222 accept
            ct state untracked udp dport 22 accept
        }
        }"),
    },
    Case {
        name: "nft: TCP flags and address types",
        load: Nft("table inet f { chain in { type filter hook input priority 0; policy drop;
            ct state established accept
            meta l4proto { icmp, ipv6-icmp } accept
            tcp flags & (fin | syn | rst | ack) == syn tcp dport 22 accept
            tcp flags ack tcp dport 80 accept
            tcp flags syn tcp dport 443 accept
            fib daddr type local udp dport 22 accept
            fib daddr type { broadcast, multicast } udp dport 80 accept
            fib saddr . iif oif missing drop
            udp dport 443 accept
        }
        }"),
    },
    Case {
        name: "nft: NAT to a container, and the forward hook",
        load: Nft("table inet n { chain pre { type nat hook prerouting priority dstnat;
            tcp dport 8080 dnat ip to 10.77.0.2:80
            tcp dport 8443 dnat ip to 10.77.0.2:5432
            udp dport 8080 dnat ip6 to [fd00:77::2]:80
            tcp dport 9000 redirect to :22
        }
        }
        table inet f {
          chain in { type filter hook input priority 0; policy drop;
            meta l4proto { icmp, ipv6-icmp } accept
            tcp dport { 22, 8080, 8443 } accept
          }
          chain fw { type filter hook forward priority 0; policy drop;
            ct state established accept
            meta l4proto { icmp, ipv6-icmp } accept
            oifname \"br-back\" tcp dport 80 accept
            ct status dnat meta l4proto udp accept
          }
          }"),
    },
    Case {
        name: "nft: NAT maps, and what is remembered of the original port",
        load: Nft("table ip n { chain pre { type nat hook prerouting priority dstnat;
            dnat to tcp dport map { 8080 : 10.77.0.2, 8443 : 10.77.0.2, 9000 : 10.77.0.2 }
        }
        }
        table ip f { chain fw { type filter hook forward priority 0; policy accept;
            meta l4proto tcp ct original proto-dst 8443 drop
            tcp dport 9000 reject with tcp reset
        }
        }"),
    },
    Case {
        name: "iptables: policy, multiport, ranges, reject",
        load: Iptables(
            "*filter\n:INPUT DROP\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\n\
             -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n\
             -A INPUT -p tcp -m multiport --dports 22,80,8000:8999 -j ACCEPT\n\
             -A INPUT -p udp -m udp ! --dport 443 -j DROP\n\
             -A INPUT -p udp -j ACCEPT\n\
             -A INPUT -s 198.51.100.0/24 -p tcp --dport 5432 -j ACCEPT\n\
             -A INPUT -p tcp --dport 5432 -j REJECT --reject-with tcp-reset\nCOMMIT\n",
            "*filter\n:INPUT DROP\n-A INPUT -p ipv6-icmp -j ACCEPT\n\
             -A INPUT -p tcp --syn --dport 22 -j ACCEPT\n\
             -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n\
             -A INPUT ! -s 2001:db8:2::/64 -p tcp --dport 443 -j DROP\n\
             -A INPUT -p tcp --dport 443 -j ACCEPT\n\
             -A INPUT -p udp -j REJECT\nCOMMIT\n",
        ),
    },
    Case {
        name: "iptables: chains, goto, return, limits, owner of nothing",
        load: Iptables(
            "*filter\n:INPUT DROP\n:WEB -\n:BACK -\n:END -\n\
             -A INPUT -m state --state ESTABLISHED -j ACCEPT\n\
             -A INPUT -p tcp -j WEB\n-A INPUT -p tcp --dport 443 -g END\n-A INPUT -p tcp --dport 443 -j ACCEPT\n\
             -A INPUT -p tcp --dport 8443 -j ACCEPT\n\
             -A INPUT -p tcp --dport 22 -m recent --name x --set\n\
             -A INPUT -p tcp --dport 22 -m recent --name x --update --seconds 30 --hitcount 20 -j DROP\n\
             -A INPUT -p tcp --dport 22 -j ACCEPT\n\
             -A INPUT -i lo -j ACCEPT\n-A INPUT -i eth+ -p udp --dport 22 -j ACCEPT\n\
             -A INPUT ! -i eth0 -p udp --dport 80 -j ACCEPT\n\
             -A INPUT -m iprange --src-range 198.51.100.5-198.51.100.20 -p udp --dport 443 -j ACCEPT\n\
             -A WEB -p tcp --dport 8443 -j RETURN\n-A WEB -p tcp -m multiport --dports 80,8443 -j ACCEPT\n\
             -A END -p tcp --dport 80 -j ACCEPT\nCOMMIT\n",
            NOTHING,
        ),
    },
    Case {
        name: "iptables: options after the target, as people write them",
        load: Iptables(
            "*filter\n:INPUT DROP\n-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n\
             -A INPUT -p tcp -j ACCEPT --dport 22\n\
             -A INPUT -j REJECT --reject-with tcp-reset -p tcp --dport 80\n\
             -I INPUT 1 -p tcp --dport 443 -j ACCEPT\nCOMMIT\n",
            NOTHING,
        ),
    },
    Case {
        name: "iptables: Docker's rules, and DOCKER-USER with both ports",
        load: Iptables(
            "*nat\n:PREROUTING ACCEPT\n:DOCKER -\n\
             -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n\
             -A POSTROUTING -s 10.77.0.0/24 ! -o br-back -j MASQUERADE\n\
             -A DOCKER ! -i br-back -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.77.0.2:80\n\
             -A DOCKER ! -i br-back -p tcp -m tcp --dport 8443 -j DNAT --to-destination 10.77.0.2:443\n\
             -A DOCKER ! -i br-back -p tcp -m tcp --dport 9000 -j DNAT --to-destination 10.77.0.2:22\n\
             -A DOCKER -d 127.0.0.1/32 ! -i br-back -p tcp -m tcp --dport 5432 -j DNAT --to-destination 10.77.0.2:5432\n\
             COMMIT\n*filter\n:INPUT DROP\n:FORWARD DROP\n:DOCKER -\n:DOCKER-USER -\n:DOCKER-ISOLATION -\n\
             -A FORWARD -j DOCKER-USER\n-A FORWARD -j DOCKER-ISOLATION\n\
             -A FORWARD -o br-back -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n\
             -A FORWARD -o br-back -j DOCKER\n-A FORWARD -i br-back ! -o br-back -j ACCEPT\n\
             -A DOCKER -d 10.77.0.2/32 ! -i br-back -o br-back -p tcp -m tcp --dport 80 -j ACCEPT\n\
             -A DOCKER -d 10.77.0.2/32 ! -i br-back -o br-back -p tcp -m tcp --dport 443 -j ACCEPT\n\
             -A DOCKER -d 10.77.0.2/32 ! -i br-back -o br-back -p tcp -m tcp --dport 22 -j ACCEPT\n\
             -A DOCKER-USER -i eth0 -p tcp -m conntrack --ctorigdstport 8443 --ctdir ORIGINAL -j DROP\n\
             -A DOCKER-USER -i eth0 -p tcp --dport 9000 -j DROP\n\
             -A DOCKER-ISOLATION -i br-back -o br-other -j DROP\n\
             -A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n",
            NOTHING,
        ),
    },
    Case {
        name: "iptables beside a native nft table",
        load: Nft("table ip filter { chain INPUT { type filter hook input priority 0; policy accept;
            tcp dport 22 accept
            tcp dport 5432 drop
        }
        }
        table inet own { chain in { type filter hook input priority -1; policy drop;
            meta l4proto { icmp, ipv6-icmp } accept
            ct state established accept
            tcp dport { 22, 5432 } accept
            udp dport 443 accept
        }
        }"),
    },
    Case {
        name: "legacy and nft tables side by side",
        load: Legacy(
            "*filter\n:INPUT ACCEPT\n-A INPUT -p tcp --dport 22 -j DROP\n-A INPUT -p tcp --dport 80 -j ACCEPT\nCOMMIT\n",
            "table inet f { chain in { type filter hook input priority 0; policy accept;
                tcp dport 80 drop
                udp dport 22 drop
            }
            }",
        ),
    },
    Case {
        name: "ufw: allow, deny, limit, reject, sources, interfaces",
        load: Ufw(
            "ufw allow 22/tcp\nufw limit 2222/tcp\nufw deny 5432\nufw allow 443\n\
             ufw reject 9000/tcp\nufw allow from 198.51.100.0/24 to any port 8080 proto tcp\n\
             ufw allow from 2001:db8:2::/64 to any port 8080 proto tcp\n\
             ufw allow in on br-back to any port 80 proto tcp\nufw allow 8443:8500/tcp",
        ),
    },
    Case {
        name: "ufw: IPV6=no drops all of IPv6",
        load: Ufw("sed -i s/^IPV6=.*/IPV6=no/ /etc/default/ufw\nufw allow 22/tcp"),
    },
    Case {
        name: "ufw: default allow, with exceptions",
        load: Ufw("ufw default allow incoming\nufw deny 5432/tcp"),
    },
    Case {
        name: "ufw: default reject",
        load: Ufw("ufw default reject incoming\nufw allow 80/tcp"),
    },
];
