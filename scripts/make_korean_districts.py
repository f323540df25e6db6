#!/usr/bin/env python3
"""Writes Sources/CEmbedded/tables/korean_places.txt: provinces, districts and legal dongs of Korea with their codes.

    pip install addresskr==0.1.10
    scripts/make_korean_districts.py            # writes the table
    scripts/make_korean_districts.py --check    # compares it with the package; writes nothing

The package carries the government's list of legal dongs, KIKcd_B of 2026-03-01. Names that are no longer
or not yet in that list (AREAS, FORMER) are kept by hand here.
"""

import csv
import importlib.metadata
import importlib.util
import pathlib
import sys

TABLE = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CEmbedded" / "tables" / "korean_places.txt"
FILE = "KIKcd_B.20260301.csv"

# Districts that were cut anew keep one area for all their addresses, so that a road has one key before and
# after. On 2026-07-01 중구 and 동구 of Incheon became 제물포구 and 영종구, and 서구 became 서해구 and 검단구.
AREAS = {"28140": "28110", "28265": "28260", "28115": "28110", "28116": "28110"}

# Province (or - for any), name as written, code of the place it is now.
FORMER = [
    ("28", "제물포구", "28110"), ("28", "영종구", "28110"), ("28", "서해구", "28260"), ("28", "검단구", "28260"),
    ("28", "남구", "28177"),
    ("47", "군위군", "27720"), ("47", "달성군", "27710"), ("48", "울주군", "31710"),
    ("43", "청원군", "43110"), ("48", "마산시", "48120"), ("48", "진해시", "48120"), ("48", "창원군", "48120"),
    ("44", "연기군", "36110"), ("44", "당진군", "44270"), ("44", "천안군", "44130"), ("44", "대덕군", "30230"),
    ("41", "화성군", "41590"), ("41", "여주군", "41670"), ("41", "양주군", "41630"), ("41", "포천군", "41650"),
    ("41", "광주군", "41610"), ("41", "김포군", "41570"), ("41", "파주군", "41480"), ("41", "안성군", "41550"),
    ("41", "이천군", "41500"), ("41", "용인군", "41460"), ("41", "평택군", "41220"), ("41", "송탄시", "41220"),
    ("41", "남양주군", "41360"), ("41", "미금시", "41360"),
    ("46", "여천군", "46130"), ("46", "여천시", "46130"),
    ("50", "북제주군", "50110"), ("50", "남제주군", "50130"),
]

# District, former name of an eup or myeon, its name now; none where it became several dongs.
FORMER_TOWNS = [
    ("41610", "오포읍", None),
    ("41670", "능서면", "세종대왕면"), ("47840", "금수면", "금수강산면"), ("51750", "중동면", "산솔면"),
    ("51750", "하동면", "김삿갓면"), ("51750", "서면", "한반도면"), ("51760", "도암면", "대관령면"),
    ("27720", "고로면", "삼국유사면"),
]


def rows():
    place = pathlib.Path(importlib.util.find_spec("addresskr").submodule_search_locations[0])
    with open(place / FILE, encoding="utf-8-sig", newline="") as lines:
        for code, name, status in csv.reader(lines):
            if status == "존재":
                yield code, name


def table():
    version = importlib.metadata.version("addresskr")
    lines = [
        "# Provinces, districts and legal dongs of Korea, as of 2026-03-01.",
        "#",
        f"# Written by scripts/make_korean_districts.py from the PyPI package addresskr {version} (Apache-2.0), which",
        f"# carries the list of legal dongs ({FILE}) of the Ministry of the Interior and Safety. Do not edit.",
        "#",
        "#   = province: code, name",
        "#   - district: last three digits of the code, name; a district of a city behind the city's name",
        "#   + eup or myeon: three digits, name; then its ri, two digits and name each",
        "#   other lines: dongs of the district, three digits and name each",
        "#   ~ district whose addresses are keyed as those of another: code, code",
        "#   @ former or coming name: province or district, name, code of what it is now",
    ]
    dongs = []
    town = []

    def flush():
        if town:
            lines.append(" ".join(["+" + town[0][0], town[0][1]] + [word for row in town[1:] for word in row]))
            town.clear()
        if dongs:
            lines.append(" ".join(word for row in dongs for word in row))
            dongs.clear()

    for code, name in rows():
        last = name.split(" ")[-1]
        if code[2:] == "00000000":
            flush()
            lines.append(f"={code[:2]} {name}")
        elif code[5:] == "00000":
            flush()
            words = name.split(" ")
            lines.append(f"-{code[2:5]} " + " ".join(words[1:] if len(words) > 1 else words))
        elif code[8:] == "00":
            if town or last[-1] in "읍면":
                flush() if town or dongs else None
            if last[-1] in "읍면":
                town.append((code[5:8], last))
            else:
                dongs.append((code[5:8], last))
        elif town and town[0][0] == code[5:8]:
            town.append((code[8:], last))
        else:
            raise SystemExit(f"{code} {name}: a ri outside of its eup or myeon")
    flush()
    lines += [f"~{code} {area}" for code, area in sorted(AREAS.items())]
    lines += [f"@{province} {name} {code}" for province, name, code in FORMER]
    towns = {(code[:5], name.split(" ")[-1]): code for code, name in rows() if code[8:] == "00"}
    lines += [f"@{district} {name} {towns[district, now] if now else 0}" for district, name, now in FORMER_TOWNS]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = table()
    if "--check" in sys.argv[1:]:
        raise SystemExit(0 if TABLE.read_text(encoding="utf-8") == text else "korean_places.txt is not of this package")
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE.name}: {len(text.encode())} bytes")
