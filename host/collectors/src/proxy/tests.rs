//! The collector on recorded hosts, and the readers on any text.

use std::sync::Arc;

use muster_facts::caddy::{Caddyfile, Condition, Gap, Log};
use muster_facts::targets::{ComposeFile, Targets};
use muster_facts::to_json;
use muster_target::{Context, Recorded, with_collection};
use proptest::prelude::*;

use super::variables::{Variables, filled};
use super::*;

const FILE: &str = "/srv/shop/Caddyfile";
const COMPOSE: &str = "/srv/shop/compose.yaml";

fn collected(system: &Recorded, targets: &Targets) -> CaddyFacts {
    with_collection(
        Context::recorded(system, targets, &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn composed(compose: &str, caddyfile: &str) -> CaddyFacts {
    let system = Recorded::new().file(COMPOSE, compose).file(FILE, caddyfile);
    let targets = Targets {
        compose_file: ComposeFile::At(COMPOSE.into()),
        shown_keys: vec!["SITE_*".parse().unwrap()],
        ..Targets::default()
    };
    collected(&system, &targets)
}

fn named(caddyfile: &str) -> CaddyFacts {
    let targets = Targets {
        compose_file: ComposeFile::None,
        caddyfile: Some(FILE.into()),
        ..Targets::default()
    };
    collected(&Recorded::new().file(FILE, caddyfile), &targets)
}

fn mounted(more: &str) -> String {
    format!(
        "services:\n  caddy:\n    image: caddy:2\n{more}    volumes: [\"./Caddyfile:/etc/caddy/Caddyfile:ro\", \
         \"./sites:/etc/caddy/sites\"]\n"
    )
}

#[test]
fn a_host_without_caddy_has_none() {
    let targets = Targets {
        compose_file: ComposeFile::None,
        ..Targets::default()
    };
    let facts = collected(&Recorded::new(), &targets);
    assert_eq!(facts.configuration, Ok(None));
    assert_eq!(facts.routes, Ok(Vec::new()));
}

#[test]
fn a_caddyfile_is_named_mounted_or_where_packages_have_it() {
    let caddyfile = named("a.example.com {\n}\n")
        .configuration
        .unwrap()
        .unwrap();
    assert_eq!(
        (caddyfile.found.as_str(), caddyfile.service),
        ("named", None)
    );
    let caddyfile = composed(&mounted(""), "a.example.com {\n}\n");
    let caddyfile = caddyfile.configuration.unwrap().unwrap();
    assert_eq!(caddyfile.found, Caddyfile::FOUND_MOUNTED);
    assert_eq!(caddyfile.service.as_deref(), Some("caddy"));
    let system = Recorded::new().file("/etc/caddy/Caddyfile", "a.example.com {\n}\n");
    let targets = Targets {
        compose_file: ComposeFile::None,
        ..Targets::default()
    };
    let caddyfile = collected(&system, &targets).configuration.unwrap().unwrap();
    assert_eq!(caddyfile.found, Caddyfile::FOUND_USUAL);
}

#[test]
fn a_caddyfile_that_is_nowhere_is_an_error() {
    let targets = Targets {
        compose_file: ComposeFile::None,
        caddyfile: Some(FILE.into()),
        ..Targets::default()
    };
    let error = collected(&Recorded::new(), &targets)
        .configuration
        .unwrap_err();
    assert!(error.reason().contains("does not exist"), "{error:?}");
    let facts = composed("services:\n  caddy:\n    image: caddy:2\n", "");
    let error = facts.sites.unwrap_err();
    assert!(error.reason().contains("not mounted"), "{error:?}");
}

#[test]
fn what_may_not_be_read_is_not_left_out() {
    let targets = Targets {
        compose_file: ComposeFile::None,
        caddyfile: Some(FILE.into()),
        ..Targets::default()
    };
    let system = Recorded::new().file(FILE, "a {\n}\n").denied(FILE);
    let facts = collected(&system, &targets);
    assert!(matches!(facts.configuration, Err(FactError::Denied(_))));
}

#[test]
fn imports_are_followed_through_the_mounts_of_the_container() {
    let system = Recorded::new()
        .file(COMPOSE, mounted("").as_str())
        .file(FILE, "import sites/*.caddy\nimport /etc/other/x\n")
        .file(
            "/srv/shop/sites/a.caddy",
            "a.example.com {\n\trespond 403\n}\n",
        );
    let targets = Targets {
        compose_file: ComposeFile::At(COMPOSE.into()),
        ..Targets::default()
    };
    let facts = collected(&system, &targets);
    assert_eq!(facts.sites.unwrap()[0].name, "a.example.com");
    let route = &facts.routes.unwrap()[0];
    assert_eq!(route.source, Source::line("/srv/shop/sites/a.caddy", 2));
    let gaps = facts.gaps.unwrap();
    assert_eq!(gaps[0].part, Gap::PART_SITES);
    assert!(gaps[0].reason.contains("in the container alone"));
}

#[test]
fn a_variable_has_the_value_that_the_project_shows_or_its_default() {
    let compose = mounted(
        "    environment:\n      SITE_HOST: shop.example.com\n      HIDDEN: hunter2hunter2\n",
    );
    let text = "{$SITE_HOST}, {$OTHER:www.example.com} {\n\treverse_proxy {$HIDDEN}\n}\n";
    let facts = composed(&compose, text);
    assert_eq!(
        facts.sites.clone().unwrap()[0].name,
        "shop.example.com, www.example.com"
    );
    assert_eq!(facts.upstreams.clone().unwrap()[0].address, None);
    assert!(!to_json(&facts.upstreams).unwrap().contains("hunter2"));
    // Nobody says what a unit of the host sets.
    let facts = named(text);
    let gaps = facts.gaps.unwrap();
    assert!(gaps.iter().all(|gap| gap.part == Gap::PART_ADDRESSES));
    assert_eq!(gaps.len(), 2);
}

#[test]
fn handlers_come_in_the_order_of_caddy_with_what_leads_to_them() {
    let facts = named(
        "shop.example.com {\n\treverse_proxy web:3000\n\thandle /v1/* {\n\t\t@out not remote_ip 10.0.0.0/8\n\t\tabort @out\n\t\t\
         reverse_proxy api:8000\n\t}\n\trespond /health 200\n\trequest_header -X-Real-IP\n}\n",
    );
    let routes = facts.routes.unwrap();
    let names: Vec<_> = routes.iter().map(|route| route.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "handle /v1/* > abort @out",
            "handle /v1/* > reverse_proxy",
            "respond /health",
            "reverse_proxy"
        ]
    );
    let abort = &routes[0].conditions;
    assert_eq!((abort[0].kind.as_str(), abort[0].negated), ("path", false));
    assert_eq!(
        (abort[1].kind.as_str(), abort[1].negated),
        ("remote_ip", true)
    );
    // Who was not aborted is of that network.
    let proxy = &routes[1].conditions;
    assert_eq!(
        (proxy[1].kind.as_str(), proxy[1].negated),
        ("remote_ip", false)
    );
    assert_eq!(facts.header_operations.unwrap().len(), 4);
}

#[test]
fn paths_within_handle_path_are_those_of_the_request() {
    let facts = named(
        "a.example.com {\n\thandle_path /v1/* {\n\t\trespond /admin/* 403\n\t}\n\thandle_path /v2/* {\n\t\trewrite * /x\n\t\treverse_proxy /y a:1\n\t}\n}\n",
    );
    let values: Vec<_> = facts
        .routes
        .unwrap()
        .into_iter()
        .flat_map(|route| route.conditions)
        .collect();
    assert!(values.iter().any(|one| one.values == ["/v1/admin/*"]));
    assert!(
        values
            .iter()
            .any(|one| one.kind == Condition::KIND_REWRITTEN_PATH)
    );
}

#[test]
fn a_value_of_a_header_is_described_and_stays_here() {
    let facts = named(
        "a.example.com {\n\t@a not header X-A true\n\t@b not header X-B 9f86d081884c7d659a2feaa0c55ad015\n\t\
         @c not header X-C *\n\t@d header !X-D\n\trespond @a 401\n\trespond @b 402\n\trespond @c 403\n\trespond @d 404\n\t\
         request_header Authorization \"Bearer 9f86d081884c7d659a2feaa0c55ad015\"\n}\n",
    );
    let routes = facts.routes.clone().unwrap();
    let like: Vec<_> = routes
        .iter()
        .filter_map(|route| {
            let own = route
                .conditions
                .iter()
                .rfind(|one| one.source.line == route.source.line.map(|line| line - 4));
            own.map(|one| one.shapes[0].clone())
        })
        .collect();
    assert_eq!(like, ["guessable", "secret", "any", "absent"]);
    assert!(!to_json(&facts.routes).unwrap().contains("9f86"));
    assert!(!to_json(&facts.header_operations).unwrap().contains("9f86"));
}

#[test]
fn a_header_for_which_requests_are_refused_opens_nothing() {
    let negated = |text: &str| {
        let routes = named(text).routes.unwrap();
        let last = routes.last().unwrap();
        let is_header = |one: &&Condition| one.kind == Condition::KIND_HEADER && one.negated;
        last.conditions.iter().filter(is_header).count()
    };
    let site = |first: &str| {
        format!(
            "a.example.com {{\n\t@x header X-A 1\n\thandle @x {{\n\t\t{first}\n\t}}\n\thandle {{\n\t\trespond 403\n\t}}\n}}\n"
        )
    };
    assert_eq!(negated(&site("reverse_proxy a:1")), 1);
    assert_eq!(negated(&site("abort")), 0);
    assert_eq!(negated(&site("redir https://example.org")), 0);
}

#[test]
fn trusted_proxies_are_networks_or_modules() {
    let facts = named(
        "{\n\tservers {\n\t\ttrusted_proxies combine {\n\t\t\tstatic 10.0.0.0/8\n\t\t\tcloudflare\n\t\t}\n\t\t\
         trusted_proxies_strict\n\t\tclient_ip_headers CF-Connecting-IP\n\t}\n}\na.example.com {\n\treverse_proxy b:1 {\n\t\t\
         trusted_proxies private_ranges\n\t}\n}\n",
    );
    let server = &facts.servers.unwrap()[0];
    assert_eq!(server.trusted_proxies, ["10.0.0.0/8"]);
    assert_eq!(server.trusted_modules, ["cloudflare"]);
    assert!(server.strict);
    assert_eq!(facts.route_trusts.unwrap()[0].networks.len(), 6);
}

#[test]
fn a_directive_of_a_plugin_leaves_the_rest_known() {
    let facts = named(
        "a.example.com {\n\tof_a_plugin 10r/s\n\trespond 403\n}\nb.example.com {\n\tlog\n}\n",
    );
    let caddyfile = facts.configuration.unwrap().unwrap();
    assert_eq!(caddyfile.verdict, Caddyfile::VERDICT_UNKNOWN);
    assert_eq!(facts.routes.unwrap().len(), 1);
    let gaps = facts.gaps.unwrap();
    assert_eq!(gaps[0].site.as_deref(), Some("a.example.com"));
    assert_eq!(gaps[0].part, Gap::PART_ROUTES);
    assert_eq!(facts.logs.unwrap()[0].output, Log::OUTPUT_STDERR);
}

#[test]
fn what_is_refused_is_told_with_its_line_and_without_its_words() {
    let facts = named("a.example.com {\n\trespond hunter2 hunter3 hunter4\n}\n");
    let caddyfile = facts.configuration.unwrap().unwrap();
    assert_eq!(caddyfile.verdict, Caddyfile::VERDICT_REFUSED);
    assert_eq!(caddyfile.source, Source::line(FILE, 2));
    assert!(!caddyfile.reason.unwrap().contains("hunter"));
    assert!(!facts.routes.unwrap_err().reason().contains("hunter"));
}

#[test]
fn sites_share_a_listener_where_they_are_bound_to_the_same_address() {
    for (bind, default_bind, verdict) in [
        ("127.0.0.1", "127.0.0.1", Caddyfile::VERDICT_REFUSED),
        ("10.0.0.1", "127.0.0.1", Caddyfile::VERDICT_READ),
        ("127.0.0.1", "", Caddyfile::VERDICT_READ),
    ] {
        let global = match default_bind {
            "" => String::new(),
            address => format!("{{\n\tdefault_bind {address}\n}}\n"),
        };
        let facts = named(&format!(
            "{global}http://a.example.com:81 {{\n\trespond 200\n}}\n\
             https://b.example.com:81 {{\n\tbind {bind}\n\ttls internal\n\trespond 200\n}}\n"
        ));
        let caddyfile = facts.configuration.unwrap().unwrap();
        assert_eq!(caddyfile.verdict, verdict, "{bind} {default_bind}");
    }
}

#[test]
fn what_is_newer_than_the_oracle_is_understood() {
    let facts = named(
        "(site) {\n\t{blocks.more}\n}\n(whole) {\n\t{block}\n}\n&(api) {\n\treverse_proxy api:8000\n}\na.example.com {\n\timport site {\n\t\t\
         more {\n\t\t\trespond /x 403\n\t\t}\n\t}\n\tinvoke api\n}\nc.example.com {\n\timport whole {\n\t\trespond 404\n\t}\n}\nb.example.com {\n\trespond <<TEXT\n\t\ttwo\n\t\tlines\n\t\t\
         TEXT 200\n\tbasic_auth {\n\t\ta b\n\t}\n\t@v client_ip 10.0.0.1\n\tabort @v\n}\n",
    );
    let caddyfile = facts.configuration.clone().unwrap().unwrap();
    assert_eq!(caddyfile.verdict, Caddyfile::VERDICT_READ, "{caddyfile:?}");
    let routes = facts.routes.unwrap();
    let names: Vec<_> = routes.iter().map(|route| route.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "invoke > reverse_proxy",
            "respond",
            "basic_auth",
            "abort @v",
            "respond"
        ]
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[a-z@/{}()$:*#\"`\\\\ \n\t]{0,200}") {
        let facts = named(&text);
        prop_assert!(facts.configuration.is_ok());
    }

    #[test]
    fn any_characters_are_words(text in any::<String>()) {
        let file: Arc<str> = FILE.into();
        let _ = tokens::tokens(&text, &file);
        let filled = filled(&text, &Variables::default());
        let variables = text.matches("{$").count();
        prop_assert!(filled.len() <= text.len() + 3 * variables);
    }
}
