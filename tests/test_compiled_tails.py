"""What the compiled part tells of the ends of long lines is what they spell, and where their letters stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documents import arbitrary, assembled
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.arabic import LETTERS, _spell_offsets, fold, fold_with_offsets
from cleaner.compiled import native
from cleaner.heuristics import tails
from cleaner.marked import read_marked
from cleaner.patterns import _STRONG, SUFFIX_WINDOW
from cleaner.trial import _apart

pytestmark = pytest.mark.skipif(native is None, reason="the package is not compiled: there was no C compiler")
ROOT = Path(__file__).parent.parent
LINES = sorted({line for path in (ROOT / "fixtures").rglob("*.marked") for line in read_marked(path.read_bytes().decode(), path.name).text.split("\n")})
JOINTS = (" ", ". ", ".", "؟ ", "» ", '" ', ") ", "… ", " - ", '"', ".) ")
TOLD, SPELLED = Cleaner()._rules.acting, Cleaner()._rules.acting
SPELLED.__dict__["_reader"] = None


@given(lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=5), joints=st.lists(st.sampled_from(JOINTS), min_size=5, max_size=5))
@example(lines=["وقال الوزير إن العمل سيبدأ في مطلع العام المقبل", "اقرأ المزيد...", "شاركها", ""], joints=[".", " ", " ", " ", " "])
@example(lines=["وقال الوزير إن العمل سيبدأ", "المزيد من الأخبار", "لبنان", "اضغط هنا لقراءة المزيد"], joints=[". ", ".", " ", "…", " "])
def test_tails_are_peeled_the_same(lines: list[str], joints: list[str]) -> None:
    tail = fold("".join(line + joint for line, joint in zip(lines, joints, strict=False))[-tails._WINDOW :])
    told, spelled = tails._Told(tail, None, TOLD), tails._Spelled(tail, SPELLED)
    assert tails._peel(len(tail), told.step) == tails._peel(len(tail), spelled.step)
    if TOLD.pieces(tail, len(tail)) is not None:
        spelled = tails._Spelled(tail, SPELLED)
        end = len(tail)
        while phrase := spelled.step(end):
            assert told.step(end) == phrase
            end = phrase.start
        assert told.step(end) is None or not spelled._starts  # without a sentence's end nothing is kept, and nobody asks on


@given(text=arbitrary() | assembled())
@example("ﷺ ﻻ ـ\ud800\U0001d7d9\uffff\ufffe Ǆ ß")
@example("ﷺ" * 40 + "َ")
def test_offsets_are_the_same(text: str) -> None:
    (folded, offsets), (spelled, meant) = fold_with_offsets(text), _spell_offsets(text)
    assert (folded, list(offsets)) == (spelled, list(meant))


@given(row=(arbitrary() | assembled()).map(fold) | st.text("ا_1 .:-»…)*\u00a0", max_size=40))
def test_suffixes_begin_at_the_same_places(row: str) -> None:
    apart, strong = LETTERS.places(row, SUFFIX_WINDOW)
    start = max(0, len(row) - SUFFIX_WINDOW)
    assert [place for place in apart if place >= start] == [place for place in _apart(row) if place >= start]
    sign = re.compile(rf"\W{{0,6}}{_STRONG}")
    assert strong == [place for place in range(start, len(row)) if sign.match(row, place)]
