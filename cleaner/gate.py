"""A gate that can't be lowered by accident: what a cleaner must reach on one corpus.

Comes in: `Scores` and a gate. Goes out: every measure that falls short. A gate belongs to the corpus
and the options it was measured with: on others it says nothing, which is an error and not a failure.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.errors import InputError
from cleaner.options import Options
from cleaner.page_scores import PageScores
from cleaner.scores import Scores

CEILINGS = ("leak", "leak_by_kind", "leak_by_document", "damage", "hurt", "invented")
"""Measures that are worse when they are higher; facts invented are counted, the rest are shares."""
FLOORS = ("perfect", "found")
"""Measures that are worse when they are lower."""
PAGE_FLOORS = ("page_f1", "host_f1", "lowest_f1")
"""The measures of pages: mean over pages, mean over hosts, the worst page."""
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Gate:
    """Bounds, and what they were measured on. A measure without a bound is not held to one."""

    corpus: str
    documents: int
    options: Mapping[str, Any]
    ceilings: Mapping[str, float]
    floors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One measure on the wrong side of its bound."""

    measure: str
    value: float
    bound: float

    def __str__(self) -> str:
        side = "over its ceiling" if self.measure in CEILINGS else "below its floor"
        return f"{self.measure}: {self.value:.6g} is {side} of {self.bound:.6g}"


def measure(scores: Scores | PageScores) -> dict[str, float]:
    """Return every measure that a gate can hold."""
    if isinstance(scores, PageScores):
        return dict(zip(PAGE_FLOORS, (*scores.f1, scores.lowest), strict=True))
    return {
        "leak": scores.leak.share,
        "leak_by_kind": scores.leak_by_kind,
        "leak_by_document": scores.leak_by_document,
        "damage": scores.damage.share,
        "hurt": scores.hurt.share,
        "invented": float(scores.invented),
        "perfect": scores.perfect.share,
        "found": scores.found.share,
    }


def make_gate(scores: Scores | PageScores, options: Options) -> Gate:
    """Return the gate that these scores just pass.

    >>> make_gate(Scores(()), Options()).floors
    {'perfect': 0.0, 'found': 0.0}
    """
    found = measure(scores)
    return Gate(
        scores.corpus,
        len(scores.documents),
        _told(options),
        {name: _rounded(found[name], up=True) for name in CEILINGS if name in found},
        {name: _rounded(found[name], up=False) for name in (*FLOORS, *PAGE_FLOORS) if name in found},
    )


def shortfalls(gate: Gate, scores: Scores | PageScores, options: Options, path: str = "<gate>") -> list[Shortfall]:
    """Return all that falls short; raise `InputError` for a gate of another corpus or other options."""
    require_same(gate, scores, options, path)
    found = measure(scores)
    if strange := [name for name in (*gate.ceilings, *gate.floors) if name not in found]:
        raise InputError(f"{path}: {', '.join(strange)}: no measure of these; there are {', '.join(found)}")
    over = [Shortfall(name, found[name], bound) for name, bound in gate.ceilings.items() if found[name] > bound]
    return over + [Shortfall(name, found[name], bound) for name, bound in gate.floors.items() if found[name] < bound]


def require_same(gate: Gate, scores: Scores | PageScores, options: Options, path: str) -> None:
    """Raise an error that says what to do when a gate was measured on something else."""
    if gate.corpus != scores.corpus:
        what = f"measured on corpus {gate.corpus} of {gate.documents:,} documents, and this is {scores.corpus} of {len(scores.documents):,}"
        remedy = "give the gold that it was measured on, or write a gate for this one: --write-gate NEW.json"
        raise InputError(f"{path}: {what}; {remedy}")
    if gate.options != _told(options):
        what = f"measured with other options: {json.dumps(gate.options)}, and these are {json.dumps(_told(options))}"
        raise InputError(f"{path}: {what}; give the same, or write a gate for these: --write-gate NEW.json")


def lowered(old: Gate, new: Gate) -> list[Shortfall]:
    """Return what a new gate would let pass and an old one does not; a bound left out lets all pass."""
    high = [
        Shortfall(name, new.ceilings.get(name, math.inf), bound)
        for name, bound in old.ceilings.items()
        if new.ceilings.get(name, math.inf) > bound
    ]
    return high + [
        Shortfall(name, new.floors.get(name, -math.inf), bound)
        for name, bound in old.floors.items()
        if new.floors.get(name, -math.inf) < bound
    ]


def write_gate(gate: Gate) -> str:
    """Write a gate as JSON."""
    return json.dumps(
        {
            "corpus": {"digest": gate.corpus, "documents": gate.documents},
            "options": gate.options,
            "ceilings": gate.ceilings,
            "floors": gate.floors,
        },
        indent=2,
    ) + "\n"  # fmt: skip


def read_gate(source: str, path: str = "<gate>") -> Gate:
    """Read a gate; `path` names it in errors.

    >>> read_gate("{}", "gate.json")
    Traceback (most recent call last):
    cleaner.errors.InputError: gate.json: no corpus with a digest; write the gate with --write-gate
    """
    try:
        table = json.loads(source)
    except ValueError as error:
        raise InputError(f"{path}: not JSON: {error}; mend it, or write the gate anew with --write-gate") from None
    faults = _faults(table)
    if faults:
        raise InputError("\n".join(f"{path}: {fault}" for fault in faults))
    corpus = table["corpus"]
    return Gate(
        corpus["digest"], corpus.get("documents", 0), table.get("options", _told(Options())),
        table.get("ceilings", {}), table.get("floors", {}),
    )  # fmt: skip


def _faults(table: Any) -> list[str]:
    corpus = table.get("corpus") if isinstance(table, dict) else None
    if not isinstance(corpus, dict) or not isinstance(corpus.get("digest"), str) or type(corpus.get("documents", 0)) is not int:
        return ["no corpus with a digest; write the gate with --write-gate"]
    faults = []
    if not isinstance(table.get("options", {}), dict):
        faults.append("options is no object; write the gate with --write-gate")
    for group, known in (("ceilings", CEILINGS), ("floors", (*FLOORS, *PAGE_FLOORS))):
        bounds = table.get(group, {})
        if not isinstance(bounds, dict):
            faults.append(f"{group} is no object; write {{measure: number}}")
            continue
        for name, bound in bounds.items():
            if name not in known:
                faults.append(f"{group}: {name!r} is no measure of them; there are {', '.join(known)}")
            elif type(bound) not in (int, float) or not math.isfinite(bound):
                faults.append(f"{group}: {name} is no number; write one")
    if not faults and not table.get("ceilings") and not table.get("floors"):
        faults.append("it holds no bound and would let everything pass; write it with --write-gate")
    return faults


def _told(options: Options) -> dict[str, Any]:
    """Return the options that change scores; rules change them too, and that is what a gate is for."""
    return {"keep": sorted(options.keep), "drop": sorted(options.drop), "any_language": options.any_language}


def _rounded(value: float, *, up: bool) -> float:
    scale = float(10**_DIGITS)
    rounded = (math.ceil if up else math.floor)(round(value * scale, 3)) / scale
    return max(rounded, value) if up else min(rounded, value)
