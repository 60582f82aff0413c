"""Tags without a heading: what stands between the last paragraph and the first removed line.

Tags are three or more phrases of up to five words, most of which the article uses; a list of people is
none, and a list of demands, with which an article may end, is not made of its words. Lines set apart by
blank lines, where the paragraphs are not, are a list of the page's: of those fewer words suffice.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cleaner.heuristics.topic import Topic
from cleaner.heuristics.vocabulary import phrases
from cleaner.looks import Looks

NUMBERED = re.compile(r"\s*(?:\d{1,2}\s?[-.)–]\s*\D|(?:اولا|ثانيا|ثالثا|رابعا|خامسا)\W)")
_BULLET = re.compile(r"\s*[-•*▪●■◆]\s")
_MARKS = ":.؟!()"
_TAG_WORDS = 5
_FEWEST = 3
_SHARE = 0.6
_SHARE_APART = 0.3


def find_tags(looks: Looks, tail: list[int], gone: Collection[int], company: Collection[int], topic: Topic) -> list[int]:
    """Return the lines of a tail that are tags; `company` holds the removed lines and those as good as removed."""
    first = next((number for number in tail if number in company), None)
    gap = [number for number in tail if first is not None and number < first]
    last = max((n for n in looks.prose if n not in gone and gap and n < gap[0]), default=None)
    if len(gap) < _FEWEST or last is None or looks.row(last).rstrip().endswith(":"):
        return []
    if not all(_is_phrase(looks, number) for number in gap):
        return []
    people = sum(looks.words[number][0] in phrases("bylines", "given") for number in gap)
    if people * 3 > len(gap):
        return []
    apart = all(looks.blank(number - 1) for number in gap) and not looks.blank(last - 1)
    found = [word for number in gap for word in looks.words[number]]
    return gap if topic.share(found) >= (_SHARE_APART if apart else _SHARE) else []


def _is_phrase(looks: Looks, number: int) -> bool:
    if number not in looks.words or looks.count(number) > _TAG_WORDS:
        return False
    row = looks.row(number)
    return not any(sign in row for sign in _MARKS) and not NUMBERED.match(row) and not _BULLET.match(row)
