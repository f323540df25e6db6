#!/usr/bin/env python3
"""Writes Sources/CEmbedded/tables/nicknames.txt: English given names and what their bearers are called.

    pip install nicknames==1.0.1
    scripts/make_nicknames.py            # writes the table
    scripts/make_nicknames.py --check    # checks the tables that are there; needs no package

The table is the package's list of edges, one line a formal name, without the edges that join the names
of different people (DROPPED). Nothing is closed over: through Al, Bert and Pat half of all names would
be somebody's nickname. What the package lacks is kept by hand in nicknames_more.txt.
"""

import collections
import pathlib
import re
import sys

TABLES = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CEmbedded" / "tables"
WORD = re.compile(r"[a-z]{2,16}$")

# Edges of the package that are left out, formal name first.
DROPPED = {
    # by way of a shared short form: Robert is Bob, William is Bill, Fred is no form of either
    "robert bill", "robert billy", "bill robert", "billy robert", "bill fred", "billy fred", "will fred",
    "willie fred", "patrick peter", "herman dutch",
    # a man's name and a woman's, each in its own right
    "aaron erin", "aron erin", "andrea andrew", "alexandria alexander", "anselm selma", "selma anselm",
    "earnest ernestine", "ernestine ernest", "edwina edwin", "emil emily", "felicia felix", "frederica frederick",
    "georgine george", "june junius", "laurinda lawrence", "laverne vernon", "lucia lucius", "wilma william",
    "andre drea", "nicholette nicole", "patsy patty",
    # two names that parents choose between, not two names of one child
    "floyd lloyd", "garrett barrett", "garrett jerry", "jehu hugh", "susan hannah", "sheila cecilia", "joshua joe",
    "barney bernard", "marietta maureen", "marietta mercy", "marietta may", "demaris mary", "demerias mary",
    # slips of the list
    "wilma billiewilhelm", "philomena menaalmena", "junior jr", "junior june", "levi lee",
    # a family name
    "smith smitty",
}

# Nicknames that are as often what stands on the birth certificate. Two of them under one formal name are
# two people as a rule (Lisa and Betty), so they are never siblings.
NAMES_OF_THEIR_OWN = set("""
    ada adele albert alice alma amelia amy ana andrew anita ann anna anne annette april ashley aurora austin bella
    bernard bryan bryant carl carla carol caroline catherine celia cheryl claire clara clare clement cora daisy dale
    david dean delia diana diane dina donna dora douglas edith edna eileen elaine eleanor elena eliza ella ellen
    elmer elsie emily emma emmanuel eric erica erika erin ernest ethel etta eva evan eve faith fay felix fiona
    flora florence frances fred freda gail gary gina gloria glory grace greta hannah harold heidi helen henry honor
    hope hugh ian ida inez irene iris isabella ivan ivy jane janet jean jill joan john jonathan joy joyce julia june
    karen karl karla kara kay kelly kim laura lauren leah lee lena leo leon lewis lila lily linda lisa lloyd lola
    lois loren lori louis louise lucas lucy luke lydia lynn mabel mae magda marc marcia margery maria marie marion
    mark marsha mary maude max may megan melody mercy mia michael mina minerva miranda miriam mitzi mona moses myra
    nada nadia nancy naomi nathan neil nelson nicole nina noah noel nora norah norma olive oliver oscar patsy paul
    penny peter phoebe rachel ralph randy rhett rita robin roland rolf rosa rose roy ruby ruth sadie sally sandra sara
    saul scott selma serena sherry sonia sophia stacy stella susan tara tina tracy trina trudy vera verna vernon viola
    wallace wilbur wilma wood
    """.split())


def edges_of_package():
    import importlib.metadata

    import nicknames

    if importlib.metadata.version("nicknames") != "1.0.1":
        sys.exit("nicknames 1.0.1 is wanted")
    path = pathlib.Path(nicknames.__file__).parent / "names.csv"
    rows = [line.strip().split(",") for line in path.read_text(encoding="ascii").splitlines()[1:]]
    return [(formal, short) for formal, _, short in rows]


def write():
    short_forms = collections.defaultdict(set)
    for formal, short in edges_of_package():
        if f"{formal} {short}" not in DROPPED and WORD.match(formal) and WORD.match(short):
            short_forms[formal].add(short)
    # Edges that are listed both ways belong to the name with more short forms: Bob to Robert.
    for formal in sorted(short_forms):
        for short in sorted(short_forms[formal]):
            if formal in short_forms.get(short, ()):
                rank = lambda name: (len(short_forms[name]), len(name), name)
                short_forms[min(formal, short, key=rank)].discard(max(formal, short, key=rank))
    lines = [
        "# English given names: the formal name, then what its bearers are called. A name behind ! is also given in",
        "# its own right. Made by scripts/make_nicknames.py from the PyPI package nicknames 1.0.1 (Apache-2.0). Do not edit.",
    ]
    for formal in sorted(short_forms):
        words = [
            ("!" if short in NAMES_OF_THEIR_OWN or len(short_forms.get(short, ())) >= 4 else "") + short
            for short in sorted(short_forms[formal])
        ]
        if words:
            lines.append(" ".join([formal] + words))
    (TABLES / "nicknames.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def check():
    faults = []
    seen = set()
    for name in ["nicknames.txt", "nicknames_more.txt"]:
        edge_count = 0
        for number, line in enumerate((TABLES / name).read_text(encoding="ascii").splitlines(), 1):
            if line.startswith("#"):
                continue
            words = line.removeprefix("=").split()
            heads = words if line.startswith("=") else words[:1]
            for word in words:
                if not WORD.match(word.removeprefix("!")):
                    faults.append(f"{name}:{number}: {word} is no name")
            for head in heads:
                for word in words:
                    edge = frozenset((head, word.removeprefix("!")))
                    if len(edge) < 2:
                        continue
                    if edge in seen and name == "nicknames_more.txt" and not line.startswith("="):
                        faults.append(f"{name}:{number}: {' '.join(sorted(edge))} is there already")
                    seen.add(edge)
                    edge_count += 1
        print(f"{name}: {edge_count} edges")
    return faults


def main():
    if "--check" not in sys.argv[1:]:
        write()
    faults = check()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
