"""A page as a tree: parsed by Lexbor, without what no reader is shown; and a few words about nodes.

The only modules that see a tree are those of this package: what they give away is text, spans and paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from cleaner.parse.letters import count_sign, encode, letters, own_letters_in, plain

UNSEEN = (
    "head script style template noscript svg iframe object video audio canvas noembed noframes map datalist math"
).split()
"""Elements whose text is not the page's: code, and what stands in for something that is not text."""

_MANY_TAGS = 12_000
_DEEPEST = 1000
_NESTED = re.compile(r"<(/?)(?!(?:p|li|br|hr|img|input|meta|link|td|th|tr|dt|dd|option|source|wbr|area|col|tbody|thead|a)\b)[a-zA-Z]")
_LONG_TAG, _MANY_ATTRIBUTES = 20_000, 5_000
_ATTRIBUTE = re.compile(r"""[\s/]*[^\s=<>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?""")
_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_STEPS = 64
_TAG = re.compile(r"<[^<>]*>")

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)
"""Elements that open no line of their own; all others do. Word writes o:p into paragraphs."""

PROSE = ("p", "pre")


def parse(html: str) -> LexborHTMLParser:
    """Parse a page; `too_deep` has to be asked first. Without events: what a menu chose is not written down twice."""
    return LexborHTMLParser(encode(html), options=LexborDocumentOptions.WO_EVENTS)


def too_deep(html: str) -> bool:
    """Tell whether elements may be nested deeper than on any page of a site, or have more attributes.

    Every opening tag makes a parser look through all open elements, every attribute through all of its
    element: it would take hours. Tags are counted, not understood; where few stand in a page, nothing can be deep.

    >>> too_deep("<div>" * 100 + "نص"), too_deep("<div>" * 20_000 + "نص"), too_deep("<p>نص" * 20_000)
    (False, True, False)
    """
    if any(map(_crowded, _long_tags(html))):
        return True
    if count_sign(html, "<") < _MANY_TAGS:
        return False
    depth = deepest = 0
    for found in _NESTED.finditer(html):
        depth = max(0, depth - 1) if found[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest > _DEEPEST


def _long_tags(html: str) -> Iterator[str]:
    """Yield what stands between two opening signs far apart; looks only where one may end."""
    start = 0
    while len(html) - start > _LONG_TAG:
        last = html.rfind("<", start + 1, start + _LONG_TAG)
        if last < 0:
            last = html.find("<", start + _LONG_TAG)
            last = last if last >= 0 else len(html)
            yield html[start + 1 : last]
        start = last


def _crowded(tag: str) -> bool:
    """Tell whether a tag, without its first sign, has too many attributes; what stands after it is not read."""
    end = 0
    for _ in range(_MANY_ATTRIBUTES):
        found = _ATTRIBUTE.match(tag, end)
        if found is None:
            return False
        end = found.end()
    return True


def raw_text(html: str) -> str:
    """Return what stands between the tags of a page that can't be parsed, a line each.

    >>> raw_text("<div>نص <b>آخر</b>")
    'نص\\nآخر'
    """
    return "\n".join(filter(None, map(plain, _TAG.split(html))))


def parent(node: LexborNode) -> LexborNode | None:
    """Return the nearest element around a node that opens a line."""
    above = node.parent
    while above is not None and above.tag in INLINE:
        above = above.parent
    return above


def is_only_text(node: LexborNode) -> bool:
    """Tell whether an element holds text alone, in one run."""
    first = node.first_child
    return first is not None and first.is_text_node and first.next is None


def own_text(node: LexborNode) -> str:
    """Return what stands in an element itself or in inline elements of it.

    >>> own_text(LexborHTMLParser("<div>كتب <b>أحمد</b><p>خبر</p></div>").css_first("div"))
    'كتب أحمد'
    """
    if node.tag in PROSE:
        return plain(node.text())
    written: list[str] = []
    for child in node.iter(include_text=True):
        text = child.text_content
        if text is not None:
            written.append(text)
        elif (tag := child.tag) in INLINE:
            written.append(child.text())
        elif tag == "br":
            written.append(" ")
    return plain("".join(written))


def own_letters(nodes: Iterable[LexborNode]) -> list[int]:
    """Count the letters of each `own_text`, which nobody has to write down for that.

    >>> own_letters(LexborHTMLParser("<div>كتب <b>أحمد</b><p>خبر <i>عاجل</i></div>").css("div,p"))
    [7, 7]
    """
    those = list(nodes)
    counts = own_letters_in(those, INLINE)
    for place, node in enumerate(those):
        if node.tag in PROSE:
            counts[place] = letters(node.text())
    return counts


class Paths:
    """CSS paths of the elements of a page: each leads to one element, also in the page as it was before `elements`.

    >>> tree = LexborHTMLParser("<div id='m'><p>a</p><p class='x y'>b</p></div>")
    >>> Paths()(tree.css("p")[1])
    '#m > p:nth-of-type(2)'
    """

    def __init__(self) -> None:
        self._known: dict[int, str] = {}
        self._places: dict[int, dict[int, int]] = {}

    def __call__(self, node: LexborNode) -> str:
        steps: list[LexborNode] = []
        at: LexborNode | None = node
        while at is not None and at.tag != "html" and at.mem_id not in self._known and len(steps) < _STEPS:
            steps.append(at)
            at = None if self._is_root(at) else at.parent
        path = self._known.get(at.mem_id, "") if at is not None else ""
        for step in reversed(steps):
            if step.mem_id not in self._known:
                named = f"{step.tag}:nth-of-type({self._place(step)})"
                path = f"{path} > {named}" if path else named
                self._known[step.mem_id] = path
            path = self._known[step.mem_id]
        return path

    def _is_root(self, node: LexborNode) -> bool:
        """Tell whether a path may start at an element: one with a name, or the body."""
        name = node.attributes.get("id")
        if node.tag == "body" or (name and _NAME.fullmatch(name)):
            self._known[node.mem_id] = "body" if node.tag == "body" else f"#{name}"
            return True
        return False

    def _place(self, node: LexborNode) -> int:
        """Return where an element stands among those of its tag in its parent, which are counted once."""
        above = node.parent
        if above is None:
            return 1
        if above.mem_id not in self._places:
            counts: dict[int, int] = {}
            places = self._places[above.mem_id] = {}
            for child in above.iter():
                tag = child.tag_id
                places[child.mem_id] = counts[tag] = counts.get(tag, 0) + 1
        return self._places[above.mem_id].get(node.mem_id, 1)
