//! `cloudflare/bot-fight-webhook`

use muster_sdk::cloudflare::{self, EdgeRule};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::setting::{self, Setting};
use crate::walk::{self, Passed};
use crate::webhook::{self, Senders};
use crate::{engine, proxy, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that other services call.
        #[needed(paths)]
        paths: Vec<String> = [],
        /// Host names that serve them: `@`, `www`, or a full name. Empty for all names of the
        /// project.
        hosts: Vec<String> = [],
        /// Addresses that the calls come from.
        #[form(Address)]
        senders: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/bot-fight-webhook",
    severity: Medium,
    tags: ["cloudflare", "edge", "waf", "availability", "checklist", "manual"],
    documentation: "bot_fight_webhook.md",
    parameters: Parameters,
    check: check,
}

/// What Super Bot Fight Mode tells apart, and what a webhook is taken for
/// (<https://developers.cloudflare.com/bots/get-started/super-bot-fight-mode/>). Which of them a zone
/// has is a matter of its plan; what an earlier plan left behind still acts.
const GROUPS: [(&str, &str); 3] = [
    ("sbfm_definitely_automated", "what is definitely automated"),
    ("sbfm_likely_automated", "what is likely automated"),
    // The senders of webhooks are among them.
    ("sbfm_verified_bots", "verified bots"),
];

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        if parameters.paths.is_empty() {
            return Ok(vec![Finding::not_applicable(
                SUBJECT,
                "The policy names no path that other services call.",
            )]);
        }
        let simple = setting::find("bot_fight_mode")?;
        let mut groups = Vec::new();
        for (name, meant) in GROUPS {
            if let Some(setting) = setting::find(name)? {
                groups.push((setting, meant));
            }
        }
        let managed = setting::find("bot_management")?;
        if simple.is_none() && groups.is_empty() && managed.is_none() {
            return Err(NotEvaluated::because(
                "Cloudflare's answer says nothing about Bot Fight Mode",
            ));
        }
        let fights = simple.filter(|setting| setting.value == "on");
        groups.retain(|(setting, _)| setting.value != "allow");
        if fights.is_none() && groups.is_empty() {
            return Ok(vec![Finding::pass(
                SUBJECT,
                match managed {
                    Some(_) => {
                        "Bot Management acts by rules alone, which cloudflare/webhook-exempt \
                         judges."
                    }
                    None => {
                        "Cloudflare does not fight bots, so webhooks are not mistaken for them."
                    }
                },
            )]);
        }
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let Some(hosts) = proxy::reached(zone, &cloudflare::dns_records(), hosts) else {
            return Ok(vec![webhook::uncalled(SUBJECT, zone)]);
        };
        if let Some(setting) = fights {
            return Ok(vec![fights_all(setting)]);
        }
        let senders = Senders::read(&parameters.senders)?;
        let custom = cloudflare::edge_rules(engine::CUSTOM)?;
        Ok(vec![fights_unless_skipped(
            groups,
            &custom,
            &senders,
            &hosts,
            &parameters.paths,
        )])
    })
}

const SUBJECT: &str = "cloudflare/bots";

fn fights_all(setting: Setting) -> Finding {
    Finding::fail(
        SUBJECT,
        "Bot Fight Mode is on and challenges programs, webhooks among them; no custom rule can make an \
         exception.",
    )
    .observed("on")
    .required("off, while other services call this host")
    .fix(
        "Turn off Security > Bots > Bot Fight Mode, and use custom rules instead. An IP Access \
         rule for the sender's addresses makes an exception; such rules are not read, so waive \
         this finding then",
    )
    .at(setting.source, "is on")
}

fn fights_unless_skipped(
    groups: Vec<(Setting, &str)>,
    custom: &[EdgeRule],
    senders: &Senders,
    hosts: &[String],
    paths: &[String],
) -> Finding {
    let answers: Vec<String> = groups
        .iter()
        .map(|(setting, meant)| format!("{meant} with `{}`", setting.value))
        .collect();
    let answers = answers.join(", and ");
    let observed: Vec<String> = groups.iter().map(|(set, _)| set.value.clone()).collect();
    let place = groups.into_iter().next().map(|(setting, _)| setting.source);
    let mut skipping = None;
    let mut doubtful = None;
    for host in hosts {
        for path in paths {
            match walk::passes_over(custom, engine::BOTS, &senders.call(host, path)) {
                Passed::By(rule) => skipping = Some(rule),
                Passed::Perhaps(rule, why) => {
                    doubtful.get_or_insert((rule, why, format!("{host}{path}")));
                }
                Passed::Not => {
                    return Finding::fail(
                        SUBJECT,
                        format!(
                            "Super Bot Fight Mode answers {answers}, and no rule skips it for \
                             {host}{path}, which a program calls."
                        ),
                    )
                    .observed(observed.join(", "))
                    .required("allow, or a rule that skips it for the webhook")
                    .fix(format!(
                        "Security > WAF > Custom rules: for `http.request.uri.path eq \"{path}\"`, \
                         skip all Super Bot Fight Mode rules"
                    ))
                    .at_if(place, "is set here");
                }
            }
        }
    }
    if let Some((rule, why, call)) = doubtful {
        return Finding::manual(
            SUBJECT,
            format!(
                "Check whether {} lets calls of {call} pass Super Bot Fight Mode, which answers \
                 {answers}: {why}.",
                walk::called(rule)
            ),
        )
        .at(rule.source.clone(), "decides");
    }
    Finding::pass(SUBJECT, "A rule lets webhooks pass Super Bot Fight Mode.")
        .at_if(skipping.map(|rule| rule.source.clone()), "lets them pass")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rule;
    use muster_sdk::{FindingRecord, Source, Status};

    #[test]
    fn super_bot_fight_mode_can_be_skipped() {
        let judged = |custom: &[EdgeRule]| {
            let setting = Setting {
                value: "managed_challenge".to_owned(),
                source: Source::logical("cloudflare/example.com/bot_management"),
            };
            let senders = Senders::read(&[]).unwrap();
            let (hosts, paths) = (["example.com".to_owned()], ["/hook".to_owned()]);
            let groups = vec![(setting, "what is likely automated")];
            let found = fights_unless_skipped(groups, custom, &senders, &hosts, &paths);
            FindingRecord::from(found).status
        };
        let mut skip = rule("skip", r#"http.request.uri.path eq "/hook""#);
        assert_eq!(judged(&[skip.clone()]), Status::Fail);
        skip.skips = vec![engine::BOTS.to_owned()];
        assert_eq!(judged(&[skip.clone()]), Status::Pass);
        assert_eq!(judged(&[]), Status::Fail);
        // A rule before it that ends the phase keeps it from being reached.
        assert_eq!(judged(&[rule("skip", "true"), skip.clone()]), Status::Fail);
        skip.expression = r#"http.user_agent contains "Stripe""#.to_owned();
        assert!(matches!(judged(&[skip]), Status::Manual(_)));
    }
}
