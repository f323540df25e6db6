#!/usr/bin/env python3
"""Lay out channels/people.txt as the five channel files, truth.csv and cases.csv.

    python3 Fixtures/make_channels.py            write the files
    python3 Fixtures/make_channels.py --check    compare them with people.txt, check the set, count

Nothing is invented here: every person and every cell of every record stands in people.txt. The
one thing computed is the clock time of a record, from the digits of its id, because people.txt
gives the day only. Needs Python 3.9 and nothing else.
"""
import argparse
import csv
import gzip
import io
import itertools
import json
import pathlib
import re
import sys
import unicodedata

HOME = pathlib.Path(__file__).resolve().parent
CHANNELS = HOME / "channels"
README = HOME / "README.md"

CELLS = {
    "shop": ["last", "first", "email", "phone", "address", "birthday"],
    "pos": ["name", "phone", "birthday", "card"],
    "app": ["name", "email", "phone", "birthday", "address"],
    "social": ["platform", "handle", "name", "email"],
    "callcentre": ["name", "phone", "other_phone", "birthday", "address", "email"],
}
ADDRESS_PARTS = {"shop": 6, "app": 4}
COUNTRIES = {"KR": "South Korea", "US": "United States", "JP": "Japan", "DE": "Germany",
             "GB": "United Kingdom", "CA": "Canada", "AU": "Australia"}


class Record:
    """One record as its channel wrote it down."""

    def __init__(self, channel, number, person, cells, day, is_twice, cases):
        self.channel, self.id, self.person = channel, number, person
        self.cells, self.day, self.is_twice, self.cases = cells, day, is_twice, cases

    @property
    def key(self):
        return f"{self.channel}:{self.id}"

    @property
    def moment(self):
        """(year-month-day, hour, minute) in Korean time; office hours."""
        number = int(re.sub(r"\D", "", self.id))
        return f"20{self.day[:2]}-{self.day[2:4]}-{self.day[4:]}", 10 + number * 7 % 10, number * 13 % 60

    def parts(self):
        address = self.cells["address"]
        count = ADDRESS_PARTS[self.channel]
        parts = [part.strip() for part in address.split(";")] if address else [""] * count
        if len(parts) != count:
            sys.exit(f"{self.key}: the address has {len(parts)} parts instead of {count}")
        return parts


class Person:
    """Somebody, as they really are."""

    def __init__(self, entity, language, name, birth_date, household):
        self.entity, self.language, self.name = entity, language, name.replace("_", " ")
        self.birth_date, self.household, self.records = birth_date, household, []


def read_people(text):
    """The cases (name to sentence) and the people of people.txt."""
    cases, people = {}, []
    households, live_together = 0, False
    for line_number, line in enumerate(text.split("\n"), 1):
        word, _, rest = line.strip().partition(" ")
        if not word or word.startswith("#"):
            continue
        if word == "case":
            name, sentence = rest.split(" | ")
            cases[name] = sentence
        elif word in ("household", "people"):
            live_together = word == "household"
            households += live_together
        elif word == "person":
            households += not live_together
            people.append(Person(*rest.split(), households))
        elif word in CELLS:
            people[-1].records.append(read_record(word, rest, people[-1], cases, line_number))
        else:
            sys.exit(f"people.txt:{line_number}: a line starts with case, household, people, person or a channel")
    return cases, people


def read_record(channel, rest, person, cases, line_number):
    rest, _, tags = rest.partition(" ! ")
    number, *cells = rest.split(" | ")
    day, _, twice = cells.pop().partition(" ")
    names = CELLS[channel]
    if len(cells) != len(names) or not re.fullmatch(r"\d{6}", day) or twice not in ("", "twice"):
        sys.exit(f"people.txt:{line_number}: {channel} wants {', '.join(names)} and a day")
    for tag in tags.split():
        if tag not in cases:
            sys.exit(f"people.txt:{line_number}: no case is called {tag}")
    values = ["" if cell == "-" else decomposed(cell) for cell in cells]
    return Record(channel, number, person, dict(zip(names, values)), day, twice == "twice", tags.split())


def decomposed(cell):
    return re.sub(r"nfd\((.*?)\)", lambda match: unicodedata.normalize("NFD", match[1]), cell)


# The channels, each in the format its export has.

def table(header, rows, **style):
    out = io.StringIO()
    writer = csv.writer(out, **{"lineterminator": "\n", **style})
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def shop(records):
    """A web shop's customer export: newest first, an apostrophe before + so that a spreadsheet keeps it."""
    def row(record):
        cells, (day, hour, minute) = record.cells, record.moment
        *address, country = record.parts()
        phone = "'" + cells["phone"] if cells["phone"].startswith("+") else cells["phone"]
        return [record.id, cells["first"], cells["last"], cells["email"], phone, *address, COUNTRIES.get(country, ""),
                cells["birthday"], "enabled" if cells["email"] else "disabled", f"{day} {hour}:{minute:02}:00 +0900"]

    rows = [row(record) for record in sorted(records, key=lambda one: (one.day, one.id), reverse=True)]
    rows += [row(record) for record in records if record.is_twice]
    header = ("Customer ID,First Name,Last Name,Email,Phone,Address1,Address2,City,Province,Zip,Country,"
              "Birthday,State,Updated At")
    return table(header.split(","), rows).encode()


def pos(records):
    """A Korean till: CP949, lines ending in CR LF, by member number."""
    rows = [[record.id, *(record.cells[name] for name in CELLS["pos"]), record.moment[0].replace("-", ".")]
            for record in sorted(records, key=lambda one: one.id)]
    return table("회원번호,이름,휴대폰번호,생년월일,적립카드번호,최종수정일".split(","), rows, lineterminator="\r\n").encode("cp949")


def app(records):
    """Segment identify calls in the order they came; times in UTC."""
    lines = []
    for record in sorted(records, key=lambda one: (one.moment, one.id)):
        cells, (day, hour, minute) = record.cells, record.moment
        traits = {name: several(cells[name]) for name in ("name", "email", "phone", "birthday") if cells[name]}
        if cells["address"]:
            address = dict(zip(("street", "city", "postalCode", "country"), record.parts()))
            traits["address"] = {name: part for name, part in address.items() if part}
        call = {"type": "identify", "userId": record.id, "traits": traits,
                "timestamp": f"{day}T{hour - 9:02}:{minute:02}:00.000Z"}
        lines.append(json.dumps(call, ensure_ascii=False, separators=(",", ":")) + "\n")
    return "".join(lines).encode()


def several(cell):
    values = cell.split(" & ")
    return values if len(values) > 1 else cell


def social(records):
    """A list kept in a spreadsheet: byte order mark, semicolons, CR LF."""
    rows = [[record.id, *(record.cells[name] for name in CELLS["social"]), record.moment[0]]
            for record in sorted(records, key=lambda one: one.id)]
    header = "handle_id;platform;handle;display_name;email;last_seen"
    return table(header.split(";"), rows, delimiter=";", lineterminator="\r\n").encode("utf-8-sig")


def callcentre(records):
    """The call centre's nightly dump, compressed."""
    rows = []
    for record in sorted(records, key=lambda one: (one.moment, one.id)):
        day, hour, minute = record.moment
        rows.append([record.id, *(record.cells[name] for name in CELLS["callcentre"]), f"{day} {hour}:{minute:02}"])
    text = table("caller_id,caller_name,phone,alt_phone,dob,address,email,last_call".split(","), rows)
    return gzip.compress(text.encode(), mtime=0)


FILES = {"shop": ("shop.csv", shop), "pos": ("pos.csv", pos), "app": ("app.jsonl", app),
         "social": ("social.csv", social), "callcentre": ("callcentre.csv.gz", callcentre)}


def all_files(cases, people):
    """File name to bytes."""
    records = [record for person in people for record in person.records]
    files = {name: write([record for record in records if record.channel == channel])
             for channel, (name, write) in FILES.items()}
    # Ids are unique over all channels, so `kindred dedupe` calls a record by its id alone.
    truth = sorted((record.id, record.person.entity) for record in records)
    files["truth.csv"] = table(["record_id", "entity_id"], truth).encode()
    rows = [(case, record.key, record.person.entity, cases[case])
            for case in cases for record in sorted(records, key=lambda one: (one.person.entity, one.key))
            if case in record.cases]
    files["cases.csv"] = table(["case", "record", "person", "note"], rows).encode()
    return files


def case_table(cases, people):
    """The table of cases in README.md."""
    records = [record for person in people for record in person.records]
    lines = [f"{len(records)} records of {len(people)} people; {len(cases)} cases.", "",
             "| case | records | people | expectation |", "|---|--:|--:|---|"]
    for case, sentence in cases.items():
        members = [record for record in records if case in record.cases]
        owners = {record.person.entity for record in members}
        lines.append(f"| `{case}` | {len(members)} | {len(owners)} | {sentence.replace('|', '')} |")
    return "\n".join(lines)


def with_case_table(readme, rows):
    start, end = "<!-- cases: written by make_channels.py -->\n", "\n<!-- end of cases -->"
    before, after = readme.split(start)[0], readme.split(end)[1]
    return before + start + rows + end + after


# What a careful reader can see without guessing: used for checks and counts, never for the files.

STAYS_ALONE = {"no_identifier_but_name"}
JUNK = {"test@test.com", "01000000000", "025550100"}
RENUMBERED = {"011": {**dict.fromkeys("234", "5"), **dict.fromkeys("5678", "3")},
              "016": {**dict.fromkeys("234", "3"), **dict.fromkeys("5678", "2")},
              "017": {**dict.fromkeys("234", "6"), **dict.fromkeys("5678", "4")}}


def identifiers(record):
    """Cleaned e-mails, phones and handles of a record as (kind, value)."""
    found = set()
    for name, cell in record.cells.items():
        cell = unicodedata.normalize("NFKC", cell).strip()
        if not cell:
            continue
        if name == "email":
            found |= {("email", mailbox(value)) for value in cell.split(" & ")}
        elif name in ("phone", "other_phone"):
            found |= {("phone", phone_line(value)) for value in re.split(r" & | / ", cell)}
        elif name == "handle":
            handle = re.sub(r"^https?://(www\.)?[^/]+/", "", cell.lower()).strip("/@")
            platform = record.cells["platform"].replace("twitter", "x")
            found.add(("email", handle + "@naver.com") if platform == "naver" else ("handle", f"{platform} {handle}"))
        elif name == "card":
            found.add(("card", cell))
    return {(kind, value) for kind, value in found if value not in JUNK}


def mailbox(value):
    local, domain = value.lower().split("@")
    domain = {"daum.net": "hanmail.net", "googlemail.com": "gmail.com"}.get(domain, domain)
    if domain == "gmail.com":
        local = local.split("+")[0].replace(".", "")
    return f"{local}@{domain}"


def phone_line(value):
    digits = re.sub(r"\D", "", re.split(r"내선|\(내선|\([^\d]", value)[0])
    if value.startswith("+"):
        digits = digits[1:] if value.startswith("+1") else "0" + digits[2:]
    if digits[:3] in RENUMBERED and len(digits) == 10:
        digits = "010" + RENUMBERED[digits[:3]][digits[3]] + digits[3:]
    elif digits.startswith("011") and digits[3] == "9":
        digits = "010" + digits[3:]
    return digits


def told(record):
    """(name, birth date) and (name, address) as far as they are spelled alike."""
    cells = record.cells
    name = cells.get("name") or (cells.get("last", "") + cells.get("first", ""))
    name = re.sub(r"[\s-]|님.*|고객님", "", unicodedata.normalize("NFC", name).lower())
    found = set()
    day = re.findall(r"\d+", cells.get("birthday", ""))
    if name and day:
        day = "".join(part.zfill(2) for part in day)[-6:]
        found.add((name, "day", day))
    if name and cells.get("address"):
        numbers = re.findall(r"\d+", re.sub(r"\b\d{5}\b", "", unicodedata.normalize("NFKC", cells["address"])))
        found.add((name, "address", "-".join(numbers)))
    return found


def pieces(records, evidence):
    """How many pieces the records fall into when any shared evidence holds two together."""
    groups = []
    for record in records:
        own = evidence(record)
        touching = [group for group in groups if group & own]
        groups = [group for group in groups if not group & own] + [own.union(*touching) | {record.key}]
    return len(groups)


def repeated(values):
    seen = set()
    return [value for value in values if value in seen or seen.add(value)]


def stale_files(cases, people, files):
    """Files on disk that are not what people.txt says."""
    complaints = []
    for name, content in files.items():
        path = CHANNELS / name
        written = path.read_bytes() if path.exists() else b""
        if name.endswith(".gz") and written:  # zlib versions compress differently
            written, content = gzip.decompress(written), gzip.decompress(content)
        if written != content:
            complaints.append(f"{name} is not what people.txt says: run make_channels.py")
    readme = README.read_text("utf-8")
    if with_case_table(readme, case_table(cases, people)) != readme:
        complaints.append("README.md has an old table of cases: run make_channels.py")
    return complaints


def rows_of(name, encoding, delimiter=","):
    """The rows of a file on disk without its header, read the way its channel would be."""
    content = (CHANNELS / name).read_bytes()
    content = gzip.decompress(content) if name.endswith(".gz") else content
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))[1:]


def ids_on_disk():
    """Channel to the ids of its rows."""
    return {
        "shop": [row[0] for row in rows_of("shop.csv", "utf-8")],
        "pos": [row[0] for row in rows_of("pos.csv", "cp949")],
        "app": [json.loads(one)["userId"] for one in (CHANNELS / "app.jsonl").read_text("utf-8").splitlines()],
        "social": [row[0] for row in rows_of("social.csv", "utf-8-sig", ";")],
        "callcentre": [row[0] for row in rows_of("callcentre.csv.gz", "utf-8")],
    }


def broken_files(people):
    """Ids, truth and cases on disk that do not fit together."""
    ids, twice = ids_on_disk(), [record.key for person in people for record in person.records if record.is_twice]
    keys = [f"{channel}:{number}" for channel in ids for number in ids[channel]]
    complaints = [f"{key} stands twice and is not meant to" for key in repeated(keys) if key not in twice]
    complaints += [f"{key} is meant to stand twice" for key in twice if keys.count(key) != 2]
    truth = rows_of("truth.csv", "utf-8")
    complaints += [f"truth.csv names {key} twice" for key in repeated([row[0] for row in truth])]
    owner = dict(truth)
    if set(owner) != {key.partition(":")[2] for key in keys}:
        complaints.append("truth.csv and the channel files do not name the same records")
    return complaints + [f"case {case}: {key} is not a record of {entity}"
                         for case, key, entity, _ in rows_of("cases.csv", "utf-8") if owner.get(key.partition(":")[2]) != entity]


def unsound(cases, people):
    """What is wrong with people.txt itself."""
    records = [record for person in people for record in person.records]
    complaints = [f"record {key} stands twice" for key in repeated([record.key for record in records])]
    complaints += [f"entity {entity} stands twice" for entity in repeated([person.entity for person in people])]
    complaints += [f"{person.entity} has no record" for person in people if not person.records]
    for case in cases:
        owners = [record.person.entity for record in records if case in record.cases]
        if not owners:
            complaints.append(f"case {case} has no record")
        elif case not in STAYS_ALONE and not repeated(owners):
            complaints.append(f"case {case} joins nothing")
    for value, holders in sorted(shared_identifiers(records).items()):
        if any(not one.cases and not other.cases for one, other in itertools.combinations(holders, 2)):
            complaints.append(f"{value} is shared by {', '.join(one.key for one in holders)} and no case says so")
    return complaints


def shared_identifiers(records):
    """Identifiers that records of several people carry, with one record of each."""
    holders = {}
    for record in records:
        for value in identifiers(record):
            holders.setdefault(value, {}).setdefault(record.person.entity, record)
    return {value: list(by_person.values()) for value, by_person in holders.items() if len(by_person) > 1}


def counts(cases, people):
    """The set in a few lines."""
    records = [record for person in people for record in person.records]
    rows = {channel: len(ids) for channel, ids in ids_on_disk().items()}
    sizes, languages = [len(person.records) for person in people], [person.language for person in people]
    together = [len(list(group)) for _, group in itertools.groupby(people, lambda one: one.household)]

    def either(record):
        return identifiers(record) | told(record)

    pairs = [pair for person in people for pair in itertools.combinations(person.records, 2)]
    direct = sum(not identifiers(one).isdisjoint(identifiers(other)) for one, other in pairs)
    told_too = sum(not either(one).isdisjoint(either(other)) for one, other in pairs)
    through = sum(len(person.records) * (len(person.records) - 1) // 2 for person in people
                  if pieces(person.records, either) == 1)
    apart = [person.entity for person in people if pieces(person.records, either) > 1]
    shared = shared_identifiers(records)
    confusable = {pair for holders in shared.values()
                  for pair in itertools.combinations(sorted(one.person.entity for one in holders), 2)}
    return [
        f"{len(records)} records in {sum(rows.values())} rows: "
        + ", ".join(f"{channel} {count}" for channel, count in rows.items()),
        f"{len(people)} people ("
        + ", ".join(f"{language} {languages.count(language)}" for language in sorted(set(languages)))
        + f") in {len(together)} households, {sum(size > 1 for size in together)} of them of several people",
        "records a person: " + ", ".join(f"{size} x {sizes.count(size)}" for size in sorted(set(sizes))),
        f"{len(cases)} cases in {sum(len(record.cases) for record in records)} rows",
        f"{len(pairs)} true pairs: {direct} share a cleaned e-mail, phone, handle or card; {told_too} share one of "
        f"these or a name with birth date or address; {through} hang together through other records too",
        f"{len(shared)} identifiers are carried by several people, {len(confusable)} pairs of people share one",
        f"only a slip of the hand keeps apart: {', '.join(apart) or 'nobody'}",
    ]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="write nothing; compare, check and count")
    options = arguments.parse_args()
    cases, people = read_people((CHANNELS / "people.txt").read_text("utf-8"))
    files = all_files(cases, people)
    if not options.check:
        for name, content in files.items():
            (CHANNELS / name).write_bytes(content)
        README.write_text(with_case_table(README.read_text("utf-8"), case_table(cases, people)), "utf-8")
        return
    complaints = unsound(cases, people) + stale_files(cases, people, files) + broken_files(people)
    print("\n".join(counts(cases, people) + complaints))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
