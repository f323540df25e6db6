#!/usr/bin/env python3
"""Writes Sources/CEmbedded/tables/given_names.txt: given names that are men's and those that are women's.

    pip install names==0.3.0 Faker==40.54.0
    scripts/make_given_names.py

Two lines of names, folded as names are (no marks, lower case a to z). The packages list the given names of the census
of the United States of 1990 with how many bear them, and the usual names of European and American countries. Left out
is every name that the other sex bears as well, so that Jean, Gabriele and Kim are in neither line:

  - in the census more than one bearer in twenty, or more than one list in five;
  - in a whole country, whose list has it for the other sex alone: Simone in Italy, Nikita in Russia;
  - in a spelling of the other sex that differs from it in y, i and j or in a doubled letter only, if it is in fewer than
    three times as many lists: Yury in Peru and Yuri in Russia; but Danielle is no Daniele;
  - short for names of both, or of the one here and the other there, as the list below says.

Left out, too, are names of which the census has next to none.
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
# Countries that spell names in a way of their own take names away and add none. Cyrillic and Greek come in Latin letters.
ELSEWHERE = ["el_GR", "et_EE", "lv_LV", "ru_RU", "uk_UA"]
# Lists of several languages: what one of them says alone is not the custom of a country.
MIXED = ["de_CH", "en_IE", "en_NZ", "en_US", "es_CL", "es_CO", "fr_BE", "nl_BE"]
BOTH = set(
    """
    addison alex andrea camille chris dany daryl drew dylan emery evelyn glen glenn harley hilary jan jay jean jess jocelyn
    jodie jules kim laurie lex marian mattie max mel meredith mischa nicky nicola nik niki nikita nikki noor nour patsy remy
    ricky robby robin romaine ronnie sam sami sammy sascha sasha sava simone stef sunny vanja vic vivian vivien winnie
    """.split()
)
KNOWN_MIN = 0.01
# In per cent of all men or women; below, the census has as many misprints as names.
SHARE_MIN = 0.002
OTHER_MAX = 20
LISTS_MAX = 5
SPELLING_LISTS_MAX = 3
LENGTHS = range(3, 17)


def folded(name):
    for letter, plain in [("ß", "ss"), ("ł", "l"), ("đ", "d"), ("ø", "o"), ("æ", "ae"), ("œ", "oe"), ("ı", "i")]:
        name = name.lower().replace(letter, plain)
    text = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in text if not unicodedata.combining(letter))


CYRILLIC = dict(
    zip(
        "абвгґдежзиійклмнопрстуфхцчшщыэюяєёї",
        "a b v g g d e zh z i i y k l m n o p r s t u f kh ts ch sh shch y e yu ya ye e yi".split(),
    )
) | {"ь": "", "ъ": ""}
GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split()))


def latin(name):
    """Cyrillic as passports have it, Greek letter by letter; anything else as it is."""
    text = "".join(CYRILLIC.get(letter, letter) for letter in unicodedata.normalize("NFC", name.lower()))
    text = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return "".join(GREEK.get(letter, letter) for letter in text.replace("ου", "ou").replace("γγ", "ng"))


def words(names):
    names = (folded(latin(name)) for name in names)
    return {word for word in names if re.fullmatch("[a-z]+", word) and len(word) in LENGTHS}


def sounded(word):
    """One spelling for those that y, i and j and doubled letters make of a name."""
    return re.sub(r"(.)\1+", r"\1", word.replace("y", "i").replace("j", "i"))


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
    customs = [set(), set()]
    for country in COUNTRIES + ELSEWHERE + [DOUBTS]:
        provider = importlib.import_module(f"faker.providers.person.{country}").Provider
        both = [words(provider.first_names_male), words(provider.first_names_female)]
        for place, given in enumerate(both):
            if country == DOUBTS:
                lists[place].update(word for word in given if max(shares.get(word, [0])) < KNOWN_MIN)
                continue
            lists[place].update(given)
            if country not in MIXED:
                customs[place] |= given - both[1 - place]
            if country not in ELSEWHERE:
                found[place] |= given
    for word, both in shares.items():
        for place in (0, 1):
            if both[place] >= SHARE_MIN and len(word) in LENGTHS:
                found[place].add(word)

    spellings = [collections.Counter(), collections.Counter()]
    for place in (0, 1):
        for word in customs[place]:
            spellings[place][sounded(word)] = max(spellings[place][sounded(word)], lists[place][word])

    def is_of(word, place):
        own, other = (shares.get(word, [0, 0])[sex] for sex in (place, 1 - place))
        if word in BOTH or word in customs[1 - place]:
            return False
        return (
            other * OTHER_MAX <= own
            and lists[1 - place][word] * LISTS_MAX <= lists[place][word]
            and spellings[1 - place][sounded(word)] * SPELLING_LISTS_MAX <= lists[place][word]
        )

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
