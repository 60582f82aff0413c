"""A document that went wrong, as a marked text: labels, and signs beside the pieces that are wrong.

Comes in: the score of a document. Goes out: rows for reading; where nothing is wrong only the rows
next to what is are shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from cleaner.cli.screen import isolated
from cleaner.gold import GoldSpan
from cleaner.marked import mark
from cleaner.model import Span
from cleaner.page_scores import PageScore
from cleaner.scores import DocumentScore, Wrong

_CLIPPED = 100
_STYLES = {"!": "red", "?": "yellow"}
_LEGEND = "! article that went, by which rule   ? boilerplate that stayed"


def show_wrong(score: DocumentScore) -> Iterator[Text]:
    """Show a document with its wrong pieces pointed out."""
    leak, damage = score.leak, score.damage
    yield Text(
        f"{score.gold.id}: {score.status}; {damage.part:,} of {damage.whole:,} letters lost, "
        f"{leak.part:,} of {leak.whole:,} left", style="bold",
    )  # fmt: skip
    yield Text(_LEGEND, style="dim")
    yield from show_rows(mark_wrong(score))


def show_page(score: PageScore) -> Iterator[Text]:
    """Show a page with what is wrong with its article pointed out."""
    alike = score.likeness
    yield Text(
        f"{score.gold.id}: {score.status}; F1 {alike.f1:.4f}, precision {alike.precision:.4f}, recall {alike.recall:.4f}",
        style="bold",
    )
    yield Text(_LEGEND, style="dim")
    yield from show_rows(score.marked)


def show_rows(marked: str) -> Iterator[Text]:
    """Show the rows of a marked text that are wrong, and those next to them."""
    pieces = (row.partition("\t") for row in marked.split("\n"))
    rows = [(label, text) for label, _, text in pieces if label.lstrip("+") and text.strip()]
    bad = {number for number, (label, _) in enumerate(rows) if label.lstrip("+")[0] in _STYLES}
    near = {number + step for number in bad for step in (-1, 0, 1)}
    width = max((len(label) for number, (label, _) in enumerate(rows) if number in near), default=0)
    skipped = 0
    for number, (label, text) in enumerate(rows):
        if number not in near:
            skipped += 1
            continue
        if skipped:
            yield _gap(skipped)
        skipped = 0
        short = text if number in bad or len(text) <= _CLIPPED else text[:_CLIPPED] + "…"
        yield Text(f"{label:<{width}} | {isolated(short)}", style=_STYLES.get(label.lstrip("+")[0], ""))
    if skipped:
        yield _gap(skipped)


def _gap(rows: int) -> Text:
    return Text(f"… {rows:,} row{'s' * (rows != 1)}", style="dim")


def mark_wrong(score: DocumentScore) -> str:
    """Write a document as marked text with the labels of gold; `!` and `?` stand before what is wrong."""
    text, end = score.gold.text, 0
    spans: list[tuple[Span, str]] = []
    for labelled in score.gold.spans:
        spans.append((Span(end, labelled.span.start), ""))
        spans += _cut(labelled, [one for one in score.wrong if _within(one, labelled)])
        end = labelled.span.end
    spans.append((Span(end, len(text)), ""))
    return mark(text, spans)


def _cut(labelled: GoldSpan, wrong: list[Wrong]) -> Iterator[tuple[Span, str]]:
    label, at = labelled.kind or labelled.label, labelled.span.start
    for one in wrong:
        yield Span(at, one.span.start), label
        yield one.span, f"! {one.rule}" if one.fate == "lost" else f"? {one.kind}"
        at = one.span.end
    yield Span(at, labelled.span.end), label


def _within(wrong: Wrong, labelled: GoldSpan) -> bool:
    return labelled.span.start <= wrong.span.start < labelled.span.end
