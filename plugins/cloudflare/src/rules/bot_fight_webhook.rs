//! `cloudflare/bot-fight-webhook`

use muster_sdk::cloudflare::{self, EdgeRule};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::setting::{self, Setting};
use crate::webhook::Senders;
use crate::{walk, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that other services call.
        paths: Vec<String> = [],
        /// Host names that serve them: `@`, `www`, or whole. Empty for all that the project names.
        hosts: Vec<String> = [],
        /// Addresses that the calls come from.
        senders: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/bot-fight-webhook",
    severity: Medium,
    tags: ["cloudflare", "edge", "waf", "checklist"],
    documentation: "bot_fight_webhook.md",
    parameters: Parameters,
    check: check,
}

/// The phase of Super Bot Fight Mode, which a rule can skip.
const SUPER: &str = "http_request_sbfm";

fn check(parameters: Parameters) -> Outcome {
    zone::judge(|zone| {
        if parameters.paths.is_empty() {
            return Ok(vec![Finding::not_applicable(
                "cloudflare/bots",
                "The policy names no path that other services call.",
            )]);
        }
        let (simple, large) = (
            setting::find("bot_fight_mode")?,
            setting::find("sbfm_definitely_automated")?,
        );
        if simple.is_none() && large.is_none() {
            return Err(NotEvaluated::because(
                "Cloudflare's answer says nothing about Bot Fight Mode",
            ));
        }
        if let Some(setting) = simple.filter(|setting| setting.value == "on") {
            return Ok(vec![fights(setting)]);
        }
        if let Some(setting) = large.filter(|setting| setting.value != "allow") {
            let senders = Senders::read(&parameters.senders)?;
            let custom = cloudflare::edge_rules(walk::CUSTOM)?;
            let hosts = zone::hosts(zone, &parameters.hosts)?;
            return Ok(vec![fights_unless_skipped(
                setting,
                &custom,
                &senders,
                &hosts,
                &parameters.paths,
            )]);
        }
        Ok(vec![Finding::pass(
            "cloudflare/bots",
            "Cloudflare does not fight bots, which webhooks look like.",
        )])
    })
}

fn fights(setting: Setting) -> Finding {
    Finding::fail(
        "cloudflare/bots",
        "Bot Fight Mode is on and challenges programs, webhooks among them; no rule can make an \
         exception.",
    )
    .observed("on")
    .required("off, while other services call this host")
    .fix("Switch off Security > Bots > Bot Fight Mode, and use custom rules instead")
    .at(setting.source, "is on")
}

fn fights_unless_skipped(
    setting: Setting,
    custom: &[EdgeRule],
    senders: &Senders,
    hosts: &[String],
    paths: &[String],
) -> Finding {
    let mut skipping = None;
    for host in hosts {
        for path in paths {
            match walk::skips_phase(custom, SUPER, &senders.call(host, path)) {
                Some(rule) => skipping = Some(rule),
                None => {
                    return Finding::fail(
                        "cloudflare/bots",
                        format!(
                            "Super Bot Fight Mode answers programs with `{}`, and no rule skips it \
                             for {host}{path}.",
                            setting.value
                        ),
                    )
                    .observed(setting.value)
                    .required("allow, or a rule that skips it for the webhook")
                    .fix(format!(
                        "Security > WAF > Custom rules: for `http.request.uri.path eq \"{path}\"`, \
                         skip all Super Bot Fight Mode rules"
                    ))
                    .at(setting.source, "is set here");
                }
            }
        }
    }
    Finding::pass(
        "cloudflare/bots",
        "A rule lets webhooks pass Super Bot Fight Mode.",
    )
    .at_if(skipping.map(|rule| rule.source.clone()), "lets them pass")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{logical, rule};
    use muster_sdk::{FindingRecord, Status};

    #[test]
    fn super_bot_fight_mode_can_be_skipped() {
        let judged = |custom: &[EdgeRule]| {
            let setting = Setting {
                value: "managed_challenge".to_owned(),
                source: logical("cloudflare/example.com/bot_management"),
            };
            let senders = Senders::read(&[]).unwrap();
            let (hosts, paths) = (["example.com".to_owned()], ["/hook".to_owned()]);
            let found = fights_unless_skipped(setting, custom, &senders, &hosts, &paths);
            FindingRecord::from(found).status
        };
        let mut skip = rule("skip", r#"http.request.uri.path eq "/hook""#);
        assert_eq!(judged(&[skip.clone()]), Status::Fail);
        skip.skips = vec![SUPER.to_owned()];
        assert_eq!(judged(&[skip]), Status::Pass);
        assert_eq!(judged(&[]), Status::Fail);
    }
}
