//! The registry of fact domains.

/// A fact domain: one imported WIT interface, one collector, one field of [`crate::Facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// Which machine this is.
    Host,
    /// Environment files.
    Env,
    /// The OpenSSH server.
    Sshd,
    /// Reachability through the packet filter.
    PacketFilter,
    /// Listening sockets.
    Sockets,
    /// The Docker Compose project.
    Compose,
    /// What the DNS says about the configured names.
    Dns,
    /// Who may send mail for the domain.
    Mail,
    /// What TLS clients see of the configured names.
    Tls,
    /// The zone at Cloudflare.
    Cloudflare,
}

impl Domain {
    /// Every domain, in the order in which they are collected.
    pub const ALL: [Self; 10] = [
        Self::Host,
        Self::Env,
        Self::Sshd,
        Self::PacketFilter,
        Self::Sockets,
        Self::Compose,
        Self::Dns,
        Self::Mail,
        Self::Tls,
        Self::Cloudflare,
    ];

    /// The WIT interface that a plugin imports to get these facts, without its version. This is
    /// also the name of the grant.
    #[must_use]
    pub const fn interface(self) -> &'static str {
        match self {
            Self::Host => "muster:host/host",
            Self::Env => "muster:env/env",
            Self::Sshd => "muster:ssh/sshd",
            Self::PacketFilter => "muster:firewall/packet-filter",
            Self::Sockets => "muster:firewall/sockets",
            Self::Compose => "muster:compose/compose",
            Self::Dns => "muster:dns/dns",
            Self::Mail => "muster:mail/mail",
            Self::Tls => "muster:tls/tls",
            Self::Cloudflare => "muster:cloudflare/cloudflare",
        }
    }

    /// The domain of an interface name without its version.
    #[must_use]
    pub fn from_interface(interface: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|domain| domain.interface() == interface)
    }
}
