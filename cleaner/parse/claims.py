"""What the code of a page says about its article: every source of every fact, the best first.

Comes in: a page. Goes out: `Code`, whose `claims` yields what is said of a field in the order of trust,
normalised: dates are ISO 8601, addresses full, texts without markup. Nothing here looks at the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from cleaner.arabic import key
from cleaner.model import Where
from cleaner.parse import json_ld, microdata
from cleaner.parse.addresses import address, day_in, is_front, language
from cleaner.parse.headline import Headline
from cleaner.parse.metas import Head, bared
from cleaner.parse.nearby import Nearby
from cleaner.parse.stamps import stamp
from cleaner.parse.titles import site_of

READ = 4_000_000
"""Characters of a page that are read for what they say about it."""
_LONGEST = 4_000
_PAGES = frozenset(("WebPage", "ItemPage", "AboutPage"))
_PUBLISHERS = frozenset(("Organization", "NewsMediaOrganization", "Corporation", "NGO"))
_NO_PUBLISHER = "Blogger"
"""What every blog of that platform names as its publisher."""
_PUBLISHED = (
    "datepublished date_published parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date dcterms.date dcterms.created dc.date.created "
    "publishdate publish-date publish_date publish_time published_time published pubdate publication_date article.published rnews:datepublished "
    "citation_publication_date citation_date cxenseparse:recs:publishtime bt:pubdate vr:published_time date"
).split()
_MODIFIED = (
    "datemodified date_modified lastmod last-modified last_modified modified dcterms.modified dc.date.modified article.updated "
    "cxenseparse:recs:modifiedtime bt:moddate revised"
).split()
_AUTHOR = (
    "article:author author parsely-author sailthru.author dc.creator dcterms.creator dc.creator.creator byl byline article.author article:author_name "
    "article:author:name citation_author cxenseparse:author twitter:creator"
).split()
_KEYWORDS = "news_keywords parsely-tags sailthru.tags keywords dc.subject".split()


_AUTHORS_LABEL = re.compile(r"written|author|par\b|كتب|كاتب|بواسط|قلم", re.IGNORECASE)


class Claim(NamedTuple):
    """One source's word on a fact: normalised, as written, and where."""

    value: str
    printed: str
    where: Where


class Code:
    """A page as the machines that read it see it; `title` is its headline as printed, where that is known."""

    def __init__(self, html: str, url: str | None = None, title: str = "") -> None:
        self._tree = LexborHTMLParser(html[:READ].encode("utf-8", "replace"))
        self.headline = Headline([*filter(None, [title]), *Headline.of(self._tree).names])
        self.head = Head(self._tree)
        self.nearby = Nearby(self._tree, self.headline.says)
        self._called = title
        self._base = address(self._attribute("base[href]", "href"), url) or url
        self._url = url

    def _attribute(self, selector: str, name: str) -> str:
        node = self._tree.css_first(selector)
        return (node.attributes.get(name) or "") if node is not None else ""

    @cached_property
    def _items(self) -> list[json_ld.Item]:
        scripts = self._tree.css('script[type*="ld+json" i]')
        return json_ld.read(node.text() for node in scripts[:200])

    @cached_property
    def _by_id(self) -> dict[str, json_ld.Item]:
        return {str(item.fields["@id"]): item for item in reversed(self._items) if len(item.fields) > 1 and "@id" in item.fields}

    @cached_property
    def _articles(self) -> list[json_ld.Item]:
        """The objects that describe the article: with its headline before others; of several others, none."""
        articles = [item for item in self._items if any(name.endswith(("Article", "Posting", "Report")) for name in item.types)]
        says = [item for item in articles if any(self.headline.says(bared(name)) for name in _names(item))]
        if says:
            return says
        alone = [item for item in articles if not item.apart]
        if len(alone) == 1 or (alone and not self.headline.names):
            return alone[:1]
        return [item for item in self._items if item.types & _PAGES and not item.apart][:1]

    @cached_property
    def _microdata(self) -> microdata.Values:
        return microdata.read(self._tree, self.headline.says)

    def _json(self, *names: str) -> Iterator[tuple[str, Where]]:
        for name in names:
            for item in self._articles:
                for text in json_ld.texts(item.fields.get(name)):
                    yield text, "json-ld"

    def _meta(self, *names: str) -> Iterator[tuple[str, Where]]:
        for name, value in self.head.said(*names):
            yield value, "og" if name.startswith(("og:", "article:")) else "meta"

    def _micro(self, *names: str) -> Iterator[tuple[str, Where]]:
        for name in names:
            for value in self._microdata.get(name, ()):
                yield value, "microdata"

    def _read(self, *sources: Iterator[tuple[str, Where]], by: Callable[[str], str | None] = bared) -> Iterator[Claim]:
        for source in sources:
            for written, where in source:
                if value := by(written):
                    yield Claim(value, written[:_LONGEST].strip(), where)

    def _address(self, written: str) -> str | None:
        return address(written, self._base)

    def titles(self) -> Iterator[Claim]:
        """Yield what the article is called, the name of the site perhaps with it."""
        return self._read(self._meta("og:title", "twitter:title"), self._json("headline"), self._micro("headline"))

    def published(self) -> Iterator[Claim]:
        """Yield when it was published; a day that stands in the address comes last."""
        yield from self._read(
            self._json("datePublished"),
            self._meta("article:published_time", "og:article:published_time", "og:published_time"),
            self._micro("datepublished"),
            self._meta(*_PUBLISHED),
            ((time, "page") for time in self.nearby.published),
            self._json("dateCreated", "uploadDate"),
            self._micro("datecreated"),
            by=stamp,
        )
        for full in filter(None, [self._url, *(claim.value for claim in self.canonical())]):
            if day := day_in(full):
                yield Claim(day, full, "link")

    def modified(self) -> Iterator[Claim]:
        """Yield when it was changed."""
        named = self._meta("article:modified_time", "og:article:modified_time", "og:updated_time", "og:modified_time")
        near: Iterator[tuple[str, Where]] = ((time, "page") for time in self.nearby.modified)
        return self._read(self._json("dateModified"), named, self._micro("datemodified"), self._meta(*_MODIFIED), near, by=stamp)

    def authors(self) -> Iterator[tuple[Where, list[str], bool]]:
        """Yield each source of names with what it says, and whether those are persons."""
        for name in ("author", "creator"):
            for item in self._articles[:1]:
                people, others = self._persons(item.fields.get(name))
                yield "json-ld", people, True
                yield "json-ld", others, False
        yield "microdata", [value for value, _ in self._micro("author", "creator")], True
        for name in _AUTHOR:
            yield ("og" if name.startswith("article:") else "meta"), list(self.head.all(name)), True
        if _AUTHORS_LABEL.search(next(self.head.all("twitter:label1"), "")):
            yield "meta", list(self.head.all("twitter:data1")), True
        yield "page", self.nearby.authors, True

    def _persons(self, value: object) -> tuple[list[str], list[str]]:
        people: list[str] = []
        others: list[str] = []
        for one in value[:50] if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "name" not in one and (known := self._by_id.get(str(one.get("@id")))):
                one = known.fields
            names = [bared(name) for name in json_ld.texts(one)]
            is_body = isinstance(one, dict) and json_ld.Item(one).types & _PUBLISHERS
            (others if is_body else people).extend(filter(None, names))
        return people, others

    def sites(self) -> Iterator[Claim]:
        """Yield what the site calls itself."""
        yield from self._read(self._publishers(), self._meta("og:site_name"), self._micro("publisher"))
        named = (name for item in self._items if "WebSite" in item.types for name in json_ld.texts(item.fields.get("name")))
        yield from self._read(((name, "json-ld") for name in named), self._meta("application-name", "apple-mobile-web-app-title"))
        yield from self._read((name, "page") for name in site_of(self.headline.names, self._called))

    def _publishers(self) -> Iterator[tuple[str, Where]]:
        for item in self._articles[:3]:
            people, others = self._persons(item.fields.get("publisher"))
            yield from ((name, "json-ld") for name in [*others, *people] if name != _NO_PUBLISHER)

    def canonical(self) -> Iterator[Claim]:
        """Yield the address of the page; one that is only the site's comes last."""
        links: Iterator[tuple[str, Where]] = ((link, "link") for link in self.head.links.get("canonical", ()))
        found = list(
            self._read(links, self._meta("og:url", "twitter:url"), self._json_addresses("mainEntityOfPage", "url", "@id"), by=self._address)
        )
        return iter(sorted((one._replace(value=one.value.partition("#")[0]) for one in found), key=lambda one: is_front(one.value)))

    def _json_addresses(self, *names: str) -> Iterator[tuple[str, Where]]:
        for name in names:
            for item in self._articles:
                for written in json_ld.addresses(item.fields.get(name)):
                    yield written, "json-ld"

    def images(self) -> Iterator[Claim]:
        """Yield its pictures."""
        icons: Iterator[tuple[str, Where]] = ((link, "link") for link in self.head.links.get("image_src", ()))
        return self._read(
            self._meta("og:image", "og:image:secure_url", "og:image:url"),
            self._json_addresses("image", "thumbnailUrl"),
            self._meta("twitter:image", "twitter:image:src", "thumbnailurl", "sailthru.image.full", "parsely-image-url"),
            self._micro("image", "thumbnailurl"),
            icons,
            by=self._address,
        )

    def languages(self) -> Iterator[Claim]:
        """Yield the languages that it claims to be in."""
        root = self._attribute("html", "lang") or self._attribute("html", "xml:lang")
        yield from self._read(
            iter([(root, "page")]),
            self._json_languages(),
            self._meta("og:locale", "content-language", "language", "inlanguage", "dc.language", "dcterms.language"),
            self._micro("inlanguage"),
            by=language,
        )

    def _json_languages(self) -> Iterator[tuple[str, Where]]:
        for item in self._articles:
            spoken = item.fields.get("inLanguage")
            named = [spoken.get("alternateName"), spoken.get("name")] if isinstance(spoken, dict) else [spoken]
            yield from ((text, "json-ld") for one in named for text in json_ld.texts(one))

    def sections(self) -> Iterator[Claim]:
        """Yield the section; the last step but the story's own of the way that leads to it, if nothing else names one."""
        yield from self._read(
            self._json("articleSection"),
            self._meta("article:section", "parsely-section", "sailthru.section", "section", "cxenseparse:recs:category"),
            self._micro("articlesection"),
        )
        for item in self._items:
            if "BreadcrumbList" in item.types:
                steps = item.fields.get("itemListElement")
                found = list(self._read((name, "json-ld") for name in _steps(steps if isinstance(steps, list) else [])))
                yield from reversed([claim for claim in found if not self.headline.says(claim.value)])

    def descriptions(self) -> Iterator[Claim]:
        """Yield what sums it up."""
        return self._read(
            self._meta("og:description", "description", "twitter:description", "dc.description"),
            self._json("description"),
            self._micro("description"),
        )

    def tags(self) -> Iterator[list[Claim]]:
        """Yield each source of tags with what it says; the last of them are for search engines, and may be anything."""
        yield list(self._read(self._meta("article:tag")))
        yield list(self._read(self._json("keywords")))
        yield list(self._read((name, "page") for name in self.nearby.tags))
        for name in _KEYWORDS:
            yield list(self._read(self._meta(name)))


def _names(item: json_ld.Item) -> Iterator[str]:
    for field in ("headline", "name", "alternativeHeadline"):
        yield from json_ld.texts(item.fields.get(field))


def _steps(steps: Sequence[object]) -> Iterator[str]:
    """Yield the names of the steps to a page."""
    for step in steps[:20]:
        if isinstance(step, dict):
            named = step if step.get("name") else step.get("item")
            yield from json_ld.texts(named)


def keys(claims: Iterator[Claim]) -> frozenset[str]:
    """Return the keys of what is claimed."""
    return frozenset(filter(None, (key(claim.value) for claim in claims)))
