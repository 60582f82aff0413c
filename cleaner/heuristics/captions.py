"""Captions without a label: known by a credit behind them, a label or a file above them, or a second printing.

Comes in: looks, the lines that are gone or named, the lines that a caption's label fills, the lines
whose repetition was removed, the headline. Goes out: hits of one rule, on whole lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise

from cleaner.arabic import words
from cleaner.heuristics.vocabulary import phrases
from cleaner.hits import Hit
from cleaner.looks import Looks
from cleaner.rules import Rule

CAPTION = Rule(
    id="caption.beside",
    kind="caption",
    where="line",
    why="The text of a photo: under its label, before its credit, or printed twice.",
)
_FILE_NAME = re.compile(r"\W*(?:img|dsc|doc-?p|fb_img|image|photo|thumb|screenshot|whatsapp image)[-_ ]?\d[\w\-. ]{0,60}")
_TELLING = re.compile(r"[)A-Za-z\u00c0-\u024f]")
"""Signs of which a line with a credit or the name of a file has one, before it is folded."""
_FILE_LETTERS = frozenset("idfptsw")
"""The first letter of every match of `_FILE_NAME`."""
_MORE = frozenset("فيسبوك تويتر اكس انستغرام يوتيوب غيتي جيتي getty epa متداوله الانترنت".split())
_LONGEST_CREDIT = 40
_LEAST = 3


def find(looks: Looks, labels: Collection[int], twice: Collection[int], taken: Collection[int], title: int | None) -> list[Hit]:
    """Return hits on captions: under `labels`, printed `twice`, credited, or printed cut short and again in full."""
    if not labels and not twice and not may_stand(looks, taken):
        return []
    found = {*_under(looks, labels, taken), *_under_files(looks, taken), *twice, *_credited(looks, taken), *_cut_short(looks, taken)}
    found.discard(-1 if title is None else title)
    return [Hit(n, CAPTION, 0, len(looks.row(n)), -1, (("title", 0, len(looks.row(n))),)) for n in sorted(found)]


def may_stand(looks: Looks, taken: Collection[int]) -> bool:
    """Tell whether a caption may stand anywhere without a label: in the head, or where a line below has a bracket or the letters
    of a file; most texts have neither, and their short lines need not be read.
    """
    first, _ = looks.body(taken)
    if first:
        return True
    document = looks.document
    return any(map(_TELLING.search, [document.row(number) for number in looks.phrases()]))


def _under(looks: Looks, labels: Collection[int], taken: Collection[int]) -> Iterator[int]:
    for label in labels:
        below = next((n for n in range(label + 1, len(looks)) if not looks.blank(n)), None)
        if below is not None and below not in taken and not looks.ends_sentence(below):
            yield below


def _under_files(looks: Looks, taken: Collection[int]) -> Iterator[int]:
    """Yield the lines right under the name of a picture's file, gone or not."""
    files = [n for n, found in looks.words.items() if found[0][0] in _FILE_LETTERS and _FILE_NAME.fullmatch(looks.row(n))]
    yield from (n for n in _under(looks, files, taken) if looks.titled(n))


def _credited(looks: Looks, taken: Collection[int]) -> Iterator[int]:
    """Yield the lines before the last paragraph that end in the credit of a photo, not of a report."""
    first, last = looks.body(taken)
    for number in looks.words:
        if number > last or number in taken:
            continue
        row = looks.row(number).strip()
        if row.endswith(")"):
            text, _, credit = row.rpartition("(")
            credited = _is_credit(credit[:-1])
        elif number < first:
            text, credit = _behind_sign(row)
            credited = " ".join(words(credit)) in _alone()
        else:
            continue
        if credited and _opens(text):
            yield number


def _behind_sign(row: str) -> tuple[str, str]:
    """Split a line at the last comma, dash or slash that stands apart."""
    place = max(row.rfind(sign) for sign in ("، ", " - ", " – ", " / "))
    return (row[:place], row[place + 2 :]) if place > 0 else (row, "")


def _opens(text: str) -> bool:
    """Tell whether the text before a credit is a caption: longer than a word, and no sentence that ends."""
    text = text.rstrip()
    return len(text) > _LONGEST_CREDIT // 4 and not text.endswith(tuple('.؟?!…»”"'))


def _is_credit(text: str) -> bool:
    """Tell whether brackets hold nothing but the names of agencies, networks, photographers."""
    if len(text) > _LONGEST_CREDIT:
        return False
    parts = [" ".join(words(part)) for part in re.split(r"[/،,+|:\-–]| و(?=\w{5})", text)]
    known = _known()
    return "تصوير" in parts[0] or "عدسه" in parts[0] or " ".join(words(text)) in known or any(part in known for part in parts)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return phrases("agencies", "agency") | phrases("captions", "archive") | phrases("sources", "outlet_alone") | _MORE


@lru_cache(maxsize=1)
def _alone() -> frozenset[str]:
    return phrases("sources", "outlet_alone") | phrases("agencies", "agency_sure")


def _cut_short(looks: Looks, taken: Collection[int]) -> Iterator[int]:
    """Yield neighbours in the head of which the second goes on where the first was cut: both, below a headline."""
    first, _ = looks.body(taken)
    if first < 3:  # a headline and two more
        return
    head = [n for n in sorted(looks.words) if n < first and n not in taken]
    for above, below in pairwise(head[1:]):
        begun = looks.words[above]
        if len(begun) >= _LEAST and looks.words[below][: len(begun)] == begun and not looks.ends_sentence(below):
            yield from (above, below)
