#!/usr/bin/env python3
"""Writes the numbering plans of the world and the vectors that check them.

    pip install phonenumbers==9.0.43
    scripts/make_phone_metadata.py

reads the metadata of the PyPI package `phonenumbers` (Apache-2.0, a port of Google's libphonenumber)
and writes, byte for byte the same for the same package version,

    Sources/CEmbedded/tables/phone_metadata.txt    what the program reads numbers by
    Fixtures/phones/libphonenumber.csv             what libphonenumber makes of a few thousand numbers

The package is the source of the facts and the judge of the parser; none of its code is used.
"""

import csv
import random
import sys
from pathlib import Path

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType, ValidationResult

VERSION = "9.0.43"
SEED = 20261121
TOP = Path(__file__).resolve().parent.parent
TABLE = TOP / "Sources/CEmbedded/tables/phone_metadata.txt"
VECTORS = TOP / "Fixtures/phones/libphonenumber.csv"

TYPES = [  # the table's word, the package's attribute, the package's name of the type
    ("fixed", "fixed_line", "FIXED_LINE"),
    ("mobile", "mobile", "MOBILE"),
    ("tollfree", "toll_free", "TOLL_FREE"),
    ("premium", "premium_rate", "PREMIUM_RATE"),
    ("shared", "shared_cost", "SHARED_COST"),
    ("personal", "personal_number", "PERSONAL_NUMBER"),
    ("voip", "voip", "VOIP"),
    ("pager", "pager", "PAGER"),
    ("uan", "uan", "UAN"),
    ("voicemail", "voicemail", "VOICEMAIL"),
]

HEADER = f"""\
# Numbering plans of the world, version {VERSION}.
#
# Written by scripts/make_phone_metadata.py from the PyPI package phonenumbers {VERSION}, which carries the
# metadata of Google's libphonenumber. Apache License 2.0; see NOTICE. Do not edit: run the script.
#
# A plan opens with region and country code; `main` is the region that stands for a shared code, 001 a
# code of no country. Regions of one code follow each other in the order in which they are asked.
#   idd       what is dialled before an international number
#   trunk     what is written before a national number
#   strip     what comes off the front of a national number; `$` wants the end of the number
#   rewrite   what takes its place where the last group took part (\\1 is what the group holds)
#   leading   numbers of this region begin so
#   any, fixed, mobile, both (fixed and mobile alike), tollfree, premium, shared (cost), personal, voip,
#   pager, uan, voicemail: possible lengths of the national number, then the pattern of the whole of it
"""


def plans():
    """(metadata, region, is main) in the order of codes; regions of a code as the package asks them."""
    for code in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE):
        for place, region in enumerate(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]):
            if region == "001":
                yield PhoneMetadata.metadata_for_nongeo_region(code), region, True
            else:
                yield PhoneMetadata.metadata_for_region(region), region, place == 0


def lengths(numbers):
    """5, 6, 8, 9, 10 as 5-6,8-10."""
    runs = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def plan_lines(plan, region, is_main):
    yield f"{region} {plan.country_code}{' main' if is_main else ''}"
    for word, value in [
        ("idd", plan.international_prefix),
        ("trunk", plan.national_prefix),
        ("strip", plan.national_prefix_for_parsing),
        ("rewrite", plan.national_prefix_transform_rule),
        ("leading", plan.leading_digits),
    ]:
        if value:
            yield f" {word} {value}"
    everything = plan.general_desc
    yield f" any {lengths(everything.possible_length)} {everything.national_number_pattern}"
    is_both = plan.fixed_line == plan.mobile
    for word, attribute, _ in TYPES:
        kind = getattr(plan, attribute)
        if kind is None or kind.national_number_pattern is None or is_both and word == "mobile":
            continue
        word = "both" if is_both and word == "fixed" else word
        yield f" {word} {lengths(kind.possible_length or everything.possible_length)} {kind.national_number_pattern}"


def write_table():
    lines = [HEADER]
    for plan, region, is_main in plans():
        lines += [line + "\n" for line in plan_lines(plan, region, is_main)]
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text("".join(lines), encoding="ascii")
    return TABLE.stat().st_size


def judged(text, region):
    """What the package says: code, national number, possible, valid, type; None where it reads nothing."""
    try:
        number = phonenumbers.parse(text, None if region == "001" else region)
    except phonenumbers.NumberParseException:
        return None
    is_possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return (
        number.country_code,
        phonenumbers.national_significant_number(number),
        int(is_possible),
        int(phonenumbers.is_valid_number(number)),
        PhoneNumberType.to_string(phonenumbers.number_type(number)).split(".")[-1].replace("PhoneNumberType", ""),
    )


def idd_of(plan):
    """Digits that the plan reads as the way abroad, for a vector."""
    known = {"AU": "0011", "CC": "0011", "CX": "0011", "BR": "0014", "CL": "00", "CO": "005", "HK": "001", "ID": "008",
             "IL": "00", "KH": "001", "KR": "001", "MX": "00", "PW": "011", "SB": "00", "SC": "00", "SG": "001",
             "TH": "001", "TW": "002", "TZ": "000", "UG": "000", "UY": "00", "CV": "0", "WS": "0"}
    return known.get(plan.id) or plan.preferred_international_prefix or plan.international_prefix.split("|")[0]


def mutated(text, random_digits):
    """One digit changed, dropped or doubled."""
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    place = random_digits.choice(places[len(places) // 3 :])
    change = random_digits.randrange(4)
    if change == 0:
        return text[:place] + text[place + 1 :]
    if change == 1:
        return text[:place] + text[place] + text[place:]
    return text[:place] + str((int(text[place]) + random_digits.randrange(1, 10)) % 10) + text[place + 1 :]


def vectors():
    """Every region and type: as written at home, in full, from abroad, and with a slip in some."""
    random_digits = random.Random(SEED)
    abroad = ["US", "DE", "KR", "JP", "GB", "RU", "AU", "FR"]
    rows = []
    for plan, region, _ in plans():
        for _, attribute, name in TYPES:
            kind = getattr(plan, attribute)
            if kind is None or not kind.example_number:
                continue
            number = phonenumbers.parse(f"+{plan.country_code}{kind.example_number}")
            full = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            spaced = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
            forms = [
                (random_digits.choice(abroad), full),
                (random_digits.choice(abroad), mutated(spaced, random_digits)),
            ]
            if region != "001":
                home = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
                caller = PhoneMetadata.metadata_for_region(random_digits.choice(abroad))
                forms.insert(0, (region, home))
                forms.append((region, mutated(home, random_digits)))
                forms.append((caller.id, idd_of(caller) + " " + full[1:]))
                if plan.international_prefix:
                    forms.append((region, idd_of(plan) + " 82 2 3456 7890"))
            for place, text in forms:
                row = judged(text, place)
                if row is not None:
                    rows.append((place, text) + row)
    return sorted(set(rows))


def write_vectors():
    VECTORS.parent.mkdir(parents=True, exist_ok=True)
    rows = vectors()
    with VECTORS.open("w", encoding="ascii", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["region", "input", "code", "national", "possible", "valid", "type"])
        for row in rows:
            writer.writerow(row)
    return len(rows)


if __name__ == "__main__":
    if phonenumbers.__version__ != VERSION:
        sys.exit(f"this script was checked against phonenumbers {VERSION}, not {phonenumbers.__version__}: "
                 f"pip install phonenumbers=={VERSION}, or raise VERSION and look at what the tests say")
    print(f"{TABLE.relative_to(TOP)}: {write_table()} bytes")
    print(f"{VECTORS.relative_to(TOP)}: {write_vectors()} vectors")
