"""The verdict on a page: what goes with its elements, then what the rules for texts say of what is left.

Comes in: a `Record` of media "html". Goes out: a `Verdict` on what the page says to a reader. The article
detector and the rules about elements come first; all that a text goes through follows, on the survivors.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Protocol

from cleaner.decide import Matchers, Tell, in_original, judge
from cleaner.model import Decision, Document, Metadata, Note, Outcome, Record, Span, Status, Verdict
from cleaner.options import Options
from cleaner.parse.context import read_lines
from cleaner.parse.cuts import Cut
from cleaner.parse.html import Page, read_page
from cleaner.parse.markup import Markup
from cleaner.render import replay


class TellPage(Protocol):
    """Reads the metadata of a page; `headline` is what it calls itself, as printed where it prints it."""

    def __call__(self, verdict: Verdict, headline: str) -> Metadata: ...


def judge_page(record: Record, markup: Markup, rules: Matchers, options: Options, tell: TellPage) -> Verdict:
    """Return the verdict on a page; `tell` reads its metadata, given its headline, when somebody asks for it."""
    page = read_page(record.body, markup, options.engine)
    return _judge(page, record, rules, options, partial(tell, headline=page.title))


def _judge(page: Page, record: Record, rules: Matchers, options: Options, tell: Tell) -> Verdict:
    document = Document(record, page.text, read_lines)
    if not page.found:
        return _rejected(document, page.note or Note("not_article", "No article on the page: kept whole."), tell=tell)
    votes = [_vote(span, cut) for span, cut in page.cuts]
    kept = _kept(votes, len(page.text))
    inner = judge(Document(Record(replay(page.text, votes), url=record.url)), rules, options, tell)
    if inner.status is Status.REJECTED:
        return _rejected(document, *inner.notes, tell=tell)
    votes += in_original(inner.decisions, kept)
    removed = sorted((vote for vote in votes if vote.outcome is Outcome.DONE), key=lambda vote: vote.span)
    notes = (page.note, *inner.notes) if page.note else inner.notes
    status = Status.CLEANED if removed else Status.UNCHANGED
    return Verdict(document, inner.text, tuple(votes), tuple(removed), status, notes, tell)


def _vote(span: Span, cut: Cut) -> Decision:
    return Decision(span, cut.rule, cut.kind, cut.reason, cut.confidence, path=cut.path, selector=cut.selector)


def _kept(votes: Iterable[Decision], length: int) -> list[Span]:
    """Return what the votes leave of a text of this length; they are ordered and disjoint."""
    kept: list[Span] = []
    end = 0
    for vote in votes:
        if end < vote.span.start:
            kept.append(Span(end, vote.span.start))
        end = vote.span.end
    return [*kept, Span(end, length)] if end < length else kept


def _rejected(document: Document, *notes: Note, tell: Tell) -> Verdict:
    return Verdict(document, document.text, (), (), Status.REJECTED, notes, tell)
