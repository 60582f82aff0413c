"""About: what a site says of itself, as the last paragraph.

It says what it is (a site, a paper, a network), that it is for news or independent, and what it offers, in
its own voice; the paragraphs above use few of its words, and nobody is quoted in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cleaner.heuristics.topic import Topic
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision
from cleaner.outlets import OPENING, OUTLETS

_PARAGRAPHS = 3
_SHARE = 0.3
_MAY_BE = re.compile("|".join(OUTLETS))
"""The outlet stands among the first words; looking there first saves folding the paragraph."""
_OUTLET = r"(?:موقع|شبكه|صحيفه|جريده|بوابه|منصه|وكاله|مجله)"
_FOR_NEWS = r"(?:ال)?(?:اخباري|الكتروني|اعلامي|خبري|مستقل|اخبار|صحفي)(?:ه|يه)?"
_OFFERS = r"(?:ي|ت)(?:قدم|هتم|عني|سعي|هدف|صدر|غطي|نقل|واكب|لتزم)|متخصصه?|لتقديم|تغطيتها|تغطيته|تاسست|تاسس|من ابرز|من اهم|اول"
_ABOUT = re.compile(
    rf"\W{{0,4}}(?:[^\W\d][^.،!؟:]{{0,30}}? )?(?:هي |هو |انطلقت |انطلق |تاسست |تاسس )?{_OUTLET} (?:[^\W\d]{{2,15}} ){{0,3}}?(?:{_FOR_NEWS}|[^\W\d]{{2,15}} اولا)\b.{{0,160}}?\b(?:{_OFFERS})\b"
)
_SPOKEN = re.compile(r"(?:^|\W)[وف]?(?:قال|قالت|اكد|اكدت|اوضح|اوضحت|اضاف|اضافت|ذكر|ذكرت|نقل|نقلت|اعلن|اعلنت|كشف|كشفت|نشر|نشرت|افاد|افادت|بحسب|وفق|وفقا)(?=\W)")


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return a vote on the last paragraph, or the line below it, where the site speaks of itself."""
    last = next((number for number in reversed(looks.prose) if number not in gone), None)
    if last is None or len(looks.prose) < _PARAGRAPHS or not _MAY_BE.search(looks.document.row(last)[:OPENING]):
        return []
    row = looks.row(last)
    prose = [number for number in looks.prose if number not in gone]
    if len(prose) < _PARAGRAPHS or not _ABOUT.match(row) or _SPOKEN.search(row):
        return []
    if Topic(looks, prose[:-1]).share(row.split()) >= _SHARE:
        return []
    reason = "What the site says of itself, below the article."
    return [looks.vote(last, "about.site", "disclaimer", reason, 0.6)]
