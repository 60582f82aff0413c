"""A cleaner against gold of pages: how alike its articles and those of people are, page by page.

Comes in: a `Cleaner` and gold of pages. Goes out: `PageScores`. The headline is left out of what the
cleaner found, since gold leaves it out; a cleaner that drops all facts about the article is meant.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cleaner.engine import Cleaner
from cleaner.gold import combine
from cleaner.marked import mark
from cleaner.model import Span, Status, Verdict
from cleaner.page_gold import PageGold
from cleaner.shingles import SHINGLE, Likeness, mean_f1, shingle_f1, shingles, words

_TATWEEL = "\u0640"
Fate = Literal["left", "lost", "missing"]


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line, or a part of one: `left` and no article, `lost` by a rule, or `missing` from the page's text."""

    fate: Fate
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class PageScore:
    """One page: how alike, and which lines are wrong; `marked` shows all of them, as a marked text."""

    gold: PageGold
    digest: str
    status: Status
    likeness: Likeness
    wrong: tuple[WrongLine, ...]
    marked: str


@dataclass(frozen=True, slots=True)
class PageHost:
    """The pages of one host together."""

    host: str
    pages: int
    f1: float


@dataclass(frozen=True)
class PageScores:
    """All scores, from the pages; `ruleset` names the rule set by its digest."""

    documents: tuple[PageScore, ...]
    ruleset: str = ""

    @cached_property
    def corpus(self) -> str:
        """A hash of the gold, and of the pages that it speaks of."""
        return combine(page.digest for page in self.documents)

    @cached_property
    def statuses(self) -> tuple[tuple[Status, int], ...]:
        return tuple(sorted(Counter(page.status for page in self.documents).items()))

    @cached_property
    def f1(self) -> tuple[float, float]:
        """The mean over pages, and over hosts."""
        return mean_f1((page.gold.host or "", page.likeness) for page in self.documents)

    @property
    def precision(self) -> float:
        return _mean([page.likeness.precision for page in self.documents])

    @property
    def recall(self) -> float:
        return _mean([page.likeness.recall for page in self.documents])

    @property
    def lowest(self) -> float:
        """The F1 of the worst page."""
        return min((page.likeness.f1 for page in self.documents), default=0.0)

    @cached_property
    def hosts(self) -> tuple[PageHost, ...]:
        """Every host, the worst first."""
        found: dict[str, list[float]] = {}
        for page in self.documents:
            found.setdefault(page.gold.host or "", []).append(page.likeness.f1)
        hosts = (PageHost(host, len(scores), _mean(scores)) for host, scores in found.items())
        return tuple(sorted(hosts, key=lambda host: (host.f1, host.host)))

    def worst(self, number: int) -> tuple[PageScore, ...]:
        """Return the pages that are least alike."""
        bad = [page for page in self.documents if page.likeness.f1 < 1]
        return tuple(sorted(bad, key=lambda page: (page.likeness.f1, page.gold.id))[:number])


def evaluate_pages(cleaner: Cleaner, pages: Iterable[PageGold]) -> PageScores:
    """Clean pages and compare."""
    return PageScores(tuple(score_page(cleaner, gold) for gold in pages), cleaner.rulebook.digest)


def score_page(cleaner: Cleaner, gold: PageGold) -> PageScore:
    """Clean one page and compare."""
    page = gold.page.read_bytes()
    verdict = cleaner.html(page, gold.url)
    found = without_headline(verdict)
    pieces = list(_pieces(verdict, _Compared(gold.text, "\n".join(found))))
    marked = mark(verdict.document.text, [(span, label) for span, label, _ in pieces])
    gone = list(_missing(gold.text, verdict.document.text))
    marked += "".join(f"\n! not on the page\t{one.text}" for one in gone)
    wrong = (*(one for _, _, one in pieces if one), *gone)
    return PageScore(gold, gold.digest(page), verdict.status, shingle_f1("\n".join(found), gold.text), wrong, marked)


def without_headline(verdict: Verdict) -> list[str]:
    """Return the lines of a verdict's text that do not print the title that its metadata tells.

    >>> from cleaner.model import Document, Metadata, Record, Value
    >>> told = Metadata(title=Value("سَدٌّ جديد", "سَدٌّ جديد", None))
    >>> without_headline(Verdict(Document(Record("")), "سدّ  جديــد\\nنص", read_metadata=lambda _: told))
    ['نص']
    """
    rows = verdict.text.split("\n")
    title = _bare(verdict.metadata.title.value) if verdict.metadata.title else ""
    return [row for row in rows if _bare(row) != title] if title else rows


def _bare(text: str) -> str:
    """Return a text without white space, marks and tatweel."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if c != _TATWEEL and not c.isspace() and unicodedata.category(c)[0] != "M")


class _Compared:
    """What gold says, and what was found, ready to be asked about single lines."""

    def __init__(self, gold: str, found: str) -> None:
        self._gold, self._found = shingles(gold), shingles(found)
        self._gold_rows, self._found_rows = ({tuple(words(row)) for row in text.split("\n")} for text in (gold, found))

    def is_left(self, row: str) -> bool:
        """Tell whether a line that stayed holds words that the article does not."""
        said = words(row)
        return bool(said) and not _covered(said, self._gold, self._gold_rows)

    def is_lost(self, row: str) -> bool:
        """Tell whether a line that went is one of the article that is not printed again."""
        said = words(row)
        lost = bool(said) and _covered(said, self._gold, self._gold_rows)
        return lost and not _covered(said, self._found, self._found_rows)


def _covered(said: Sequence[str], known: Counter[tuple[str, ...]], rows: set[tuple[str, ...]]) -> bool:
    if len(said) < SHINGLE:
        return tuple(said) in rows
    return all(tuple(said[n : n + SHINGLE]) in known for n in range(len(said) - SHINGLE + 1))


def _pieces(verdict: Verdict, compared: _Compared) -> Iterator[tuple[Span, str, WrongLine | None]]:
    """Yield what stayed and what went, cut into lines, each with its label and what is wrong with it."""
    text = verdict.document.text
    headline = _bare(verdict.metadata.title.value) if verdict.metadata.title else ""
    fates = [(span, None) for span in verdict.kept] + [(vote.span, vote) for vote in verdict.removed]
    for span, vote in sorted(fates, key=lambda one: one[0]):
        for part in _lines(text, span):
            row = text[part.start : part.end].strip()
            if vote:
                wrong = WrongLine("lost", vote.rule, row) if compared.is_lost(row) else None
                yield part, f"! {vote.rule}" if wrong else vote.kind, wrong
            elif headline and _bare(row) == headline:
                yield part, "title", None
            else:
                wrong = WrongLine("left", "", row) if compared.is_left(row) else None
                yield part, "? keep" if wrong else "keep", wrong


def _lines(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while start < span.end:
        end = text.find("\n", start, span.end) + 1 or span.end
        yield Span(start, end)
        start = end


def _missing(gold: str, text: str) -> Iterator[WrongLine]:
    """Yield the lines of the article that the text of the page has not even in parts."""
    there = shingles(text)
    for row in gold.split("\n"):
        known = shingles(row)
        if len(words(row)) >= SHINGLE and not known & there:
            yield WrongLine("missing", "", row)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
