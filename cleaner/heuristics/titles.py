"""Titles: a run of bare headlines of other stories between two paragraphs of the body.

Sites set two to six related titles into the text; scrapers keep the titles and lose the box. A single
line there is a sub-heading, and so is a short last one; a list that the article itself gives is
announced by a colon, a heading or numbers. Only where paragraphs end as sentences do is a line without
a full stop a sign: stories told line by line and columns without punctuation are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from cleaner.heuristics.topic import is_speech
from cleaner.looks import Looks
from cleaner.match import Hits
from cleaner.model import Decision

_FEWEST = 2
_PARAGRAPHS = 3
_PUNCTUATED = 0.85
_MOST = 8
_TITLE_WORDS = 5
"""Headlines have five words or more: of 736 lines in 368 such runs of a news agency's archive nine in ten."""
_SUB_HEADING_WORDS = 5
_ITEM = re.compile(r"\W*(?:\d|د\s?\d|[سج]\s?:|اولا|ثانيا|ثالثا|رابعا|خامسا|[وف](?:لا|لم|لن|ما|من|في|هل|قد|كان|هو|هي|هم|هذا|هذه|ذلك|يبرز|قال|اضاف)\s|[-*•▪●■◆–])")
_ANNOUNCES = re.compile(r"(?:التاليه?|الاتيه?|يلي|ياتي|كالتالي|كالاتي)\W*$")


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on runs of titles in the body."""
    if len(looks.words) < _FEWEST:
        return []
    return [_vote(looks, number) for run in _runs(looks, gone) for number in run]


def _runs(looks: Looks, gone: Collection[int]) -> Iterator[list[int]]:
    prose = [number for number in looks.prose if number not in gone]
    if len(prose) < _PARAGRAPHS or all(below - above <= _FEWEST for above, below in pairwise(prose)):
        return
    if sum(map(looks.ends_sentence, prose)) < _PUNCTUATED * len(prose):
        return
    for above, below in pairwise(prose):
        if below - above <= _FEWEST:
            continue
        run = [n for n in range(above + 1, below) if n not in gone and not looks.blank(n)]
        if run and looks.count(run[-1]) <= _SUB_HEADING_WORDS:
            run.pop()
        if _FEWEST <= len(run) <= _MOST and _closes(looks, above) and all(_is_title(looks, n) for n in run):
            yield run


def _closes(looks: Looks, number: int) -> bool:
    return looks.ends_sentence(number) and not _ANNOUNCES.search(looks.row(number))


def _is_title(looks: Looks, number: int) -> bool:
    if not looks.titled(number) or looks.count(number) < _TITLE_WORDS:
        return False
    if is_speech(looks.row(number)):
        return False
    return not _ITEM.match(looks.row(number)) and not looks.ends_sentence(number)


def _vote(looks: Looks, number: int) -> Decision:
    reason = "One of several bare headlines between two paragraphs."
    return Decision(looks.document.line_span(number), "titles.between", "related", reason, 0.6)
