"""Phrases as a trie: what a list of them finds, in the same order."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.lookup import GAP
from cleaner.slots import MONTHS
from cleaner.store import default_catalogue
from cleaner.trie import any_of

LETTERS = "ابج2."
PHRASES = st.sets(st.lists(st.text("ابج2", min_size=1, max_size=4), min_size=1, max_size=3).map(tuple), min_size=1, max_size=12)


def flat(phrases: set[tuple[str, ...]], gap: str) -> str:
    spelled = {gap.join(map(re.escape, phrase)) for phrase in phrases}
    return "|".join(sorted(spelled, key=lambda phrase: (-len(phrase), phrase)))


def tried(expression: str, text: str) -> list[str]:
    """Return what an expression finds at the start of a text, one after the other as it would go on from there."""
    return [
        "".join(found.groups())
        for rest in range(len(text) + 1)
        if (found := re.match(rf"({expression})(?=.{{{rest}}}\Z)", text)) is not None
    ] + [found[0] for found in re.finditer(expression, text)]


@given(phrases=PHRASES, text=st.text(LETTERS + " ", max_size=12))
@example({("اب", "ج"), ("ا", "بج2")}, "ابج2")
@example({("ا",), ("اب",), ("ا", "ب")}, "اب")
def test_a_trie_finds_what_the_list_finds(phrases: set[tuple[str, ...]], text: str) -> None:
    assert tried(any_of(phrases, GAP), text) == tried(flat(phrases, GAP), text)


@given(phrases=PHRASES, text=st.text(LETTERS, max_size=12))
def test_without_a_gap_too(phrases: set[tuple[str, ...]], text: str) -> None:
    joined = {("".join(phrase),) for phrase in phrases}
    assert tried(any_of(joined), text) == tried(flat(joined, ""), text)


@pytest.mark.parametrize("name", ["city", "outlet", "agency", "given", "network", "mh_given", "ui_latin"])
def test_lists_of_the_packs_find_what_they_hold(name: str) -> None:
    listed = default_catalogue().patterns[0].lists[name]
    expression = re.compile(listed.regex)
    for phrase in listed.phrases:
        for gap in (" ", "", " - "):
            found = expression.match(gap.join(phrase) + " ثم")
            other = re.match(flat(set(listed.phrases), GAP), gap.join(phrase) + " ثم")
            assert found is not None
            assert other is not None
            assert found[0] == other[0]


def test_months_are_found_whole() -> None:
    expression = re.compile(any_of([name] for name in MONTHS))
    assert all((found := expression.match(name)) and found[0] == name for name in MONTHS)
