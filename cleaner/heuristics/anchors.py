"""Anchors: a heading that opens a list of other stories, and how far the list runs.

In the tail the list runs to the next thing that a rule names; in the body to the paragraph where the
prose resumes, less a sub-heading right before it; in the head only the heading goes, since the
article's own headline stands under it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from cleaner.arabic import words
from cleaner.heuristics.content import in_zone, whole
from cleaner.heuristics.topic import Topic, is_speech
from cleaner.hits import Hit, Hits
from cleaner.looks import Looks
from cleaner.model import EITHER, Decision
from cleaner.slots import DATE

_LONGEST_LIST = 40
_SUB_HEADING_WORDS = 4
"""Of 61 titles under related headers in the development gold two have four words or fewer; of
sub-headings four in five have."""
_GLUED_TITLE_WORDS = 6
_CHROME = 0.25
_SENTENCED = re.compile(r"[.،؛]\s|[.،؛][^\W\d]|[.]\W*$")
"""What stands in a paragraph of an article and not in a row of dates, towns or names."""
_CARDS = 2
_CARD_TITLE_WORDS = 4
_CARD_ROWS = 4 * _LONGEST_LIST
_DATE = re.compile(rf"\W{{0,4}}{DATE}\W{{0,4}}")
_ENDS_LIST = frozenset({"source", "contact", "end_mark", "agency"})
"""Facts that follow an article, not the titles of a list; times and names stand among titles too."""


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on headings and on the titles under them."""
    found = [hit for hit in hits.acting if hit.rule.where == "anchor"]
    if not found:
        return []
    standing = sorted((hit for hit in found if in_zone(looks, hit, gone)), key=lambda hit: hit.rule.id, reverse=True)
    headings = {hit.line: hit for hit in standing}
    named = {hit.line for hit in hits.acting if hit.rule.where in ("line", "anchor")}
    chrome = {hit.line for hit in hits.acting if hit.rule.where == "line" and hit.rule.zone == "any" and hit.rule.kind not in EITHER}
    going = frozenset(chrome.union(gone)) if chrome else gone
    votes: list[Decision] = []
    told: dict[int, bool] = {}
    taken: set[int] = set(gone)
    for number in sorted(headings):
        hit = headings[number]
        if number in taken:
            continue
        heading = whole(looks, number, hit.rule)
        votes.append(heading)
        taken.add(number)
        titles = _list_under(looks, hit, named, going, told)
        for title in _before_facts(titles, hits):
            if title not in taken:
                taken.add(title)
                reason = f"A title in the list under the heading of line {number + 1}."
                votes.append(looks.vote(title, hit.rule.id, hit.rule.kind, reason, 0.8))
    return votes


def _before_facts(titles: list[int], hits: Hits) -> list[int]:
    """Cut a list before a line that says where the article comes from: it has ended there."""
    facts = {hit.line for hit in hits.read_facts(titles) if hit.rule.kind in _ENDS_LIST} if titles else ()
    return next((titles[:place] for place, number in enumerate(titles) if number in facts), titles)


def _before_headline(looks: Looks, titles: list[int]) -> list[int]:
    """Cut a list before a line that is printed again right below it: the article's headline, over its picture."""
    keys = ["".join(words(looks.row(number))) for number in titles]
    return titles[: next((place for place, (key, below) in enumerate(pairwise(keys)) if key and below.startswith(key)), len(titles))]


def _heads(looks: Looks, line: int, first: int, gone: Collection[int], told: dict[int, bool]) -> bool:
    """Tell whether the one paragraph above a heading is none of the article's: a long row of chrome, no sentence and on nothing
    told below. That is told once of a document.
    """
    second = next((number for number in looks.prose if number > first and number not in gone), -1)
    if second < line or looks.ends_sentence(first) or _SENTENCED.search(looks.row(first)):
        return False
    if first not in told:
        below = (number for number in looks.prose if number > first and number not in gone)
        told[first] = Topic(looks, below).share(looks.row(first).split()) < _CHROME
    return told[first]


def _cards_under(looks: Looks, heading: int, named: Collection[int], gone: Collection[int]) -> list[int]:
    """Return all lines below a heading where they are cards: titles, each over how its story begins, cut off without a full
    stop; the paragraphs above end as sentences do.
    """
    if len(looks) - heading > _CARD_ROWS:
        return []
    prose = [number for number in looks.prose if number > heading and number not in gone]
    if len(prose) < _CARDS or any(map(looks.ends_sentence, prose)):
        return []
    below = [number for number in looks.seen(heading + 1, len(looks)) if number not in gone]
    cut = [place for place, number in enumerate(below) if looks.is_prose(number)]
    if len(cut) < _CARDS or len(below) > _LONGEST_LIST:
        return []
    if not all(place and looks.titled(below[place - 1]) and looks.count(below[place - 1]) >= _CARD_TITLE_WORDS for place in cut):
        return []
    above = [number for number in looks.prose if number < heading and number not in gone]
    if len(above) < _CARDS or not all(looks.ends_sentence(number) for number in above):
        return []
    topic = Topic(looks, above)
    if not all(topic.is_foreign(looks.row(below[place]).split()) for place in cut):
        return []
    return [number for number in below if number not in named]


def _list_under(looks: Looks, hit: Hit, named: Collection[int], gone: Collection[int], told: dict[int, bool]) -> list[int]:
    first, last = looks.body(gone)
    if hit.line < first <= last or (first < hit.line < last and _heads(looks, hit.line, first, gone, told)):
        return []
    titles: list[int] = []
    for number in range(hit.line + 1, min(len(looks), hit.line + 1 + 2 * _LONGEST_LIST)):
        if looks.blank(number) or number in gone:
            continue
        if looks.is_prose(number) or number in named or len(titles) >= _LONGEST_LIST or is_speech(looks.row(number)):
            break
        titles.append(number)
    if hit.line > last:
        return titles
    if cards := _cards_under(looks, hit.line, named, gone):
        return cards
    titles = _before_headline(looks, titles)
    resumes = bool(titles) and titles[-1] < last
    if any(name == "title" for name, _, _ in hit.groups):
        return [n for n in titles[:1] if looks.titled(n) and looks.count(n) >= _GLUED_TITLE_WORDS]
    if resumes and looks.count(titles[-1]) <= _SUB_HEADING_WORDS and not _DATE.fullmatch(looks.row(titles[-1])):
        titles.pop()
    return [] if not all(map(looks.titled, titles)) and len(titles) > _LONGEST_LIST // 4 else titles
