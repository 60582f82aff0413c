"""Marked documents: what is labelled goes or stays, and the audit alone rebuilds the text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cleaner import EITHER, Cleaner, Options, Verdict, replay
from cleaner.marked import Marked, read_marked, show_marked

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASES = sorted((FIXTURES / "text").glob("*.marked"))
KNOWN_FAILURES = sorted((FIXTURES / "known-failures").glob("*.marked"))


def judge(path: Path) -> tuple[Marked, Verdict, Options]:
    """Clean a fixture under the options of its header."""
    marked = read_marked(path.read_bytes().decode(), path.name)
    options = Options(keep=marked.header.get("keep", ""), drop=marked.header.get("drop", ""))  # type: ignore[arg-type]
    return marked, _cleaner(options)(marked.text, marked.header.get("url")), options


@cache
def _cleaner(options: Options) -> Cleaner:
    return Cleaner(options=options)


def wrong(marked: Marked, verdict: Verdict, options: Options) -> list[str]:
    """Return what went and should have stayed, and the other way round."""
    gone = {offset for one in verdict.removed for offset in range(one.span.start, one.span.end)}
    untouched = marked.header.get("status") in ("spared", "rejected", "unchanged")
    found = []
    for piece in marked.pieces:
        must_go = piece.label in options.drop or piece.label not in (EITHER | options.keep | {"keep"})
        offsets = [n for n in range(piece.span.start, piece.span.end) if not marked.text[n].isspace()]
        bad = [offset for offset in offsets if (offset in gone) != (must_go and not untouched)]
        if bad:
            found.append(f"{'stayed' if must_go else 'went'}: {piece.label}: {marked.text[bad[0] : bad[-1] + 1]}")
    return found


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_fixture(path: Path) -> None:
    marked, verdict, options = judge(path)
    assert not wrong(marked, verdict, options), show_marked(verdict)
    assert replay(marked.text, verdict.removed) == verdict.text
    assert marked.header.get("status", verdict.status) == verdict.status
    if "notes" in marked.header:
        assert [note.code for note in verdict.notes] == marked.header["notes"].split()


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_metadata_of_fixture(path: Path) -> None:
    marked, verdict, _ = judge(path)
    fields = {"author": "authors", "source": "source", "agency": "agency", "date": "published"}
    for name, printed in marked.header.items():
        if name.startswith("metadata."):
            found = getattr(verdict.metadata, fields[name.removeprefix("metadata.")])
            values = found if isinstance(found, tuple) else (found,) if found else ()
            assert any(printed in (value.value, value.printed) or printed in value.printed for value in values), values


@pytest.mark.parametrize("path", KNOWN_FAILURES, ids=[path.stem for path in KNOWN_FAILURES])
@pytest.mark.xfail(strict=True, reason="a known failure: when it passes, move it to fixtures/text")
def test_known_failure(path: Path) -> None:
    marked, verdict, options = judge(path)
    assert not wrong(marked, verdict, options), show_marked(verdict)
