"""The part of a page that is the story: what was kept, and the lines cut between headline and article.

Comes in: the verdict on a page. Goes out: a `Story`: a verdict on a shorter text, in which the rules for
texts find their facts as if the page's furniture had never been, and the way back to the page's offsets.
Bylines, dates and sections stand between the headline and the element that holds the article, or right
above the headline: they are cut from the text, and still say whose it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, NamedTuple

from cleaner.model import EITHER, Decision, Document, Metadata, Record, Span, Value, Verdict

_ABOVE = 6
_BETWEEN = 15
"""Lines above the headline, and between it and the article, that are read."""
_GAP = 120
"""Characters that may stand between those above and the headline: a breadcrumb, not a menu."""
_PROSE_WORDS = 15
_CUT = "article."
_READ_ALL_THE_SAME = EITHER | {"tags"}


class Piece(NamedTuple):
    """A part of the page that is of the story; `gone` took it out of the text, `near` was cut as furniture."""

    span: Span
    gone: Decision | None = None
    near: bool = False


class Story:
    """The story's own text as a verdict, and where its pieces stand in the page."""

    def __init__(self, verdict: Verdict, headline: Span | None) -> None:
        text = verdict.document.text
        self._pieces = list(_pieces(verdict, headline))
        self._starts = [0]
        removed: list[Decision] = []
        for piece in self._pieces:
            start = self._starts[-1]
            self._starts.append(start + len(piece.span))
            if piece.gone:
                removed.append(piece.gone.at(start, self._starts[-1]))
        shown = "".join(text[piece.span.start : piece.span.end] for piece in self._pieces)
        document = Document(Record(shown, url=verdict.document.record.url))
        self.verdict = Verdict(document, verdict.text, removed=tuple(removed))

    @property
    def furniture(self) -> list[Span]:
        """The lines that were cut near the headline, as spans of the page."""
        return [piece.span for piece in self._pieces if piece.near]

    def in_page(self, span: Span) -> Span | None:
        """Return where a span of the story stands in the page; None if it is in several pieces of it."""
        place = bisect_right(self._starts, span.start) - 1
        if not span or place >= len(self._pieces) or span.end > self._starts[place + 1]:
            return None
        shift = self._pieces[place].span.start - self._starts[place]
        return Span(span.start + shift, span.end + shift)

    def placed(self, told: Metadata) -> Metadata:
        """Return what the story tells with spans of the page."""
        found: dict[str, Any] = {item.name: self._placed(getattr(told, item.name)) for item in fields(Metadata)}
        return Metadata(**found)

    def _placed(self, value: Value | tuple[Value, ...] | None) -> Value | tuple[Value, ...] | None:
        if isinstance(value, tuple):
            return tuple(replace(one, span=self.in_page(one.span) if one.span else None) for one in value)
        return replace(value, span=self.in_page(value.span)) if value and value.span else value


def _pieces(verdict: Verdict, headline: Span | None) -> Iterator[Piece]:
    """Yield the pieces in the order of the page."""
    text = verdict.document.text
    anchor = headline or next(iter(verdict.kept), Span(0, 0))
    cuts = [d.span for d in verdict.removed if d.rule.startswith(_CUT)]
    above = max((cut for cut in cuts if anchor.start - _GAP <= cut.end <= anchor.start), default=None)
    end = 0
    waits = headline is not None
    for decision in verdict.removed:
        if end < decision.span.start:
            yield Piece(Span(end, decision.span.start))
            waits = waits and not _has_prose(text[max(end, anchor.end) : decision.span.start])
        end = decision.span.end
        if decision.span == above:
            yield Piece(_last_lines(text, above), near=True)
        elif decision.rule.startswith(_CUT):
            if waits and anchor.end <= decision.span.start:
                yield Piece(_first_lines(text, decision.span), near=True)
        elif not decision.path or decision.kind in _READ_ALL_THE_SAME:
            yield Piece(decision.span, decision, near=waits and anchor.end <= decision.span.start)
    if end < len(text):
        yield Piece(Span(end, len(text)))


def _has_prose(text: str) -> bool:
    return any(len(row.split()) >= _PROSE_WORDS for row in text.split("\n"))


def _last_lines(text: str, cut: Span) -> Span:
    start = cut.end
    for _ in range(_ABOVE):
        start = text.rfind("\n", cut.start, max(cut.start, start - 1)) + 1 or cut.start
    return Span(start, cut.end)


def _first_lines(text: str, cut: Span) -> Span:
    end = cut.start
    for _ in range(_BETWEEN):
        end = text.find("\n", end, cut.end) + 1 or cut.end
    return Span(cut.start, end)
