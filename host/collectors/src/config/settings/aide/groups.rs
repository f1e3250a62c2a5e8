//! Groups of AIDE: the attributes that it has, the groups that it defines, and those that a configuration defines. Pure.

use std::collections::{BTreeMap, BTreeSet};

/// What AIDE can check of a file; those of a hash come last.
const ATTRIBUTES: [&str; 35] = [
    "p",
    "i",
    "n",
    "u",
    "g",
    "s",
    "b",
    "m",
    "a",
    "c",
    "S",
    "l",
    "ftype",
    "acl",
    "selinux",
    "xattrs",
    "e2fsattrs",
    "caps",
    "I",
    "ANF",
    "ARF",
    "growing",
    "compressed",
    "fstype",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "rmd160",
    "tiger",
    "crc32",
    "haval",
    "gost",
    "whirlpool",
    "crc32b",
];

/// More hashes, of later releases.
const HASHES: [&str; 5] = [
    "stribog256",
    "stribog512",
    "sha512_256",
    "sha3_256",
    "sha3_512",
];

/// Groups that AIDE defines, as far as all of its releases agree. Those of hashes differ: `R` had MD5 and has others.
const DEFINED: [(&str, &str); 7] = [
    ("X", "acl+selinux+xattrs+e2fsattrs"),
    ("R", "p+ftype+i+l+n+u+g+s+m+c+acl+selinux+xattrs+e2fsattrs"),
    ("L", "p+ftype+i+l+n+u+g+acl+selinux+xattrs+e2fsattrs"),
    (">", "p+ftype+l+u+g+i+n+S+acl+selinux+xattrs+e2fsattrs"),
    ("E", ""),
    ("H", "sha256+sha512"),
    ("N", ""),
];

/// The groups that are known at a line.
#[derive(Clone, Debug)]
pub(super) struct Groups(BTreeMap<String, BTreeSet<&'static str>>);

impl Groups {
    pub(super) fn new() -> Self {
        let mut groups = Self(BTreeMap::new());
        for name in ATTRIBUTES.into_iter().chain(HASHES) {
            groups.0.insert(name.to_owned(), BTreeSet::from([name]));
        }
        for (name, expression) in DEFINED {
            let attributes = if expression.is_empty() {
                Some(BTreeSet::new())
            } else {
                groups.attributes(expression)
            };
            groups
                .0
                .extend(attributes.map(|found| (name.to_owned(), found)));
        }
        groups
    }

    /// The attributes of `A+B-C`; none where a group is not known.
    pub(super) fn attributes(&self, expression: &str) -> Option<BTreeSet<&'static str>> {
        let mut found = BTreeSet::new();
        let mut rest = expression;
        let mut is_added = true;
        loop {
            let end = rest.find(['+', '-']).unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(end)?;
            let group = self.0.get(name.trim())?;
            if is_added {
                found.extend(group);
            } else {
                found.retain(|attribute| !group.contains(attribute));
            }
            let Some(sign) = after.chars().next() else {
                return Some(found);
            };
            is_added = sign == '+';
            rest = after.get(1..)?;
        }
    }

    pub(super) fn define(&mut self, name: &str, attributes: BTreeSet<&'static str>) {
        self.0.insert(name.to_owned(), attributes);
    }

    /// What is said of it is not understood: rules that use it are not either.
    pub(super) fn forget(&mut self, name: &str) {
        self.0.remove(name);
    }
}
