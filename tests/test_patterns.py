"""What is asked of a line before an expression is tried holds for every line that fits."""

from __future__ import annotations

import re
from re import _parser  # type: ignore[attr-defined]

import pytest

from cleaner.arabic import fold
from cleaner.borders import APART, STRONG, Beside
from cleaner.compiled import native
from cleaner.hits import Hit
from cleaner.lint import examples
from cleaner.looks import Looks
from cleaner.match import Matcher
from cleaner.model import Document, Record
from cleaner.patterns import _STRONG as _STRONG_SOURCE
from cleaner.patterns import NARROWEST, SUFFIX_WINDOW, WHOLE, WIDEST, Pattern
from cleaner.rules import default_packs, merge
from cleaner.slots import SLOT_REGEXES
from cleaner.tables import closings
from cleaner.trial import try_all

BOOK = merge(default_packs())
MATCHER = Matcher(BOOK)
PATTERNS = [
    *MATCHER.openers.patterns(), *MATCHER.closers.patterns(), *(p for ps in MATCHER.inners.values() for p in ps),
    *(p for ps in MATCHER.keyed.values() for p in ps), *(p for ps in MATCHER.needled.values() for p in ps),
]  # fmt: skip


_STRONG = re.compile(_STRONG_SOURCE)
_BEHIND_END = re.compile(r"[.؟?!…»”\"\])]\s*\Z")


def _is_among(sign: str, signs: str, before: str) -> bool:
    """Tell whether a sign is among those between two words."""
    if sign == APART:
        return _BEHIND_END.search(before) is not None
    return not sign or (_STRONG.search(signs) is not None if sign == STRONG else sign in signs)


def _stands(need: Beside, row: str) -> bool:
    """Tell whether one of some words stands in a line, with the signs beside it."""
    for word in need.words:
        for found in re.finditer(r"\d" if word == "0" else re.escape(word), row):
            before, behind = row[: found.start()], row[found.end() :]
            signs = [re.split(r"\w", before)[-1], re.split(r"\w", behind)[0]]
            if _is_among(need.before, signs[0], before) and _is_among(need.after, signs[1], ""):
                return True
    return False


def has_needs(pattern: Pattern, row: str) -> bool:
    """Tell what the compiled part tells, and more: words are looked for to the end."""
    widest, window, apart, kinds, narrowest, ends, closing = pattern.find_needs()
    goes_on = re.search(r"[.؟?!…»”\"\])].*\w", row, re.DOTALL) is not None
    near = row[-window:] if window else row
    signs = re.split(r"\w", row)
    if closing and not {*closing}.intersection(closings(row)):
        return False
    if not _is_among(ends.first, signs[0], "") or not _is_among(ends.last, signs[-1], ""):
        return False
    return narrowest <= len(row) and (not widest or len(row) <= widest) and (goes_on or not apart) and all(_stands(need, near) for need in kinds)


def test_slots_are_as_wide_as_their_expressions() -> None:
    widths = {slot: _parser.parse(regex).getwidth()[1] for slot, regex in SLOT_REGEXES.items()}
    assert {slot: width for slot, width in widths.items() if width < 1000} == WIDEST
    assert {slot: _parser.parse(regex).getwidth()[0] for slot, regex in SLOT_REGEXES.items()} == NARROWEST


def test_whole_lines_are_as_long_as_they_may_be() -> None:
    for pattern in PATTERNS[::29]:
        if pattern.rule.where in WHOLE and (widest := pattern.find_needs()[0]):
            assert _parser.parse(pattern._source()).getwidth()[1] <= widest, pattern.text


def test_lines_are_as_long_as_they_have_to_be() -> None:
    for pattern in PATTERNS[::29]:
        assert _parser.parse(pattern._source()).getwidth()[0] >= pattern.find_needs()[4], pattern.text


def test_what_fits_has_what_its_pattern_needs() -> None:
    rules = {rule.id: rule for rule in BOOK.rules}
    tried = 0
    for pattern in PATTERNS:
        for text, must_go in examples(rules[pattern.rule.id]):
            for row in fold(text).split("\n") if must_go else ():
                row = row if pattern.rule.where in WHOLE or len(row) < SUFFIX_WINDOW else row[-SUFFIX_WINDOW:]
                if not has_needs(pattern, row):
                    tried += 1
                    assert not try_all([pattern], row), (pattern.text, row)
    assert tried > 1000


def test_a_matcher_finds_all_examples_by_their_words() -> None:
    for rule in BOOK.rules[::7]:
        for text, must_go in examples(rule):
            if must_go and rule.where in ("line", "anchor"):
                looks = Looks(Document(Record(text)))
                assert any(hit.rule.id == rule.id for hit in MATCHER.read(looks)), (rule.id, text)


@pytest.mark.skipif(native is None, reason="the package is not compiled: there was no C compiler")
def test_the_compiled_part_hands_on_whatever_fits() -> None:
    """Rows of examples, also behind a sentence and with signs around them: what stands beside the words is asked for."""
    spelled = Matcher(BOOK)
    vars(spelled)["_reader"] = None
    sentence = "قال الوزير ان المشروع سيبدا العمل به مطلع العام المقبل في جميع مدن الاقليم وقراه"
    for rule in BOOK.rules[::3]:
        for row in (row for text, _ in examples(rule) for row in fold(text).split("\n") if row):
            for line in (row, f"{sentence}.{row}", f"{sentence}. {row}…", f"{sentence} - {row}", f"«{row}» |", f"({row})"):
                assert sorted(map(_said, MATCHER.read_row(line))) == sorted(map(_said, spelled.read_row(line))), line


def _said(hit: Hit) -> tuple[str, int, int, int]:
    return hit.rule.id, hit.start, hit.end, hit.member
