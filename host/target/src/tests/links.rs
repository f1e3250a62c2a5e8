//! Links, and names in files, show nobody more than they may see.

use super::*;

/// Two users without a name.
const ALICE: u32 = 54_321;

const BOB: u32 = 54_322;

/// The owner of a link, the mode and owner of the file that it leads to, the mode of the directory
/// above that, and whether the link is followed by each rule.
type LinkCase = (u32, (u32, u32), u32, (bool, bool));

/// Links `/srv/link` to `/etc/app/secret`.
const LINKS: [LinkCase; 8] = [
    // What everybody may read.
    (ALICE, (0o644, 0), 0o755, (true, true)),
    // What the owner of the link may not.
    (ALICE, (0o640, 0), 0o755, (false, false)),
    (ALICE, (0o600, BOB), 0o755, (false, false)),
    (ALICE, (0o644, 0), 0o700, (false, false)),
    (ALICE, (0o600, ALICE), 0o700, (false, false)),
    // Its own file, and links of root.
    (ALICE, (0o600, ALICE), 0o755, (false, true)),
    (0, (0o600, BOB), 0o755, (false, true)),
    (0, (0o600, 0), 0o700, (false, true)),
];

fn check_links(system: &dyn System, follows: (bool, bool), what: &str) {
    for (links, follows) in [(Links::ToPublic, follows.0), (Links::OfOwner, follows.1)] {
        let read = system.read_named_text(Path::new("/srv/link"), links);
        if follows {
            assert_eq!(read.as_deref(), Ok("inside"), "{links:?} {what}");
        } else {
            let error = read.unwrap_err();
            assert!(
                matches!(&error, ReadError::ForeignLink { link, .. } if link == Path::new("/srv/link")),
                "{links:?} {what}: {error}"
            );
            assert!(
                error.to_string().contains("name the file itself"),
                "{error}"
            );
        }
        // Without a link, nobody is asked whose the file is.
        let direct = system.read_named_text(Path::new("/etc/app/secret"), links);
        assert_eq!(direct.as_deref(), Ok("inside"), "{what}");
    }
}

#[test]
fn a_link_shows_nobody_more_than_they_may_see() {
    for (link, (mode, owner), above, follows) in LINKS {
        let what = format!("link of {link}, {mode:o} of {owner}, {above:o}");
        let recorded = Recorded::new()
            .file("/etc/app/secret", "inside")
            .owned("/etc/app/secret", mode, owner, 0)
            .owned("/etc/app", above, 0, 0)
            .link("/srv/link", "../etc/app/secret")
            .owned("/srv/link", 0o777, link, 0);
        check_links(&recorded, follows, &what);
        if !rustix::process::geteuid().is_root() {
            continue;
        }
        let (_directory, image) = image();
        let (secret, app) = (image.join("etc/app/secret"), image.join("etc/app"));
        write(&secret, "inside");
        std::fs::set_permissions(&secret, PermissionsExt::from_mode(mode)).unwrap();
        std::fs::set_permissions(&app, PermissionsExt::from_mode(above)).unwrap();
        chown(&secret, Some(owner), None).unwrap();
        std::fs::create_dir(image.join("srv")).unwrap();
        symlink("../etc/app/secret", image.join("srv/link")).unwrap();
        lchown(image.join("srv/link"), Some(link), None).unwrap();
        check_links(&Root::open(&image).unwrap(), follows, &what);
    }
}

#[test]
fn a_link_does_not_tell_whether_a_hidden_file_exists() {
    let system = Recorded::new()
        .directory("/root")
        .owned("/root", 0o700, 0, 0)
        .link("/srv/link", "/root/no-such-file")
        .owned("/srv/link", 0o777, ALICE, 0);
    for links in [Links::ToPublic, Links::OfOwner] {
        let error = system
            .read_named(Path::new("/srv/link"), 10, links)
            .unwrap_err();
        assert!(matches!(error, ReadError::ForeignLink { .. }), "{error}");
    }
}

/// `/srv/names` says that `/etc/app/secret` is to be read.
fn check_name(system: &dyn System, follows: bool, what: &str) {
    let named = Path::new("/etc/app/secret");
    let links = Links::OfOwner;
    let naming = system
        .read_named_by(Path::new("/srv/names"), 10, links, &Namers::default())
        .unwrap();
    let read = system.read_named_by(named, 10, links, &naming.namers);
    if follows {
        assert_eq!(read.unwrap().content, b"inside", "{what}");
        return;
    }
    let error = read.unwrap_err();
    assert!(
        matches!(&error, ReadError::ForeignName { file, .. } if file == Path::new("/srv/names")),
        "{what}: {error}"
    );
    assert!(error.to_string().contains("let root own"), "{error}");
}

#[test]
fn a_name_in_a_file_is_as_good_as_a_link_of_its_owner() {
    for (owner, (mode, secret), above, (_, follows)) in LINKS {
        let what = format!("file of {owner} names {mode:o} of {secret} in {above:o}");
        let recorded = Recorded::new()
            .file("/etc/app/secret", "inside")
            .owned("/etc/app/secret", mode, secret, 0)
            .owned("/etc/app", above, 0, 0)
            .file("/srv/names", "")
            .owned("/srv/names", 0o644, owner, 0);
        check_name(&recorded, follows, &what);
        if !rustix::process::geteuid().is_root() {
            continue;
        }
        let (_directory, image) = image();
        let (hidden, app) = (image.join("etc/app/secret"), image.join("etc/app"));
        write(&hidden, "inside");
        std::fs::set_permissions(&hidden, PermissionsExt::from_mode(mode)).unwrap();
        std::fs::set_permissions(&app, PermissionsExt::from_mode(above)).unwrap();
        chown(&hidden, Some(secret), None).unwrap();
        write(&image.join("srv/names"), "");
        chown(image.join("srv/names"), Some(owner), None).unwrap();
        check_name(&Root::open(&image).unwrap(), follows, &what);
    }
}

#[test]
fn whoever_links_to_the_naming_file_names_too() {
    let system = Recorded::new()
        .file("/etc/names", "")
        .link("/srv/names", "/etc/names")
        .owned("/srv/names", 0o777, ALICE, 0)
        .file("/etc/secret", "inside")
        .owned("/etc/secret", 0o600, 0, 0);
    let read = |path: &str, namers: &Namers| {
        system.read_named_by(Path::new(path), 10, Links::OfOwner, namers)
    };
    let over_link = read("/srv/names", &Namers::default()).unwrap().namers;
    let error = read("/etc/secret", &over_link).unwrap_err();
    assert!(matches!(error, ReadError::ForeignLink { .. }), "{error}");
    let direct = read("/etc/names", &Namers::default()).unwrap().namers;
    assert!(read("/etc/secret", &direct).is_ok());
}

#[test]
fn a_named_file_is_found_as_any_other() {
    let (directory, image) = image();
    symlink("/etc/hostname", image.join("etc/absolute")).unwrap();
    symlink("..", image.join("etc/parent")).unwrap();
    symlink("../../../outside.txt", image.join("etc/outside")).unwrap();
    symlink("circle", image.join("etc/circle")).unwrap();
    fifo(&image.join("etc/fifo"));
    let root = Root::open(&image).unwrap();
    let read = |path: &str| root.read_named(Path::new(path), 6, Links::OfOwner);
    for inside in [
        "/etc/absolute",
        "/etc/parent/etc/hostname",
        "/../../etc/hostname",
    ] {
        assert_eq!(read(inside).unwrap(), b"inside", "{inside}");
    }
    assert!(matches!(
        read("/etc/outside"),
        Err(ReadError::NotFound { .. })
    ));
    assert!(matches!(
        read("/etc/hostname/x"),
        Err(ReadError::NotFound { .. })
    ));
    assert!(matches!(
        read("/etc/circle"),
        Err(ReadError::Escapes { .. })
    ));
    assert!(matches!(
        read("/etc/fifo"),
        Err(ReadError::NotRegular { .. })
    ));
    assert!(matches!(read("/etc"), Err(ReadError::NotRegular { .. })));
    write(&image.join("etc/hostname"), "longer than six");
    assert!(matches!(
        read("/etc/hostname"),
        Err(ReadError::TooLarge { .. })
    ));
    drop(directory);
}
