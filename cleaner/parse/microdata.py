"""Microdata: the properties of the item that describes the article.

Comes in: a tree, and what tells the article's item from those of related stories. Goes out: values by the
name of their property. A property belongs to the nearest item around it; one of no item describes the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.parse.metas import bared

_PROPERTIES = 800
_CLIMB = 60
_WANTED = frozenset(
    "headline name author creator datepublished datecreated datemodified publisher articlesection keywords inlanguage "
    "description image thumbnailurl url mainentityofpage about".split()
)
_ARTICLES = ("article", "posting", "report", "creativework", "webpage")
_NAMES = frozenset(("author", "creator", "publisher"))
Values = dict[str, list[str]]


def read(tree: LexborHTMLParser, says: Callable[[str], bool]) -> Values:
    """Return the properties of the article, names in lower case; `says` knows the headline.

    >>> page = '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">سد جديد</h1>' \\
    ...     '<p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">منى الحوراني</b></p>' \\
    ...     '<time itemprop="datePublished" datetime="2024-04-03">٣ نيسان</time></div>'
    >>> read(LexborHTMLParser(page), lambda text: True)
    {'headline': ['سد جديد'], 'author': ['منى الحوراني'], 'datepublished': ['2024-04-03']}
    """
    items: dict[int, Values] = {}
    types: dict[int, str] = {0: "webpage"}
    for node in islice(tree.css("[itemprop]"), _PROPERTIES):
        names = [name for name in (node.attributes.get("itemprop") or "").lower().split() if name in _WANTED]
        if not names:
            continue
        holder = _item_around(node)
        place = holder.mem_id if holder is not None else 0
        if holder is not None:
            types[place] = (holder.attributes.get("itemtype") or "").rsplit("/", 1)[-1].lower()
        for name in names:
            values = [bared(value) for value in _values(node, name)]
            items.setdefault(place, {}).setdefault(name, []).extend(filter(None, values))
    articles = [items[place] for place in items if any(part in types[place] for part in _ARTICLES)]
    return _article(articles, says)


def _article(items: list[Values], says: Callable[[str], bool]) -> Values:
    """Return the item whose headline is that of the page; several that have none are the same one."""
    told = [item for item in items if any(says(text) for text in (*item.get("headline", ()), *item.get("name", ())))]
    rest = [item for item in items if not item.get("headline") and not item.get("name")]
    chosen = told[:1] or ([items[0]] if len(items) == 1 else [])
    found: Values = {}
    for item in [*chosen, *(rest if len(rest) == 1 or not chosen else [])]:
        for name, values in item.items():
            found.setdefault(name, []).extend(values)
    return found


def _item_around(node: LexborNode) -> LexborNode | None:
    above = node.parent
    for _ in range(_CLIMB):
        if above is None or "itemscope" in above.attributes:
            return above
        above = above.parent
    return None


def _values(node: LexborNode, name: str) -> Iterator[str]:
    """Yield what a property says: an attribute where there is one, the names in an item, else the text."""
    attributes = node.attributes
    for attribute in ("content", "datetime"):
        if attributes.get(attribute):
            yield attributes[attribute] or ""
            return
    if "itemscope" in attributes:
        inner = node.css("[itemprop~=name]" if name in _NAMES else "[itemprop~=url],[itemprop~=contentUrl]")[:5]
        for one in inner:
            yield from _values(one, "name")
        if inner:
            return
    if name in ("image", "url", "thumbnailurl", "mainentityofpage"):
        yield attributes.get("src") or attributes.get("href") or attributes.get("itemid") or ""
        return
    yield node.text()[:300]
