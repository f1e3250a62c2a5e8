//! Pure: reads an SPF record as RFC 7208, section 12, writes it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::macros::DomainSpec;

/// A record whose every term is well-formed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Mechanisms in order, up to the first `all`: none after it is ever reached (5.1).
    pub(super) mechanisms: Vec<Directive>,
    /// Qualifier of the first `all`.
    pub(super) all: Option<Qualifier>,
    /// Ignored where there is an `all` (6.1).
    pub(super) redirect: Option<DomainSpec>,
}

/// What a match means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Qualifier {
    Pass,
    Fail,
    SoftFail,
    Neutral,
}

/// A mechanism as it is written, but `all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) qualifier: Qualifier,
    pub(super) mechanism: Mechanism,
    pub(super) term: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mechanism {
    Network(IpAddr, u8),
    Include(DomainSpec),
    /// None stands for the domain of the record.
    A(Option<DomainSpec>, Prefixes),
    Mx(Option<DomainSpec>, Prefixes),
    Ptr,
    Exists(DomainSpec),
}

/// Lengths of the networks around the addresses of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prefixes {
    v4: u8,
    v6: u8,
}

impl Prefixes {
    pub(super) const fn of(self, address: IpAddr) -> u8 {
        match address {
            IpAddr::V4(_) => self.v4,
            IpAddr::V6(_) => self.v6,
        }
    }

    /// Whether the networks are so large that it matters where they lie. Ten servers, which are all
    /// that may be, in smaller ones are next to nothing of the internet.
    pub(super) const fn are_large(self) -> bool {
        self.v4 < 16 || self.v6 < 32
    }
}

impl Mechanism {
    /// Whether it is among the terms that are counted (4.6.4).
    pub(super) const fn asks(&self) -> bool {
        !matches!(self, Self::Network(..))
    }
}

impl Qualifier {
    pub(super) const fn symbol(self) -> &'static str {
        match self {
            Self::Pass => "+",
            Self::Fail => "-",
            Self::SoftFail => "~",
            Self::Neutral => "?",
        }
    }
}

/// Whether a text is an SPF record at all, right or wrong (4.5).
pub(super) fn is_spf(text: &str) -> bool {
    let version = text.split(' ').next().unwrap_or_default();
    version.eq_ignore_ascii_case("v=spf1")
}

impl FromStr for Record {
    type Err = String;

    /// Any mistake in any term spoils the whole record (4.6).
    fn from_str(text: &str) -> Result<Self, String> {
        let mut record = Self::default();
        let mut explained = false;
        for term in text.split(' ').skip(1).filter(|term| !term.is_empty()) {
            let wrong = |why: &str| format!("`{term}` {why}");
            if let Some((name, value)) = modifier(term) {
                let once = match name.to_ascii_lowercase().as_str() {
                    "redirect" => {
                        let target = DomainSpec::parse(value).map_err(|why| wrong(&why))?;
                        record.redirect.replace(target).is_none()
                    }
                    "exp" => {
                        DomainSpec::parse(value).map_err(|why| wrong(&why))?;
                        !std::mem::replace(&mut explained, true)
                    }
                    _ => {
                        super::macros::check(value).map_err(|why| wrong(&why))?;
                        true
                    }
                };
                if !once {
                    return Err(wrong("appears twice"));
                }
                continue;
            }
            record.directive(term).map_err(|why| wrong(&why))?;
        }
        if record.all.is_some() {
            record.redirect = None;
        }
        Ok(record)
    }
}

impl Record {
    fn directive(&mut self, term: &str) -> Result<(), String> {
        let (qualifier, rest) = match term.split_at_checked(1) {
            Some(("+", rest)) => (Qualifier::Pass, rest),
            Some(("-", rest)) => (Qualifier::Fail, rest),
            Some(("~", rest)) => (Qualifier::SoftFail, rest),
            Some(("?", rest)) => (Qualifier::Neutral, rest),
            _ => (Qualifier::Pass, term),
        };
        let end = rest.find([':', '/']).unwrap_or(rest.len());
        let (name, argument) = rest.split_at(end);
        let mechanism = match name.to_ascii_lowercase().as_str() {
            "all" => {
                if !argument.is_empty() {
                    return Err("takes no argument".to_owned());
                }
                self.all.get_or_insert(qualifier);
                return Ok(());
            }
            "ip4" => network::<Ipv4Addr>(argument, 32)?,
            "ip6" => network::<Ipv6Addr>(argument, 128)?,
            "include" => Mechanism::Include(required(argument)?),
            "exists" => Mechanism::Exists(required(argument)?),
            "a" => {
                let (domain, prefixes) = with_prefix(argument)?;
                Mechanism::A(domain, prefixes)
            }
            "mx" => {
                let (domain, prefixes) = with_prefix(argument)?;
                Mechanism::Mx(domain, prefixes)
            }
            "ptr" => {
                if !argument.is_empty() {
                    required(argument)?;
                }
                Mechanism::Ptr
            }
            _ => return Err("is not a mechanism".to_owned()),
        };
        if self.all.is_none() {
            self.mechanisms.push(Directive {
                qualifier,
                mechanism,
                term: term.to_owned(),
            });
        }
        Ok(())
    }
}

/// `name=value`, where the name is one.
fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let valid = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    valid.then_some((name, value))
}

fn required(argument: &str) -> Result<DomainSpec, String> {
    let domain = argument.strip_prefix(':').ok_or("needs a domain")?;
    DomainSpec::parse(domain)
}

/// `[:domain][/prefix4][//prefix6]`
fn with_prefix(argument: &str) -> Result<(Option<DomainSpec>, Prefixes), String> {
    let (rest, v6) = match argument.rsplit_once("//") {
        Some((rest, prefix)) => (rest, Some(prefix)),
        None => (argument, None),
    };
    // A `/` may also be a delimiter within a macro, such as `%{d/}`.
    let (domain, v4) = match rest.rsplit_once('/') {
        Some((domain, prefix)) if !prefix.contains('}') => (domain, Some(prefix)),
        _ => (rest, None),
    };
    let prefixes = Prefixes {
        v4: v4.map_or(Ok(32), |prefix| prefix_length(prefix, 32))?,
        v6: v6.map_or(Ok(128), |prefix| prefix_length(prefix, 128))?,
    };
    let domain = match domain {
        "" => None,
        domain => Some(required(domain)?),
    };
    Ok((domain, prefixes))
}

fn network<Address>(argument: &str, longest: u8) -> Result<Mechanism, String>
where
    Address: FromStr + Into<IpAddr>,
{
    let network = argument.strip_prefix(':').ok_or("needs an address")?;
    let (address, prefix) = match network.split_once('/') {
        Some((address, prefix)) => (address, prefix_length(prefix, longest)?),
        None => (network, longest),
    };
    match address.parse::<Address>() {
        Ok(address) => Ok(Mechanism::Network(address.into(), prefix)),
        Err(_) => Err("has no such address".to_owned()),
    }
}

fn prefix_length(text: &str, longest: u8) -> Result<u8, String> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    match text.parse::<u8>() {
        Ok(length) if digits && !leading_zero && length <= longest => Ok(length),
        _ => Err(format!("has a prefix length that is not 0 to {longest}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Record, String> {
        text.parse()
    }

    #[test]
    fn only_a_whole_version_makes_an_spf_record() {
        assert!(is_spf("v=spf1") && is_spf("V=SPF1 -all"));
        assert!(!is_spf("v=spf10 -all") && !is_spf(" v=spf1") && !is_spf("v=spf1\\009-all"));
    }

    #[test]
    fn reads_every_kind_of_term() {
        let record = parse(
            "v=spf1 a mx/24 a:b.example//64 a:c.example/24//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 \
             include:d.example ptr exists:%{ir}.e.example unknown=%{d} ~all exp=f.example",
        )
        .unwrap();
        assert_eq!(record.mechanisms.len(), 9);
        let asking = record.mechanisms.iter().filter(|one| one.mechanism.asks());
        assert_eq!(asking.count(), 7);
        assert_eq!(record.all, Some(Qualifier::SoftFail));
    }

    #[test]
    fn nothing_after_all_counts() {
        let record = parse("v=spf1 -all include:a.example redirect=b.example").unwrap();
        assert!(record.mechanisms.is_empty());
        assert_eq!(record.redirect, None);
    }

    #[test]
    fn one_mistake_spoils_the_record() {
        for (record, reason) in [
            ("v=spf1 ipv4:192.0.2.1 -all", "not a mechanism"),
            ("v=spf1 ip4:192.0.2 -all", "no such address"),
            ("v=spf1 ip4:192.0.2.0/33", "prefix length"),
            ("v=spf1 ip4:192.0.2.0/08", "prefix length"),
            ("v=spf1 ip6:192.0.2.1", "no such address"),
            ("v=spf1 a/33", "prefix length"),
            ("v=spf1 a//129", "prefix length"),
            ("v=spf1 a:", "empty"),
            ("v=spf1 include", "needs a domain"),
            ("v=spf1 include: -all", "empty"),
            ("v=spf1 all:x", "no argument"),
            ("v=spf1 -all; include:x.example", "not a mechanism"),
            ("v=spf1 exists:%{x}.example", "macro"),
            ("v=spf1 redirect=a.example redirect=b.example", "twice"),
            ("v=spf1 exp=a.example exp=b.example", "twice"),
            ("v=spf1 -redirect=a.example", "not a mechanism"),
            ("v=spf1 \\226\\128\\147all", "not a mechanism"),
        ] {
            let error = parse(record).unwrap_err();
            assert!(error.contains(reason), "{record}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = parse(&text);
        }

        #[test]
        fn any_terms_are_read_or_refused(terms in "v=spf1( [-+~?]?(a|mx|ptr|ip4|ip6|all|include|exists|redirect)[:=/]{0,2}[a-z0-9%{}/.:-]{0,12}){0,6}") {
            if let Ok(record) = parse(&terms) {
                prop_assert!(record.all.is_none() || record.redirect.is_none());
            }
        }
    }
}
