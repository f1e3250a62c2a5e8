//! What `curl` and `wget` are called for: to ask whether a service is well, to say so to a monitor that waits for
//! it, or to send a file.

use muster_facts::jobs::Call;

use super::tools::{Use, is_remote};

/// Parts of a path or name that ask whether something is well, or say so.
const HEALTH: [&str; 13] = [
    "health",
    "healthz",
    "healthcheck",
    "healthchecks",
    "_health",
    "ready",
    "readyz",
    "live",
    "livez",
    "ping",
    "heartbeat",
    "heartbeats",
    "status",
];

/// Hosts that wait for a sign of life (their documentation).
const WATCHERS: [&str; 6] = [
    "hc-ping.com",
    "healthchecks.io",
    "uptime.betterstack.com",
    "uptimerobot.com",
    "cronitor.link",
    "deadmanssnitch.com",
];

/// What `curl` and `wget` are called for.
pub(super) fn client(tool: &'static str, arguments: &[String]) -> Option<Use> {
    let uploads = arguments.iter().any(|word| {
        matches!(word.as_str(), "-T" | "--upload-file") || word.starts_with("--upload-file=")
    });
    let urls = || {
        arguments
            .iter()
            .filter(|word| word.contains("://") || word.contains('$'))
    };
    let remote = urls()
        .map(|url| is_remote(url))
        .find(Option::is_some)
        .flatten();
    if uploads {
        return Some(Use {
            tool,
            purpose: Call::PURPOSE_COPY,
            leaves_host: remote,
        });
    }
    let is_probe = arguments.iter().any(|word| is_health(word));
    is_probe.then_some(Use {
        tool,
        purpose: Call::PURPOSE_PROBE,
        leaves_host: Some(false),
    })
}

fn is_health(word: &str) -> bool {
    let Some((_, rest)) = word.split_once("://") else {
        // `$HEARTBEAT_URL`
        let name = word.trim_start_matches(['$', '{']).trim_end_matches('}');
        return word.starts_with('$')
            && name
                .split('_')
                .any(|part| HEALTH.contains(&part.to_ascii_lowercase().as_str()));
    };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let mut parts = rest.split('/');
    let host = parts.next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or(host);
    WATCHERS.iter().any(|watcher| {
        host == *watcher
            || host
                .strip_suffix(watcher)
                .is_some_and(|sub| sub.ends_with('.'))
    }) || parts.any(|part| HEALTH.contains(&part.to_ascii_lowercase().as_str()))
}
