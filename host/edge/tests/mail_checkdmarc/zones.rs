//! Sixty domains with SPF and DMARC as people publish them, right and wrong.

/// The lines of one domain; `@` is the domain itself.
pub struct Domain {
    pub lines: String,
}

/// SPF records that need nothing but themselves, and those below.
const SPF: &[&str] = &[
    "v=spf1 -all",
    "v=spf1 ~all",
    "v=spf1 ?all",
    "v=spf1 +all",
    "v=spf1 all",
    "V=SPF1 -ALL",
    "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
    "v=spf1 ip4:192.0.2.7",
    "v=spf1 a mx -all",
    "v=spf1 a:mail.@ mx:@/24 -all",
    "v=spf1 a/24//64 -all",
    "v=spf1 include:inc.@ -all",
    "v=spf1 include:deep1.@ ~all",
    "v=spf1 redirect=inc.@",
    "v=spf1 redirect=inc.@ -all",
    "v=spf1 ptr -all",
    "v=spf1 exists:%{i}._spf.@ -all",
    "v=spf1 include:%{d}.none.@ -all",
    "v=spf1 exp=explain.@ -all",
    "v=spf1 unknown=x -all",
    "v=spf1   ip4:192.0.2.7    -all",
    "v=spf1 a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ -all",
    "v=spf1 a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ a:mail.@ -all",
    "v=spf1 include:ten.@ include:inc.@ -all",
    "v=spf1 a:n1.@ a:n2.@ -all",
    "v=spf1 a:n1.@ a:n2.@ a:n3.@ -all",
    "v=spf1 mx:n1.@ exists:n2.@ -all",
    "v=spf1 include:none.@ -all",
    "v=spf1 include:plain.@ -all",
    "v=spf1 redirect=none.@",
    "v=spf1 include:loop.@ -all",
    "v=spf1 include:twice.@ -all",
    "v=spf1 include:wrong.@ -all",
    "v=spf1 ipv4:192.0.2.7 -all",
    "v=spf1 ip4:192.0.2 -all",
    "v=spf1 ip4:192.0.2.0/33 -all",
    "v=spf1 ip4:192.0.2.0/024 -all",
    "v=spf1 ip6:192.0.2.7 -all",
    "v=spf1 ip4: -all",
    "v=spf1 include: -all",
    "v=spf1 include -all",
    "v=spf1 a: -all",
    "v=spf1 a/33 -all",
    "v=spf1 all:x",
    "v=spf1 ip4:192.0.2.7, -all",
    "v=spf1 -redirect=inc.@",
    "v=spf1 redirect=inc.@ redirect=inc.@",
    "v=spf1 exists:%{x}.@ -all",
    "v=spf1 exists:%{d0}.@ -all",
    "v=spf1 exists:%(d).@ -all",
    "v=spf1 foo -all",
    "v=spf1 include:localhost -all",
    "v=spf1 -all include:none.@",
    "v=spf1 mx:many.@ -all",
    "v=spf10 -all",
    " v=spf1 -all",
    "v=spf1-all",
    "",
    "v=spf1 include:inc.@ include:inc.@ -all",
    "v=spf1 a:alias.@ -all",
];

/// DMARC records, in turn.
const DMARC: &[&[&str]] = &[
    &["v=DMARC1; p=none"],
    &["v=DMARC1; p=quarantine; sp=none"],
    &["v=DMARC1; p=reject; rua=mailto:a@@"],
    &["v=DMARC1;p=reject;"],
    &["v=DMARC1; p=REJECT"],
    &["v=dmarc1; p=none"],
    &["p=none; v=DMARC1"],
    &["v=DMARC1; p=rejekt"],
    &["v=DMARC1; p=rejekt; rua=mailto:a@@"],
    &["v=DMARC1"],
    &["v=DMARC1; p=none", "v=DMARC1; p=reject"],
    &["v=DMARC1; p=none; pct=50"],
    &["v=DMARC1; p=none; t=y"],
    &["v=DMARC1; p=none; unknown=x"],
    &["v=DMARC1; sp=reject"],
    &["v=spf1 -all", "v=DMARC1; p=quarantine"],
    &[],
];

/// What the records above refer to.
const BELOW: &str = "@ A 192.0.2.7\n@ MX 10 mail\nmail A 192.0.2.8\nalias CNAME mail\n\
    inc TXT \"v=spf1 ip4:192.0.2.0/24 ~all\"\ndeep1 TXT \"v=spf1 include:deep2.@ -all\"\n\
    deep2 TXT \"v=spf1 a:mail.@ -all\"\nplain TXT \"hello\"\nexplain TXT \"no\"\n\
    loop TXT \"v=spf1 include:@ -all\"\ntwice TXT \"v=spf1 -all\"\ntwice TXT \"v=spf1 ~all\"\n\
    wrong TXT \"v=spf1 ipv4:192.0.2.7 -all\"\n";

/// All domains.
pub fn all() -> Vec<Domain> {
    SPF.iter()
        .enumerate()
        .map(|(index, spf)| {
            let domain = name(index);
            let mut lines = String::new();
            if !spf.is_empty() {
                lines.push_str(&format!("@ TXT \"{}\"\n", in_domain(spf, &domain)));
            }
            let ten = "a:mail.@ ".repeat(9);
            lines.push_str(&format!(
                "ten TXT \"v=spf1 {}-all\"\n",
                in_domain(&ten, &domain)
            ));
            let mut cycle = DMARC.iter().cycle();
            for text in cycle.nth(index).into_iter().flat_map(|texts| texts.iter()) {
                // An address has an `@` of its own.
                let text = text.replace("a@@", &format!("a@{domain}"));
                lines.push_str(&format!("_dmarc TXT \"{text}\"\n"));
            }
            for n in 0..11 {
                lines.push_str(&format!("many MX {n} m{n}\n"));
            }
            for line in BELOW.lines() {
                let (owner, rest) = line.split_once(' ').unwrap_or((line, ""));
                lines.push_str(&format!("{owner} {}\n", in_domain(rest, &domain)));
            }
            Domain { lines }
        })
        .collect()
}

pub fn name(index: usize) -> String {
    format!("d{index}.test")
}

fn in_domain(text: &str, domain: &str) -> String {
    text.replace('@', domain)
}

/// What a domain has, for people.
pub fn described(index: usize) -> String {
    let dmarc = DMARC.iter().cycle().nth(index).copied().unwrap_or_default();
    format!(
        "{:?} {dmarc:?}",
        SPF.get(index).copied().unwrap_or_default()
    )
}
