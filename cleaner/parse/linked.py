"""The objects of JSON-LD that describe the article, and what stands in their fields.

Comes in: the scripts of a page, and what tells its headline. Goes out: texts and addresses by the names of
fields. Pages describe other stories too: the article is what has the page's headline, or is the only one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from cleaner.parse.headline import Headline
from cleaner.parse.json_ld import Item, addresses, read, texts
from cleaner.parse.metas import bared

_PAGES = frozenset(("WebPage", "ItemPage", "AboutPage"))
_PUBLISHERS = frozenset(("Organization", "NewsMediaOrganization", "Corporation", "NGO"))
_MOST = 50
_STEPS = 20


class Linked:
    """What JSON-LD says of the page's article.

    >>> script = '[{"@type": "NewsArticle", "headline": "سد جديد", "author": {"@id": "#1"}}, {"@id": "#1", "name": "منى الحوراني"}]'
    >>> linked = Linked([script], Headline(["سد جديد"]))
    >>> list(linked.texts("headline")), linked.persons("author")
    (['سد جديد'], (['منى الحوراني'], []))
    """

    def __init__(self, scripts: Iterable[str], headline: Headline) -> None:
        self._items = read(scripts)
        self._headline = headline

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        known = (item for item in reversed(self._items) if len(item.fields) > 1 and "@id" in item.fields)
        return {str(item.fields["@id"]): item for item in known}

    @cached_property
    def articles(self) -> list[Item]:
        """The objects that describe the article; of several that have another headline, none."""
        found = [item for item in self._items if any(name.endswith(("Article", "Posting", "Report")) for name in item.types)]
        says = [item for item in found if any(self._headline.says(bared(name)) for name in _names(item))]
        if says:
            return says
        alone = [item for item in found if not item.apart]
        if len(alone) == 1 or (alone and not self._headline.names):
            return alone[:1]
        return [item for item in self._items if item.types & _PAGES and not item.apart][:1]

    def texts(self, *fields: str) -> Iterator[str]:
        """Yield the texts in fields of the article, in the order of the fields."""
        for name in fields:
            for item in self.articles:
                yield from texts(item.fields.get(name))

    def addresses(self, *fields: str) -> Iterator[str]:
        """Yield the addresses in fields of the article."""
        for name in fields:
            for item in self.articles:
                yield from addresses(item.fields.get(name))

    def persons(self, field: str) -> tuple[list[str], list[str]]:
        """Return the names in a field of the article, those of persons and those of organizations."""
        people: list[str] = []
        others: list[str] = []
        value = self.articles[0].fields.get(field) if self.articles else None
        for one in value[:_MOST] if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "name" not in one and (known := self._by_id.get(str(one.get("@id")))):
                one = known.fields
            is_body = isinstance(one, dict) and Item(one).types & _PUBLISHERS
            (others if is_body else people).extend(filter(None, map(bared, texts(one))))
        return people, others

    def languages(self) -> Iterator[str]:
        """Yield what the article says it is written in: its tag before its name."""
        for item in self.articles:
            spoken = item.fields.get("inLanguage")
            for one in [spoken.get("alternateName"), spoken.get("name")] if isinstance(spoken, dict) else [spoken]:
                yield from texts(one)

    def sites(self) -> Iterator[str]:
        """Yield the names of the site."""
        for item in self._items:
            if "WebSite" in item.types:
                yield from texts(item.fields.get("name"))

    def steps(self) -> Iterator[str]:
        """Yield the names of the steps that lead to the article, the last one first; the article itself is none."""
        for item in self._items:
            if "BreadcrumbList" in item.types:
                steps = item.fields.get("itemListElement")
                found = list(_steps(steps if isinstance(steps, list) else []))
                yield from reversed([name for name in found if not self._headline.says(bared(name))])


def _names(item: Item) -> Iterator[str]:
    for field in ("headline", "name", "alternativeHeadline"):
        yield from texts(item.fields.get(field))


def _steps(steps: Sequence[object]) -> Iterator[str]:
    for step in steps[:_STEPS]:
        if isinstance(step, dict):
            yield from texts(step if step.get("name") else step.get("item"))
