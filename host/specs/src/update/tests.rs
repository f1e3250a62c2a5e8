use muster_outcomes::Status;
use proptest::prelude::*;

use super::*;
use crate::Fixtures;
use crate::expectation::tests::outcome;

const PAGE: &str = "## Tests

### One

Some words.

```expect
pass b
fail a \"old words\"
  fix:
  observed: 23
pass gone
```

### Two

```file /etc/x
```

### Three

```expect
pass b
```

After.
";

fn updated(markdown: &str, outcomes: &[Vec<Outcome>]) -> (String, Vec<Update>) {
    let page = Page::parse(markdown, &Fixtures::default()).unwrap();
    update(markdown, &page, outcomes)
}

#[test]
fn lines_keep_their_place_and_their_form() {
    let one = vec![
        outcome(Status::Fail, "a"),
        outcome(Status::Fail, "b"),
        outcome(Status::Pass, "new"),
    ];
    let two = vec![outcome(Status::Pass, "b")];
    let outcomes = [one, two.clone(), two];
    let (text, updates) = updated(PAGE, &outcomes);
    assert_eq!(
        text,
        "## Tests

### One

Some words.

```expect
fail b
fail a \"Port 23 is open, not 22.\"
  fix: Set `Port 22`.
  fix: Then reload.
  observed: 23
pass new at /etc/ssh/sshd_config:3 \"Port 23 is open, not 22.\"
```

### Two

```file /etc/x
```

```expect
pass b at /etc/ssh/sshd_config:3 \"Port 23 is open, not 22.\"
```

### Three

```expect
pass b
```

After.
"
    );
    let places: Vec<_> = updates
        .iter()
        .map(|update| (update.line, update.removed.len(), update.added.len()))
        .collect();
    assert_eq!(
        places,
        [(8, 1, 1), (9, 3, 4), (12, 1, 0), (13, 0, 1), (19, 0, 4)]
    );
    assert_eq!(updates[0].removed, ["pass b"]);
    // What holds stays as it is.
    assert_eq!(updated(&text, &outcomes), (text.clone(), Vec::new()));
}

fn statuses() -> impl Strategy<Value = Vec<Outcome>> {
    let one = prop::sample::select(vec![
        Status::Pass,
        Status::Fail,
        Status::Error("no".to_owned()),
    ]);
    prop::collection::btree_map("[abn]|gone", one, 1..4).prop_map(|outcomes| {
        let outcomes = outcomes.into_iter();
        outcomes
            .map(|(subject, status)| outcome(status, &subject))
            .collect()
    })
}

proptest! {
    #[test]
    fn an_updated_page_holds(outcomes in prop::collection::vec(statuses(), 3)) {
        let (text, _) = updated(PAGE, &outcomes);
        let page = Page::parse(&text, &Fixtures::default()).unwrap();
        for (case, outcomes) in page.cases.iter().zip(&outcomes) {
            let differences = Expectation::differences(&case.expected, outcomes);
            prop_assert!(differences.is_empty(), "{differences:?}\n{text}");
        }
        prop_assert_eq!(updated(&text, &outcomes), (text.clone(), Vec::new()));
    }
}
