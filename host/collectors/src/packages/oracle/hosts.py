# Random hosts with rpm's packages, and what the real dnf and zypper say of them. The arguments are the program, the
# folder that gets a folder for each host, and how many there are. Each host has a root, and the answers beside it.
#
# A package has a name of its own for each combination of what is installed and offered, so that one host asks some
# dozens of questions. What the names of packages, repositories and versions are does not matter.
import contextlib, hashlib, io, os, random, shutil, sqlite3, subprocess, sys
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

program, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
# Debian's rpm keeps its database in the home directory unless it is told otherwise.
os.environ["HOME"] = folder
with open(os.path.join(folder, ".rpmmacros"), "w") as macros:
    macros.write("%_dbpath /usr/lib/sysimage/rpm\n")

import rpm

PACKAGES = 60
# dnf keeps several versions of these.
MANY = ["kernel", "kernel-core"]
VERSIONS = ["1.0-1", "1.0-2", "1.1~rc1-1", "1.1-1", "1.1^git2-1", "1:0.9-1", "1:1.0-3", "2-1", "10-1"]
# SUSE has no packages of one name and two architectures.
ARCHITECTURES = ["x86_64"] * 5 + (["noarch", "i686"] if program == "dnf" else ["noarch"])
VENDORS = ["Shop", "Shop", "Shop", "Other", "openSUSE", "SUSE LLC <https://www.suse.com/>", "SUSE", ""]
KINDS = ["security", "security", "bugfix", "enhancement"]
REPOSITORIES = ["base", "updates", "extra", "off"]
os.environ["LC_ALL"] = "C"


def parts(version):
    epoch, _, rest = version.rpartition(":")
    version, _, release = rest.partition("-")
    return epoch or "0", version, release


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def header(name, version, architecture, vendor):
    epoch, number, release = parts(version)
    made = rpm.hdr()
    made[rpm.RPMTAG_NAME] = name
    if epoch != "0":
        made[rpm.RPMTAG_EPOCH] = int(epoch)
    made[rpm.RPMTAG_VERSION] = number
    made[rpm.RPMTAG_RELEASE] = release
    made[rpm.RPMTAG_ARCH] = architecture
    if vendor:
        made[rpm.RPMTAG_VENDOR] = vendor
    made[rpm.RPMTAG_PROVIDENAME] = [name]
    made[rpm.RPMTAG_PROVIDEVERSION] = [(epoch + ":" if epoch != "0" else "") + number + "-" + release]
    made[rpm.RPMTAG_PROVIDEFLAGS] = [rpm.RPMSENSE_EQUAL]
    return made.unload()


def install(root, packages):
    directory = root + rpm.expandMacro("%_dbpath")
    os.makedirs(directory)
    shutil.copy(empty, directory)
    database = sqlite3.connect(os.path.join(directory, "rpmdb.sqlite"), isolation_level=None)
    names = {row[0] for row in database.execute("select name from sqlite_master where type = 'table'")}
    assert "Packages" in names and "Name" in names
    database.execute("begin")
    for number, package in enumerate(packages, 1):
        database.execute("insert into Packages (hnum, blob) values (?, ?)", (number, header(*package)))
        database.execute("insert into Name (key, hnum, idx) values (?, ?, 0)", (package[0], number))
        database.execute("insert into Providename (key, hnum, idx) values (?, ?, 0)", (package[0], number))
    database.execute("commit")
    database.close()


def primary(packages):
    text = '<?xml version="1.0"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" '
    text += f'xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="{len(packages)}">\n'
    for name, version, architecture, vendor, obsoletes in packages:
        epoch, number, release = parts(version)
        entry = f'epoch="{epoch}" ver="{number}" rel="{release}"'
        checksum = hashlib.sha256(f"{name} {version} {architecture}".encode()).hexdigest()
        text += f'<package type="rpm"><name>{name}</name><arch>{architecture}</arch><version {entry}/>'
        text += f'<checksum type="sha256" pkgid="YES">{checksum}</checksum><summary>a</summary><description>a</description>'
        text += '<packager/><url/><time file="1" build="1"/><size package="1" installed="1" archive="1"/>'
        text += f'<location href="{name}-{number}-{release}.{architecture}.rpm"/><format><rpm:license>MIT</rpm:license>'
        text += f"<rpm:vendor>{escape(vendor)}</rpm:vendor><rpm:group>a</rpm:group>"
        text += f'<rpm:sourcerpm>a.src.rpm</rpm:sourcerpm><rpm:provides><rpm:entry name="{name}" flags="EQ" {entry}/></rpm:provides>'
        if obsoletes:
            text += f'<rpm:obsoletes><rpm:entry name="{obsoletes}"/></rpm:obsoletes>'
        text += "</format></package>\n"
    return text + "</metadata>\n"


def filelists(packages):
    text = f'<?xml version="1.0"?>\n<filelists xmlns="http://linux.duke.edu/metadata/filelists" packages="{len(packages)}">\n'
    for name, version, architecture, _, _ in packages:
        epoch, number, release = parts(version)
        checksum = hashlib.sha256(f"{name} {version} {architecture}".encode()).hexdigest()
        text += f'<package pkgid="{checksum}" name="{name}" arch="{architecture}"><version epoch="{epoch}" ver="{number}" rel="{release}"/></package>\n'
    return text + "</filelists>\n"


def updateinfo(repository_id, advisories):
    text = '<?xml version="1.0"?>\n<updates>\n'
    for at, (kind, status, packages) in enumerate(advisories):
        text += f'<update from="a" status="{status}" type="{kind}" version="1"><id>{repository_id}-{at}</id><title>a</title>'
        text += '<issued date="2026-01-02 00:00:00"/><severity>Important</severity><release>a</release>'
        text += '<description>a</description><pkglist><collection short="a"><name>a</name>'
        for name, version, architecture in packages:
            epoch, number, release = parts(version)
            text += f'<package name="{name}" epoch="{epoch}" version="{number}" release="{release}" arch="{architecture}" src="a.src.rpm">'
            text += f"<filename>{name}-{number}-{release}.{architecture}.rpm</filename></package>"
        text += "</collection></pkglist></update>\n"
    return text + "</updates>\n"


def repository(directory, files):
    text = '<?xml version="1.0"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1780480000</revision>\n'
    for kind, content in files.items():
        checksum = hashlib.sha256(content.encode()).hexdigest()
        name = f"repodata/{checksum}-{kind}.xml"
        write(f"{directory}/{name}", content)
        text += f'<data type="{kind}"><checksum type="sha256">{checksum}</checksum><open-checksum type="sha256">{checksum}</open-checksum>'
        text += f'<location href="{name}"/><timestamp>1780480000</timestamp><size>{len(content)}</size><open-size>{len(content)}</open-size></data>\n'
    write(f"{directory}/repodata/repomd.xml", text + "</repomd>\n")


def pattern(names):
    name = random.choice(names)
    return random.choice([name, name, name[:2] + "?", name + ".x86_64", name + "-1.*", name + "-*", "*" + name[-1]])


def one_of(*choices):
    return random.choice(choices)


def lay_out(host):
    root = f"{host}/root"
    names = [f"p{at:02}" for at in range(PACKAGES)]
    installed, offers = [], {repository: set() for repository in REPOSITORIES}
    for name in names + MANY:
        for architecture in sorted(set(random.choices(ARCHITECTURES, k=one_of(1, 1, 1, 2) if program == "dnf" else 1))):
            for version in sorted(set(random.choices(VERSIONS, k=one_of(1, 2, 3) if name in MANY and program == "dnf" else 1))):
                installed.append((name, version, architecture, random.choice(VENDORS)))
        for _ in range(random.randint(0, 4)):
            offers[random.choice(REPOSITORIES)].add((name, random.choice(VERSIONS), random.choice(ARCHITECTURES)))
    install(root, installed)
    write(f"{host}/installed", "".join(f"{package}\n" for package in installed))
    vendors, fixes = {}, {}
    # Fixes that change the architecture: they are not listed, and are installed all the same.
    changed, architectures = [], {(name, architecture) for name, _, architecture, _ in installed}
    for repository_id, packages in offers.items():
        # What zypper does about packages that replace others depends on all of them.
        full = []
        for package in sorted(packages):
            # The same package has one vendor, wherever it is.
            vendor = vendors.setdefault(package, random.choice(VENDORS))
            full.append((*package, vendor, random.choice(names) if program == "dnf" and random.random() < 0.03 else ""))
        advisories = []
        if repository_id != "base":
            for _ in range(random.randint(0, 20) if program == "dnf" else 20):
                # zypper lists advisories, and of which package one is must be clear. They are SUSE's.
                choice = [one for one in sorted(packages) if program == "dnf" or "SUSE" in vendors[one]]
                named = random.sample(choice, min(len(choice), random.randint(1, 3) if program == "dnf" else 1))
                advisories.append((random.choice(KINDS), one_of("final", "final", "stable", "retracted" if program == "zypper" else "testing"), named))
        files = {"primary": primary(full), "filelists": filelists(full)}
        if advisories:
            files["updateinfo"] = updateinfo(repository_id, advisories)
        repository(f"{root}/srv/{repository_id}", files)
        for at, (kind, _, named) in enumerate(advisories):
            fixes[f"{repository_id}-{at}"] = named[0]
            if kind == "security" and repository_id != "off":
                changed += [("changed", *one[:2]) for one in named if (one[0], one[2]) not in architectures]
    write(f"{root}/etc/os-release", "ID=fedora\nVERSION_ID=41\n")
    return root, names, fixes, changed


def definitions(root, names, settings):
    """The files of repositories; `settings` makes further lines of one."""
    for repository_id in REPOSITORIES:
        text = f"[{repository_id}]\nname = a\nbaseurl=file://{root}/srv/{repository_id}\ngpgcheck=0\n"
        text += "enabled={}\n".format("0" if repository_id == "off" else one_of("1", "True", "yes"))
        yield repository_id, text + "".join(settings(names))


def run_dnf(root, *arguments):
    import dnf.cli.main

    said = io.StringIO()
    common = ["--installroot", root, "--forcearch", "x86_64", "--releasever", "1", "--setopt", "reposdir=" + root + "/etc/yum.repos.d",
              "--config", root + "/etc/dnf/dnf.conf", "--setopt", "cachedir=" + root + "/var/cache/dnf", "--noplugins", "-q"]
    with contextlib.redirect_stdout(said):
        code = dnf.cli.main.main([*common, *arguments])
    assert code in (0, 100), (root, arguments, code)
    return said.getvalue()


def of_dnf(host):
    root, names, _, changed = lay_out(host)

    def settings(names):
        if random.random() < 0.4:
            yield "priority = {}\n".format(one_of("10", "50", "99", "120"))
        if random.random() < 0.4:
            yield "{} = {}\n".format(one_of("excludepkgs", "exclude"), ", ".join(pattern(names) for _ in range(3)))
        if random.random() < 0.15:
            yield "includepkgs={}\n".format(" ".join(pattern(names) for _ in range(12)))

    for repository_id, text in definitions(root, names, settings):
        write(f"{root}/etc/yum.repos.d/{repository_id}.repo", text)
    main = "[main]\ngpgcheck=0\n"
    if random.random() < 0.6:
        main += "{}={}\n".format(one_of("excludepkgs", "exclude"), one_of(", ", " ", "\n   ").join(pattern(names) for _ in range(3)))
    write(f"{root}/etc/dnf/dnf.conf", main)
    run_dnf(root, "makecache")

    def updates(*arguments):
        lines = run_dnf(root, "-C", *arguments, "check-update").partition("Obsoleting Packages")[0].splitlines()
        rows = [line.split() for line in lines]
        return [(row[0].rpartition(".")[0], row[1]) for row in rows if len(row) == 3]

    answers = [("update", *row) for row in updates()]
    answers += [("any", *row) for row in updates("--disableexcludes=all")]
    answers += changed
    for line in run_dnf(root, "-C", "updateinfo", "list", "--security").splitlines():
        name, version, release = line.split()[2].rpartition(".")[0].rsplit("-", 2)
        answers.append(("security", name, f"{version}-{release}"))
    return answers


def run_zypper(root, *arguments):
    said = subprocess.run(["zypper", "--root", root, "--non-interactive", *arguments], capture_output=True, text=True)
    assert said.returncode in (0, 100, 101), (root, arguments, said)
    return said.stdout


def of_zypper(host):
    root, names, fixes, changed = lay_out(host)

    def settings(names):
        yield "autorefresh=0\ntype=rpm-md\n"
        if random.random() < 0.4:
            yield "priority = {}\n".format(one_of("10", "50", "99", "120"))

    for repository_id, text in definitions(root, names, settings):
        write(f"{root}/etc/zypp/repos.d/{repository_id}.repo", text)
    write(f"{root}/etc/zypp/zypp.conf", "[main]\narch = x86_64\nrpm.install.excludedocs = no\n")
    if random.random() < 0.5:
        write(f"{root}/etc/zypp/vendors.d/00-a.conf", "[main]\nvendors = {}\n".format(one_of("openSUSE,SUSE", "suse,shop,nobody")))
    run_zypper(root, "--no-gpg-checks", "refresh")
    answers = changed
    for kind, arguments in [("update", ["list-updates"]), ("any", ["list-updates", "--all"])]:
        answer = ElementTree.fromstring(run_zypper(root, "-x", "--no-refresh", *arguments))
        answers += [(kind, one.get("name"), one.get("edition")) for one in answer.iter("update")]
    answer = ElementTree.fromstring(run_zypper(root, "-x", "--no-refresh", "list-patches", "--category", "security"))
    answers += [("security", *fixes[one.get("name")][:2]) for one in answer.iter("update")
                if one.get("category") == "security" and one.get("status") == "needed"]
    return answers


empty = os.path.join(folder, "empty")
subprocess.run(["rpm", "--dbpath", empty, "--initdb"], check=True)
empty = os.path.join(empty, "rpmdb.sqlite")
for at in range(count):
    random.seed(at)
    host = os.path.join(folder, str(at))
    answers = {"dnf": of_dnf, "zypper": of_zypper}[program](host)
    write(f"{host}/answers", "".join("{} {} {}\n".format(*answer) for answer in sorted(set(answers))))
