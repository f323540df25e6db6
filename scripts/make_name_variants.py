#!/usr/bin/env python3
"""Writes Sources/CEmbedded/tables/name_variants.txt: names of one writing that are spelt in several ways in
Latin letters.

    pip install name-variants==0.1.3
    scripts/make_name_variants.py

One line a cluster: the spellings, folded as names are (no marks, no hyphens). Left out are the clusters of
one spelling, Korean names (which are read by sound) and given names of China and Japan: there the package
lists readings of one character, which are different names. Spellings that are a common word of another
cluster by chance are dropped by STRAYS. Of the family names of Japan the characters are kept as well, so
that a name that begins with one is known to be Japanese.
"""

import importlib.metadata
import pathlib
import re
import sys
import unicodedata

TABLE = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CEmbedded" / "tables" / "name_variants.txt"
TABLES = [
    "chinese", "vietnamese", "japanese", "arabic", "persian", "turkish", "hebrew", "greek", "russian", "thai",
    "indian_hindi", "indian_tamil", "indian_bengali", "indonesian_malay",
]
# (table, spelling): another name that the table takes for a spelling of this one.
STRAYS = {
    ("turkish", "jan"), ("indian_bengali", "day"), ("indian_bengali", "de"), ("vietnamese", "doe"),
    ("vietnamese", "phan"), ("vietnamese", "lee"), ("turkish", "mahmoud"), ("indian_hindi", "mitra"),
}


def folded(spelling):
    text = unicodedata.normalize("NFD", spelling.lower().replace("đ", "d").replace("ı", "i"))
    return re.sub("[^a-z]", "", "".join(letter for letter in text if not unicodedata.combining(letter)))


def main():
    import name_variants

    if importlib.metadata.version("name-variants") != "0.1.3":
        sys.exit("name-variants 0.1.3 is wanted")
    lines = [
        "# Latin spellings of one name. Made by scripts/make_name_variants.py from the PyPI package name-variants 0.1.3",
        "# (MIT). Do not edit.",
    ]
    count = 0
    for table in TABLES:
        lines.append(f"[{table}]")
        for name, entry in name_variants.ALL_TABLES[table].items():
            spellings = [] if table == "chinese" else [folded(name)]
            spellings += [folded(form) for form in entry["forms"] if form.isascii() or not re.search("[\u0370-\uffff]", form)]
            kept = []
            for spelling in spellings:
                if 2 <= len(spelling) <= 16 and spelling not in kept and (table, spelling) not in STRAYS:
                    kept.append(spelling)
            written = name if table == "japanese" and all("\u4e00" <= letter <= "\u9fff" for letter in name) else ""
            if len(kept) > 1 or written:
                lines.append(" ".join(([written] if written else []) + kept))
                count += 1
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{count} clusters")


if __name__ == "__main__":
    main()
