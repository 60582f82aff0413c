"""The part of a page that is the story: what was kept, and the lines cut between headline and article.

Comes in: the verdict on a page. Goes out: a `Story`: a verdict on a shorter text, in which the rules for
texts find their facts as if the page's furniture had never been, and the way back to the page's offsets.
Bylines, dates and sections stand between the headline and the element that holds the article, or right
above the headline: they are cut from the text, and still say whose it is. So do lines under it, behind a label.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, NamedTuple

from cleaner.model import EITHER, Decision, Document, Metadata, Record, Span, Value, Verdict
from cleaner.parse import names

_ABOVE = 6
_BETWEEN = 15
_BELOW = 4
"""Lines above the headline, between it and the article, and under the article behind a label, that are read."""
_PROSE_WORDS = 15
_CUT = ("article.", "navigation.footer")
"""Rules that take whole regions: a line of the story may stand among the furniture."""
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
    window = _window(verdict, headline)
    last = verdict.kept[-1].end if verdict.kept else 0
    end = 0
    for decision in verdict.removed:
        if end < decision.span.start:
            yield Piece(Span(end, decision.span.start))
        end = decision.span.end
        near = Span(max(decision.span.start, window.start), min(end, window.end))
        if not decision.rule.startswith(_CUT):
            if not decision.path or decision.kind in _READ_ALL_THE_SAME:
                yield Piece(decision.span, decision, near=near == decision.span)
        elif near.start < near.end:
            yield Piece(near, near=True)
        elif decision.span.start == last:
            yield from (Piece(line) for line in _lines(text, decision.span, _BELOW) if names.has_label(text[line.start : line.end]))
    if end < len(text):
        yield Piece(Span(end, len(text)))


def _window(verdict: Verdict, headline: Span | None) -> Span:
    """Return the lines near the headline, down to the first paragraph; of a page without one, those above the article."""
    text = verdict.document.text
    first = headline.start if headline else verdict.kept[0].start if verdict.kept else 0
    start = text.rfind("\n", 0, first) + 1
    for _ in range(_ABOVE):
        start = text.rfind("\n", 0, max(start - 1, 0)) + 1
    if headline is None:
        return Span(start, first)
    end = text.find("\n", headline.end) + 1 or len(text)
    for line in _lines(text, Span(end, len(text)), _BETWEEN):
        if len(text[line.start : line.end].split()) >= _PROSE_WORDS and any(span.start <= line.start < span.end for span in verdict.kept):
            break
        end = line.end
    return Span(start, end)


def _lines(text: str, span: Span, most: int) -> Iterator[Span]:
    """Yield the first lines in a span, each with its line break."""
    start = span.start
    for _ in range(most):
        end = text.find("\n", start, span.end) + 1 or span.end
        if start >= end:
            return
        yield Span(start, end)
        start = end
