//! Ports, listen addresses and forwarding targets in `sshd_config`.

/// The one service name that people write for a port.
const SSH_SERVICE: (&str, u16) = ("ssh", 22);

/// A port number, or the service name `ssh`.
pub(in crate::ssh) fn port(text: &str) -> Option<u16> {
    if text == SSH_SERVICE.0 {
        return Some(SSH_SERVICE.1);
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    (!digits.starts_with('+'))
        .then(|| digits.parse().ok())
        .flatten()
}

/// A port that can be listened on.
pub(in crate::ssh) fn real_port(text: &str) -> Result<u16, String> {
    port(text)
        .filter(|port| *port != 0)
        .ok_or_else(|| format!("`{text}` is not a port"))
}

/// A listen address in sshd's own notation: IPv6 in brackets, and the port only where one is
/// written, because the ports of `Port` lines are known at the end of the file.
pub(in crate::ssh) fn listen_address(text: &str) -> Result<String, String> {
    if !text.contains('[') && text.matches(':').count() >= 2 {
        return Ok(format!("[{text}]"));
    }
    let (host, port) = split(text).ok_or_else(|| format!("`{text}` is not an address"))?;
    let inside = host.trim_start_matches('[').trim_end_matches(']');
    let host = if inside.contains(':') {
        format!("[{inside}]")
    } else {
        inside.to_owned()
    };
    match port {
        Some(port) => Ok(format!("{host}:{}", real_port(port)?)),
        None => Ok(host),
    }
}

/// Gives a listen address the ports of the `Port` lines where it has none of its own.
pub(in crate::ssh) fn with_ports(address: &str, ports: &[String]) -> Vec<String> {
    let (address, rdomain) = match address.split_once(' ') {
        Some((address, rdomain)) => (address, format!(" {rdomain}")),
        None => (address, String::new()),
    };
    let has_port = address
        .rsplit_once(':')
        .is_some_and(|(_, port)| !port.ends_with(']'));
    if has_port {
        return vec![format!("{address}{rdomain}")];
    }
    ports
        .iter()
        .map(|port| format!("{address}:{port}{rdomain}"))
        .collect()
}

/// A target of `PermitOpen` or `PermitListen`.
pub(in crate::ssh) fn forward(text: &str, bare_port: bool) -> Result<String, String> {
    let valid = |port: &str| port == "*" || real_port(port).is_ok();
    let refused = || format!("`{text}` has no valid port");
    if bare_port && !text.contains(':') {
        return valid(text).then(|| format!("*:{text}")).ok_or_else(refused);
    }
    match split(text) {
        Some((_, Some(port))) if valid(port) => Ok(text.to_owned()),
        Some(_) | None => Err(refused()),
    }
}

/// Host, and what follows its `:` or `/`.
fn split(text: &str) -> Option<(&str, Option<&str>)> {
    let end = if text.starts_with('[') {
        text.find(']')? + 1
    } else {
        text.find([':', '/']).unwrap_or(text.len())
    };
    let (host, rest) = (text.get(..end)?, text.get(end..)?);
    match rest.strip_prefix([':', '/']) {
        Some(port) => Some((host, Some(port))),
        None if rest.is_empty() => Some((host, None)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn listen_addresses_take_the_ports_unless_they_have_their_own() {
        let listen = |text| with_ports(&listen_address(text).unwrap(), &["22".into(), "23".into()]);
        assert_eq!(listen("10.0.0.1"), ["10.0.0.1:22", "10.0.0.1:23"]);
        assert_eq!(listen("::1"), ["[::1]:22", "[::1]:23"]);
        assert_eq!(listen("[::1]:99"), ["[::1]:99"]);
        assert_eq!(listen("10.0.0.1:99"), ["10.0.0.1:99"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in "[0-9a-z:./\\[\\]*+]{0,30}") {
            let _ = (port(&text), forward(&text, true), forward(&text, false));
            if let Ok(address) = listen_address(&text) {
                let _ = with_ports(&address, &["22".to_owned()]);
            }
        }
    }
}
