#!/usr/bin/env python3
"""Writes Sources/CEmbedded/tables/email_disposable.txt and checks the e-mail tables that are kept by hand.

    pip install disposable-email-domains==0.0.293
    scripts/make_email_tables.py            # writes the list, checks all tables
    scripts/make_email_tables.py --check    # checks only; needs no package

The list is the package's blocklist, one domain a line, sorted by bytes. The tables by hand
(email_domains.txt, email_mailboxes.txt) say in their own head what they hold and how they are read.
"""

import pathlib
import re
import sys

TABLES = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CEmbedded" / "tables"
DOMAIN = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")
TRAITS = {
    "drops-tag", "drops-dots", "hyphen-for-dot", "no-dots", "odd-dots", "subdomain-mailboxes", "yahoo-group",
    "proton-group", "relay", "disposable", "filler", "dead", "slip", "role", "missing", "known",
}


def write_disposable():
    import importlib.metadata

    import disposable_email_domains

    version = importlib.metadata.version("disposable-email-domains")
    domains = sorted(disposable_email_domains.blocklist)
    head = [
        "# Domains that hand out addresses for an hour. Made by scripts/make_email_tables.py from the PyPI package",
        f"# disposable-email-domains {version} (MIT; the list itself CC0). Do not edit.",
        "[disposable]",
    ]
    (TABLES / "email_disposable.txt").write_text("\n".join(head + domains) + "\n", encoding="ascii")


def check(name, holds_domains):
    """Every line is a comment, a heading of known traits, or words; no word twice in one section."""
    faults = []
    seen = set()
    section = None
    count = 0
    for number, line in enumerate((TABLES / name).read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line:
            continue
        if line.startswith("["):
            section = line
            for word in line.strip("[]").split():
                if word not in TRAITS and not word.startswith("into="):
                    faults.append(f"{name}:{number}: {word} is no trait")
            continue
        for word in line.split():
            count += 1
            if (section, word) in seen:
                faults.append(f"{name}:{number}: {word} is there twice")
            seen.add((section, word))
            if holds_domains:
                for domain in word.split("=")[-1:]:
                    if not DOMAIN.match(domain):
                        faults.append(f"{name}:{number}: {domain} is no domain")
    print(f"{name}: {count} words")
    return faults


def main():
    if "--check" not in sys.argv[1:]:
        write_disposable()
    faults = check("email_domains.txt", True) + check("email_disposable.txt", True)
    faults += check("email_mailboxes.txt", False)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
