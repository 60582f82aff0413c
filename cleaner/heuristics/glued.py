"""Glued: headlines of other stories run together on one row.

A row of six headlines and more with wide spaces between them goes wherever it stands; where the article
follows on the same row, only the ticker goes. Where nothing stands between them, the first row is one of
headlines when it stands under the label of a ticker, or has no sign of sentences where the paragraphs
below have all, or when the article's headline speaks of the paragraphs and not of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cleaner.heuristics.topic import Topic
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_FEWEST = 3
_PARAGRAPHS = 4
_ROW_WORDS = 25
_HARDLY = 0.2
_STOPS = re.compile(r"[،,؛]|(?<!\.)\.(?!\.)")
_FULL_STOP = re.compile(r"(?<![.\d])\.(?![.\d])")
_COMMA = re.compile(r"[،,؛]")
_LONG_ROW = 40
_WORDS_A_COMMA = 20
"""A row of 15 headlines has a comma or two; prose has one every ten to fifteen words."""
_TOLD_BELOW = 40
"""Words of the paragraphs below that can tell what the article is about."""
_WIDE = "   "
_GAP = re.compile(r"(?<=\S)[ \xa0]{3,}(?=\S)")
_WIDE_RUN = 5
_DATED, _DIGIT = re.compile(r"\W*\d"), re.compile(r"\d")
"""The rows of a programme or a table open with dates and numbers, or hold prices: headlines seldom do."""
_LONG_TITLE = 9
_AVERAGE = 5.5
"""Words of a headline: hemistichs on one row are spaced like headlines, but have three to seven words each."""
_LONGEST_TITLE = 40


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on rows of headlines."""
    text = looks.document.text
    wide = (looks.wide and _WIDE in text) or ("\xa0" in text and "\xa0\xa0\xa0" in text)
    spaced = list(_spaced(looks, gone)) if wide else []
    return spaced or _first_row(looks, hits, gone)


def _spaced(looks: Looks, gone: Collection[int]) -> Iterator[Decision]:
    """Yield votes on rows of headlines with wide spaces between them, up to an article on the same row."""
    for number in looks.prose:
        row = looks.document.rows[number]
        if number in gone or row.count(" ") < 4 * _WIDE_RUN:
            continue
        gaps = list(_GAP.finditer(row))
        if len(gaps) < _WIDE_RUN:
            continue
        parts = [part for part in _GAP.split(row) if part.strip()]
        if sum(bool(_DATED.match(part)) for part in parts) * 3 > len(parts) or sum(bool(_DIGIT.search(part)) for part in parts) * 2 > len(parts):
            continue
        counts = [len(part.split()) for part in parts]
        article = counts[-1] > _LONGEST_TITLE
        titles = counts[:-1] if article else counts
        if max(titles) <= _LONGEST_TITLE and max(titles) >= _LONG_TITLE and sum(titles) >= _AVERAGE * len(titles):
            vote = _vote(looks, number)
            yield vote.at(vote.span.start, vote.span.start + gaps[-1].end()) if article else vote


def _first_row(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return a vote on a first row of headlines with nothing between them."""
    first = next((number for number in looks.prose if number not in gone), None)
    if first is None or looks.document.rows[first].count(" ") < _ROW_WORDS - 1 or looks.ends_sentence(first):
        return []
    prose = [number for number in looks.prose if number not in gone]
    titles = [number for number in looks.words if number < (prose[1:] or prose)[0] and number not in gone and looks.titled(number)]
    told = _is_unstopped(looks, prose, titles) or _is_labelled(looks, hits, prose) or _is_over_headline(looks, prose, titles)
    return [_vote(looks, first)] if told else []


def _is_unstopped(looks: Looks, prose: list[int], titles: list[int]) -> bool:
    """Tell whether the first row has no comma and no stop, and the paragraphs below, which have, use hardly a word of it.

    Of 23,000 articles of the development dumps none opens so; what speaks of the headline is an article all the same.
    """
    if len(prose) < _PARAGRAPHS or "،" in looks.document.rows[prose[0]] or _STOPS.search(looks.row(prose[0])):
        return False
    if not all(map(looks.ends_sentence, prose[1:_PARAGRAPHS])) or not _is_foreign(looks, prose):
        return False
    row = Topic(looks, prose[:1])
    return not any(row.is_own(looks.words[number]) for number in titles)


def _is_labelled(looks: Looks, hits: Hits, prose: list[int]) -> bool:
    """Tell whether the first row stands right under the label of a ticker."""
    if len(prose) < _FEWEST:
        return False
    labels = {hit.line for hit in hits.acting if hit.rule.kind == "ticker" and hit.rule.where == "anchor"}
    above = next((number for number in range(prose[0] - 1, -1, -1) if not looks.blank(number)), -1) if labels else -1
    return above in labels and _is_foreign(looks, prose)


def _is_over_headline(looks: Looks, prose: list[int], titles: list[int]) -> bool:
    """Tell whether a headline above the second paragraph speaks of what stands below, and of nothing in the first row.

    What opens an article speaks of its headline.
    """
    first, below = prose[0], prose[1:]
    if looks.count(first) < _LONG_ROW or not below or not all(map(looks.ends_sentence, below[:_PARAGRAPHS])):
        return False
    row = looks.row(first)
    if _FULL_STOP.search(row) or len(_COMMA.findall(row)) * _WORDS_A_COMMA > looks.count(first):
        return False
    if not titles or sum(map(looks.count, below)) < _TOLD_BELOW or not _is_foreign(looks, prose):
        return False
    topic, other = Topic(looks, below), Topic(looks, prose[:1])
    return any(topic.is_own(looks.words[number]) and other.is_foreign(looks.words[number]) for number in titles)


def _is_foreign(looks: Looks, prose: list[int]) -> bool:
    """Tell whether the paragraphs below the first use hardly a word of it."""
    return Topic(looks, prose[1:]).share(looks.row(prose[0]).split()) < _HARDLY


def _vote(looks: Looks, number: int) -> Decision:
    return looks.vote(number, "tickers.headlines", "ticker", "Headlines of other stories.", 0.6)
