"""What the code of a page says about its article: every source of every fact, the best first.

Comes in: a page. Goes out: `Code`, which yields what is said of a field in the order of trust, normalised:
dates are ISO 8601, addresses full, texts without markup. Nothing here looks at the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from cleaner.arabic import key
from cleaner.model import Value, Where
from cleaner.parse import microdata
from cleaner.parse.addresses import address, day_in, is_front, language
from cleaner.parse.dom import too_deep
from cleaner.parse.headline import Headline
from cleaner.parse.linked import Linked
from cleaner.parse.metas import Head, bared
from cleaner.parse.nearby import Nearby
from cleaner.parse.stamps import stamp
from cleaner.parse.titles import site_of

_READ = 4_000_000
"""Characters of a page that are read for what they say about it."""
_LONGEST_HEAD = 200_000
"""Of a page too deep to be parsed: where its head ends, or may."""
_LONGEST = 4_000
_SCRIPTS = 200
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
_AUTHORS_LABEL = re.compile(r"written|author|par\b|كتب|كاتب|بواسط|قلم", re.IGNORECASE)
_KEYWORDS = "news_keywords parsely-tags sailthru.tags keywords dc.subject".split()
Said = Iterable[tuple[str, Where]]


class Claim(NamedTuple):
    """One source's word on a fact: normalised, as written, and where."""

    value: str
    printed: str
    where: Where


def value_of(claim: Claim) -> Value:
    """Return a claim as a value that stands nowhere in the text."""
    return Value(claim.value, claim.printed, None, claim.where)


class Code:
    """A page as the machines that read it see it; `title` is its headline as printed, where that is known."""

    def __init__(self, html: str, url: str | None = None, title: str = "") -> None:
        html = html[:_READ]
        if too_deep(html):
            html = html[: html.find("<body")][:_LONGEST_HEAD]
            html = "" if too_deep(html) else html
        self._tree = LexborHTMLParser(html.encode("utf-8", "replace"))
        self.headline = Headline([*filter(None, [title]), *Headline.of(self._tree).names])
        self.head = Head(self._tree)
        self._nearby = Nearby(self._tree, self.headline.says)
        self._called = title
        self._url = url
        self._base = address(self._attribute("base[href]", "href"), url) or url

    def _attribute(self, selector: str, name: str) -> str:
        node = self._tree.css_first(selector)
        return (node.attributes.get(name) or "") if node is not None else ""

    @cached_property
    def _linked(self) -> Linked:
        scripts = self._tree.css('script[type*="ld+json" i]')[:_SCRIPTS]
        return Linked((node.text() for node in scripts), self.headline)

    @cached_property
    def _microdata(self) -> microdata.Values:
        return microdata.read(self._tree, self.headline.says)

    def _json(self, *fields: str) -> Said:
        return _said("json-ld", self._linked.texts(*fields))

    def _micro(self, *fields: str) -> Said:
        return _said("microdata", (value for field in fields for value in self._microdata.get(field, ())))

    def _meta(self, *fields: str) -> Said:
        for field in fields:
            yield from _said("og" if field.startswith(("og:", "article:")) else "meta", self.head.all(field))

    def _address(self, written: str) -> str | None:
        return address(written, self._base)

    def titles(self) -> Iterator[Claim]:
        """Yield what the article is called, the name of the site perhaps with it."""
        return _read(self._meta("og:title", "twitter:title"), self._json("headline"), self._micro("headline"))

    def published(self) -> Iterator[Claim]:
        """Yield when it was published; a day that stands in the address comes last."""
        yield from _read(
            self._json("datePublished"),
            self._meta("article:published_time", "og:article:published_time", "og:published_time"),
            self._micro("datepublished"),
            self._meta(*_PUBLISHED),
            _said("page", self._nearby.published),
            self._json("dateCreated", "uploadDate"),
            self._micro("datecreated"),
            by=stamp,
        )
        for full in filter(None, [self._url, *(claim.value for claim in self.canonical())]):
            if day := day_in(full):
                yield Claim(day, full, "link")

    def modified(self) -> Iterator[Claim]:
        """Yield when it was changed."""
        return _read(
            self._json("dateModified"),
            self._meta("article:modified_time", "og:article:modified_time", "og:updated_time", "og:modified_time"),
            self._micro("datemodified"),
            self._meta(*_MODIFIED),
            _said("page", self._nearby.modified),
            by=stamp,
        )

    def authors(self) -> Iterator[tuple[Where, list[str], bool]]:
        """Yield each source of names with what it says, and whether those are persons."""
        for field in ("author", "creator"):
            people, others = self._linked.persons(field)
            yield "json-ld", people, True
            yield "json-ld", others, False
        yield "microdata", [value for value, _ in self._micro("author", "creator")], True
        for field in _AUTHOR:
            yield ("og" if field.startswith("article:") else "meta"), list(self.head.all(field)), True
        if _AUTHORS_LABEL.search(next(self.head.all("twitter:label1"), "")):
            yield "meta", list(self.head.all("twitter:data1")), True
        yield "page", self._nearby.authors, True

    def sites(self) -> Iterator[Claim]:
        """Yield what the site calls itself."""
        people, others = self._linked.persons("publisher")
        publishers = (name for name in (*others, *people) if name != _NO_PUBLISHER)
        return _read(
            _said("json-ld", publishers),
            self._meta("og:site_name"),
            self._micro("publisher"),
            _said("json-ld", self._linked.sites()),
            self._meta("application-name", "apple-mobile-web-app-title"),
            _said("page", site_of(self.headline.names, self._called)),
        )

    def canonical(self) -> Iterator[Claim]:
        """Yield the address of the page; one that is only the site's comes last."""
        found = _read(
            _said("link", self.head.links.get("canonical", ())),
            self._meta("og:url", "twitter:url"),
            _said("json-ld", self._linked.addresses("mainEntityOfPage", "url", "@id")),
            by=self._address,
        )
        whole = (claim._replace(value=claim.value.partition("#")[0]) for claim in found)
        return iter(sorted(whole, key=lambda claim: is_front(claim.value)))

    def images(self) -> Iterator[Claim]:
        """Yield its pictures."""
        return _read(
            self._meta("og:image", "og:image:secure_url", "og:image:url"),
            _said("json-ld", self._linked.addresses("image", "thumbnailUrl")),
            self._meta("twitter:image", "twitter:image:src", "thumbnailurl", "sailthru.image.full", "parsely-image-url"),
            self._micro("image", "thumbnailurl"),
            _said("link", self.head.links.get("image_src", ())),
            by=self._address,
        )

    def languages(self) -> Iterator[Claim]:
        """Yield the languages that it claims to be in."""
        return _read(
            _said("page", (self._attribute("html", "lang"), self._attribute("html", "xml:lang"))),
            _said("json-ld", self._linked.languages()),
            self._meta("og:locale", "content-language", "language", "inlanguage", "dc.language", "dcterms.language"),
            self._micro("inlanguage"),
            by=language,
        )

    def sections(self) -> Iterator[Claim]:
        """Yield the section; the steps that lead to the article say it too."""
        return _read(
            self._json("articleSection"),
            self._meta("article:section", "parsely-section", "sailthru.section", "section", "cxenseparse:recs:category"),
            self._micro("articlesection"),
            _said("json-ld", self._linked.steps()),
        )

    def descriptions(self) -> Iterator[Claim]:
        """Yield what sums it up."""
        named = self._meta("og:description", "description", "twitter:description", "dc.description")
        return _read(named, self._json("description"), self._micro("description"))

    def tags(self) -> Iterator[list[Claim]]:
        """Yield each source of tags with what it says."""
        yield list(_read(self._meta("article:tag")))
        yield list(_read(self._json("keywords")))
        yield list(_read(_said("page", self._nearby.tags)))

    def search_words(self) -> Iterator[list[Claim]]:
        """Yield each source of what is written for search engines: it may be anything."""
        for field in _KEYWORDS:
            yield list(_read(self._meta(field)))


def _said(where: Where, values: Iterable[str]) -> Said:
    return ((value, where) for value in values)


def _read(*sources: Said, by: Callable[[str], str | None] = bared) -> Iterator[Claim]:
    """Yield what sources say, normalised by a function; what it can't read is not said."""
    for source in sources:
        for written, where in source:
            if value := by(written):
                yield Claim(value, written[:_LONGEST].strip(), where)


def keys(claims: Iterable[Claim]) -> frozenset[str]:
    """Return the keys of what is claimed."""
    return frozenset(filter(None, (key(claim.value) for claim in claims)))
