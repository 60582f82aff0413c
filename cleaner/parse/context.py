"""Where the lines of a page come from: elements, paths, links, lists, tables; read when somebody asks.

Comes in: a `Document` of a page. Goes out: a `Context` for each of its lines. Reading a page writes its
text down in one call and forgets the elements; here the page is parsed again, and its text nodes are
laid along the document's text, white space aside.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from cleaner.arabic import key
from cleaner.model import Document, Line, Span
from cleaner.parse.detector import CLIMB
from cleaner.parse.dom import INLINE, UNSEEN, parse, too_deep

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SHAPES = _HEADINGS | frozenset("ul ol li table tr td th blockquote".split())
_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_REPLACED = dict.fromkeys(range(0xFDD0, 0xFDD4), "\ufffd")
"""What reading a page puts in the place of the signs by which it marks elements."""
_FAR = 4096
"""How far on a line is looked for where it does not stand where the one before it ended."""
_WIDEST = 50


class Shape(NamedTuple):
    """An element that gives text a form; `place` is the number of a list item, or the column of a cell."""

    tag: str
    number: int
    place: int


class Anchor(NamedTuple):
    """A link, or the part of it that stands on one line."""

    span: Span
    href: str


class Context(NamedTuple):
    """Where a line comes from; `around` holds the elements that give it a form, the outermost first."""

    element: str = ""
    path: str = ""
    links: float = 0.0
    around: tuple[Shape, ...] = ()
    anchors: tuple[Anchor, ...] = ()


NOWHERE = Context()


def read_lines(document: Document) -> tuple[Line, ...]:
    """Return the lines of a page with what they come from.

    >>> from cleaner.model import Record
    >>> html = "<ul><li><a href='/1'>اقتصاد</a> عربي</ul>"
    >>> read_lines(Document(Record(html, media="html"), "اقتصاد عربي"))[0].path
    'body > ul:nth-of-type(1) > li:nth-of-type(1)'
    """
    rows = zip(document.starts, document.rows, read_contexts(document), strict=False)
    return tuple(
        Line(Span(start, start + len(row)), key(row), context.element, context.path, context.links)
        for start, row, context in rows
    )


def read_contexts(document: Document) -> list[Context]:
    """Return the context of each line of a page; a line that its page does not hold is from nowhere."""
    if too_deep(document.record.body):
        return [NOWHERE] * len(document.rows)
    tree = parse(document.record.body)
    names = Counter(node.attributes.get("id") or "" for node in tree.css("[id]"))
    tree.strip_tags([*UNSEEN, "picture"])
    return _Along(_Walk(tree.body, names), document).contexts() if tree.body else [NOWHERE] * len(document.rows)


class _Walk:
    """All elements of a page in its order, by number, and the text that stands in each."""

    def __init__(self, body: LexborNode, names: Mapping[str, int]) -> None:
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.links: list[int] = []
        self.hrefs: dict[int, str] = {}
        self.places: dict[int, int] = {}
        self.steps: list[str] = []
        self.names: dict[int, str] = {}
        self.holders: list[int] = []
        self.texts: list[str] = []
        self._counts: dict[tuple[int, str], int] = {}
        self._names = names
        self._walk(body)

    def _walk(self, body: LexborNode) -> None:
        numbers: dict[int, int] = {}
        for node in body.traverse(include_text=True):
            above = node.parent
            parent = numbers.get(above.mem_id, -1) if above is not None else -1
            if node.is_text_node:
                if text := "".join((node.text(deep=False) or "").translate(_REPLACED).split()):
                    self.holders.append(parent)
                    self.texts.append(text)
            elif node.is_element_node:
                numbers[node.mem_id] = len(self.tags)
                self._add(node, node.tag or "", parent)

    def _add(self, node: LexborNode, tag: str, parent: int) -> None:
        number = len(self.tags)
        self.tags.append(tag)
        self.parents.append(parent)
        self.links.append(number if tag == "a" else self.links[parent] if parent >= 0 else -1)
        count = self._counts[parent, tag] = self._counts.get((parent, tag), 0) + 1
        attributes = node.attributes
        name = attributes.get("id") or ""
        if self._names.get(name) == 1 and _NAME.fullmatch(name):
            self.names[number] = name
        self.steps.append(f"{tag.replace(':', chr(92) + ':')}:nth-of-type({count})" if parent >= 0 else tag)
        if tag == "a":
            self.hrefs[number] = attributes.get("href") or ""
        elif tag == "li":
            self.places[number] = count
        elif tag in ("td", "th"):
            at = self._counts.get((parent, "column"), 0)
            self.places[number] = at
            self._counts[parent, "column"] = at + _width(attributes.get("colspan"))

    def block(self, number: int) -> int:
        """Return the nearest element around that opens a line."""
        while number > 0 and self.tags[number] in INLINE:
            number = self.parents[number]
        return number

    def path(self, number: int) -> str:
        """Return a CSS path that leads to an element and to no other; empty where it is nested too deeply."""
        steps: list[str] = []
        for at in self._upwards(number):
            name = self.names.get(at)
            steps.append(f"#{name}" if name else self.steps[at])
            if name or at == 0:
                return " > ".join(reversed(steps))
        return ""

    def around(self, number: int) -> tuple[Shape, ...]:
        """Return the elements around that give a form to text, that one included."""
        found = [Shape(self.tags[at], at, self.places.get(at, 0)) for at in self._upwards(number) if self.tags[at] in _SHAPES]
        return tuple(reversed(found))

    def _upwards(self, number: int) -> Iterator[int]:
        for _ in range(CLIMB):
            if number < 0:
                return
            yield number
            number = self.parents[number]


def _width(colspan: str | None) -> int:
    return min(int(colspan), _WIDEST) if colspan and colspan.isdecimal() and int(colspan) > 0 else 1


class _Along:
    """The text nodes of a page, laid along the text of a document."""

    def __init__(self, walk: _Walk, document: Document) -> None:
        self._walk, self._document = walk, document
        self._stream = "".join(walk.texts)
        self._starts = [0, *accumulate(map(len, walk.texts))]

    def contexts(self) -> list[Context]:
        """Return the context of every line."""
        found: list[Context] = []
        at = 0
        for start, row in zip(self._document.starts, self._document.rows, strict=False):
            text = "".join(row.split())
            place = self._stream.find(text, at, at + len(text) + _FAR) if text else -1
            if place < 0:
                found.append(NOWHERE)
            else:
                found.append(self._context(start, row, place, len(text)))
                at = place + len(text)
        return found

    def _context(self, start: int, row: str, at: int, length: int) -> Context:
        walk = self._walk
        first = bisect_right(self._starts, at) - 1
        block = walk.block(walk.holders[first])
        linked = [
            (max(self._starts[number], at) - at, min(self._starts[number + 1], at + length) - at, walk.links[walk.holders[number]])
            for number in range(first, bisect_right(self._starts, at + length - 1))
            if walk.links[walk.holders[number]] >= 0
        ]
        share = sum(end - begin for begin, end, _ in linked) / length
        anchors = tuple(self._anchors(start, row, linked)) if linked else ()
        return Context(walk.tags[block], walk.path(block), share, walk.around(block), anchors)

    def _anchors(self, start: int, row: str, linked: list[tuple[int, int, int]]) -> Iterator[Anchor]:
        places = [start + number for number, character in enumerate(row) if not character.isspace()]
        joined: list[tuple[int, int, int]] = []
        for begin, end, link in linked:
            if joined and joined[-1][1:] == (begin, link):
                joined[-1] = (joined[-1][0], end, link)
            else:
                joined.append((begin, end, link))
        for begin, end, link in joined:
            yield Anchor(Span(places[begin], places[end - 1] + 1), self._walk.hrefs[link])
