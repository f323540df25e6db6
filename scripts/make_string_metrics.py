#!/usr/bin/env python3
"""Write Fixtures/strings/jellyfish.csv: what the jellyfish package makes of pairs of words.

    pip install jellyfish && python3 scripts/make_string_metrics.py

Words are invented here; each meets slips of the keys made by rule and a few strangers, so nothing is random.
Columns: left, right, Damerau-Levenshtein distance, Jaro and Jaro-Winkler similarity. Jaro-Winkler is taken
without jellyfish's boost threshold of 0.7: its Jaro plus a tenth of what is missing for each letter of the
common prefix, four at most. The distance in which no substring is edited twice stands in a column of its own
and differs from jellyfish's only where a swap is edited again. Pairs with an odd number of letters out of order
are left out: jellyfish rounds half a transposition down, others count it.
"""
import csv
import importlib.metadata
import pathlib

import jellyfish

WORDS = """martha marhta dwayne duane dixon dicksonx jones johnson abroms abrams hardin martinez itman smith shackleford
shackelford nichleson nichulson massey massie campell campbell jeraldine geraldine michelle michael julies julius tanya
tonya sean susan jon jan ca abc kimminjun kimminjoon leeseoyeon leeseohyeon parkjiwoo oconnor ohara mueller muller
castellan castelan stonebridge brookfield ironside 01023456789 01023456798 19850307 19850703""".split()


def slips(word):
    """One slip of each kind at places that the word's length decides."""
    middle = len(word) // 2
    yield word[:middle] + word[middle + 1:]
    yield word[:middle] + "x" + word[middle:]
    yield word[:middle] + "q" + word[middle + 1:]
    yield word[:middle - 1] + word[middle] + word[middle - 1] + word[middle + 1:] if middle else word
    yield word[1:] + word[:1]
    yield word[::-1]


def restricted(left, right):
    """Optimal string alignment: swaps count one, and no substring is edited twice."""
    rows = [[max(i, j) if not i or not j else 0 for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (left[i - 1] != right[j - 1]))
            if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


def is_odd(left, right):
    """Whether an odd number of the letters that Jaro matches are out of order."""
    window = max(0, max(len(left), len(right)) // 2 - 1)
    taken = [False] * len(right)
    matched = []
    for i, letter in enumerate(left):
        for j in range(max(0, i - window), min(len(right), i + window + 1)):
            if not taken[j] and right[j] == letter:
                taken[j] = True
                matched.append(letter)
                break
    others = [letter for letter, is_taken in zip(right, taken) if is_taken]
    return sum(a != b for a, b in zip(matched, others)) % 2 == 1


def main():
    pairs = set()
    for index, word in enumerate(WORDS):
        pairs.update((word, slip) for slip in slips(word) if slip)
        pairs.update((word, WORDS[(index + step) % len(WORDS)]) for step in (0, 1, 2, 7, 19))
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "strings" / "jellyfish.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.write(f"# jellyfish {importlib.metadata.version('jellyfish')}; written by scripts/make_string_metrics.py\n")
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["left", "right", "damerau", "restricted", "jaro", "jaro_winkler"])
        # The greedy matching of Jaro depends on which word comes first: the shorter, then the smaller.
        for left, right in sorted(tuple(sorted(pair, key=lambda w: (len(w), w))) for pair in pairs):
            if is_odd(left, right):
                continue
            jaro = jellyfish.jaro_similarity(left, right)
            prefix = 0
            while prefix < min(4, len(left)) and left[prefix] == right[prefix]:
                prefix += 1
            rows.writerow([
                left, right, jellyfish.damerau_levenshtein_distance(left, right), restricted(left, right),
                f"{jaro:.9f}", f"{jaro + prefix * 0.1 * (1 - jaro):.9f}"])


main()
