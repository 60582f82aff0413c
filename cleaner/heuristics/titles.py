"""Titles: a run of bare headlines of other stories between two paragraphs of the body.

Sites set two to six related titles into the text; scrapers keep the titles and lose the box. They speak
of what the article speaks of, in six words and more; verse does neither, or is vocalised. A single line
there is a sub-heading, and so is a short last one; a list that the article itself gives is announced by
a colon, a heading or numbers. Only where paragraphs end as sentences do is a line without a full stop a
sign: stories told line by line and columns without punctuation are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

from cleaner.arabic import words
from cleaner.compiled import native
from cleaner.heuristics.leads import Group, Leads, Then
from cleaner.heuristics.topic import SPEECH, Topic, is_speech
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_FEWEST = 2
_PARAGRAPHS = 3
_PUNCTUATED = 0.85
_MOST = 8
_TITLE_WORDS = 5
"""Headlines have five words or more: 725 of 747 lines in 302 such runs of a broadcaster's archive."""
_SUB_HEADING_WORDS = 5
_POINT = re.compile(r"\W*(?:\d|[-*•▪●■◆–])")
_ITEMS = Leads(
    [
        Group(Then.DIGIT, ("د",)),
        Group(Then.COLON, ("س", "ج")),
        Group(Then.ANYTHING, ("اولا", "ثانيا", "ثالثا", "رابعا", "خامسا")),
        Group(Then.SPACE, tuple("لا لم لن ما من في هل قد كان هو هي هم هذا هذه ذلك يبرز قال اضاف".split()), ("و", "ف")),
    ]
)
_AVERAGE_WORDS = 6
_VOWELS = re.compile("[\u064e\u064f\u0650\u0652]")
_VOCALISED = 2
_NEWSY = re.compile(r"[:\d\"«“]")
"""Signs that headlines use and verse hardly: 236 of 278 runs of titles have one."""
_SHARED = 2
_VERSE = Leads([Group(Then.SPACE, ("يا", "انا", "انت", "كم", "لي", "اه", "ايا", "الا"))])
_ANNOUNCES = re.compile(r"(?:التاليه?|الاتيه?|يلي|ياتي|كالتالي|كالاتي)\W*$")

_NATIVE: Any = native.Titles(SPEECH.compiled, _ITEMS.compiled, _VERSE.compiled) if native else None


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on runs of titles in the body."""
    document = looks.document
    found = _find(looks, gone) if looks.bits is None else _NATIVE.find(document.text, document.starts, looks.bits, gone)
    return [_vote(looks, number) for number in found]


def _find(looks: Looks, gone: Collection[int]) -> list[int]:
    """Return the lines of runs of titles: what the compiled part does, where there is one."""
    runs = [run for run in _runs(looks, gone) if _are_titles(looks, run)]
    if not runs:
        return []
    topic = Topic(looks, (number for number in looks.prose if number not in gone))
    return [number for run in runs if _on_topic(looks, run, topic) for number in run]


def _on_topic(looks: Looks, run: list[int], topic: Topic) -> bool:
    """Tell whether every line shares a word with the paragraphs, and half of the lines two, or one has a sign.

    So do 264 of 278 such runs of a broadcaster's archive.
    """
    rows = [looks.row(number) for number in run]
    if _is_newsy(rows):
        return all(topic.told(row, 1) for row in rows)
    told = [topic.told(row, _SHARED) for row in rows]
    return all(told) and 2 * told.count(_SHARED) >= len(told)


def _is_newsy(rows: Sequence[str]) -> bool:
    return bool(_NEWSY.search("\n".join(rows)))


def _runs(looks: Looks, gone: Collection[int]) -> Iterator[list[int]]:
    """Yield the lines between two paragraphs of which each may be a title."""
    prose = [number for number in looks.prose if number not in gone]
    if len(prose) < _PARAGRAPHS or all(below - above <= _FEWEST for above, below in pairwise(prose)):
        return
    runs = [(above, run) for above, below in pairwise(prose) if below - above > _FEWEST and (run := _between(looks, above, below, gone))]
    if not runs or sum(map(looks.ends_sentence, prose)) < _PUNCTUATED * len(prose):
        return
    for above, run in runs:
        if _closes(looks, above) and all(_may_be_title(looks, number) for number in run):
            yield run


def _between(looks: Looks, above: int, below: int, gone: Collection[int]) -> list[int]:
    """Return the lines between two paragraphs, less a sub-heading at their end; none where they are too many or few."""
    run = [n for n in range(above + 1, below) if n not in gone and not looks.blank(n)]
    if run and looks.count(run[-1]) <= _SUB_HEADING_WORDS:
        run.pop()
    return run if _FEWEST <= len(run) <= _MOST else []


def _closes(looks: Looks, number: int) -> bool:
    return looks.ends_sentence(number) and not _ANNOUNCES.search(looks.row(number))


def _may_be_title(looks: Looks, number: int) -> bool:
    """Tell whether a line has five words and more, no full stop, no point or number before it, and is not vocalised."""
    if not looks.titled(number) or looks.count(number) < _TITLE_WORDS or looks.ends_sentence(number):
        return False
    return not _POINT.match(looks.row(number)) and len(_VOWELS.findall(looks.document.rows[number])) < _VOCALISED


def _are_titles(looks: Looks, run: list[int]) -> bool:
    if sum(map(looks.count, run)) < _AVERAGE_WORDS * len(run):
        return False
    rows = list(map(looks.row, run))
    if any(is_speech(row) or _ITEMS.begin(row) for row in rows):
        return False
    return _is_newsy(rows) or not _is_verse(rows)


def _is_verse(rows: Sequence[str]) -> bool:
    """Tell whether lines rhyme, or call somebody."""
    rhymes = [words(row)[-1][-1] for row in rows]
    return len(set(rhymes)) < len(rhymes) or any(map(_VERSE.begin, rows))


def _vote(looks: Looks, number: int) -> Decision:
    reason = "One of several bare headlines between two paragraphs."
    return looks.vote(number, "titles.between", "related", reason, 0.6)
