"""A second look of the detector: where it stands in what is surely no article's, it looks again without that.

Readers may write more than the journalist, and a newsletter may say more than a short item. Comes in: the
elements of a page, its headings, the rules about elements. Goes out: what holds the article.
"""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from cleaner.model import EITHER
from cleaner.parse.detector import CLIMB, Found, detect
from cleaner.parse.elements import Elements
from cleaner.parse.markup import Markup
from cleaner.parse.paragraphs import Known

_LOOKS = 3


def find(held: Elements, headings: Sequence[LexborNode], markup: Markup) -> Found | None:
    """Return what the detector finds; where that stands in readers' comments or the like, what it finds without them.

    >>> from cleaner.parse.dom import parse
    >>> from cleaner.parse.elements import Elements
    >>> from cleaner.rules import default_packs, merge
    >>> story, answer = "<p>افتتح الوزير أمس جسرا جديدا فوق النهر.</p>", "<p>متى يفتح الجسر الثاني الذي وعدتم به قبل عامين؟</p>"
    >>> body = parse(f"<main>{story}</main><div id='comments'>{answer * 4}</div>").body
    >>> find(Elements.of(body), (), Markup(merge(default_packs()).rules)).node.tag
    'main'
    """
    known: Known = {}
    found = first = detect(held, headings, known)
    for _ in range(_LOOKS):
        around = found and _foreign(found.node, markup)
        if not around:
            break
        held = held.without(around)
        found = detect(held, headings, known)
    return found or first


def _foreign(node: LexborNode, markup: Markup) -> LexborNode | None:
    """Return the element around a node, or itself, that is surely no article's."""
    around: list[LexborNode] = []
    at: LexborNode | None = node
    while at is not None and at.tag != "body" and len(around) < CLIMB:
        around.append(at)
        at = at.parent
    for match in markup.said(around):
        if match.rule.act == "remove" and match.rule.confidence == 1 and match.rule.kind not in EITHER:
            return match.node
    return None
