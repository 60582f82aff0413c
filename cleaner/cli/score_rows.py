"""Scores as one JSON object: every measure, every kind, host, rule and fact, every wrong piece."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cleaner import __version__
from cleaner.page_scores import PageScore, PageScores
from cleaner.scores import DocumentScore, Ratio, Scores


def as_json(scores: Scores) -> dict[str, Any]:
    """Return all scores for programs; shares are between 0 and 1, offsets count code points."""
    return {
        "version": __version__,
        "rules": scores.ruleset,
        "corpus": {"digest": scores.corpus, "documents": len(scores.documents), "hosts": len(scores.hosts)},
        "statuses": {str(status): number for status, number in scores.statuses},
        "leak": _ratio(scores.leak),
        "leak_by_kind": scores.leak_by_kind,
        "leak_by_document": scores.leak_by_document,
        "damage": _ratio(scores.damage),
        "hurt": _ratio(scores.hurt),
        "perfect": _ratio(scores.perfect),
        "facts": {"found": _ratio(scores.found), "invented": scores.invented}
        | {"by_name": {fact.name: _counts(fact) for fact in scores.facts}},
        "kinds": [{"kind": kind.kind, "spans": kind.spans, "leak": _ratio(kind.leak)} for kind in scores.kinds],
        "hosts": [
            {"host": host.host or None, "documents": host.documents}
            | {name: _ratio(getattr(host, name)) for name in ("leak", "damage", "hurt", "perfect")}
            for host in scores.hosts
        ],
        "by_rule": [asdict(rule) | {"took": dict(rule.took)} for rule in scores.rules],
        "documents": [_document(document) for document in scores.documents],
    }


def _document(score: DocumentScore) -> dict[str, Any]:
    gold = score.gold
    return {
        "id": gold.id,
        "url": gold.url,
        "host": gold.host,
        "status": str(score.status),
        "leak": _ratio(score.leak),
        "damage": _ratio(score.damage),
        "perfect": score.perfect,
        "wrong": [
            {
                "start": one.span.start, "end": one.span.end, "fate": one.fate, "kind": one.kind, "rule": one.rule,
                "letters": one.letters, "text": gold.text[one.span.start : one.span.end],
            }
            for one in score.wrong
        ],
        "facts": [asdict(fact) for fact in score.facts],
    }  # fmt: skip


def pages_as_json(scores: PageScores) -> dict[str, Any]:
    """Return all scores of pages for programs."""
    pages, hosts = scores.f1
    return {
        "version": __version__,
        "rules": scores.ruleset,
        "corpus": {"digest": scores.corpus, "pages": len(scores.documents), "hosts": len(scores.hosts)},
        "statuses": {str(status): number for status, number in scores.statuses},
        "page_f1": pages,
        "host_f1": hosts,
        "lowest_f1": scores.lowest,
        "precision": scores.precision,
        "recall": scores.recall,
        "hosts": [{"host": host.host or None, "pages": host.pages, "f1": host.f1} for host in scores.hosts],
        "pages": [_page(page) for page in scores.documents],
    }


def _page(score: PageScore) -> dict[str, Any]:
    gold, alike = score.gold, score.likeness
    return {
        "id": gold.id,
        "url": gold.url,
        "host": gold.host,
        "html": str(gold.page),
        "status": str(score.status),
        "f1": alike.f1,
        "precision": alike.precision,
        "recall": alike.recall,
        "wrong": [{"fate": one.fate, "rule": one.rule or None, "text": one.text} for one in score.wrong],
    }


def _ratio(ratio: Ratio) -> dict[str, float]:
    return {"part": ratio.part, "whole": ratio.whole, "share": ratio.share}


def _counts(fact: Any) -> dict[str, int]:
    return {name: getattr(fact, name) for name in ("found", "missed", "invented")}
