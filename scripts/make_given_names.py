#!/usr/bin/env python3
"""Writes Sources/CEmbedded/tables/given_names.txt: given names that are men's and those that are women's.

    pip install names==0.3.0 Faker==40.54.0
    scripts/make_given_names.py

Two lines of names, folded as names are (no marks, lower case a to z). The packages list the given names of the census
of the United States of 1990 with how many bear them, and the usual names of European and American countries. Left out
is every name that the other sex bears as well (in the census more than one bearer in twenty, or more than one list in
five), so that Jean, Gabriele and Kim are in neither line, and names of which the census has next to none.
"""

import collections
import importlib
import importlib.metadata
import pathlib
import re
import sys
import unicodedata

TABLE = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CEmbedded" / "tables" / "given_names.txt"
COUNTRIES = [
    "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "en_GB", "en_IE", "en_NZ", "en_US", "es_AR", "es_CL", "es_CO", "es_ES",
    "es_MX", "fi_FI", "fr_BE", "fr_CA", "fr_CH", "fr_FR", "hr_HR", "hu_HU", "it_IT", "nl_BE", "nl_NL", "no_NO", "pl_PL",
    "pt_BR", "pt_PT", "ro_RO", "sk_SK", "sl_SI", "sv_SE",
]
# A longer list of English names, many of them rare: it takes away what the census does not know well, and adds none.
DOUBTS = "en"
KNOWN_MIN = 0.01
# In per cent of all men or women; below, the census has as many misprints as names.
SHARE_MIN = 0.002
OTHER_MAX = 20
LISTS_MAX = 5
LENGTHS = range(3, 17)


def folded(name):
    for letter, plain in [("ß", "ss"), ("ł", "l"), ("đ", "d"), ("ø", "o"), ("æ", "ae"), ("œ", "oe"), ("ı", "i")]:
        name = name.lower().replace(letter, plain)
    text = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def words(names):
    return {word for word in map(folded, names) if re.fullmatch("[a-z]+", word) and len(word) in LENGTHS}


def census():
    import names

    shares = {}
    for place, sex in enumerate(["male", "female"]):
        for line in (pathlib.Path(names.__file__).parent / f"dist.{sex}.first").read_text().splitlines():
            word, share = line.split()[:2]
            shares.setdefault(word.lower(), [0, 0])[place] = float(share)
    return shares


def main():
    for package, version in [("names", "0.3.0"), ("Faker", "40.54.0")]:
        if importlib.metadata.version(package) != version:
            sys.exit(f"{package} {version} is wanted")
    shares = census()
    lists = [collections.Counter(), collections.Counter()]
    found = [set(), set()]
    for country in COUNTRIES + [DOUBTS]:
        provider = importlib.import_module(f"faker.providers.person.{country}").Provider
        for place, given in enumerate([provider.first_names_male, provider.first_names_female]):
            if country == DOUBTS:
                lists[place].update(word for word in words(given) if max(shares.get(word, [0])) < KNOWN_MIN)
            else:
                lists[place].update(words(given))
                found[place] |= words(given)
    for word, both in shares.items():
        for place in (0, 1):
            if both[place] >= SHARE_MIN and len(word) in LENGTHS:
                found[place].add(word)

    def is_of(word, place):
        own, other = (shares.get(word, [0, 0])[sex] for sex in (place, 1 - place))
        return other * OTHER_MAX <= own and lists[1 - place][word] * LISTS_MAX <= lists[place][word]

    lines = [
        "# Given names of one sex: men's in the first line, women's in the second. Made by scripts/make_given_names.py from",
        "# the PyPI packages names 0.3.0 (MIT; the census of the United States of 1990, in the public domain) and Faker",
        "# 40.54.0 (MIT). Do not edit.",
    ]
    for place in (0, 1):
        kept = sorted(word for word in found[place] if is_of(word, place))
        lines.append(" ".join(kept))
        print(f"{len(kept)} names")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
