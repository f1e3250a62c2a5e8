//! Numbers, and elements of lists with steps, which crontab(5) and systemd.time(7) write alike.

/// A number in digits alone.
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits && text.len() < 9)
}

/// An element without its step, and the step.
pub(super) fn stepped(element: &str) -> Option<(&str, Option<u64>)> {
    match element.split_once('/') {
        Some((span, step)) => Some((span, Some(number(step).filter(|step| *step > 0)?))),
        None => Some((element, None)),
    }
}

/// The values from one to another as bits, each of them where there is no step. All are below 64.
pub(super) fn steps(from: u64, to: u64, step: Option<u64>) -> u64 {
    let mut values = 0;
    let mut at = from;
    while at <= to {
        values |= 1 << at;
        at = at.saturating_add(step.unwrap_or(1));
    }
    values
}
