"""Verdicts as text, rows and audit; `replay` rebuilds a text from its audit alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from cleaner.model import Decision, Metadata, Span, Value, Verdict
from cleaner.options import Audit

_FACTS = tuple(item.name for item in fields(Metadata))
_all_facts = attrgetter(*_FACTS)


def replay(text: str, removed: Iterable[Decision]) -> str:
    """Take removed spans out of a text: what is left is the verdict's text.

    >>> from cleaner.model import Span
    >>> replay("نص.(وكالات)", [Decision(Span(3, 11), "agency.credit", "agency", "credit")])
    'نص.'
    """
    pieces = []
    end = 0
    for decision in removed:
        pieces.append(text[end : decision.span.start])
        end = decision.span.end
    pieces.append(text[end:])
    return "".join(pieces)


def audit(verdict: Verdict, *, version: str, rules: str, level: Audit = "spans") -> dict[str, Any]:
    """Return what a row says about its cleaning: the object `cleaner` of the row's schema."""
    row: dict[str, Any] = {
        "version": version,
        "rules": rules,
        "status": str(verdict.status),
        "notes": [{"code": note.code, "detail": note.detail} for note in verdict.notes],
    }
    if level != "none":
        row["removed"] = [removal(verdict, decision, level) for decision in verdict.removed]
    row["metadata"] = metadata(verdict.metadata)
    return row


def removal(verdict: Verdict, decision: Decision, level: Audit) -> dict[str, Any]:
    """Return one removal as the audit tells it; `full` adds the text that went."""
    row: dict[str, Any] = {
        "start": decision.span.start,
        "end": decision.span.end,
        "kind": decision.kind,
        "rule": decision.rule,
        "reason": decision.reason,
        "confidence": decision.confidence,
    }
    if decision.path:
        row["path"] = decision.path
    if decision.selector:
        row["selector"] = decision.selector
    if level == "full":
        row["text"] = verdict.document.text[decision.span.start : decision.span.end]
    return row


def metadata(facts: Metadata) -> dict[str, Any]:
    """Return the facts about an article as JSON holds them; what is empty is absent."""
    row: dict[str, Any] = {}
    found: Value | tuple[Value, ...] | None
    for name, found in zip(_FACTS, _all_facts(facts), strict=True):
        if found:
            row[name] = [_value(one) for one in found] if isinstance(found, tuple) else _value(found)
    return row


def read_metadata(row: Mapping[str, Any]) -> Metadata:
    """Return the facts about an article of which a row says this: the way back from `metadata`.

    >>> read_metadata({"agency": {"value": "قنا", "printed": "(قنا)", "span": [3, 8], "where": "text"}}).agency
    Value(value='قنا', printed='(قنا)', span=Span(start=3, end=8), where='text')
    """
    facts: dict[str, Any] = {}
    for name in (item.name for item in fields(Metadata)):
        if found := row.get(name):
            facts[name] = tuple(map(_fact, found)) if isinstance(found, list) else _fact(found)
    return Metadata(**facts)


def _fact(row: Mapping[str, Any]) -> Value:
    span = row.get("span")
    return Value(row["value"], row["printed"], Span(*span) if span else None, row["where"])


def _value(found: Value) -> dict[str, Any]:
    span = [found.span.start, found.span.end] if found.span else None
    return {"value": found.value, "printed": found.printed, "span": span, "where": found.where}
