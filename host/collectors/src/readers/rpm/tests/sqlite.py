# Writes a database of rpm's below the folder of the first argument, with a log in some random state, and prints what
# SQLite itself finds in it. The second argument makes the choices.
import os, random, shutil, sqlite3, struct, sys

folder, seed = sys.argv[1], int(sys.argv[2])
random.seed(seed)
target = os.path.join(folder, "var/lib/rpm")
work = os.path.join(folder, "work")
os.makedirs(target)
os.makedirs(work)
path = os.path.join(work, "rpmdb.sqlite")


def header(name, version, release, size):
    entries, data = b"", b""
    for tag, text in ((1000, name), (1001, version), (1002, release), (1004, "s" * size)):
        entries += struct.pack(">IIII", tag, 6, len(data), 1)
        data += text.encode() + b"\0"
    return struct.pack(">II", len(entries) // 16, len(data)) + entries + data


database = sqlite3.connect(path, isolation_level=None)
page_size = random.choice([512, 1024, 4096, 32768, 65536])
database.execute(f"pragma page_size = {page_size}")
database.execute("pragma journal_mode = " + ("wal" if seed % 4 else "delete"))
database.execute("pragma wal_autocheckpoint = 0")
database.execute("pragma cache_size = 4")
for table in range(random.randint(0, 40)):
    database.execute(f"create table Other{table} (key text, hnum integer, unique (key))")
database.execute("create table Packages (hnum integer primary key autoincrement, blob blob not null)")


def change():
    database.execute("begin")
    for _ in range(random.randint(1, 30)):
        if random.random() < 0.3:
            database.execute("delete from Packages where hnum = ?", (random.randint(1, 200),))
        else:
            name = f"p{random.randint(1, 10**9)}"
            size = random.choice([0, 10, page_size - 120, page_size, page_size * 7, 100_000])
            blob = header(name, str(random.randint(1, 99)), "1", max(size, 0))
            database.execute("insert into Packages (blob) values (?)", (blob,))


for _ in range(random.randint(1, 6)):
    change()
    database.execute("commit")
    if random.random() < 0.4:
        database.execute("pragma wal_checkpoint(" + random.choice(["passive", "restart", "truncate"]) + ")")

# What another connection finds, while a transaction has begun whose pages may be in the log already.
if seed % 4:
    change()
reader = sqlite3.connect(path)
for (blob,) in reader.execute("select blob from Packages"):
    count = struct.unpack(">I", blob[:4])[0]
    values = blob[8 + 16 * count:].split(b"\0")
    print(values[0].decode(), values[1].decode() + "-" + values[2].decode())
for name in os.listdir(work):
    shutil.copy(os.path.join(work, name), target)
