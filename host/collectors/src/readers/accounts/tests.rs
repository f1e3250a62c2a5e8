use muster_target::Recorded;
use proptest::prelude::*;

use super::*;

#[test]
fn primary_and_further_groups_are_found() {
    let accounts = Accounts::parse(
        "root:x:0:0::/root:/bin/sh\ndeploy:x:1000:1000::/home/deploy:/bin/sh\nbroken\n",
        "root:x:0:\ndeploy:x:1000:deploy\nsudo:x:27:deploy,ops\nbroken\n",
    );
    let deploy = accounts.user("deploy").unwrap();
    assert_eq!(deploy.groups, ["deploy", "sudo"]);
    assert_eq!(deploy.home, Path::new("/home/deploy"));
    assert_eq!(accounts.user("nobody"), None);
    assert_eq!(accounts.group_of(27), Some("sudo"));
    assert_eq!(accounts.group_of(28), None);
}

#[test]
fn of_two_lines_the_first_counts() {
    let accounts = Accounts::parse("a:x:1:1::/a:\nb:x:1:1::/b:\na:x:2:1::/c:\n", "");
    assert_eq!(accounts.user_of(1).unwrap().name, "a");
    assert_eq!(accounts.user("a").unwrap().home, Path::new("/a"));
    assert_eq!(accounts.user_of(2).unwrap().home, Path::new("/c"));
    assert_eq!(accounts.by_name().count(), 2);
    assert_eq!(accounts.users().count(), 3);
}

#[test]
fn a_comment_in_another_encoding_hides_nobody() {
    let system = Recorded::new().file(
        PASSWD,
        b"root:x:0:0:root:/root:\nj:x:1000:1000:J\xf6rg:/home/j:\n",
    );
    let accounts = Accounts::of(&system);
    assert_eq!(accounts.user_of(1000).unwrap().name, "j");
    assert!(Accounts::of(&Recorded::new()).users().next().is_none());
}

proptest! {
    #[test]
    fn any_text_is_read(passwd in "[a-c:,# 0-9\n+-]{0,80}", group in "[a-c:,# 0-9\n]{0,80}") {
        let accounts = Accounts::parse(&passwd, &group);
        for user in accounts.by_name() {
            prop_assert_eq!(accounts.user(&user.name), Some(user));
            prop_assert!(accounts.user_of(user.uid).is_some());
            let mut groups = user.groups.clone();
            groups.dedup();
            prop_assert_eq!(groups.len() <= user.groups.len(), true);
        }
    }
}
