//! What users see when they log in: motd(5).

use std::path::Path;

use muster_facts::motd::Line;
use muster_facts::{Fact, MotdFacts, Source};
use muster_target::{Collection, ReadError, System};

const FILE: &str = "/etc/motd";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> MotdFacts {
    MotdFacts {
        lines: lines(collection.context.system),
    }
}

fn lines(system: &dyn System) -> Fact<Vec<Line>> {
    match system.read_text(Path::new(FILE)) {
        Ok(text) => Ok(parse(&text)),
        Err(ReadError::NotFound { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn parse(text: &str) -> Vec<Line> {
    (1_u32..)
        .zip(text.lines())
        .map(|(number, line)| Line {
            text: line.to_owned(),
            source: Source::line(FILE, number),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use muster_facts::Secrets;
    use muster_facts::targets::Targets;
    use muster_target::{Collector, Context, Recorded, with_collection};
    use proptest::prelude::*;

    use super::*;

    fn collected(host: &Recorded) -> Vec<Line> {
        let (targets, secrets) = (Targets::default(), Secrets::default());
        let context = Context::recorded(host, &targets, &secrets);
        with_collection(context, &[&[Collector::Motd(collect)]], collect)
            .lines
            .unwrap()
    }

    #[test]
    fn each_line_has_its_place() {
        let found = collected(&Recorded::new().file(FILE, "Welcome\nto web-1\n"));
        assert_eq!(found[1].text, "to web-1");
        assert_eq!(found[1].source, Source::line(FILE, 2));
        assert!(collected(&Recorded::new()).is_empty());
    }

    proptest! {
        #[test]
        fn no_line_is_lost(lines in proptest::collection::vec("[a-z ]{1,9}", 0..9)) {
            prop_assert_eq!(parse(&lines.join("\n")).len(), lines.len());
        }
    }
}
