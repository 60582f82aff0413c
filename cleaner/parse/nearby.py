"""What stands near the headline of a page: its author, its times and its tags, by their markup.

Comes in: a tree, and what tells the headline. Goes out: texts. Pages print the authors and times of many
stories; those of this one stand in the smallest element around its headline that holds any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.parse.letters import plain
from cleaner.parse.metas import bared

_HEADINGS = 200
_CLIMB = 6
_MANY = 4
_LONGEST = 120
_AUTHORS = (
    '[rel~="author"],.author-name,.author_name,.authorname,.article-author,.post-author,.entry-author,.news-author,.story-author,.writer-name,'
    '.byline,.writer,.author,.vcard .fn,a[href*="/author/"],a[href*="/writer/"],a[href*="/writers/"],a[href*="/editor/"]'
)
_TIMES = "time[datetime],[pubdate]"
_CHANGE = re.compile(r"modif|updat|تحديث|تعديل", re.IGNORECASE)


class Nearby:
    """The markup near the headline; `says` tells whether a text is that headline."""

    def __init__(self, tree: LexborHTMLParser, says: Callable[[str], bool]) -> None:
        self._tree = tree
        self._says = says

    @cached_property
    def _around(self) -> list[LexborNode]:
        """The elements around the headline, inner ones first; none where no heading prints it."""
        headings = islice(self._tree.css("h1,h2,h3"), _HEADINGS)
        at = next((node for node in headings if self._says(plain(node.text()[:1000]))), None)
        around: list[LexborNode] = []
        while at is not None and at.tag not in ("body", "html") and len(around) < _CLIMB:
            around.append(at)
            at = at.parent
        return around

    def _nearest(self, selector: str) -> list[LexborNode]:
        return next((found for node in self._around if (found := node.css(selector))), [])

    @cached_property
    def authors(self) -> list[str]:
        """The names by the headline; a page that shows many there shows other stories'.

        >>> page = '<article><h1>سد جديد</h1><a rel="author" href="/a/1">منى الحوراني</a></article><p><a rel="author">سالم عدلي</a></p>'
        >>> Nearby(LexborHTMLParser(page), lambda text: text == "سد جديد").authors
        ['منى الحوراني']
        """
        nodes = self._nearest(_AUTHORS)[:50]
        inner = {above.mem_id for node in nodes for above in islice(_upwards(node), _CLIMB)}
        texts = [bared(node.text()[: 2 * _LONGEST]) for node in nodes if node.mem_id not in inner]
        names = list(dict.fromkeys(text for text in texts if text and len(text) <= _LONGEST))
        return names if len(names) <= _MANY else []

    @cached_property
    def _times(self) -> list[tuple[str, bool]]:
        """The machine's times by the headline, and whether each is that of a change; of a page with many, the first."""
        nodes = self._nearest(_TIMES)
        found = [(_written(node), bool(_CHANGE.search(_called(node)))) for node in nodes[:_MANY]]
        return found if len(nodes) <= _MANY else found[:1]

    @property
    def published(self) -> list[str]:
        """The times by the headline that are of no change.

        >>> page = '<header><h1>سد جديد</h1><time class="updated" datetime="2024-04-05"></time><time datetime="2024-04-03"></time></header>'
        >>> near = Nearby(LexborHTMLParser(page), lambda text: text == "سد جديد")
        >>> near.published, near.modified
        (['2024-04-03'], ['2024-04-05'])
        """
        return [time for time, changed in self._times if not changed] or [time for time, _ in self._times]

    @property
    def modified(self) -> list[str]:
        """The times by the headline that are those of a change."""
        return [time for time, changed in self._times if changed]

    @cached_property
    def tags(self) -> list[str]:
        """The tags of the story: links that say so."""
        nodes = self._nearest('[rel~="tag"]') or self._tree.css('[rel~="tag"]')
        return list(dict.fromkeys(filter(None, (bared(node.text()[:_LONGEST]).lstrip("#") for node in nodes[:30]))))


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    at = node.parent
    while at is not None:
        yield at
        at = at.parent


def _written(node: LexborNode) -> str:
    attributes = node.attributes
    return attributes.get("datetime") or attributes.get("content") or attributes.get("pubdate") or node.text()[:_LONGEST]


def _called(node: LexborNode) -> str:
    """Return the names of an element and of the one around it."""
    attributes = node.attributes
    return " ".join(filter(None, (attributes.get("class"), attributes.get("itemprop"), attributes.get("id"))))
