"""Readers: what readers wrote, between the heading over their comments and the form for one more.

Rules name the heading and the form; comments are prose like any other. They end the document, are shorter
than the article, and the heading stands alone on its line.
"""

from __future__ import annotations

from collections.abc import Collection

from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_HEADINGS = frozenset("التعليقات تعليقات تعليقاتالقراء تعليقاتالزوار اراءالقراء ردودالقراء تعليقاتكم عددالتعليقات تعليقاتحولالموضوع".split())
_MOST = 30
_BELOW = 6
_PARAGRAPHS = 2
_SHORT = 1
_HEADED = 3
"""Headings that are tried: the last ones."""


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on readers' comments and the heading over them."""
    forms = {hit.line for hit in hits.acting if hit.rule.kind == "comment" and hit.line in gone}
    if not forms:
        return []
    headings = [number for number, key in looks.keys.items() if key.rstrip("0123456789") in _HEADINGS]
    for heading in headings[: -_HEADED - 1 : -1]:
        if found := _between(looks, heading, forms, gone):
            return [_vote(looks, number) for number in found]
    return []


def _between(looks: Looks, heading: int, all_forms: Collection[int], gone: Collection[int]) -> list[int]:
    """Return a heading and what stands under it up to the form, where those may be comments: names, dates and short
    remarks are among them, and paragraphs alone are a part of the article.
    """
    forms = {number for number in all_forms if number > heading}
    lines = [number for number in range(heading, len(looks)) if not looks.blank(number)]
    form = min(forms, default=None)
    if form is None or len([number for number in lines if number > form and number not in gone]) > _BELOW:
        return []
    between = [number for number in lines if number < form and number not in gone]
    above = [number for number in looks.prose if number < heading and number not in gone]
    if len(above) < _PARAGRAPHS or len(between) > _MOST or sum(map(looks.count, between)) > sum(map(looks.count, above)):
        return []
    prose = sum(map(looks.is_prose, between))
    return between if prose <= len(between) - prose - _SHORT else []


def _vote(looks: Looks, number: int) -> Decision:
    reason = "Between the heading over readers' comments and the form for one more."
    return looks.vote(number, "readers.comments", "comment", reason, 0.7)
