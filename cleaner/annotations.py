"""Texts that were left as they came, with what would go; and the removal of it later, as other options say.

Comes in: records; those that come back say of themselves what was found (the object `cleaner`, with the note
`annotated`). Goes out: verdicts with that note; or verdicts by which what is asked for goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from cleaner.engine import Cleaner
from cleaner.model import EITHER, Decision, Document, Known, Note, Record, Span, Status, Verdict
from cleaner.options import Options
from cleaner.render import read_metadata, replay
from cleaner.rows import read_audit
from cleaner.rules import merge

ANNOTATED = Note("annotated", "The text is as it came; the spans say what goes.")


class Annotating(Cleaner):
    """Says what goes by default, and beside it where the facts are that `drop` names.

    What goes is looked for as if no fact were dropped: so what is taken out later, with or without facts, is what
    `clean` takes out with them in their places.

    >>> text = "كتب: سامر الحلبي\\nأعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.\\nاترك تعليقاً"
    >>> verdict = Annotating(Cleaner(options=Options(drop="either"))).record(Record(text))
    >>> [(one.kind, one.span.start, one.span.end) for one in verdict.removed], verdict.notes[-1].code
    ([('byline', 0, 17), ('comment', 78, 90)], 'annotated')
    """

    def __init__(self, cleaner: Cleaner) -> None:
        self.options, self.rulebook = cleaner.options, cleaner.rulebook
        self._plain = cleaner.become(replace(cleaner.options, drop=frozenset()))
        self._full = cleaner if cleaner.options.drop else None

    def __call__(self, text: str | Record, url: str | None = None) -> Verdict:
        """Say of a text what would go."""
        return self._both(self._plain(text, url), self._full(text, url) if self._full else None)

    def html(self, page: bytes | str | Record, url: str | None = None) -> Verdict:
        """Say of a page what would go."""
        return self._both(self._plain.html(page, url), self._full.html(page, url) if self._full else None)

    def _both(self, plain: Verdict, full: Verdict | None) -> Verdict:
        """Return the verdict with the facts of the other one that lie in what it keeps."""
        removed = plain.removed
        whole = full is not None and full.document.text == plain.document.text
        if full is not None and whole and plain.status in (Status.CLEANED, Status.UNCHANGED):
            facts = (one for one in full.removed if one.kind in EITHER)
            removed = tuple(sorted((*removed, *_within(facts, plain)), key=lambda one: one.span.start))
        text, status = replay(plain.document.text, removed), Status.CLEANED if removed else plain.status
        return replace(plain, text=text, removed=removed, status=status, notes=(*plain.notes, ANNOTATED))


def _within(facts: Iterable[Decision], plain: Verdict) -> Iterator[Decision]:
    """Yield facts cut to what is kept, where more than white space is left of them."""
    kept, number = plain.kept, 0
    for fact in facts:
        while number < len(kept) and kept[number].end <= fact.span.start:
            number += 1
        for span in kept[number:]:
            start, end = max(span.start, fact.span.start), min(span.end, fact.span.end)
            if start >= fact.span.end:
                break
            if plain.document.text[start:end].strip():
                yield replace(fact, span=Span(start, end))


class Applying(Cleaner):
    """Carries out what rows say of themselves: `keep` and `drop` choose which kinds go; no rule is asked.

    A fact about the article goes where `drop` names its kind, as anywhere else, if it was found as something to
    drop. A row that is not annotated is `rejected` with a note, and whole.

    >>> told = {"status": "cleaned", "notes": [{"code": "annotated", "detail": ""}], "metadata": {}, "removed": [
    ...     {"start": 3, "end": 10, "kind": "share", "rule": "share.row", "reason": "Buttons.", "confidence": 1.0}]}
    >>> record = Record("نص.\\nشاركها", meta={"cleaner": told})
    >>> Applying().record(record).text, Applying(Options(keep="share")).record(record).status
    ('نص.', <Status.UNCHANGED: 'unchanged'>)
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.rulebook = merge(())

    def __call__(self, text: str | Record, url: str | None = None) -> Verdict:
        """Carry out what a record says of itself."""
        return self.record(Record(text, url=url) if isinstance(text, str) else text)

    def html(self, page: bytes | str | Record, url: str | None = None) -> Verdict:
        """Return the verdict on a page, which says nothing of itself: annotations stand beside texts."""
        return self(page if isinstance(page, Record) else "", url)

    def record(self, record: Record) -> Verdict:
        """Carry out what a record says of itself."""
        try:
            return self._carried_out(record, read_audit(record.meta) or {})
        except (AttributeError, KeyError, TypeError, ValueError):
            return _refused(record, "its object cleaner is not as cleaner clean --annotate writes it")

    def _carried_out(self, record: Record, told: Mapping[str, Any]) -> Verdict:
        notes = _notes(told)
        if ANNOTATED.code not in (note.code for note in notes):
            return _refused(record, "no object cleaner that says it is annotated; cleaner clean --annotate makes one")
        found = _decisions(told.get("removed"), len(record.body))
        if found is None:
            return _refused(record, "its spans do not fit its text: one of the two was changed, or --audit none left them out")
        chosen = tuple(one for one in found if self._goes(one.kind))
        status = Status.CLEANED if chosen else Status.UNCHANGED if found else Status(told["status"])
        kept = tuple(note for note in notes if note.code != ANNOTATED.code)
        facts = read_metadata(told["metadata"])
        return Verdict(Document(record), replay(record.body, chosen), chosen, chosen, status, kept, Known(facts))

    def _goes(self, kind: str) -> bool:
        return kind in self.options.drop if kind in EITHER else kind not in self.options.keep


def _refused(record: Record, why: str) -> Verdict:
    return Verdict(Document(record), record.body, status=Status.REJECTED, notes=(Note("not_annotated", f"Left as it is: {why}."),))


def _notes(told: Mapping[str, Any]) -> tuple[Note, ...]:
    return tuple(Note(note["code"], note["detail"]) for note in told.get("notes") or ())


def _decisions(removed: Iterable[Mapping[str, Any]] | None, size: int) -> tuple[Decision, ...] | None:
    """Return what a row says would go; None where it says nothing, or spans do not follow each other within the text."""
    if removed is None:
        return None
    found = tuple(
        Decision(
            Span(one["start"], one["end"]), one["rule"], one["kind"], one["reason"], one["confidence"],
            path=one.get("path") or "", selector=one.get("selector") or "",
        )
        for one in removed
    )  # fmt: skip
    ends = [0, *(one.span.end for one in found)]
    starts = [*(one.span.start for one in found), size]
    in_order = all(end <= start for end, start in zip(ends, starts, strict=True))
    return found if in_order and all(one.span for one in found) else None
