//! Ports as the policy lists them and as findings name them.

use std::fmt;
use std::str::FromStr;

use muster_sdk::packet_filter::Reach;
use muster_sdk::{NotEvaluated, sshd};

pub(crate) const TCP: &str = "tcp";
pub(crate) const UDP: &str = "udp";

/// The word that stands for the ports of sshd.
const SSH: &str = "ssh";

/// Ports of one protocol that lie side by side; displayed as `443/tcp` or `6000-6010/udp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) protocol: String,
    pub(crate) first: u16,
    pub(crate) last: u16,
}

impl Ports {
    pub(crate) fn one(protocol: &str, port: u16) -> Self {
        Self {
            protocol: protocol.to_owned(),
            first: port,
            last: port,
        }
    }

    pub(crate) fn contains(&self, protocol: &str, port: u16) -> bool {
        self.protocol == protocol && (self.first..=self.last).contains(&port)
    }

    /// The subject of a finding on these ports over whatever IP version, such as `port/tcp/5432`.
    pub(crate) fn subject_over_any(&self) -> String {
        format!("port/{}/{}", self.protocol, self.range())
    }

    /// The subject of a finding on these ports over one IP version, such as `port/ipv4/tcp/5432`.
    pub(crate) fn subject(&self, family: &str) -> String {
        format!("port/{family}/{}/{}", self.protocol, self.range())
    }

    /// `443` or `6000-6010`.
    pub(crate) fn range(&self) -> String {
        if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}-{}", self.first, self.last)
        }
    }
}

/// Numbers of ports; displayed as `80, 443, 8000-8010`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Runs(Vec<(u16, u16)>);

impl Runs {
    pub(crate) fn of(ports: impl IntoIterator<Item = u16>) -> Self {
        let mut ports: Vec<u16> = ports.into_iter().collect();
        ports.sort_unstable();
        ports.dedup();
        let runs = ports.chunk_by(|one, next| one.checked_add(1) == Some(*next));
        Self(
            runs.filter_map(|run| Some((*run.first()?, *run.last()?)))
                .collect(),
        )
    }
}

impl fmt::Display for Runs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (first, last)) in self.0.iter().enumerate() {
            if index > 0 {
                out.write_str(", ")?;
            }
            if first == last {
                write!(out, "{first}")?;
            } else {
                write!(out, "{first}-{last}")?;
            }
        }
        Ok(())
    }
}

impl From<&Reach> for Ports {
    fn from(reach: &Reach) -> Self {
        Self {
            protocol: reach.protocol.clone(),
            first: reach.first_port,
            last: reach.last_port,
        }
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.range(), self.protocol)
    }
}

impl FromStr for Ports {
    type Err = NotEvaluated;

    fn from_str(text: &str) -> Result<Self, NotEvaluated> {
        parse(text).ok_or_else(|| {
            NotEvaluated::because(format!(
                "the parameter `allowed` has '{text}'; write `{SSH}`, `443/tcp` or `6000-6010/udp`"
            ))
        })
    }
}

fn parse(text: &str) -> Option<Ports> {
    let (range, protocol) = text.split_once('/')?;
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let ports = Ports {
        protocol: protocol.to_owned(),
        first: first.parse().ok()?,
        last: last.parse().ok()?,
    };
    (ports.first <= ports.last && [TCP, UDP].contains(&protocol)).then_some(ports)
}

/// The ports that a policy allows. `ssh` stands for every port that sshd is configured for.
pub(crate) fn allowed(texts: &[String]) -> Result<Vec<Ports>, NotEvaluated> {
    let mut allowed = Vec::new();
    for text in texts {
        if text == SSH {
            let ports = sshd::server()?.ports;
            allowed.extend(ports.into_iter().map(|port| Ports::one(TCP, port)));
        } else {
            allowed.push(text.parse()?);
        }
    }
    Ok(allowed)
}

/// The numbers of a parameter as ports, each once.
pub(crate) fn numbers(parameter: &str, numbers: &[i64]) -> Result<Vec<u16>, NotEvaluated> {
    let mut ports = Vec::new();
    for number in numbers {
        let port = u16::try_from(*number).map_err(|_| {
            NotEvaluated::because(format!(
                "the parameter `{parameter}` has {number}, which is not a port"
            ))
        })?;
        if !ports.contains(&port) {
            ports.push(port);
        }
    }
    Ok(ports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_and_a_range_are_read_as_they_are_displayed() {
        for text in ["443/tcp", "6000-6010/udp", "1-65535/tcp"] {
            assert_eq!(text.parse::<Ports>().unwrap().to_string(), text);
        }
        let range: Ports = "6000-6010/udp".parse().unwrap();
        assert!(range.contains(UDP, 6010) && !range.contains(TCP, 6010));
        assert_eq!(range.subject("ipv6"), "port/ipv6/udp/6000-6010");
    }

    #[test]
    fn what_is_no_port_is_refused() {
        for text in [
            "",
            "443",
            "443/sctp",
            "http/tcp",
            "10-1/tcp",
            "65536/tcp",
            "/tcp",
            "22 /tcp",
        ] {
            assert!(text.parse::<Ports>().is_err(), "{text}");
        }
        assert!(numbers("ports", &[5432, 65_536]).is_err());
    }
}
