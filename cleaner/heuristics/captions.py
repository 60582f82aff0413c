"""Captions without a label: known by a credit behind them, a label above them, or a second printing.

Comes in: looks, the lines that are gone or named, the lines that a caption's label fills, the lines
whose repetition was removed. Goes out: hits of one rule, on whole lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cleaner.looks import Looks
from cleaner.match import Hit
from cleaner.rules import Rule

CAPTION = Rule(
    id="caption.beside",
    kind="caption",
    where="line",
    why="The text of a photo: under its label, before its credit, or printed twice.",
)
_CREDIT = re.compile(
    r"\S.{8,300}[^.؟?!…»”\"\s]\s?(?:\((?:[^()]{0,20}\W)?(?:رويترز|ا\W{0,2}ف\W{0,2}ب|د\W{0,2}ب\W{0,2}ا|ا\W{0,2}ب|ا\W{0,2}ب\W{0,2}ا"
    r"|فرانس برس|الفرنسيه|الاناضول|اسوشيتد برس|سبوتنيك|غيتي|getty|afp|reuters|ap|epa|فيسبوك|تويتر|اكس|انستغرام|يوتيوب|(?:مواقع|وسايل) التواصل(?: الاجتماعي)?|الانترنت|واس|وام|كونا|بترا|سانا|ارشيفيه?|تصوير\W[^()]{3,40})\))\s*"
)


def find(looks: Looks, labels: Collection[int], twice: Collection[int], taken: Collection[int]) -> list[Hit]:
    """Return hits on captions: under `labels`, printed `twice`, or credited."""
    numbers = {*_under(looks, labels, taken), *twice, *_credited(looks, taken)}
    return [Hit(n, CAPTION, 0, len(looks.row(n)), -1, (("title", 0, len(looks.row(n))),)) for n in sorted(numbers)]


def _under(looks: Looks, labels: Collection[int], taken: Collection[int]) -> Iterator[int]:
    for label in labels:
        below = next((n for n in range(label + 1, len(looks)) if not looks.blank(n)), None)
        if below is not None and below not in taken and not looks.ends_sentence(below):
            yield below


def _credited(looks: Looks, taken: Collection[int]) -> Iterator[int]:
    """Yield the lines before the last paragraph that end in the credit of a photo, not of a report."""
    _, last = looks.body(taken)
    for number in looks.words:
        row = looks.row(number).strip()
        if number < last and number not in taken and row.endswith(")") and _CREDIT.fullmatch(row):
            yield number
