"""The elements of a page by their tags, without what no reader is shown.

Comes in: a body. Goes out: `Elements`. Nodes that nobody asks for are not kept: so many live at once otherwise that
the collector of Python's garbage would start on most pages, and look through all rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from selectolax.lexbor import LexborNode

from cleaner.parse.dom import INLINE, PROSE, UNSEEN
from cleaner.parse.letters import group

_UNSEEN = frozenset(UNSEEN)
_CODE = frozenset(("script", "style"))
_EMPTY = frozenset("img picture input source embed wbr -comment".split())
"""What has no text and stands in the middle of lines; frameworks leave comments inside of sentences."""
_ASKED = INLINE | _UNSEEN | _EMPTY | frozenset((*PROSE, *"blockquote br h1 h2 h3".split()))
"""What every page is asked for."""


class Elements:
    """The elements of a body, by tag, in the order of the page; `tags` are those that may stand in it.

    >>> from cleaner.parse.dom import parse
    >>> body = parse("<div><p>a<i>b</i><svg><a>x</a></svg><p>c<script>x()</script></div><div>d</div>").body
    >>> found = Elements.of(body)
    >>> [node.text() for node in found["p"]], [node.text() for node in found["div"]], found["a"], body.text()
    (['ab', 'c'], ['abc', 'd'], [], 'abcd')
    """

    def __init__(self, body: LexborNode, kept: Mapping[str, list[LexborNode]], tags: Collection[str], ignored: Collection[int] = ()) -> None:
        self._body, self._kept, self._ignored = body, kept, ignored
        self.tags = tags

    @classmethod
    def of(cls, body: LexborNode) -> Elements:
        """Take out of a body what no reader is shown; return the others, as long as no other element goes."""
        found = group(body.traverse(), "tag_id", "tag", _ASKED)
        within: set[int] = set()
        touched: set[str] = set()
        for tag in found.keys() & _UNSEEN:
            for node in found.pop(tag) or ():
                if tag not in _CODE and node.first_child is not None:
                    for inner in node.traverse():
                        within.add(inner.mem_id)
                        touched.add(inner.tag or "")
                node.decompose(recursive=False)
        kept = {tag: nodes for tag, nodes in found.items() if nodes is not None}
        for tag in kept.keys() & touched:
            kept[tag] = [node for node in kept[tag] if node.mem_id not in within]
        return cls(body, kept, found.keys())

    def __getitem__(self, tag: str) -> list[LexborNode]:
        if tag in self._kept:
            return self._kept[tag]
        if tag not in self.tags or tag in _ASKED:
            return []
        return [node for node in self._body.css(tag) if node.mem_id not in self._ignored]

    def without(self, node: LexborNode) -> Elements:
        """Return the elements that do not stand in another, which goes as well."""
        ignored = {inner.mem_id for inner in node.css("*")}
        kept = {tag: [one for one in nodes if one.mem_id not in ignored] for tag, nodes in self._kept.items()}
        return Elements(self._body, kept, self.tags, ignored.union(self._ignored))

    def merge(self) -> None:
        """Unwrap all inline elements, so that a line is one run of text; those that hold no text go."""
        for tag in self._kept.keys() & INLINE:
            for node in self._kept[tag]:
                node.unwrap()
        for tag in self._kept.keys() & _EMPTY:
            for node in self._kept[tag]:
                node.decompose(recursive=False)
