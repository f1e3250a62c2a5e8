//! Lists of algorithms: which of those that sshd takes are among the ones that a policy refuses.

use muster_sdk::{Finding, NotEvaluated, Outcome, Source, fits_pattern, sshd};

use crate::advice::Advice;
use crate::setting::{effective, no_server};

/// What a rule asks of a list.
pub(crate) struct Algorithms<'a> {
    /// The keyword, as sshd_config(5) writes it.
    pub(crate) name: &'static str,
    /// What they are, as in *weak ciphers*.
    pub(crate) called: &'static str,
    /// Patterns of those that are refused.
    pub(crate) denied: &'a [String],
}

impl Algorithms<'_> {
    /// Judges the effective list.
    pub(crate) fn outcome(&self) -> Outcome {
        let Self {
            name,
            called,
            denied,
        } = self;
        let subject = format!("sshd/{name}");
        if let Some(finding) = no_server(&subject)? {
            return Ok(vec![finding]);
        }
        let settings = effective(name, &sshd::settings()?)?;
        let by_default = settings.iter().any(|setting| setting.source.is_none());
        let server = sshd::server()?;
        let is_asked = server.cross_check == sshd::SshdServer::CROSS_CHECK_AGREED;
        if by_default && server.version.is_none() && !is_asked {
            return Err(NotEvaluated::because(format!(
                "{name} depends on the release of sshd, which is not known"
            )));
        }
        let weak = |setting: &sshd::Setting| -> Vec<String> {
            entries(setting)
                .filter(|name| denied.iter().any(|pattern| fits_pattern(pattern, name)))
                .map(str::to_owned)
                .collect()
        };
        let found = settings
            .iter()
            .map(|setting| (setting, weak(setting)))
            .find(|(_, weak)| !weak.is_empty());
        let Some((setting, weak)) = found else {
            let finding = Finding::pass(subject, format!("sshd accepts no {called}."));
            let source = settings.first().and_then(|setting| setting.source.clone());
            return Ok(vec![finding.at_if(source, "sets the list")]);
        };
        let list = weak.join(",");
        let finding = Finding::fail(
            subject,
            format!("sshd accepts {called}: {}.", weak.join(", ")),
        )
        .observed(&list)
        .required(format!("none of {}", denied.join(", ")))
        .fix(Advice::of_host()?.set(
            name,
            setting.source.as_ref(),
            &without(setting, &weak, denied),
        ))
        .at_if(setting.source.clone(), "sets the list");
        Ok(vec![finding])
    }
}

/// The names of a list, which has one value, or one for each algorithm.
pub(crate) fn entries(setting: &sshd::Setting) -> impl Iterator<Item = &str> {
    setting.values.iter().flat_map(|value| value.split(','))
}

/// What to write so that a list loses some of its names, and gets no other: after `-` sshd takes all that it has
/// built in, also what the line so far leaves out.
pub(crate) fn without(setting: &sshd::Setting, names: &[String], patterns: &[String]) -> String {
    let is_named = |name: &str| names.iter().any(|known| known == name);
    let names = names.join(",");
    let Some(line) = setting
        .source
        .as_ref()
        .map(|source| written(setting, source))
    else {
        return format!("-{names}");
    };
    let removed = line.as_deref().and_then(|line| line.strip_prefix('-'));
    if let Some(removed) = removed {
        return format!("-{removed},{names}");
    }
    let added = line.as_deref().and_then(|line| line.strip_prefix('+'));
    if added.is_some_and(|added| added.split(',').all(is_named)) {
        return format!("-{names}");
    }
    let rest: Vec<&str> = entries(setting).filter(|name| !is_named(name)).collect();
    if rest.is_empty() {
        // None of them may stay, and of what is built in none either that is like them.
        return format!("-{}", patterns.join(","));
    }
    rest.join(",")
}

/// What to write so that a list begins with a name.
pub(crate) fn with(setting: &sshd::Setting, name: &str) -> String {
    if setting.source.is_none() {
        return format!("^{name}");
    }
    let rest = entries(setting).filter(|known| !known.is_empty());
    std::iter::once(name)
        .chain(rest)
        .collect::<Vec<_>>()
        .join(",")
}

/// The list as a line or an option has it: `-a,b` of `MACs -a,b`.
fn written(setting: &sshd::Setting, source: &Source) -> Option<String> {
    let text = source.text.as_deref()?;
    let at = text
        .to_ascii_lowercase()
        .find(&setting.keyword.to_ascii_lowercase())?;
    let list = text.get(at + setting.keyword.len()..)?;
    let quotes = |c: char| c == '"' || c == '\'';
    let list = list.trim_start_matches(|c: char| c == '=' || c.is_whitespace() || quotes(c));
    let end = list.find(|c: char| c.is_whitespace() || quotes(c));
    list.get(..end.unwrap_or(list.len())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::testing::sample;

    #[test]
    fn a_star_stands_for_any_part() {
        for (pattern, name) in [
            ("*-cbc*", "aes128-cbc"),
            ("*-cbc*", "rijndael-cbc@lysator.liu.se"),
            ("hmac-md5*", "hmac-md5-96-etm@openssh.com"),
            ("*-sha1", "diffie-hellman-group14-sha1"),
            ("arcfour", "arcfour"),
        ] {
            assert!(fits_pattern(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*-sha1", "diffie-hellman-group14-sha256"),
            ("*-96*", "hmac-sha2-256"),
            ("arcfour", "arcfour128"),
        ] {
            assert!(!fits_pattern(pattern, name), "{pattern} {name}");
        }
    }

    /// What `sshd -T` makes of a line; none without sshd.
    #[expect(
        clippy::disallowed_methods,
        reason = "the real sshd, not a recorded one"
    )]
    fn sshd_says(line: &str) -> Option<Vec<String>> {
        muster_real::or_skip(|| {
            let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
            let (key, config) = (folder.path().join("key"), folder.path().join("sshd_config"));
            let run = |program: &str, arguments: &[&str]| {
                let output = std::process::Command::new(program).args(arguments).output();
                let output = output.map_err(|error| format!("{program}: {error}"))?;
                let printed = String::from_utf8_lossy(&output.stdout).into_owned();
                match output.status.success() {
                    true => Ok(printed),
                    false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
                }
            };
            let key = key.display().to_string();
            run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", &key])?;
            std::fs::write(&config, format!("HostKey {key}\n{line}\n"))
                .map_err(|error| error.to_string())?;
            run(
                "/usr/sbin/sshd",
                &["-T", "-f", &config.display().to_string()],
            )
        })
        .map(|printed: String| {
            let line = printed.lines().find(|line| line.starts_with("macs "));
            let list = line.and_then(|line| line.split_once(' ')).unwrap().1;
            list.split(',').map(str::to_owned).collect()
        })
    }

    #[test]
    fn a_fix_takes_the_weak_ones_out_and_puts_none_in() {
        let patterns: Vec<String> = ["umac-128*", "hmac-sha1*"].map(str::to_owned).into();
        let is_weak = |name: &String| patterns.iter().any(|weak| fits_pattern(weak, name));
        for line in [
            "MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,umac-128-etm@openssh.com",
            "MACs hmac-sha2-256,hmac-sha1",
            "macs=\"umac-128@openssh.com\"",
            "MACs -umac-64*",
            "MACs +hmac-sha1-96",
            "MACs +hmac-md5,hmac-sha1-96",
            "MACs ^hmac-sha1,hmac-sha2-512",
            "",
        ] {
            let Some(before) = sshd_says(line) else {
                return;
            };
            let setting = sshd::Setting {
                keyword: "macs".to_owned(),
                values: vec![before.join(",")],
                source: (!line.is_empty())
                    .then(|| Source::line("/etc/ssh/sshd_config", 1).with_text(line)),
                ..sample()
            };
            let weak: Vec<String> = before
                .iter()
                .filter(|name| is_weak(name))
                .cloned()
                .collect();
            assert!(!weak.is_empty(), "{line}: {before:?}");
            let fix = format!("MACs {}", without(&setting, &weak, &patterns));
            let mut after = sshd_says(&fix).unwrap();
            let mut rest: Vec<String> = before
                .iter()
                .filter(|name| !is_weak(name))
                .cloned()
                .collect();
            assert!(!after.iter().any(is_weak), "{line}: {fix}: {after:?}");
            after.sort();
            rest.sort();
            assert!(rest.is_empty() || after == rest, "{line}: {fix}: {after:?}");
            let first = "hmac-sha2-512-etm@openssh.com".to_owned();
            let after = sshd_says(&format!("MACs {}", with(&setting, &first))).unwrap();
            assert_eq!(after[0], first);
            let known = |name: &String| before.contains(name) || *name == first;
            assert!(after.iter().all(known), "{line}: {after:?}");
        }
    }
}
