"""Votes become a verdict: vetoes, blank lines, rounds until nothing moves, and the safety budget.

Comes in: a `Document`, a `Matcher`, the choice of kinds. Goes out: a `Verdict`. Zones depend on what
survives, so the stages run again on the survivors, at most three times; what the last round leaves
is a fixpoint, and cleaning it again removes nothing. A document that still moves is spared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from cleaner.arabic import is_arabic, key
from cleaner.catalogue import Catalogue
from cleaner.heuristics import ALWAYS, DROPPED, GONE, HITS, LABELS, STAGES, STIRRING, Stage, article, damage, tails
from cleaner.heuristics.content import lines_of, whole
from cleaner.looks import Looks
from cleaner.match import Hit, Hits, Matcher
from cleaner.model import Decision, Document, Metadata, Note, Outcome, Record, Span, Status, Verdict
from cleaner.options import Options
from cleaner.render import replay
from cleaner.rules import Rule, acts

ROUNDS = 3
_PARAGRAPH_WORDS = 8
_ENOUGH_LETTERS = 40


class Matchers(NamedTuple):
    """The rules that act under the chosen options, those that only tell facts, and the kinds dropped."""

    acting: Matcher
    telling: Matcher
    dropped: frozenset[str] = frozenset()

    @classmethod
    def of(cls, catalogue: Catalogue, options: Options) -> Matchers:
        """Divide the rules of a catalogue as the options say."""

        def has_a_say(rule: Rule) -> bool:
            return acts(rule, options.keep, options.drop)

        telling = Matcher(catalogue, lambda rule: not has_a_say(rule))
        return cls(Matcher(catalogue, has_a_say, scanned=True), telling, options.drop)


Tell = Callable[[Verdict], Metadata]


def judge(document: Document, rules: Matchers, options: Options, tell: Tell) -> Verdict:
    """Return the verdict on a document; `tell` reads its metadata when somebody asks for it."""
    looks = rules.acting.look(document) if rules.dropped else rules.acting.look_for_more(document)
    if looks is None:  # so are most
        return Verdict(document, document.text, read_metadata=tell)
    if not looks.sound and (unsound := _unsound(document, options, tell)):
        return unsound
    hits = rules.acting.read(looks)
    if refused := article.refuse(looks, hits):
        return _rejected(document, refused, tell)
    glued = tails.read(looks, rules.acting)
    found = cast(looks, hits + glued, rules)
    if not found:
        return Verdict(document, document.text, notes=article.remark(document.text, (), looks.odd), read_metadata=tell)
    votes: dict[Decision, None] = {}
    kept = [Span(0, len(document.text))]
    for _ in range(ROUNDS):
        votes.update(dict.fromkeys(in_original(found, kept) if votes else found))
        done = _carried_out(found)
        if not done:
            return _verdict(document, list(votes), tell)
        left = replay(looks.document.text, done)
        if not left or left.isspace():
            return _spared(document, votes, tell, Note("budget", "Nothing would be left: kept whole."))
        taken = _taken(looks.document, done)
        if taken is not None and not taken.cut and _is_still(looks, hits + glued, taken.gone, rules):
            return _verdict(document, list(votes), tell)
        kept = _complement(document, votes)
        looks, hits = _survivors(looks, hits, taken, left, rules.acting)
        glued = tails.read(looks, rules.acting)
        found = cast(looks, hits + glued, rules)
    if not any(vote.outcome is Outcome.DONE for vote in found):
        return _verdict(document, list(votes), tell)
    return _spared(document, votes, tell, Note("steps", f"Still moving after {ROUNDS} rounds: kept whole."))


def _unsound(document: Document, options: Options, tell: Tell) -> Verdict | None:
    """Return the verdict on a text that is no sound Arabic."""
    arabic = is_arabic(document.text)
    if damaged := damage.find(document.text, arabic):
        return _rejected(document, damaged, tell)
    if options.any_language or arabic:
        return None
    note = Note("language", "Not mostly Arabic: left as it is.")
    return Verdict(document, document.text, notes=(note,), read_metadata=tell)


def _carried_out(votes: Iterable[Decision]) -> list[Decision]:
    """Return the votes that were carried out, in the order of the text."""
    done = [vote for vote in votes if vote.outcome is Outcome.DONE]
    done.sort(key=lambda vote: (vote.span.start, vote.span.end))
    return done


class Taken(NamedTuple):
    """What votes took: whole lines, and what is left of those of which a part went."""

    gone: set[int]
    cut: dict[int, str]


def _taken(document: Document, done: Sequence[Decision]) -> Taken | None:
    """Return the lines that votes, in order, took; None where a line break went with a part of its line."""
    gone: set[int] = set()
    cut: dict[int, str] = {}
    for vote in reversed(done):
        first, last = document.line_at(vote.span.start), document.line_at(vote.span.end - 1)
        start = document.starts[first]
        if start == vote.span.start and vote.span.end == document.line_end(last):
            gone.update(range(first, last + 1))
        elif first == last and vote.span.end <= start + len(document.rows[first]):
            row = cut.get(first, document.rows[first])
            cut[first] = row[: vote.span.start - start] + row[vote.span.end - start :]
        else:
            return None
    return Taken(gone, cut)


def _is_still(looks: Looks, hits: list[Hit], gone: Collection[int], rules: Matchers) -> bool:
    """Tell whether nothing can move once whole lines went: no rule speaks of the others, and no stage is stirred by them."""
    if looks.bits is None or rules.dropped or any(hit.line not in gone for hit in hits):
        return False
    alone = len(looks.prose) > 1 and sum(number not in gone for number in looks.prose) == 1
    return not alone and not looks.stirred_without(gone)


def _survivors(
    looks: Looks, hits: list[Hit], taken: Taken | None, left: str, matcher: Matcher
) -> tuple[Looks, list[Hit]]:
    """Return what the next round reads: only lines of which a part went are read again."""
    if taken is None:
        looks = Looks(looks.document.become(left))
        return looks, matcher.read(looks)
    gone, cut = taken
    parts = matcher.look(Document(Record("\n".join(cut.values())))) if cut else None
    looks, numbers = looks.without(gone, left, cut, parts)
    kept = [hit._replace(line=numbers[hit.line]) for hit in hits if hit.line in numbers and hit.line not in cut]
    if parts is not None:
        lines = [numbers[line] for line in cut]
        kept += [hit._replace(line=lines[hit.line]) for hit in matcher.read(parts)]
    return looks, kept


def _verdict(document: Document, votes: list[Decision], tell: Tell) -> Verdict:
    removed = _carried_out(votes)
    if not removed:
        notes = article.remark(document.text, ())
        return Verdict(document, document.text, tuple(votes), notes=notes, read_metadata=tell)
    text = replay(document.text, removed)
    if not _enough(text):
        return _spared(document, votes, tell, Note("budget", "No paragraph of prose would be left: kept whole."))
    notes = article.remark(text, removed)
    return Verdict(document, text, tuple(votes), tuple(removed), Status.CLEANED, notes, tell)


def _rejected(document: Document, note: Note, tell: Tell) -> Verdict:
    return Verdict(document, document.text, (), (), Status.REJECTED, (note,), tell)


def _spared(document: Document, votes: Iterable[Decision], tell: Tell, note: Note) -> Verdict:
    refused = (vote.become(Outcome.REFUSED) if vote.outcome is Outcome.DONE else vote for vote in votes)
    return Verdict(document, document.text, tuple(refused), (), Status.SPARED, (note,), tell)


def _enough(text: str) -> bool:
    """Tell whether what remains is still an article: a paragraph, or lines of some length together."""
    letters = 0
    for row in text.split("\n"):
        count = len(row.split(None, _PARAGRAPH_WORDS - 1))  # more need not be counted
        if count >= _PARAGRAPH_WORDS:
            return True
        if count >= 3:
            letters += len(key(row))
    return letters >= _ENOUGH_LETTERS


def cast(looks: Looks, found: list[Hit], rules: Matchers, stages: Sequence[Stage] = STAGES) -> list[Decision]:
    """Let every stage vote once; return all votes, with vetoes and blank lines settled."""
    stirred = looks.stirred | (HITS if found else 0) | (DROPPED if rules.dropped else 0) | ALWAYS
    if not stirred & STIRRING:
        return []
    hits, vetoed, shields = _sort_hits(looks, found, rules)
    votes: list[Decision] = vetoed
    gone: frozenset[int] = frozenset()
    if not hits.acting:
        stirred &= ~HITS
    elif any(hit.rule.where == "anchor" for hit in hits.acting):
        stirred |= LABELS
    told = stirred & (HITS | LABELS | DROPPED | ALWAYS) | GONE
    changed = False
    for find, asks in stages:
        if changed and not asks & stirred:  # what stands beside the lines that went has changed: told only if it is asked for
            stirred, changed = told | looks.stirred_amid(gone), False
        if not asks & stirred:
            continue
        fresh = find(looks, hits, gone)
        if fresh:
            fresh = [_veto(looks, vote, shields) for vote in fresh] if shields else fresh
            votes += fresh
            if taken := lines_of(looks, fresh):
                gone, stirred, changed = gone | taken, told, True
    if not votes:
        return votes
    votes = _without_overlap(votes)
    return _settle_blanks(looks, votes, gone) if gone else votes


def _sort_hits(looks: Looks, found: list[Hit], rules: Matchers) -> tuple[Hits, list[Decision], list[Hit]]:
    """Tell hits apart: those that act, votes on what a keep rule shields, and the shields."""
    read_facts = partial(rules.telling.read_phrases, looks)
    if not any(hit.rule.site or hit.rule.act == "keep" for hit in found):
        return Hits(found, read_facts, rules.dropped), [], []
    if any(hit.rule.site for hit in found):
        host = looks.document.record.host
        found = [hit for hit in found if hit.rule.applies_at(host)]
    shields = [hit for hit in found if hit.rule.act == "keep"]
    vetoed: list[Decision] = []
    if shields:
        found = [hit for hit in found if hit.rule.act != "keep"]
        struck = [hit for hit in found if _shield_of(hit, shields)]
        vetoed = [_veto(looks, whole(looks, hit.line, hit.rule), shields) for hit in struck]
        found = [hit for hit in found if hit not in struck]
    return Hits(found, read_facts, rules.dropped), vetoed, shields


def _shield_of(hit: Hit, shields: Sequence[Hit]) -> Hit | None:
    touching = (one for one in shields if one.line == hit.line and one.start < hit.end and hit.start < one.end)
    return next(touching, None)


def _veto(looks: Looks, vote: Decision, shields: Sequence[Hit]) -> Decision:
    number = looks.document.line_at(vote.span.start)
    for shield in shields:
        if shield.line == number and vote.span == looks.document.line_span(number):
            reason = f"{vote.reason} Vetoed by {shield.rule.id}: {shield.rule.why}"
            return replace(vote, outcome=Outcome.VETOED, reason=reason)
    return vote


def _without_overlap(votes: list[Decision]) -> list[Decision]:
    """Refuse votes on what a wider vote takes along."""
    if len(votes) < 2:
        return votes
    settled: dict[int, Decision] = {}
    end = 0
    order = [(vote.span.start, -vote.span.end, place) for place, vote in enumerate(votes) if vote.outcome is Outcome.DONE]
    order.sort()
    for start, less, place in order:
        if start < end:
            settled[place] = votes[place].become(Outcome.REFUSED)
        end = max(end, -less)
    return [settled.get(place, vote) for place, vote in enumerate(votes)] if settled else votes


def _settle_blanks(looks: Looks, votes: list[Decision], gone: Collection[int]) -> list[Decision]:
    """Give each run of removed lines the blank lines that go with it.

    Between two kept lines as many blank lines stay as the larger side of the run had; at the start
    and the end of the document none stay beside what was removed.
    """
    if not looks.has_blanks():
        return votes
    covers: dict[int, tuple[int, int]] = {}
    for first, last, above, below in _runs(looks, gone):
        edge = first - above == 0 or last + below == len(looks) - 1
        top = first - above if edge or above < below else first
        end = last + below if edge or above >= below else last
        for number in [number for number in range(first, last + 1) if number in gone]:
            bottom = number
            while bottom < end and bottom + 1 not in gone:
                bottom += 1
            covers[number] = (min(top, number), bottom)
            top = bottom + 1
    return [_cover(looks.document, vote, covers) for vote in votes]


def _cover(document: Document, vote: Decision, covers: dict[int, tuple[int, int]]) -> Decision:
    number = document.whole_line(vote.span.start, vote.span.end) if vote.outcome is Outcome.DONE else None
    if number is None or number not in covers:
        return vote
    top, bottom = covers[number]
    if top == bottom:
        return vote
    return vote.at(document.starts[top], document.line_end(bottom))


def _runs(looks: Looks, gone: Collection[int]) -> Iterable[tuple[int, int, int, int]]:
    """Yield runs of removed lines (blank ones between them included): first, last, blanks above, below."""
    done = -1
    for first in sorted(gone):
        if first <= done:
            continue
        last, near = first, first + 1
        while near < len(looks) and (near in gone or looks.blank(near)):
            if near in gone:
                last = near
            near += 1
        above = first
        while above > done + 1 and looks.blank(above - 1):
            above -= 1
        done = near - 1
        yield first, last, first - above, done - last


def in_original(votes: Iterable[Decision], kept: Sequence[Span]) -> list[Decision]:
    """Translate votes on what was left into votes on the document; one over a gap becomes several."""
    bases = [0]
    for span in kept:
        bases.append(bases[-1] + len(span))
    found = []
    for vote in votes:
        place = bisect_right(bases, vote.span.start) - 1
        start = vote.span.start
        while start < vote.span.end:
            end = min(vote.span.end, bases[place + 1])
            shift = kept[place].start - bases[place]
            found.append(vote.at(start + shift, end + shift))
            start, place = end, place + 1
    return found


def _complement(document: Document, votes: Iterable[Decision]) -> list[Span]:
    """Return what no carried-out vote covers."""
    left: list[Span] = []
    start = 0
    for vote in _carried_out(votes):
        if vote.span.start > start:
            left.append(Span(start, vote.span.start))
        start = max(start, vote.span.end)
    if start < len(document.text):
        left.append(Span(start, len(document.text)))
    return left
