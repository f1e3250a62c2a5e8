//! How a rule that comes too late is put before another one.

use muster_sdk::Source;
use muster_sdk::packet_filter::ShadowedRule;

use super::{FrontEnd, Program};
use crate::explanation;

impl FrontEnd {
    /// How a rule that blocks is put before the one that takes its packets.
    pub(crate) fn put_first(&self, late: &ShadowedRule) -> String {
        let (rule, by) = (&late.rule, &late.by);
        let is_of_ufw = late.chain.contains(" ufw-") || late.chain.contains(" ufw6-");
        if is_of_ufw {
            return "Find the rule that blocks in `ufw status numbered`, remove it with `ufw delete NUMBER`, and \
                    write it again before the other with `ufw insert NUMBER …`"
                .to_owned();
        }
        if rule.source.kind == Source::KIND_FILE {
            return format!(
                "Write {} before {}, and reload the file",
                explanation::rule(rule),
                explanation::rule(by)
            );
        }
        match rule.text.strip_prefix("-A ") {
            Some(words) if self.active != Some(Program::Firewalld) => {
                let tool = if rule.source.name.starts_with("ip6tables") {
                    "ip6tables"
                } else {
                    "iptables"
                };
                format!(
                    "`{tool} -D {words} && {tool} -I {words}`, then {}",
                    self.save_iptables(tool)
                )
            }
            Some(_) | None => format!(
                "Write `{}` before `{}` in {}, then load it: {}",
                rule.text,
                by.text,
                self.nftables_file(),
                self.load_nftables()
            ),
        }
    }
}
