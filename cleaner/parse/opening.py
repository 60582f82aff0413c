"""What stands between the headline of a page and the element that holds its article: deck and lead.

Comes in: the elements of a page and what the article detector found. Goes out: the elements outside of the
article's that may belong to it. Whether they do, their place on the page decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from cleaner.parse.detector import CLIMB, Found
from cleaner.parse.dom import is_only_text
from cleaner.parse.elements import Elements
from cleaner.parse.letters import Words, letters, plain
from cleaner.parse.markup import Markup

_LEAD = 40
_DECKS = ("h2", "h3")
_DECK_WORDS = 8
_SHORT_DECK = range(20, 80)
_DECK = range(20, 400)
_CALLED = re.compile(r"standfirst|chapo|\bdeck\b|sub-?(?:title|head)|summary|lede|excerpt|introtext")
"""What themes call a deck: _s «entry-subtitle», France 24 «chapo», the Guardian «standfirst», Euronews «summary»."""
_NAMES = Words(("standfirst", "chapo", "deck", "title", "head", "summary", "lede", "excerpt", "introtext"))
_NONE: frozenset[str] = frozenset()
_TAGS = frozenset("h2 h3 h4 p div".split())
_AFTER = 2
_HEADINGS = 5
_WRAPPERS = 3
_FIGURES = ("figure", "figcaption")
_PICTURES = ("img", "picture", "amp-img")
_MAY_STAMP = "time,[class],[rel]"
_STAMP = re.compile(r"(?:^|\s)date(?:\s|$)|[-_]date|timestamp|byline")
_SAYS_STAMP = frozenset(("class", "rel"))
"""Attributes that say so; the tag of a paragraph does not."""
_SET_OFF = frozenset("b strong i em span".split())


def leads(found: Found, elements: Elements) -> Iterator[LexborNode]:
    """Yield the paragraphs and sub-headings outside of the article's element that may open the story."""
    pictured: dict[int, bool] = {}
    for one in found.paragraphs:
        if one.letters >= _LEAD and one.node.mem_id not in found.within and not _is_caption(one.node, pictured) and not _is_stamp(one.node):
            yield one.node
    titles = [node for tag in _DECKS for node in elements[tag] if len(node.text().split()) >= _DECK_WORDS]
    inside = {node.mem_id for tag in _DECKS for node in found.node.css(tag)} if titles else ()
    yield from (node for node in titles if node.mem_id not in inside and node.css_first("a") is None)


def decks(found: Found, headings: Sequence[LexborNode], markup: Markup) -> Iterator[LexborNode]:
    """Yield what may be a deck and is none of the `leads`: short elements right under a headline, and what is called so.

    >>> from cleaner.parse.detector import detect
    >>> from cleaner.parse.dom import parse
    >>> from cleaner.parse.elements import Elements
    >>> story = "<div><p>افتتح الوزير أمس جسرا جديدا فوق النهر.</p></div>"
    >>> held = Elements.of(parse(f"<h1>جسر جديد</h1><p>يختصر الطريق بين الضفتين إلى نصفه.</p><p>محليات</p>{story}").body)
    >>> [deck.text() for deck in decks(detect(held), held["h1"], Markup(()))]
    ['يختصر الطريق بين الضفتين إلى نصفه.']
    """
    led = {one.node.mem_id for one in found.paragraphs if one.letters >= _LEAD}
    if headings:
        yield from (node for node in _called(found.node) if not led & {below.mem_id for below in node.css("p,h2,h3")})
    for heading in headings[:_HEADINGS]:
        beside = _wrapper(heading).next
        for _ in range(_AFTER):
            while beside is not None and not beside.is_element_node:
                beside = beside.next
            if beside is None or beside.tag not in _TAGS or markup.plain(beside):
                break
            text = plain(beside.text())
            longer = beside.mem_id in led or (beside.tag in _DECKS and len(text.split()) >= _DECK_WORDS)
            if not longer and letters(text) in _SHORT_DECK and _is_line(beside):
                yield beside
            beside = beside.next


def _is_caption(node: LexborNode, pictured: dict[int, bool]) -> bool:
    """Tell whether a paragraph stands in a figure, or right beside a picture (`pictured`) in an element of their own.

    Beside a figure, which would hold its caption, stands a lead, and so does what is called one.
    """
    above = node.parent
    for step in range(_WRAPPERS):
        if above is None or above.tag == "body":
            return False
        if above.tag in _FIGURES:
            return True
        if step == 0 and above.mem_id not in pictured:
            pictured[above.mem_id] = any(_is_picture(beside) for beside in above.iter())
        if step == 0 and pictured[above.mem_id]:
            return plain(above.text()) == plain(node.text()) and not _is_called(node)
        above = above.parent
    return False


def _is_picture(node: LexborNode) -> bool:
    """Tell whether an element is a picture, or a link around one."""
    return node.tag in _PICTURES or (node.tag == "a" and node.css_first("img") is not None)


def _is_stamp(node: LexborNode) -> bool:
    """Tell whether half of an element is a date or a name, by what it is called."""
    if is_only_text(node) and not _SAYS_STAMP & node.attributes.keys():
        return False
    told = next((inner for inner in node.css(_MAY_STAMP) if _stamps(inner)), None)
    return told is not None and 2 * letters(told.text()) >= letters(node.text())


def _stamps(node: LexborNode) -> bool:
    """Tell whether an element is called a date or a byline."""
    attributes = node.attributes
    classes = attributes.get("class")
    return node.tag == "time" or attributes.get("rel") == "author" or bool(classes and _STAMP.search(classes.lower()))


def _called(winner: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements beside the article's, or beside what is around it, that are called a deck."""
    node = winner
    for _ in range(CLIMB):
        above = node.parent
        if above is None or node.tag == "body":
            break
        for beside in _before(node, _NAMES.named(above.iter(), _NONE, _NONE)):
            if _is_called(beside) and letters(beside.text()) in _DECK and beside.css_first("a,time,button,h1") is None:
                yield beside
        node = above


def _before(node: LexborNode, others: list[LexborNode]) -> list[LexborNode]:
    """Return those of an element's neighbours that stand before it."""
    places: set[int] = set()
    beside = node.prev if others else None
    while beside is not None:
        places.add(beside.mem_id)
        beside = beside.prev
    return [other for other in others if other.mem_id in places]


def _is_called(node: LexborNode) -> bool:
    """Tell whether an element is called a deck."""
    classes = node.attributes.get("class")
    return bool(classes and _CALLED.search(classes.lower()))


def _wrapper(heading: LexborNode) -> LexborNode:
    """Return a heading, or the element that holds nothing but it."""
    at = heading
    for _ in range(_WRAPPERS):
        above = at.parent
        if above is None or above.tag == "body" or any(_says(beside) for beside in above.iter(include_text=True) if beside.mem_id != at.mem_id):
            break
        at = above
    return at


def _says(node: LexborNode) -> bool:
    """Tell whether a node has a text: a comment has none."""
    return not node.is_comment_node and not (node.text() or " ").isspace()


def _is_line(node: LexborNode) -> bool:
    """Tell whether an element is a line of text: a heading or paragraph, or an element of text alone, without links."""
    if node.css_first("a,img,time,button") is not None:
        return False
    return node.tag != "div" or all(child.tag in _SET_OFF for child in node.iter())
