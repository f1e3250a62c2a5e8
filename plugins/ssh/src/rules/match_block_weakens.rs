//! `ssh/match-block-weakens`

use muster_sdk::sshd::{self, MatchBlock, Setting};
use muster_sdk::{ByName, Finding, NotEvaluated, Outcome, Source, pass_unless};

use crate::advice::Advice;
use crate::authentication::{Door, Scope};
use crate::keyword::{self, Keyword};
use crate::setting;

muster_sdk::parameters! {
    struct Parameters {
        /// Keywords that a Match block must not set to a weaker value than the global one.
        #[needed(keywords)]
        #[form(Names(&keyword::NAMES))]
        keywords: Vec<String> = keyword::NAMES,
        /// Whether AuthenticationMethods must not ask for less in a block either. A block that lets somebody in
        /// by a password is reported as long as `keywords` has what switches passwords on.
        methods: bool = true,
    }
}

muster_sdk::rule! {
    id: "ssh/match-block-weakens",
    severity: High,
    precision: Low,
    tags: ["ssh", "access", "checklist"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "match_block_weakens.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "sshd/Match";

const METHODS: &str = "AuthenticationMethods";

fn check(parameters: Parameters) -> Outcome {
    if let Some(finding) = setting::no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let mut global = Vec::new();
    for name in &parameters.keywords {
        let keyword = Keyword::named(name).ok_or_else(|| {
            NotEvaluated::because(format!(
                "it is not known which value of '{name}' is stricter; remove it from the parameter \
                 `keywords`"
            ))
        })?;
        // A keyword that this version does not have cannot be in a Match block either.
        if let Some(setting) = sshd::find_setting(&name.to_ascii_lowercase())? {
            global.push((keyword, setting));
        }
    }
    let settings = sshd::settings()?;
    let advice = Advice::of_host()?;
    let asked = Asked {
        global: &global,
        methods: parameters.methods,
    };
    let weaker = judge_block(&sshd::match_blocks()?, &asked, &settings, &advice);
    Ok(pass_unless(weaker, || {
        Finding::pass(SUBJECT, "No Match block weakens a global setting.")
    }))
}

/// What no block may weaken.
struct Asked<'a> {
    /// With the global values.
    global: &'a [(&'a Keyword, Setting)],
    /// Whether `AuthenticationMethods` is judged too.
    methods: bool,
}

/// One finding for each setting that a block weakens.
fn judge_block(
    blocks: &[MatchBlock],
    asked: &Asked<'_>,
    settings: &[Setting],
    advice: &Advice,
) -> Vec<Finding> {
    let mut findings = ByName::default();
    for block in blocks.iter().filter(|block| block.satisfiable) {
        let inside_block = Scope::of(block, settings);
        for inside in &block.overrides {
            let found = asked
                .global
                .iter()
                .find(|(_, setting)| setting.keyword == inside.keyword);
            if let Some((keyword, outside)) = found
                && takes_effect(&inside.keyword, &inside_block)
            {
                let subject = setting::block_subject(block, keyword.name);
                if let Some(finding) = compare(&subject, block, keyword, inside, outside, advice) {
                    findings.get_or_insert_with(subject, || finding);
                }
            }
        }
        let wanted = |door: &Door| {
            asked
                .global
                .iter()
                .any(|(_, setting)| setting.keyword == door.keyword())
        };
        let outside_block = Scope::global(settings);
        let opened = Door::ALL.into_iter().filter(wanted).find(|door| {
            inside_block.opens(*door)
                && !outside_block.opens(*door)
                // What switches the method on has a finding of its own.
                && !overrides(block, door.keyword())
        });
        let methods = block
            .overrides
            .iter()
            .find(|one| one.keyword == "authenticationmethods");
        if let (Some(_), Some(methods)) = (opened, methods) {
            let subject = setting::block_subject(block, METHODS);
            findings.get_or_insert_with(subject.clone(), || {
                opens(&subject, block, methods, settings, advice)
            });
        } else if let Some(methods) = methods.filter(|_| asked.methods) {
            let subject = setting::block_subject(block, METHODS);
            let outside = settings
                .iter()
                .find(|one| one.keyword == methods.keyword)
                .map_or(&[][..], |one| &one.values);
            if let Some(list) = inside_block.lesser(&methods.values, outside) {
                findings.get_or_insert_with(subject.clone(), || {
                    asks_for_less(&subject, block, (methods, list), settings, advice)
                });
            }
        }
    }
    findings.into_values()
}

fn overrides(block: &MatchBlock, keyword: &str) -> bool {
    block.overrides.iter().any(|one| one.keyword == keyword)
}

/// Whether a value in a block changes who gets in: a method that is switched on there, and that
/// `AuthenticationMethods` is not content with, does not.
fn takes_effect(keyword: &str, scope: &Scope<'_>) -> bool {
    let mut doors = Door::ALL.into_iter();
    let is = |keyword, value| scope.is_always(keyword, value);
    match keyword {
        "allowagentforwarding"
        | "allowstreamlocalforwarding"
        | "allowtcpforwarding"
        | "x11forwarding" => !is("disableforwarding", "yes"),
        "permitopen" | "permitlisten" => {
            !is("disableforwarding", "yes") && !is("allowtcpforwarding", "no")
        }
        "gatewayports" => !is("allowtcpforwarding", "no"),
        "streamlocalbindmask" => !is("allowstreamlocalforwarding", "no"),
        "x11uselocalhost" => !is("x11forwarding", "no"),
        "hostbasedusesnamefrompacketonly" | "hostbasedacceptedalgorithms" => {
            !is("hostbasedauthentication", "no")
        }
        "gssapienablek5users" => !is("gssapiauthentication", "no"),
        "kerberosusekuserok" => {
            !is("gssapiauthentication", "no") || !is("kerberosauthentication", "no")
        }
        "permitemptypasswords" => doors.any(|door| scope.opens(door)),
        _ => doors
            .find(|door| door.keyword() == keyword)
            .is_none_or(|door| scope.opens(door)),
    }
}

/// A block that asks for less than the global lists do, so that a password is enough.
fn opens(
    subject: &str,
    block: &MatchBlock,
    methods: &Setting,
    settings: &[Setting],
    advice: &Advice,
) -> Finding {
    weaker_methods(
        subject,
        block,
        (methods, "a password alone"),
        settings,
        advice,
    )
}

/// A block that asks for fewer proofs than the global lists do.
fn asks_for_less(
    subject: &str,
    block: &MatchBlock,
    (methods, list): (&Setting, &str),
    settings: &[Setting],
    advice: &Advice,
) -> Finding {
    let enough = match list {
        "any" => "any method".to_owned(),
        list => list.replace(',', " and "),
    };
    weaker_methods(subject, block, (methods, &enough), settings, advice)
}

fn weaker_methods(
    subject: &str,
    block: &MatchBlock,
    (methods, enough): (&Setting, &str),
    settings: &[Setting],
    advice: &Advice,
) -> Finding {
    let observed = methods.values.join(" ");
    let outside = settings
        .iter()
        .find(|one| one.keyword == "authenticationmethods");
    let required = outside.map_or_else(String::new, |one| one.values.join(" "));
    let deciding = methods.source.as_ref().unwrap_or(&block.source);
    Finding::fail(
        subject,
        format!(
            "'Match {}' sets AuthenticationMethods to '{observed}', so {enough} is enough, \
             which the global '{required}' does not allow.",
            block.criteria
        ),
    )
    .observed(observed)
    .required(required)
    .at(deciding.clone(), "weakens it")
    .at_if(
        outside.and_then(|one| one.source.clone()),
        "sets it globally",
    )
    .at(block.source.clone(), "opens the block")
    .fix(remove(METHODS, deciding, advice))
}

fn remove(name: &str, line: &Source, advice: &Advice) -> String {
    format!(
        "Remove {name} from the block at {}, then run `{}`",
        line.location(),
        advice.reload()
    )
}

/// `sshd/Match-User-deploy/PermitRootLogin`
fn compare(
    subject: &str,
    block: &MatchBlock,
    keyword: &Keyword,
    inside: &Setting,
    outside: &Setting,
    advice: &Advice,
) -> Option<Finding> {
    let name = keyword.name;
    let (observed, required) = (inside.values.join(" "), outside.values.join(" "));
    let finding = match keyword.compare(&observed, &required) {
        Some(order) if order.is_ge() => return None,
        Some(_) => Finding::fail(
            subject,
            format!(
                "'Match {}' sets {name} to '{observed}', which is weaker than the global \
                 '{required}'.",
                block.criteria
            ),
        ),
        None => Finding::error(
            subject,
            format!("It is not known whether '{observed}' or '{required}' is the stricter {name}."),
        ),
    };
    let deciding = inside.source.as_ref().unwrap_or(&block.source);
    Some(
        finding
            .observed(observed)
            .required(format!("{required} or stricter"))
            .at(deciding.clone(), "weakens it")
            .at_if(outside.source.clone(), "sets it globally")
            .at(block.source.clone(), "opens the block")
            .fix(remove(name, deciding, advice)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::tests::debian;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Status};

    fn setting(keyword: &str, value: &str) -> Setting {
        Setting {
            keyword: keyword.to_owned(),
            values: vec![value.to_owned()],
            ..sample()
        }
    }

    fn block(criteria: &str, satisfiable: bool, overrides: Vec<Setting>) -> MatchBlock {
        MatchBlock {
            criteria: criteria.to_owned(),
            source: Source::line("/etc/ssh/sshd_config", 3),
            satisfiable,
            overrides,
            ..sample()
        }
    }

    fn every<'a>(global: &'a [(&'a Keyword, Setting)]) -> Asked<'a> {
        Asked {
            global,
            methods: true,
        }
    }

    fn judged(blocks: Vec<MatchBlock>, global: &str) -> Vec<FindingRecord> {
        let root = Keyword::named("PermitRootLogin").unwrap();
        let global = [(root, setting("permitrootlogin", global))];
        judge_block(&blocks, &every(&global), &[], &debian(None))
            .into_iter()
            .map(Into::into)
            .collect()
    }

    fn passwords(global: Vec<Setting>, overrides: Vec<Setting>) -> Vec<FindingRecord> {
        let keyword = Keyword::named("PasswordAuthentication").unwrap();
        let asked = [(keyword, global[0].clone())];
        let blocks = [block("User a", true, overrides)];
        judge_block(&blocks, &every(&asked), &global, &debian(None))
            .into_iter()
            .map(Into::into)
            .collect()
    }

    #[test]
    fn what_is_enough_inside_the_block_decides() {
        let password = |value| setting("passwordauthentication", value);
        let methods = |value| setting("authenticationmethods", value);
        let off = || vec![password("no"), methods("any")];
        let on = || vec![password("yes"), methods("any")];
        assert_eq!(on().len(), 2);
        // Switched on, and a key is asked for too.
        let both = vec![password("yes"), methods("publickey,password")];
        assert_eq!(passwords(off(), both.clone()), []);
        assert_eq!(passwords(off(), on()).len(), 1);
        // The block takes the key away.
        let found = passwords(both, vec![methods("password")]);
        assert_eq!(found[0].subject, "sshd/Match-User-a/AuthenticationMethods");
    }

    #[test]
    fn only_a_weaker_value_is_reported() {
        let blocks = || {
            vec![block(
                "Address 10.0.0.0/8",
                true,
                vec![setting("permitrootlogin", "prohibit-password")],
            )]
        };
        let found = judged(blocks(), "no");
        assert_eq!(
            found[0].subject,
            "sshd/Match-Address-10.0.0.0/8/PermitRootLogin"
        );
        assert_eq!(found[0].status, Status::Fail);
        assert_eq!(judged(blocks(), "yes"), []);
    }

    #[test]
    fn a_block_that_nobody_meets_and_a_keyword_that_nobody_asked_for_are_left_out() {
        let weaker = || vec![setting("permitrootlogin", "yes")];
        assert_eq!(judged(vec![block("User !root", false, weaker())], "no"), []);
        let other = vec![setting("x11forwarding", "yes")];
        assert_eq!(judged(vec![block("User a", true, other)], "no"), []);
    }

    #[test]
    fn the_same_criteria_twice_are_one_subject() {
        let weaker = || vec![setting("permitrootlogin", "yes")];
        let blocks = vec![
            block("User a", true, weaker()),
            block("User  a", true, weaker()),
        ];
        assert_eq!(judged(blocks, "no").len(), 1);
    }

    #[test]
    fn a_value_without_a_place_on_the_scale_is_an_error() {
        let found = judged(
            vec![block(
                "User a",
                true,
                vec![setting("permitrootlogin", "often")],
            )],
            "no",
        );
        assert!(matches!(found[0].status, Status::Error(_)));
    }
}
