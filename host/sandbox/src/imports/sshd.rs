//! `muster:ssh/sshd`

use muster_facts::Fact;
use muster_facts::sshd::{
    Disagreement, Host, MatchBlock, Problem, Setting, ShadowedLine, SshdServer,
};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn server(&mut self) -> Result<Fact<SshdServer>> {
        self.answer(|facts| facts.sshd.as_ref(), |facts| facts.server.clone())
    }

    fn settings(&mut self) -> Result<Fact<Vec<Setting>>> {
        self.answer(|facts| facts.sshd.as_ref(), |facts| facts.settings.clone())
    }

    fn find_setting(&mut self, keyword: String) -> Result<Fact<Option<Setting>>> {
        self.answer(
            |facts| facts.sshd.as_ref(),
            |facts| {
                let settings = facts.settings.as_ref().map_err(Clone::clone)?;
                Ok(settings
                    .iter()
                    .find(|setting| setting.keyword == keyword)
                    .cloned())
            },
        )
    }

    fn match_blocks(&mut self) -> Result<Fact<Vec<MatchBlock>>> {
        self.answer(
            |facts| facts.sshd.as_ref(),
            |facts| facts.match_blocks.clone(),
        )
    }

    fn shadowed_lines(&mut self) -> Result<Fact<Vec<ShadowedLine>>> {
        self.answer(
            |facts| facts.sshd.as_ref(),
            |facts| facts.shadowed_lines.clone(),
        )
    }

    fn problems(&mut self) -> Result<Fact<Vec<Problem>>> {
        self.answer(|facts| facts.sshd.as_ref(), |facts| facts.problems.clone())
    }

    fn disagreements(&mut self) -> Result<Fact<Vec<Disagreement>>> {
        self.answer(
            |facts| facts.sshd.as_ref(),
            |facts| facts.disagreements.clone(),
        )
    }
}
