"""How alike two texts are, in runs of words: the score of an article taken from a page.

Words are letters, digits and underscores after compatibility normalisation, without marks and
tatweel, so that spelling does not count and order does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

SHINGLE = 4
_WORD = re.compile(r"\w+")
_TATWEEL = "\u0640"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What share of what was found is right, what share of what is right was found, and their mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared.

    >>> words("قَالَ الوزيـــر: 3 مشاريع") == words("قال الوزير ٣ مشاريع".replace("٣", "3"))
    True
    """
    plain = unicodedata.normalize("NFKC", text)
    return _WORD.findall("".join(c for c in plain if c != _TATWEEL and not unicodedata.category(c).startswith("M")))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words; a shorter text is one run, an empty one none."""
    found = words(text)
    last = max(1, len(found) - SHINGLE + 1) if found else 0
    return Counter(tuple(found[start : start + SHINGLE]) for start in range(last))


def shingle_f1(found: str, gold: str) -> Likeness:
    """Compare a text with what it should be.

    >>> score = shingle_f1("قال الوزير إن المشروع سيبدأ غدا شاركها", "قال الوزير إن المشروع سيبدأ غدا")
    >>> score.precision, score.recall, round(score.f1, 2)
    (0.75, 1.0, 0.86)
    """
    mine, right = shingles(found), shingles(gold)
    if not mine and not right:
        return Likeness(1.0, 1.0)
    both = (mine & right).total()
    return Likeness(both / mine.total() if mine else 0.0, both / right.total() if right else 0.0)


def mean_f1(scores: Iterable[tuple[str, Likeness]]) -> tuple[float, float]:
    """Return the mean F1 of pages, and the mean over hosts of theirs; scores come with their hosts.

    >>> mean_f1([("a", Likeness(1, 1)), ("a", Likeness(1, 1)), ("b", Likeness(0, 0))])
    (0.6666666666666666, 0.5)
    """
    by_host: dict[str, list[float]] = {}
    for host, score in scores:
        by_host.setdefault(host, []).append(score.f1)
    pages = [f1 for host in by_host.values() for f1 in host]
    means = [sum(host) / len(host) for host in by_host.values()]
    return (sum(pages) / len(pages), sum(means) / len(means)) if pages else (0.0, 0.0)
