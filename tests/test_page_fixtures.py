"""Pages of many layouts with every line of their text labelled: what is said, what goes, what stays."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cleaner import EITHER, Cleaner, Options, Verdict, replay
from cleaner.marked import Marked, read_marked, show_marked

FIXTURES = Path(__file__).parent.parent / "fixtures"
PAGES = sorted((FIXTURES / "html").glob("*.html"))
KNOWN_FAILURES = sorted((FIXTURES / "known-failures" / "html").glob("*.html"))


@cache
def _cleaner(drop: frozenset[str]) -> Cleaner:
    return Cleaner(options=Options(drop=drop))


def judge(path: Path, drop: frozenset[str]) -> tuple[Marked, Verdict]:
    """Clean a page; its labels stand beside it."""
    marked = read_marked(path.with_suffix(".marked").read_text(encoding="utf-8"), path.name)
    return marked, _cleaner(drop).html(path.read_bytes(), marked.header.get("url"))


def wrong(marked: Marked, verdict: Verdict, drop: frozenset[str]) -> list[str]:
    """Return what went and should have stayed, and the other way round; a fact that is not dropped may do both."""
    gone = {offset for one in verdict.removed for offset in range(one.span.start, one.span.end)}
    found = []
    for piece in marked.pieces:
        if piece.label in EITHER - drop:
            continue
        must_go = piece.label != "keep" and marked.header.get("status") != "rejected"
        offsets = [n for n in range(piece.span.start, piece.span.end) if not marked.text[n].isspace()]
        bad = [offset for offset in offsets if (offset in gone) != must_go]
        if bad:
            found.append(f"{'stayed' if must_go else 'went'}: {piece.label}: {marked.text[bad[0] : bad[-1] + 1]}")
    return found


@pytest.mark.parametrize("drop", [frozenset(), EITHER], ids=["default", "drop"])
@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_page(path: Path, drop: frozenset[str]) -> None:
    marked, verdict = judge(path, drop)
    assert verdict.document.text == marked.text
    assert not wrong(marked, verdict, drop), show_marked(verdict)
    assert replay(marked.text, verdict.removed) == verdict.text
    assert marked.header.get("status", "cleaned") == verdict.status
    assert marked.header.get("notes", "").split() == [note.code for note in verdict.notes]


@pytest.mark.parametrize("path", KNOWN_FAILURES, ids=[path.stem for path in KNOWN_FAILURES])
@pytest.mark.xfail(strict=True, reason="a known failure: when it passes, move it to fixtures/html")
def test_known_failure(path: Path) -> None:
    marked, verdict = judge(path, EITHER)
    assert verdict.document.text == marked.text
    assert not wrong(marked, verdict, EITHER), show_marked(verdict)
