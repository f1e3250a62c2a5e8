//! The files of accounts, and what lets them in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [passwd, group, shadow, defaults, switch, keys] = muster_fuzz::files(input);
    let host = Recorded::new()
        .at(1_780_315_200)
        .file("/etc/passwd", passwd)
        .file("/etc/group", group)
        .file("/etc/shadow", shadow)
        .file("/etc/login.defs", defaults)
        .file("/etc/nsswitch.conf", switch)
        .file("/root/.ssh/authorized_keys", keys)
        .file("/home/shop/.ssh/authorized_keys", keys);
    let (facts, _) = muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Accounts);
    let found = facts.accounts.as_ref().expect("it was collected");
    let (Ok(accounts), Ok(passwords)) = (&found.accounts, &found.passwords) else {
        return;
    };
    // Each name has one password, whatever is in the files.
    for password in passwords {
        let of_it = passwords
            .iter()
            .filter(|other| other.account == password.account);
        assert_eq!(of_it.count(), 1);
        assert!(
            accounts
                .iter()
                .any(|account| account.name == password.account)
        );
    }
});
