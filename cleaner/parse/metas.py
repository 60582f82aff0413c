"""The head of a page as a look-up: what its `meta` elements say under which name, and its links.

Comes in: a tree. Goes out: a `Head`. Names are `property`, `name`, `itemprop` or `http-equiv`, in lower
case; values are single lines of plain text, whatever was escaped twice or carries tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from cleaner.parse.letters import plain

_METAS = 600
_VALUES = 60
_LONGEST = 4_000
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_NAMING = ("property", "name", "itemprop", "http-equiv")
_BIDI = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))


class Head:
    """What the head of a page says, by name."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._metas: dict[str, list[str]] = {}
        for node in islice(tree.css("meta[content]"), _METAS):
            attributes = node.attributes
            content = attributes.get("content") or ""
            names = [attributes[name] for name in _NAMING if attributes.get(name)]
            for name in " ".join(filter(None, names)).lower().split():
                values = self._metas.setdefault(name, [])
                if len(values) < _VALUES:
                    values.append(content[:_LONGEST])
        self.links: dict[str, list[str]] = {}
        for node in islice(tree.css("link[rel][href]"), _METAS):
            for name in (node.attributes.get("rel") or "").lower().split():
                self.links.setdefault(name, []).append(node.attributes.get("href") or "")

    def all(self, name: str) -> Iterator[str]:
        """Yield the values under a name, none of them empty.

        >>> tree = LexborHTMLParser('<meta property="article:tag" content=" اقتصاد"><meta name="article:tag" content="&amp;quot;سد&amp;quot;">')
        >>> list(Head(tree).all("article:tag"))
        ['اقتصاد', '"سد"']
        """
        for value in self._metas.get(name, ()):
            if bare := bared(value):
                yield bare

    def said(self, *names: str) -> Iterator[Said]:
        """Yield what is said under names, in their order."""
        for name in names:
            for value in self.all(name):
                yield Said(name, value)


class Said(NamedTuple):
    """A value, and the name under which it stands."""

    name: str
    value: str


def bared(value: str) -> str:
    """Return a value as one line of plain text: without tags, entities, marks of direction at its ends.

    >>> bared("&#x202b;سد &lt;b&gt;جديد&lt;/b&gt;&amp;nbsp; في الجنوب")
    'سد جديد في الجنوب'
    """
    value = value[:_LONGEST]
    if "&" in value:
        value = unescape(unescape(value))
    if "<" in value:
        value = _TAG.sub(" ", value)
    return plain(value.translate(_BIDI))
