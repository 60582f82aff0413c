"""The headline of a page: what the page calls itself, and which line prints it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.arabic import key
from cleaner.parse.elements import Elements
from cleaner.parse.letters import plain

_NAMES = 'meta[property="og:title"],meta[name="twitter:title"],meta[property="twitter:title"],meta[itemprop="headline"],title'
_SEPARATOR = re.compile(r"\s+[|»«•·:–—-]+\s+|\s*\|\s*|\s*::\s*")
_SHORT = 4
_MOST = 0.5
_SPACES = 2
_LOWER = 30


class Headline:
    """What the head of a page calls the article, and the headings of the body that say the same."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(dict.fromkeys(name for name in names if name))
        parts = (part for name in self.names for part in _parts(name))
        self._texts = frozenset((*self.names, *parts))

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(filter(None, set(map(key, self._texts))))

    @classmethod
    def of(cls, tree: LexborHTMLParser) -> Headline:
        """Read the names in the head of a page.

        >>> Headline.of(LexborHTMLParser("<title>سد جديد في الجنوب | صحيفة النهار</title>")).names
        ('سد جديد في الجنوب | صحيفة النهار',)
        """
        head = tree.head
        named, titles = [], []
        for node in head.css(_NAMES) if head is not None else ():
            if node.tag == "title":
                titles.append(plain(node.text()))
            else:
                named.append(plain(node.attributes.get("content") or ""))
        return cls([*named, *titles[:1]])

    def says(self, text: str) -> bool:
        """Tell whether a heading prints one of the names, or the part of it that is no name of a site.

        >>> headline = Headline(["سد جديد في الجنوب | صحيفة النهار"])
        >>> headline.says("سدّ جديد في الجنوب"), headline.says("صحيفة النهار"), headline.says("سد آخر في الجنوب")
        (True, False, False)
        """
        if text in self._texts:
            return True
        mine = key(text)
        if not mine:
            return False
        return any(
            mine == name
            or (mine in name and len(mine) > _MOST * len(name))
            or (name in mine and len(name) > _MOST * len(mine))
            for name in self._keys
        )

    def headings(self, elements: Elements) -> list[LexborNode]:
        """Return the headings that print the headline; of a page without a name, the first that is a sentence.

        Those of lower rank are asked where no `h1` does.
        """
        found = [(heading, plain(heading.text())) for heading in elements["h1"]]
        if not self.names:
            return [heading for heading, text in found if len(text.split()) >= _SHORT][:1]
        if said := [heading for heading, text in found if self.says(text)]:
            return said
        lower = ((heading, plain(heading.text())) for tag in ("h2", "h3") for heading in elements[tag][:_LOWER])
        return [heading for heading, text in lower if text.count(" ") >= _SPACES and self.says(text)]

    def printed(self, headings: Iterable[LexborNode]) -> frozenset[str]:
        """Return the texts that print the headline: the names themselves, and headings that say the same."""
        return self._texts | frozenset(plain(heading.text()) for heading in headings)

    def best(self) -> str:
        """Return the shortest name that is no mere part: what to call a page that prints no headline."""
        for name in self.names:
            return max([name] if not _SEPARATOR.search(name) else _parts(name), key=len, default=name)
        return ""


def _parts(name: str) -> Iterator[str] | list[str]:
    """Split a title at the signs that set the name of the site apart; only long parts can be a headline."""
    parts = [part.strip() for part in _SEPARATOR.split(name)]
    return [part for part in parts if len(part) > _MOST * len(name) * 0.8 and len(part.split()) >= 3]
