"""What a run did, as one object for programs: counts, rules, times, the slowest documents."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleaner import __version__
from cleaner.run import Run
from cleaner.sinks.aside import aside

_TOP_RULES = 5
_TOP_SLOW = 3


def stats_of(running: Run, seconds: float, read: int) -> dict[str, Any]:
    """Return what there is to say of a run that took so long; `read` are the bytes that it read.

    Counts are of all, with what an earlier run did; seconds, bytes and the slowest documents of this run alone.
    """
    plan, tally = running.plan, running.tally
    return {
        "version": __version__,
        "rules_digest": plan.settings.rules,
        "inputs": [given.name for given, _ in plan.pairs],
        "output": None if plan.output is None else str(plan.output),
        "quarantine": None if plan.quarantine is None else str(plan.quarantine),
        "dry": plan.dry,
        "seconds": round(seconds, 3),
        "bytes": read,
        "records": tally.records,
        "written": tally.written,
        "status": _ordered(tally.status),
        "held": _ordered(tally.held),
        "faults": _ordered(tally.faults),
        "notes": _ordered(tally.notes),
        "characters": {"read": tally.sizes["read"], "removed": tally.removed.total()},
        "removed": _ordered(tally.removed),
        "rules": _ordered(tally.rules),
        "slowest": [{**asdict(one), "seconds": round(one.seconds, 4)} for one in running.slowest],
    }


def write(path: Path, stats: Mapping[str, Any]) -> None:
    """Write the object into a file, which is there whole or not at all."""
    with aside(path) as file:
        file.write(json.dumps(stats, ensure_ascii=False, indent=2).encode() + b"\n")


def lines(running: Run) -> Iterator[str]:
    """Say in sentences which rules took most, and which documents took longest."""
    rules = running.tally.rules
    if len(rules) > 1:
        yield f"rules that took most: {', '.join(f'{name} {count:,}' for name, count in list(_ordered(rules).items())[:_TOP_RULES])}"
    if running.tally.records > 1 and running.slowest:
        shown = (f"{one.path}:{one.position} {one.seconds * 1000:,.0f} ms" for one in running.slowest[:_TOP_SLOW])
        yield f"slowest: {', '.join(shown)}"


def _ordered(counts: Counter[str]) -> dict[str, int]:
    """Return counts, the largest first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
