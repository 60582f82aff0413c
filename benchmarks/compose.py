"""Quality on composed documents: which phrases go, which would go unseen, which spellings, which traps stay.

usage: python benchmarks/compose.py PHRASES.tsv [--traps TRAPS.tsv] [--json] [--quick]

Every phrase is set where it says it stands into articles written for this benchmark, in four variants
with other values in its slots. A phrase goes when, in every variant, all of it goes and nothing of the
article. `--quick` leaves out the unseen and the spellings.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cleaner import EITHER, Cleaner, Options, Verdict
from composed.articles import ARTICLES
from composed.layouts import VARIANTS, Composed, compose
from composed.leave_out import LeaveOut
from composed.rows import Row, fill, read_rows
from composed.spellings import CHANGES, apply, pairs

REQUIRED = {"recall": 0.98, "unseen": 0.60, "spellings": 0.97, "traps": 1.0}
Fault = tuple[Row, str]


def compositions(row: Row, changes: tuple[str, ...] = (), variants: Iterable[int] = range(VARIANTS)) -> list[Composed]:
    """Set a row into articles, in some variants, spelled with some changes."""
    made = []
    glued = row.position == "glued-to-sentence" and row.fate == "either"  # credits close the article
    position = "glued-to-end" if glued else row.position
    for variant in variants:
        article = ARTICLES[(row.number + variant) % len(ARTICLES)]
        filled = apply(changes, fill(row, variant, article[0]))
        made.append(compose(article, filled, position, variant, inside=row.inside))
    return made


def fault_of(made: Composed, verdict: Verdict) -> str:
    """Say what is wrong with a verdict on a composed document: article text lost, or the row left."""
    gone = bytearray(len(made.text))
    for removal in verdict.removed:
        gone[removal.span.start : removal.span.end] = b"\1" * len(removal.span)
    own = bytearray(len(made.text))
    for start, end in made.spans:
        own[start:end] = b"\1" * (end - start)
    lost = "".join(sign for sign, went, mine in zip(made.text, gone, own, strict=True) if went and not mine and sign.isalnum())
    if lost:
        return f"lost {lost[:60]!r}"
    row = "".join(made.text[start:end] for start, end in made.spans)
    matters: Callable[[str], bool] = str.isalnum if any(map(str.isalnum, row)) else lambda sign: not sign.isspace()
    left = "".join(
        sign if matters(sign) or sign.isspace() else ""
        for sign, went, mine in zip(made.text, gone, own, strict=True) if mine and not went
    )  # fmt: skip
    return f"left {' '.join(left.split())[:90]!r}" if left.strip() else ""


def first_fault(row: Row, cleaner: Cleaner, made: Iterable[Composed]) -> str:
    """Return the first thing that goes wrong with a row, or an empty text."""
    for number, one in enumerate(made):
        if fault := fault_of(one, cleaner(one.text)):
            return f"variant {number}: {fault}"
    return ""


def recall(rows: list[Row], cleaner: Cleaner) -> list[Fault]:
    """Return the rows that do not go, with what is wrong."""
    return [(row, fault) for row in rows if (fault := first_fault(row, cleaner, compositions(row)))]


def unseen(rows: list[Row]) -> list[Fault]:
    """Return the rows that do not go once what was written for them is taken away."""
    leave_out = LeaveOut()
    faults = []
    for row in rows:
        filled = [fill(row, variant, ARTICLES[(row.number + variant) % len(ARTICLES)][0]) for variant in range(VARIANTS)]
        if fault := first_fault(row, leave_out.without(row, filled), compositions(row)):
            faults.append((row, fault))
    return faults


def spellings(rows: list[Row], cleaner: Cleaner) -> tuple[int, list[tuple[Row, str, str]]]:
    """Return how many spellings of rows there are that differ, and those that do not go."""
    faults = []
    tried = 0
    for changes in [*((name,) for name in CHANGES), *pairs()]:
        for row in rows:
            made = compositions(row, changes, [0])
            if made != compositions(row, variants=[0]):
                tried += 1
                if fault := first_fault(row, cleaner, made):
                    faults.append((row, " + ".join(changes), fault))
    return tried, faults


def facts(rows: list[Row], cleaner: Cleaner) -> dict[str, list[Fault]]:
    """Return rows of facts that the metadata does not hold, that do not stay, that stay though dropped."""
    dropping = Cleaner(options=Options(drop=EITHER))
    faults: dict[str, list[Fault]] = {"missed": [], "not kept": [], "not dropped": []}
    for row in rows:
        made = compositions(row)
        verdicts = [cleaner(one.text) for one in made]
        if not all(map(_told, made, verdicts)):
            faults["missed"].append((row, ""))
        gone = [r for one, v in zip(made, verdicts, strict=True) for r in v.removed if _within(one, r.span.start, r.span.end)]
        if gone:
            faults["not kept"].append((row, gone[0].rule))
        if fault := first_fault(row, dropping, made):
            faults["not dropped"].append((row, fault))
    return faults


def _told(made: Composed, verdict: Verdict) -> bool:
    told = verdict.metadata
    values = [told.published, told.modified, told.source, told.agency, told.place, told.kicker, told.end_mark]
    values += [*told.authors, *told.captions, *told.contact]
    return any(value and value.span and _within(made, value.span.start, value.span.end) for value in values)


def _within(made: Composed, start: int, end: int) -> bool:
    return any(max(start, first) < min(end, last) and made.text[max(start, first) : min(end, last)].strip() for first, last in made.spans)


def traps(texts: Iterable[str], cleaner: Cleaner) -> tuple[int, list[str]]:
    """Return in how many places traps stood, and what was lost of them; boilerplate after the article or not."""
    placed = 0
    lost = []
    for number, trap in enumerate(texts):
        article = ARTICLES[number % len(ARTICLES)]
        for place in range(1, len(article) + 1):
            for tail in ("", "\n\nشاركها.\nاترك تعليقاً"):
                text = "\n\n".join((*article[:place], trap, *article[place:])) + tail
                placed += 1
                own = Composed(text, ((0, len(text) - len(tail)),))
                lost += [f"{r.rule}: {text[r.span.start : r.span.end].strip()!r} at {place}"
                         for r in cleaner(text).removed if _within(own, r.span.start, r.span.end)]  # fmt: skip
    return placed, lost


def measure(rows: list[Row], trap_texts: list[str], *, quick: bool = False) -> dict[str, Any]:
    """Measure everything; figures are shares, faults are listed by row."""
    cleaner = Cleaner()
    removable = [row for row in rows if row.fate == "remove"]
    apart = [row for row in rows if row.fate == "apart"]
    either = [row for row in rows if row.fate == "either"]
    found: dict[str, Any] = {"rows": {"remove": len(removable), "either": len(either), "apart": len(apart)}}
    found["recall"] = _figure(len(removable), recall(removable, cleaner))
    found["apart"] = _figure(len(apart), recall(apart, cleaner))
    found["facts"] = {name: _figure(len(either), listed) for name, listed in facts(either, cleaner).items()}
    placed, lost = traps(trap_texts, cleaner)
    found["traps"] = {"share": 1 - len(lost) / max(1, placed), "of": placed, "faults": lost}
    if not quick:
        found["unseen"] = _figure(len(removable), unseen(removable))
        tried, faults = spellings(removable, cleaner)
        found["spellings"] = _figure(tried, [(row, f"{changes}: {fault}") for row, changes, fault in faults])
        found["spellings"]["faults"] = _by_row(found["spellings"]["faults"])
    return found


def _figure(count: int, faults: list[Fault]) -> dict[str, Any]:
    listed = [{"row": row.number, "kind": row.kind, "phrase": row.phrase, "fault": fault} for row, fault in faults]
    return {"share": 1 - len(faults) / max(1, count), "of": count, "faults": listed}


def _by_row(faults: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the spellings of one row together."""
    rows: dict[int, dict[str, Any]] = {}
    for one in faults:
        rows.setdefault(one["row"], {**one, "fault": []})["fault"].append(one["fault"])
    return [{**one, "fault": f"{len(one['fault'])} spellings, {one['fault'][0]}"} for _, one in sorted(rows.items())]


def report(found: dict[str, Any]) -> str:
    """Write the figures for people, with every row that fails."""
    lines = []
    for name in ("recall", "unseen", "spellings", "traps", "apart"):
        if name in found:
            wanted = f" (wanted: {REQUIRED[name]:.0%})" if name in REQUIRED else ""
            lines += [f"{name}: {found[name]['share']:.1%} of {found[name]['of']}{wanted}", *_listed(found[name]["faults"])]
    for name, figure in found["facts"].items():
        lines += [f"facts {name}: {len(figure['faults'])} of {figure['of']}", *_listed(figure["faults"])]
    return "\n".join(lines)


def _listed(faults: list[Any]) -> list[str]:
    return [f"  {one}" if isinstance(one, str) else f"  {one['row']} {one['kind']}: {one['phrase']}\n      {one['fault']}" for one in faults]


def main() -> int:
    """Measure and report; the status tells whether every figure is reached."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--traps", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    texts = []
    if asked.traps:
        texts = [line.split("\t")[1].replace("\\n", "\n") for line in asked.traps.read_text("utf-8").splitlines()[1:]]
    found = measure(read_rows(asked.phrases), texts, quick=asked.quick)
    print(json.dumps(found, ensure_ascii=False, indent=1) if asked.json else report(found))
    return int(any(found[name]["share"] < share for name, share in REQUIRED.items() if name in found))


if __name__ == "__main__":
    sys.exit(main())
