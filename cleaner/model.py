"""The nouns of the project: what goes in, what comes out, and what is said about it.

A `Record` comes from a source, a parser makes a `Document` of it, detectors yield `Decision` after
`Decision`, and the `Verdict` keeps what was carried out. All are frozen. Spans are half-open and
count code points of `Document.text`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, count
from operator import add
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from cleaner.compiled import native
from cleaner.starts import line_at, line_end

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "ad": "advertisement labels and slots",
        "share": "share buttons and their labels",
        "comment": "comment prompts, forms, counters, readers' comments, SMS numbers",
        "chat_widget": "chat buttons and greetings",
        "related": "headers of other stories and the titles under them",
        "ticker": "headlines of other stories around the article, and their times",
        "read_more": "read more, see all, full story elsewhere",
        "follow": "invitations to follow an account or a channel",
        "newsletter": "subscription and notification prompts",
        "app_promo": "invitations to install an app or buy the printed issue",
        "navigation": "menus, breadcrumbs, back to top, previous and next, AMP switch",
        "login": "sign-in boxes and paywalls",
        "consent": "cookie and privacy notices",
        "copyright": "copyright lines",
        "disclaimer": "views of the author, moderation policy, what the site says of itself",
        "masthead": "chairman, editor-in-chief",
        "controls": "font size, print, save, listen",
        "counter": "views, comments, reading time",
        "tags": "tag lists and their headers",
        "widget": "weather, prices, prayer times, polls, ratings, feedback",
        "player": "labels of video and audio players",
        "syndication": "wrapper sentences of re-publishers",
        "duplicate": "a second printing of headline, caption or paragraph",
        "residue": "short codes, icon names, lone separators, leftovers of embeds",
        "title": "one of two printings of the headline where the first can't be told",
        "byline": "who wrote it",
        "dateline": "where and when it was filed",
        "timestamp": "when it was published or updated",
        "caption": "what a photo shows, and its credit",
        "source": "the publication it is taken from",
        "agency": "the news agency it is taken from",
        "contact": "how to reach the author",
        "end_mark": "the sign that the text ends here",
        "kicker": "the section or occasion printed over the headline",
    }
)
"""Every kind of boilerplate, and what it is."""

EITHER: frozenset[str] = frozenset(list(KINDS)[list(KINDS).index("title") :])
"""Kinds that are facts about the article: read into the metadata, left in the text unless dropped."""


class Status(StrEnum):
    """What became of a document."""

    CLEANED = "cleaned"
    UNCHANGED = "unchanged"
    SPARED = "spared"
    REJECTED = "rejected"


class Outcome(StrEnum):
    """What became of a decision."""

    DONE = "done"
    VETOED = "vetoed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A run of code points: `start` is in it, `end` is not."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        _PUT_START(self, start)  # as in a Decision
        _PUT_END(self, end)

    def __len__(self) -> int:
        return self.end - self.start


_PUT_START, _PUT_END = (vars(Span)[name].__set__ for name in Span.__match_args__)
make_span: Callable[[int, int], Span] = native.Maker(Span) if native else Span


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document without its line break, and its key: letters and digits, folded.

    On a page, `element` is the tag that opens the line, `path` leads to it (empty where it is nested too deeply),
    and `links` is the share of its letters that are links.
    """

    span: Span
    key: str
    element: str = ""
    path: str = ""
    links: float = 0.0


NoteCode = Literal[
    "annotated", "budget", "crash", "encoding", "engine", "glyphs", "language", "mojibake", "no_spaces", "not_annotated", "not_article", "paywall", "steps", "timeout", "truncated", "visual_order"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about a verdict: a closed code and a sentence."""

    code: NoteCode
    detail: str


@dataclass(frozen=True, slots=True, init=False)
class Record:
    """One thing to clean, as a source gives it: a text, or a page (`media="html"`); `meta` passes through untouched.

    `notes` are what its source had to say of it; they are the first of the verdict's.
    """

    body: str
    id: str | None = None
    url: str | None = None
    media: Literal["text", "html"] = "text"
    meta: Mapping[str, Any] = field(default_factory=dict, compare=False)
    notes: tuple[Note, ...] = field(default=(), compare=False)

    def __init__(
        self, body: str, id: str | None = None, url: str | None = None, media: Literal["text", "html"] = "text", meta: Mapping[str, Any] | None = None, notes: tuple[Note, ...] = ()  # noqa: A002
    ) -> None:
        _PUT_BODY(self, body)  # the __init__ of a frozen dataclass takes twice as long
        _PUT_ID(self, id)
        _PUT_URL(self, url)
        _PUT_MEDIA(self, media)
        _PUT_META(self, {} if meta is None else meta)
        _PUT_NOTES(self, notes)

    @property
    def host(self) -> str:
        """The host of the address; empty where there is none, or none that can be read.

        >>> Record("نص", url="https://www.example.com/1").host, Record("نص", url="http://[").host
        ('www.example.com', '')
        """
        try:
            return urlsplit(self.url or "").hostname or ""
        except ValueError:
            return ""


_PUT_BODY, _PUT_ID, _PUT_URL, _PUT_MEDIA, _PUT_META, _PUT_NOTES = (vars(Record)[name].__set__ for name in Record.__match_args__)
make_record: Callable[[str, str | None, str | None, Literal["text", "html"], Mapping[str, Any], tuple[Note, ...]], Record] = native.Maker(Record) if native else Record


@dataclass(frozen=True, init=False)
class Document:
    """A text as lines that partition it: the record's own, or what a page (`shown`) says to a reader.

    >>> Document(Record("عنوان\\nنص")).rows
    ['عنوان', 'نص']
    """

    record: Record
    shown: str | None = field(default=None, repr=False)
    read_lines: Callable[[Document], tuple[Line, ...]] | None = field(default=None, repr=False, compare=False)

    def __init__(self, record: Record, shown: str | None = None, read_lines: Callable[[Document], tuple[Line, ...]] | None = None) -> None:
        fields = self.__dict__  # the __init__ of a frozen dataclass takes three times as long, and one is made of every text
        fields["record"], fields["shown"], fields["read_lines"] = record, shown, read_lines

    @property
    def text(self) -> str:
        return self.record.body if self.shown is None else self.shown

    @cached_property
    def rows(self) -> list[str]:
        """The lines without their line breaks; split at the line feed only."""
        return self.text.split("\n")

    def row(self, number: int) -> str:
        """Return one line; where few are asked for, the text is not split."""
        if "rows" in self.__dict__ or number < 0:
            return self.rows[number]
        return self.text[self.starts[number] : self.starts[number + 1] - 1]

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts, and where one after the last would."""
        return list(map(add, accumulate(map(len, self.rows), initial=0), count()))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        if self.read_lines:
            return self.read_lines(self)
        from cleaner.arabic import key

        return tuple(
            Line(Span(start, start + len(row)), key(row))
            for start, row in zip(self.starts, self.rows, strict=False)
        )

    def become(self, text: str) -> Document:
        """Return a document of the same record with another text."""
        record = self.record
        return Document(make_record(text, record.id, record.url, record.media, record.meta, record.notes))

    def line_at(self, offset: int) -> int:
        """Return the number of the line that holds an offset; its line break is part of it."""
        return line_at(self.starts, offset)

    def line_end(self, number: int) -> int:
        """Return where a line ends, behind its line break where it has one."""
        return line_end(self.starts, number)

    def line_span(self, number: int) -> Span:
        """Return the span of a whole line with its line break, where it has one."""
        return Span(self.starts[number], self.line_end(number))


@dataclass(frozen=True, slots=True, init=False)
class Decision:
    """One vote on a span: which rule says what of it, why, how surely (0 to 1), and what became of it.

    On a page, `path` leads to the element that goes, and `selector` is the one by which a rule found it.
    """

    span: Span
    rule: str
    kind: str
    reason: str
    confidence: float = 1.0
    outcome: Outcome = Outcome.DONE
    path: str = ""
    selector: str = ""

    def __init__(
        self, span: Span, rule: str, kind: str, reason: str, confidence: float = 1.0, outcome: Outcome = Outcome.DONE, path: str = "", selector: str = ""
    ) -> None:
        _PUT_SPAN(self, span)  # the __init__ of a frozen dataclass takes twice as long
        _PUT_RULE(self, rule)
        _PUT_KIND(self, kind)
        _PUT_REASON(self, reason)
        _PUT_CONFIDENCE(self, confidence)
        _PUT_OUTCOME(self, outcome)
        _PUT_PATH(self, path)
        _PUT_SELECTOR(self, selector)

    def __hash__(self) -> int:
        return hash((self.span.start, self.span.end, self.rule))  # of all fields it takes four times as long

    def at(self, start: int, end: int) -> Decision:
        """Return the same decision about another span."""
        return make_decision(make_span(start, end), self.rule, self.kind, self.reason, self.confidence, self.outcome, "", "")

    def become(self, outcome: Outcome) -> Decision:
        """Return the same decision with another outcome."""
        return make_decision(self.span, self.rule, self.kind, self.reason, self.confidence, outcome, "", "")


_PUT_SPAN, _PUT_RULE, _PUT_KIND, _PUT_REASON, _PUT_CONFIDENCE, _PUT_OUTCOME, _PUT_PATH, _PUT_SELECTOR = (
    vars(Decision)[name].__set__ for name in Decision.__match_args__
)
make_decision: Callable[[Span, str, str, str, float, Outcome, str, str], Decision] = native.Maker(Decision) if native else Decision
"""What makes them of all their fields: three times as fast where it is compiled."""


Where = Literal["text", "json-ld", "og", "meta", "microdata", "link", "page"]
"""Where a fact is found: in the text, in the code of a page, in an address, in the markup of what is shown."""


@dataclass(frozen=True, slots=True)
class Value:
    """A fact about the article: normalised, as printed, and where it stood (None: not in the text)."""

    value: str
    printed: str
    span: Span | None
    where: Where = "text"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text says about the article, or a page. Dates are ISO 8601 where they can be read.

    `source` is the publication that the story is taken from, `site` the one that prints it; what follows
    `end_mark` only pages say.
    """

    title: Value | None = None
    authors: tuple[Value, ...] = ()
    published: Value | None = None
    modified: Value | None = None
    source: Value | None = None
    agency: Value | None = None
    place: Value | None = None
    captions: tuple[Value, ...] = ()
    kicker: Value | None = None
    tags: tuple[Value, ...] = ()
    contact: tuple[Value, ...] = ()
    end_mark: Value | None = None
    site: Value | None = None
    canonical: Value | None = None
    language: Value | None = None
    section: Value | None = None
    image: Value | None = None
    description: Value | None = None


@dataclass(frozen=True, init=False)
class Verdict:
    """What became of a document: the text that stays, what went, and why.

    `text` is the document's text without what was removed. `decisions` holds every vote, `removed`
    those carried out: ordered, disjoint, never empty.
    """

    document: Document
    text: str
    decisions: tuple[Decision, ...] = ()
    removed: tuple[Decision, ...] = ()
    status: Status = Status.UNCHANGED
    notes: tuple[Note, ...] = ()
    read_metadata: Callable[[Verdict], Metadata] | None = field(default=None, repr=False, compare=False)

    def __init__(
        self,
        document: Document,
        text: str,
        decisions: tuple[Decision, ...] = (),
        removed: tuple[Decision, ...] = (),
        status: Status = Status.UNCHANGED,
        notes: tuple[Note, ...] = (),
        read_metadata: Callable[[Verdict], Metadata] | None = None,
    ) -> None:
        fields = self.__dict__
        fields["document"], fields["text"], fields["decisions"], fields["removed"] = document, text, decisions, removed
        fields["status"], fields["notes"], fields["read_metadata"] = status, notes, read_metadata

    @cached_property
    def kept(self) -> tuple[Span, ...]:
        """The spans that stayed: with `removed` they partition the document's text."""
        ends = [0, *(decision.span.end for decision in self.removed)]
        starts = [*(decision.span.start for decision in self.removed), len(self.document.text)]
        return tuple(Span(start, end) for start, end in zip(ends, starts, strict=True) if start < end)

    @cached_property
    def metadata(self) -> Metadata:
        """What the document says about the article; read on first access, never changes the text."""
        return self.read_metadata(self) if self.read_metadata else Metadata()


@dataclass(frozen=True, slots=True)
class Known:
    """Facts that are read already, in the place of what reads them from a verdict: small to send to another process."""

    facts: Metadata

    def __call__(self, verdict: Verdict) -> Metadata:
        return self.facts
