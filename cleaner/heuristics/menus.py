"""Menus: names of sections and pages, on one row or one a line, above the article or below it.

A rule knows menus of a few names on one row. Any number is told by the vocabulary: a row of five names and
more that leaves a fifth of its words over, or four lines and more, each a name, with some unknown ones among them. Where
the document opens so and a headline ends the run, three lines are enough, two of them names: no name alone tells that, but
the site's own name and its sections stand there. A name or two on lines of their own beside the headline are its section;
a list that a colon announces is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from cleaner.heuristics.content import is_announced
from cleaner.heuristics.topic import Topic
from cleaner.heuristics.vocabulary import phrases
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision
from cleaner.outlets import OUTLETS

_NAMES = 5
_LINES = 4
_OPENING = 3
_OPENING_NAMES = 2
_OPENING_KNOWN = 0.4
_SPARED = 2
_HEADLINE = 5
_TOLD = 2
_KNOWN = 0.6
_COVERED = 0.8
_NAME_WORDS = 3
_ROW_WORDS = 6
_MARKS = re.compile("[.،؛؟!:\"«»]")
_SITES = frozenset(("source", "kicker"))
"""Facts that a menu prints too: the name of the site, and of the section."""
_TOOLS = frozenset("share counter controls comment follow login app_promo".split())
_MENU = frozenset("navigation related ticker".split())
_STATES = re.compile("[:؛؟!«»\"]")
_ANNOUNCES = (":", "،", "؛", ".", "؟")


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on menus beside the article."""
    votes = [_vote(looks, number) for number in _rows(looks, gone)]
    if not votes and len(looks.words) < _OPENING:
        return []
    first, last = looks.body({*gone, *(looks.document.line_at(vote.span.start) for vote in votes)})
    if first > last:
        return votes
    names = [n for n in looks.words if not first <= n <= last and _is_name(looks, n)]
    if len(names) >= _LINES and any(n not in gone for n in names):
        runs = list(_runs(looks, names, gone, first, last))
        headline = _last_headline(looks, gone, first) if any(run[-1] < first and len(_known(looks, run)) < len(run) for run in runs) else -1
        runs = [run if run[0] > last or run[-1] < headline else _known(looks, run) for run in runs]  # else a headline may be among them
        votes += [_vote(looks, number) for run in runs for number in run]
    if names and names[0] < first:
        named = {looks.document.line_at(vote.span.start) for vote in votes}
        votes += [_vote(looks, number) for number in _opening(looks, hits, gone, first) if number not in named]
    return votes


def _rows(looks: Looks, gone: Collection[int]) -> Iterator[int]:
    """Yield rows of names above the article; those of the tail are short lines."""
    for number in looks.prose[:2]:
        if number not in gone and _is_row(looks, number):
            yield number
        elif number not in gone:
            break
    long = [number for number, found in looks.words.items() if len(found) >= _ROW_WORDS and number not in gone and _is_row(looks, number)]
    first, last = looks.body(gone) if long else (0, 0)
    yield from (number for number in long if not first <= number <= last)


def _is_row(looks: Looks, number: int) -> bool:
    """Tell whether a row is made of names of sections."""
    raw = looks.document.rows[number]
    if _MARKS.search(raw):
        return False
    names, starts = _names()
    found = [word for word in looks.row(number).split() if any(map(str.isalnum, word))]
    if sum(word in starts for word in found) < _NAMES:
        return False
    place = counted = covered = 0
    while place < len(found):
        size = next((size for size in range(_NAME_WORDS, 0, -1) if " ".join(found[place : place + size]) in names), 0)
        counted += size > 0
        covered += size
        place += size or 1
    return counted >= _NAMES and covered >= _COVERED * len(found)


def _is_name(looks: Looks, number: int) -> bool:
    found = looks.words[number]
    return len(found) <= _NAME_WORDS and (" ".join(found) in _names()[0] or _is_pair(found))


def _is_pair(found: list[str]) -> bool:
    """Tell whether two names of one word are joined by 'and': sections are, in any pairing."""
    if len(found) != 2 or not found[1].startswith("و"):
        return False
    names = _names()[0]
    return found[0] in names and found[1][1:] in names


def _is_site(looks: Looks, number: int) -> bool:
    """Tell whether a line may be the name of a site, with what it is in front."""
    return looks.count(number) <= _ROW_WORDS and looks.words[number][0].startswith(OUTLETS) and not _STATES.search(looks.row(number))


def _runs(looks: Looks, names: list[int], gone: Collection[int], first: int, last: int) -> Iterator[list[int]]:
    """Yield runs of short lines, from a name to a name, most of them names."""
    known = set(names)
    run: list[int] = []
    for number in [*looks.words, len(looks)]:
        outside = not first <= number <= last and number < len(looks)
        if outside and (number in gone or looks.count(number) <= _NAME_WORDS) and not (run and run[-1] < first <= number):
            run.append(number)
            continue
        if chosen := _trimmed(looks, run, known, gone):
            yield chosen
        run = []


def _trimmed(looks: Looks, run: list[int], known: Collection[int], gone: Collection[int]) -> list[int]:
    """Return a run from its first name to its last, less what is gone; nothing where names are few."""
    places = [place for place, number in enumerate(run) if number in known]
    if len(places) < _LINES:
        return []
    inner = run[places[0] : places[-1] + 1]
    if len(places) < _KNOWN * len(inner) or is_announced(looks, inner[0]) or len({looks.keys.get(number) for number in inner}) < _LINES:
        return []
    return [number for number in inner if number not in gone]


def _known(looks: Looks, run: list[int]) -> list[int]:
    return [number for number in run if _is_name(looks, number)]


def _last_headline(looks: Looks, gone: Collection[int], first: int) -> int:
    """Return the last line above the article that is longer than a name and speaks of it; -1 where there is none."""
    topic = Topic(looks, (number for number in looks.prose if number not in gone))
    long = [number for number in looks.words if number < first and looks.count(number) > _NAME_WORDS and looks.titled(number)]
    return next((number for number in reversed(long) if topic.is_own(looks.words[number])), -1)


def _opening(looks: Looks, hits: Hits, gone: Collection[int], first: int) -> list[int]:
    """Return the lines that a document opens with, from the first to the last name of a section, above the headline."""
    kinds = {hit.line: hit.rule.kind for hit in hits.acting if hit.line in gone}
    run: list[int] = []
    headline = -1
    tools = False  # buttons stand below the menu, and a headline may stand between the two
    for number in looks.words:
        if number >= first:
            break
        tools = tools or kinds.get(number) in _TOOLS
        if looks.count(number) <= _NAME_WORDS or (not run and _is_site(looks, number)):
            run += [] if tools else [number]
        elif number not in gone:
            headline = number
            break
    taken = {number for number, kind in kinds.items() if kind in _MENU}
    places = [place for place, number in enumerate(run) if number in taken or _is_name(looks, number)]
    if not places or sum(looks.count(number) <= _NAME_WORDS for number in run) < _OPENING or len({looks.keys.get(run[place]) for place in places}) < max(_OPENING_NAMES, _OPENING_KNOWN * (places[-1] + 1)):
        return []
    inner = run[: max(places[-1] + 1, len(run) - _SPARED)]  # the last lines may be a short headline and its writer, a deck below them
    if headline < 0 or not looks.titled(headline) or any(looks.row(number).rstrip().endswith(_ANNOUNCES) for number in inner):
        return []
    topic = Topic(looks, (number for number in looks.prose if number not in gone))
    own = looks.words[headline]
    if not (topic.is_own(own) or (len(own) >= _HEADLINE and topic.told(own) >= _TOLD)):  # a byline, and the headline is among the names
        return []
    facts = {hit.line for hit in hits.read_facts(inner) if hit.rule.kind not in _SITES}
    return [n for n in inner if n not in gone and (_is_name(looks, n) or not (n in facts or topic.is_own(looks.words[n])))]


@lru_cache(maxsize=1)
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of sections and pages, and the words they open with."""
    lists = ("nav_home", "nav_section", "nav_main", "nav_adjective", "nav_more", "nav_page", "nav_foot")
    names = frozenset().union(*(phrases("navigation", name) for name in lists), phrases("stacks", "st_section"))
    return names, frozenset(name.split()[0] for name in names)


def _vote(looks: Looks, number: int) -> Decision:
    reason = "A menu: names of sections and pages of the site."
    return looks.vote(number, "menus.names", "navigation", reason, 0.7)
