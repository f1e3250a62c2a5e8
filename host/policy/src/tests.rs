//! Tests of packs as their authors see them: text in, policy or messages out.

mod attestations;
mod edge;
mod features;
mod hostile;
mod instances;
mod needs;
mod roles;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use muster_facts::Domain;
use muster_facts::targets::{ComposeFile, DIALECTS, PortSpec};
use muster_outcomes::{Parameter, ParameterValue, Precision, RuleDescriptor, Severity};

use crate::{Diagnostic, Loader, Pack, PackSource, PluginField, Policy, load};

const VPS_PRODUCTION: &str = include_str!("../../../policies/vps-production.toml");
const DOCKER_HOST: &str = include_str!("../../../policies/docker-host.toml");
const SERVER: &str = include_str!("../../../policies/server.toml");
const GRAMMAR: &str = include_str!("../../../docs/packs.md");

/// A rule of a plugin that exists only here.
pub(crate) fn rule(
    id: &str,
    tags: &[&str],
    parameters: &[(&str, ParameterValue)],
) -> Arc<RuleDescriptor> {
    Arc::new(RuleDescriptor {
        id: id.parse().unwrap(),
        uses: None,
        title: "It holds".to_owned(),
        failure_title: "It does not hold".to_owned(),
        severity: Severity::High,
        precision: Precision::High,
        page: None,
        parameters: parameters
            .iter()
            .map(|(name, default)| Parameter {
                name: (*name).to_owned(),
                description: "A sentence.".to_owned(),
                default: default.clone(),
                requests: None,
                forms: Vec::new(),
                needed: Vec::new(),
                requires: Vec::new(),
                names: Vec::new(),
                excludes: Vec::new(),
                up_to: Vec::new(),
                apart_from: Vec::new(),
            })
            .collect(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        references: Vec::new(),
        explained_by: Vec::new(),
        artifact: None,
        documentation: String::new(),
    })
}

fn texts(values: &[&str]) -> ParameterValue {
    ParameterValue::Texts(values.iter().map(|value| (*value).to_owned()).collect())
}

fn rules() -> Vec<Arc<RuleDescriptor>> {
    vec![
        rule(
            "ssh/permit-root-login",
            &["hardening"],
            &[("allowed", texts(&["no"]))],
        ),
        rule("ssh/config-valid", &[], &[]),
        rule(
            "env/weak-secret",
            &["hardening"],
            &[
                ("minimum-length", ParameterValue::Integer(32)),
                ("strict", ParameterValue::Boolean(false)),
                ("minimum-strength", ParameterValue::Text("fair".to_owned())),
                ("values", ParameterValue::TextMap(BTreeMap::new())),
                ("required", ParameterValue::TextsMap(BTreeMap::new())),
            ],
        ),
        rule(
            "firewall/open-port",
            &[],
            &[
                ("allowed", texts(&[])),
                ("ports", ParameterValue::Integers(Vec::new())),
            ],
        ),
    ]
}

/// Files and built-in packs in memory.
#[derive(Default)]
struct Memory {
    files: BTreeMap<&'static str, &'static str>,
}

impl Loader for Memory {
    fn builtin(&self, name: &str) -> Option<&str> {
        match name {
            "docker-host" => Some(DOCKER_HOST),
            "server" => Some(SERVER),
            "vps-production" => Some(VPS_PRODUCTION),
            _ => None,
        }
    }

    fn builtin_names(&self) -> Vec<&str> {
        vec!["docker-host", "server", "vps-production"]
    }

    fn read(&self, path: &Path) -> Result<String, String> {
        path.to_str()
            .and_then(|path| self.files.get(path))
            .map(|text| (*text).to_owned())
            .ok_or_else(|| "there is no such file".to_owned())
    }
}

fn load_with(text: &str, files: &[(&'static str, &'static str)]) -> Result<Pack, Vec<Diagnostic>> {
    let memory = Memory {
        files: files.iter().copied().collect(),
    };
    load(PackSource::file("muster.toml", text), &memory)
}

fn policy_with(
    text: &str,
    files: &[(&'static str, &'static str)],
) -> Result<Policy, Vec<Diagnostic>> {
    load_with(text, files)?.validate(&rules(), &[])
}

fn policy(text: &str) -> Policy {
    policy_with(text, &[]).unwrap_or_else(|problems| panic!("{}", shown(&problems)))
}

fn shown(problems: &[Diagnostic]) -> String {
    let frames: Vec<String> = problems.iter().map(ToString::to_string).collect();
    frames.join("\n\n")
}

fn complaints(text: &str) -> String {
    match policy_with(text, &[]) {
        Ok(policy) => panic!("nothing was wrong with {policy:?}"),
        Err(problems) => shown(&problems),
    }
}

fn enabled(policy: &Policy) -> Vec<&str> {
    policy.rules.iter().map(|rule| rule.rule.as_str()).collect()
}

#[test]
fn the_production_pack_loads_and_chooses_its_rules() {
    let memory = Memory::default();
    let pack = load(
        PackSource::builtin("vps-production", VPS_PRODUCTION),
        &memory,
    )
    .unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    let targets = pack.targets();
    let ports = targets.public_ports.clone().unwrap();
    assert_eq!(
        ports,
        [
            PortSpec::Ssh,
            PortSpec::Tcp(80),
            PortSpec::Tcp(443),
            PortSpec::Udp(443)
        ]
    );
    assert_eq!(
        targets.internal_ports.as_deref(),
        Some([5432, 8000, 8001, 3000, 6379].as_slice())
    );
    assert_eq!(pack.plugins().count(), 0);
}

#[test]
fn every_example_in_the_grammar_page_is_a_valid_pack() {
    let examples: Vec<&str> = GRAMMAR
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|example| !example.contains("[[attestation]]"))
        .collect();
    assert!(examples.len() >= 4);
    for example in examples {
        if let Err(problems) = load_with(example, &[("attestations.toml", "")]) {
            panic!("{}", shown(&problems));
        }
    }
}

#[test]
fn the_grammar_page_knows_every_word() {
    let severities = Severity::ALL.map(Severity::as_str);
    for word in severities.iter().chain(&DIALECTS) {
        assert!(GRAMMAR.contains(&format!("`{word}`")), "{word}");
    }
}

#[test]
fn a_project_overrides_only_what_it_names() {
    let pack = load_with(
        "extends = [\"vps-production\"]\n[targets]\nname = \"web-1\"\ninternal-ports = [9000]\n",
        &[],
    )
    .unwrap();
    let targets = pack.targets();
    assert_eq!(targets.name.as_deref(), Some("web-1"));
    assert_eq!(targets.internal_ports.as_deref(), Some([9000].as_slice()));
    assert!(matches!(targets.compose_file, ComposeFile::Assumed(_)));
}

#[test]
fn a_file_does_not_pass_for_a_pack_that_comes_with_muster() {
    let named =
        |name: &str| format!("description = \"x\"\nname = \"{name}\"\nenable = [\"ssh/*\"]\n");
    for name in [
        "vps-production",
        "VPS-Production",
        " vps-production ",
        "vps_production",
        "vps-\u{200b}production",
        "mine on vps-production",
        "mine, vps-production",
    ] {
        let text = named(name);
        let problems = policy_with(&text, &[]).unwrap_err();
        assert_eq!(problems.len(), 1, "{name:?}: {}", shown(&problems));
        assert_eq!(problems[0].line, 2);
        let said = shown(&problems);
        assert!(
            said.contains("`vps-production` is the name of a pack that comes with Muster"),
            "{said}"
        );
        assert!(said.contains("extends = [\"vps-production\"]"), "{said}");
    }
    for name in ["vps-production-2", "our vps-production", "web-1"] {
        assert_eq!(policy(&named(name)).name.name, name);
    }
    let extended = policy_with(
        "extends = [\"base.toml\"]\n",
        &[(
            "base.toml",
            "name = \"vps-production\"\nenable = [\"ssh/*\"]\n",
        )],
    );
    let problems = extended.unwrap_err();
    assert_eq!(
        (problems[0].file.as_str(), problems[0].line),
        ("base.toml", 1)
    );
}

#[test]
fn a_copy_of_a_built_in_pack_may_keep_its_name() {
    load_with(VPS_PRODUCTION, &[]).unwrap();
    let problems = load_with(&format!("{VPS_PRODUCTION}\n"), &[]).unwrap_err();
    assert!(shown(&problems).contains("this is another one"));
}

#[test]
fn rules_keep_their_defaults_where_no_pack_says_otherwise() {
    let policy = policy(
        "enable = [\"env/*\", \"tag:hardening\"]\n\
         [rules.\"env/weak-secret\"]\n\
         severity = \"info\"\n\
         parameters = { minimum-length = 16, values = { A = \"b\" } }\n",
    );
    assert_eq!(
        enabled(&policy),
        ["env/weak-secret", "ssh/permit-root-login"]
    );
    assert_eq!(policy.name.name, "muster.toml");
    assert_eq!(policy.gate, Severity::Low);
    let [weak, root] = policy.rules.as_slice() else {
        panic!("two rules were chosen")
    };
    assert_eq!(weak.severity, Severity::Info);
    assert_eq!(
        weak.parameters["minimum-length"],
        ParameterValue::Integer(16)
    );
    assert_eq!(
        weak.parameters["minimum-strength"],
        ParameterValue::Text("fair".to_owned())
    );
    assert_eq!(weak.parameters.len(), 5);
    assert_eq!(root.severity, Severity::High);
    assert_eq!(root.parameters["allowed"], texts(&["no"]));
}

#[test]
fn what_is_applied_last_wins() {
    let files = [
        (
            "team/base.toml",
            "name = \"base\"\ngate = \"high\"\nenable = [\"*\"]\ndisable = [\"ssh/*\"]\n\
             [rules.\"env/weak-secret\"]\nseverity = \"low\"\n\
             parameters = { minimum-length = 8, strict = true }\n",
        ),
        (
            "team/strict.toml",
            "extends = [\"base.toml\"]\ngate = \"info\"\nenable = [\"ssh/config-valid\"]\n\
             [rules.\"env/weak-secret\"]\nparameters = { minimum-length = 64 }\n",
        ),
    ];
    let policy = policy_with(
        // `base.toml` is applied once, before `strict.toml`, and so does not undo it.
        "extends = [\"team/strict.toml\", \"team/base.toml\"]\ndisable = [\"firewall/*\"]\n",
        &files,
    )
    .unwrap();
    assert_eq!(enabled(&policy), ["env/weak-secret", "ssh/config-valid"]);
    assert_eq!(policy.gate, Severity::Info);
    assert_eq!(policy.name.extends, ["team/strict.toml", "base"]);
    let weak = &policy.rules[0];
    assert_eq!(weak.severity, Severity::Low);
    assert_eq!(
        weak.parameters["minimum-length"],
        ParameterValue::Integer(64)
    );
    assert_eq!(weak.parameters["strict"], ParameterValue::Boolean(true));
}

#[test]
fn a_reference_has_the_type_of_its_target() {
    let policy = policy(
        "enable = [\"firewall/*\"]\n\
         [targets]\npublic-ports = [\"ssh\", \"443/udp\"]\ninternal-ports = [5432]\n\
         [rules.\"firewall/open-port\".parameters]\n\
         allowed = \"${targets.public-ports}\"\nports = \"${targets.internal-ports}\"\n",
    );
    let parameters = &policy.rules[0].parameters;
    assert_eq!(parameters["allowed"], texts(&["ssh", "443/udp"]));
    assert_eq!(parameters["ports"], ParameterValue::Integers(vec![5432]));
}

#[test]
fn only_a_rule_that_is_run_needs_its_targets() {
    let text = |enable: &str| {
        format!(
            "enable = [\"{enable}\"]\n[rules.\"ssh/permit-root-login\".parameters]\n\
             allowed = \"${{targets.public-ports}}\"\n"
        )
    };
    assert!(policy_with(&text("env/*"), &[]).is_ok());
    insta::assert_snapshot!(complaints(&text("ssh/*")), @r#"
    error: `ssh/permit-root-login` needs the target `public-ports`, and no pack sets it
     --> muster.toml:3:11
      |
    3 | allowed = "${targets.public-ports}"
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: write `public-ports = …` under `[targets]`
    "#);
}

#[test]
fn everything_wrong_in_a_file_is_reported_at_once() {
    insta::assert_snapshot!(complaints(include_str!("../testdata/wrong-file.toml")));
}

#[test]
fn everything_that_does_not_fit_the_rules_is_reported_at_once() {
    insta::assert_snapshot!(complaints(include_str!("../testdata/wrong-rules.toml")));
}

#[test]
fn text_that_is_no_toml_is_shown_where_it_goes_wrong() {
    insta::assert_snapshot!(complaints(
        "enable = [\"ssh/*\"]\nenable = [\"env/*\"]\ngate = low\n"
    ));
    insta::assert_snapshot!(complaints("[rules.ssh/config-valid]\n"));
}

#[test]
fn a_circle_of_packs_is_named() {
    let files = [
        ("a.toml", "extends = [\"b.toml\"]"),
        ("b.toml", "extends = [\"./sub/../a.toml\"]"),
    ];
    let problems = policy_with("extends = [\"a.toml\"]", &files).unwrap_err();
    insta::assert_snapshot!(shown(&problems), @r#"
    error: packs extend each other in a circle: `a.toml` → `b.toml` → `./sub/../a.toml`
     --> b.toml:1:12
      |
    1 | extends = ["./sub/../a.toml"]
      |            ^^^^^^^^^^^^^^^^^
      = help: take one of them out of `extends`
    "#);
    let problems = policy_with("extends = [\"muster.toml\"]", &[]).unwrap_err();
    assert!(
        problems[0]
            .message
            .contains("`muster.toml` → `muster.toml`")
    );
}

#[test]
fn a_built_in_pack_cannot_reach_for_files() {
    let pack = PackSource::builtin(
        "b",
        "extends = [\"/etc/x.toml\"]\n[plugins.p]\nfile = \"p.wasm\"",
    );
    let problems = load(pack, &Memory::default()).unwrap_err();
    assert_eq!(problems.len(), 2, "{}", shown(&problems));
}

#[test]
fn an_empty_project_is_told_what_to_write() {
    insta::assert_snapshot!(complaints(""), @r#"
    error: this policy chooses no rule, so nothing would be judged
     --> muster.toml:1:1
      |
    1 |
      | ^
      = help: write `extends = ["…"]` with a built-in pack, or `enable = ["*"]`
    "#);
}

#[test]
fn byte_order_mark_and_windows_line_ends_do_no_harm() {
    let text = "\u{feff}enable = [\"*\"]\r\ngate = \"hihg\"\r\n";
    insta::assert_snapshot!(complaints(text), @r#"
    error: `hihg` is not a severity
     --> muster.toml:2:8
      |
    2 | gate = "hihg"
      |        ^^^^^^
      = help: did you mean `high`?
    "#);
}

#[test]
fn a_missing_grant_is_answered_with_the_line_to_write() {
    let pack = load_with(
        "[plugins.acme]\nfile = \"plugins/acme.wasm\"\ngrants = [\"muster:ssh/sshd\"]\n\
         [plugins.bare]\nfile = \"/opt/bare.wasm\"\n",
        &[],
    )
    .unwrap();
    let plugins: Vec<_> = pack.plugins().collect();
    assert_eq!(plugins[0].file, Path::new("plugins/acme.wasm"));
    assert_eq!(plugins[1].file, Path::new("/opt/bare.wasm"));
    assert!(pack.missing_grants(plugins[0], &[Domain::Sshd]).is_none());
    let missing = pack
        .missing_grants(plugins[0], &[Domain::Sshd, Domain::Env])
        .unwrap();
    insta::assert_snapshot!(missing, @r#"
    error: the plugin `acme` imports `muster:env/env`, which it is not granted
     --> muster.toml:3:10
      |
    3 | grants = ["muster:ssh/sshd"]
      |          ^^^^^^^^^^^^^^^^^^^
      = help: to let it see these facts, write `grants = ["muster:env/env", "muster:ssh/sshd"]` under `[plugins.acme]`
    "#);
    assert_eq!(
        pack.missing_grants(plugins[1], &[Domain::Env])
            .unwrap()
            .line,
        4
    );
}

#[test]
fn a_plugin_that_replaces_another_does_not_inherit_its_grants() {
    let pack = load_with(
        "extends = [\"team/base.toml\"]\n[plugins.acme]\nfile = \"mine.wasm\"\n",
        &[(
            "team/base.toml",
            "[plugins.acme]\nfile = \"acme.wasm\"\ngrants = [\"muster:env/env\"]\n",
        )],
    )
    .unwrap();
    let acme = pack.plugins().next().unwrap();
    assert_eq!(
        (acme.file.as_path(), acme.grants.len()),
        (Path::new("mine.wasm"), 0)
    );
}

#[test]
fn the_command_line_narrows_a_policy() {
    let narrowed = |only: &[&str], skip: &[&str]| {
        let mut policy = policy("enable = [\"*\"]\ndisable = [\"firewall/*\"]\n");
        let patterns =
            |texts: &[&str]| -> Vec<_> { texts.iter().map(|text| text.parse().unwrap()).collect() };
        policy
            .narrow(&patterns(only), &patterns(skip), &rules(), &[])
            .map(|()| enabled(&policy).join(" "))
            .map_err(|error| error.to_string())
    };
    assert_eq!(
        narrowed(&["tag:hardening"], &["ssh/*"]).as_deref(),
        Ok("env/weak-secret")
    );
    assert_eq!(narrowed(&[], &["ssh/*"]).as_deref(), Ok("env/weak-secret"));
    assert_eq!(
        narrowed(&["ssh/confg-valid"], &[]).unwrap_err(),
        "no rule is named `ssh/confg-valid`; did you mean `ssh/config-valid`?"
    );
    assert_eq!(
        narrowed(&["firewall/*"], &[]).unwrap_err(),
        "the policy `muster.toml` does not enable `firewall/*`; enable it in the pack"
    );
    assert_eq!(
        narrowed(&["ssh/*"], &["*"]).unwrap_err(),
        "no rule is left to run"
    );
}

#[test]
fn what_may_be_a_rule_of_a_plugin_that_is_not_loaded_is_not_called_unknown() {
    let narrowed = |only: &[&str], unread: &[&str]| {
        let pack = load_with("enable = [\"acme/*\"]\n", &[]).unwrap();
        let mut policy = pack.validate(&rules(), &["acme"]).unwrap();
        let only: Vec<_> = only.iter().map(|text| text.parse().unwrap()).collect();
        policy
            .narrow(&only, &[], &rules(), unread)
            .map(|()| policy.rules.len())
            .map_err(|error| error.to_string())
    };
    for only in [&[][..], &["acme/*"], &["acme/port"], &["tag:acme"]] {
        assert_eq!(narrowed(only, &["acme"]), Ok(0), "{only:?}");
    }
    assert_eq!(narrowed(&[], &[]).unwrap_err(), "no rule is left to run");
    assert_eq!(
        narrowed(&["acme/*"], &["other"]).unwrap_err(),
        "no rule belongs to the family `acme`"
    );
}

#[test]
fn what_is_wrong_with_a_plugin_is_shown_where_the_pack_says_it() {
    let text =
        "[plugins.acme]\nfile = \"acme.wasm\"\nsha256 = \"SHA\"\n".replace("SHA", &"0".repeat(64));
    let pack = load_with(&text, &[]).unwrap();
    let acme = pack.plugins().next().unwrap();
    let place = |field| {
        let shown = pack
            .about_plugin(acme, field, "it is wrong".to_owned(), "mend it".to_owned())
            .unwrap();
        (shown.line, shown.column)
    };
    assert_eq!(place(PluginField::Name), (1, 10));
    assert_eq!(place(PluginField::File), (2, 8));
    assert_eq!(place(PluginField::Sha256), (3, 10));
    // What is not there is missing from the plugin.
    assert_eq!(place(PluginField::Grants), (1, 10));
}
