"""Votes become a verdict: vetoes, blank lines, rounds until nothing moves, and the safety budget.

Comes in: a `Document`, a `Matcher`, the choice of kinds. Goes out: a `Verdict`. Zones depend on what
survives, so the stages run again on the survivors, at most three times; what the last round leaves
is a fixpoint, and cleaning it again removes nothing. A document that still moves is spared.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import NamedTuple

from cleaner.arabic import is_arabic, key
from cleaner.catalogue import Catalogue
from cleaner.heuristics import (
    ALWAYS,
    BUTTONS,
    COMMENTS,
    DROPPED,
    GONE,
    HITS,
    LABELS,
    NAMED,
    STAGES,
    STIRRING,
    Stage,
    article,
    damage,
    tails,
)
from cleaner.heuristics.content import enough, lines_of, whole
from cleaner.hits import Hit, Hits, moved
from cleaner.left import stirred_amid, stirred_without, without
from cleaner.looks import Looks
from cleaner.match import Matcher
from cleaner.model import Decision, Document, Metadata, Note, Outcome, Record, Span, Status, Verdict
from cleaner.options import Options
from cleaner.render import replay
from cleaner.rules import Rule, acts
from cleaner.starts import line_end, whole_line

ROUNDS = 3
_TOLD = HITS | LABELS | COMMENTS | BUTTONS | DROPPED | ALWAYS
"""What stirs stages whatever lines are gone."""
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
        telling = Matcher(catalogue, partial(_has_no_say, options))
        return cls(Matcher(catalogue, partial(_has_a_say, options), scanned=True), telling, options.drop)


def _has_a_say(options: Options, rule: Rule) -> bool:
    return acts(rule, options.keep, options.drop)


def _has_no_say(options: Options, rule: Rule) -> bool:
    return not _has_a_say(options, rule)


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
    votes: list[Decision] = []
    odd = looks.odd
    for _ in range(ROUNDS):
        votes = list(dict.fromkeys([*votes, *in_original(found, _complement(document, votes))])) if votes else found
        done = _carried_out(found)
        if not done:
            return _verdict(document, votes, tell, odd)
        left = replay(looks.document.text, done)
        if not left or left.isspace():
            return _spared(document, votes, tell, Note("budget", "Nothing would be left: kept whole."))
        taken = _taken(looks.document, done)
        parts = rules.acting.look(Document(Record("\n".join(taken.cut.values())))) if taken is not None and taken.cut else None
        if taken is not None and _is_still(looks, hits + glued, taken, parts, rules):
            if votes is found:
                return _left(document, left, votes, done, tell, odd)
            return _verdict(document, votes, tell, odd)
        looks, hits = _survivors(looks, hits, taken, parts, left, rules.acting)
        glued = tails.read(looks, rules.acting)
        found = cast(looks, hits + glued, rules)
    if not any(vote.outcome is Outcome.DONE for vote in found):
        return _verdict(document, votes, tell, odd)
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
    if len(done) > 1:
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
    text, starts = document.text, document.starts
    size = len(text)
    for vote in reversed(done):
        begin, end = vote.span.start, vote.span.end
        first = bisect_right(starts, begin) - 1
        start = starts[first]
        after = bisect_left(starts, end) if start == begin else 0
        if after and (starts[after] == end or end == size):
            gone.update(range(first, after))
            continue
        if end >= starts[first + 1]:
            return None
        row = cut[first] if first in cut else text[start : starts[first + 1] - 1]
        cut[first] = row[: begin - start] + row[end - start :]
    return Taken(gone, cut)


def _is_still(looks: Looks, hits: list[Hit], taken: Taken, parts: Looks | None, rules: Matchers) -> bool:
    """Tell whether nothing can move once some lines went and `parts` are left of others: no rule speaks of what is left, but
    of a block too few of its members, and no stage is stirred by it."""
    gone, cut = taken
    if looks.bits is None or rules.dropped or (parts is not None and (parts.bits is None or rules.acting.read(parts))):
        return False
    left = [hit for hit in hits if hit.line not in gone and hit.line not in cut]
    if left and any(hit.rule.site for hit in left):
        host = looks.document.record.host
        left = [hit for hit in left if hit.rule.applies_at(host)]
    if left and (any(hit.rule.where != "block" or hit.rule.act == "keep" for hit in left) or next(enough(left), None)):
        return False
    prose = len(looks.prose)
    if prose <= len(gone) + len(cut) + 1:  # else more than one is left
        prose = len([number for number in looks.prose if number not in gone and number not in cut])
    if parts is not None:
        prose += len(parts.prose)
        if (len(looks.prose) == 1 or tails.are_long(parts)) and tails.read(parts, rules.acting):
            return False
    return not (prose == 1 < len(looks.prose)) and not stirred_without(looks, gone, cut, parts) & STIRRING


def _survivors(
    looks: Looks, hits: list[Hit], taken: Taken | None, parts: Looks | None, left: str, matcher: Matcher
) -> tuple[Looks, list[Hit]]:
    """Return what the next round reads: only lines of which a part went are read again."""
    if taken is None:
        looks = Looks(looks.document.become(left))
        return looks, matcher.read(looks)
    gone, cut = taken
    looks, numbers = without(looks, gone, left, cut, parts)
    kept = [moved(hit, numbers[hit.line]) for hit in hits if hit.line not in gone and hit.line not in cut]
    if parts is not None:
        lines = [numbers[line] for line in cut]
        kept += [moved(hit, lines[hit.line]) for hit in matcher.read(parts)]
    return looks, kept


def _verdict(document: Document, votes: Sequence[Decision], tell: Tell, odd: bool) -> Verdict:
    removed = _carried_out(votes)
    if not removed:
        notes = article.remark(document.text, (), odd)
        return Verdict(document, document.text, tuple(votes), notes=notes, read_metadata=tell)
    return _left(document, replay(document.text, removed), votes, removed, tell, odd)


def _left(document: Document, text: str, votes: Sequence[Decision], removed: Sequence[Decision], tell: Tell, odd: bool) -> Verdict:
    """Return the verdict that leaves a text, if there is still an article in it."""
    if not _enough(text):
        return _spared(document, votes, tell, Note("budget", "No paragraph of prose would be left: kept whole."))
    notes = article.remark(text, removed, odd)
    return Verdict(document, text, tuple(votes), tuple(removed), Status.CLEANED, notes, tell)


def _rejected(document: Document, note: Note, tell: Tell) -> Verdict:
    return Verdict(document, document.text, (), (), Status.REJECTED, (note,), tell)


def _spared(document: Document, votes: Iterable[Decision], tell: Tell, note: Note) -> Verdict:
    refused = (vote.become(Outcome.REFUSED) if vote.outcome is Outcome.DONE else vote for vote in votes)
    return Verdict(document, document.text, tuple(refused), (), Status.SPARED, (note,), tell)


def _enough(text: str) -> bool:
    """Tell whether what remains is still an article: a paragraph, or lines of some length together."""
    letters = start = 0
    while start <= len(text):  # most end with the first paragraph
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        count = len(text[start:end].split(None, _PARAGRAPH_WORDS - 1))
        if count >= _PARAGRAPH_WORDS:
            return True
        if count >= 3:
            letters += len(key(text[start:end]))
        start = end + 1
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
    for hit in hits.acting:
        stirred |= NAMED.get(hit.rule.kind, 0) | (LABELS if hit.rule.where == "anchor" else 0)
    told = stirred & _TOLD | GONE
    changed = False
    for find, asks in stages:
        if changed and not asks & stirred:  # what stands beside the lines that went has changed: told only if it is asked for
            stirred, changed = told | stirred_amid(looks, gone), False
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
    if shields:
        votes = list(dict.fromkeys(votes))
    if len(votes) != len(gone):  # else each takes a line of its own
        votes = _without_overlap(votes)
    return _settle_blanks(looks, votes, gone) if gone else votes


def _sort_hits(looks: Looks, found: list[Hit], rules: Matchers) -> tuple[Hits, list[Decision], list[Hit]]:
    """Tell hits apart: those that act, votes on what a keep rule shields, and the shields."""
    read_facts = partial(rules.telling.read_phrases, looks, told={})
    special = [hit for hit in found if hit.rule.site or hit.rule.act == "keep"]
    if not special:
        return Hits(found, read_facts, rules.dropped), [], []
    if any(hit.rule.site for hit in special):
        host = looks.document.record.host
        found = [hit for hit in found if not hit.rule.site or hit.rule.applies_at(host)]
    vetoed: list[Decision] = []
    if shields := [hit for hit in special if hit.rule.act == "keep" and hit in found]:
        found = [hit for hit in found if hit.rule.act != "keep"]
        struck = [hit for hit in found if _shield_of(hit, shields)]
        vetoed = [_veto(looks, whole(looks, hit.line, hit.rule), shields) for hit in struck]
        found = [hit for hit in found if hit not in struck]
    return Hits(found, read_facts, rules.dropped), vetoed, shields


def _shield_of(hit: Hit, shields: Sequence[Hit]) -> Hit | None:
    return next((one for one in shields if one.line == hit.line and one.start < hit.end and hit.start < one.end), None)


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
    return list(dict.fromkeys([settled.get(place, vote) for place, vote in enumerate(votes)])) if settled else votes


def _settle_blanks(looks: Looks, votes: list[Decision], gone: Collection[int]) -> list[Decision]:
    """Give each run of removed lines the blank lines that go with it.

    Between two kept lines as many blank lines stay as the larger side of the run had; at the start
    and the end of the document none stay beside what was removed.
    """
    if not looks.blanks():
        return votes
    covers: dict[int, tuple[int, int]] = {}
    for run, above, below in _runs(looks, gone):
        first, last = run[0], run[-1]
        edge = first - above == 0 or last + below == len(looks) - 1
        top = first - above if edge or above < below else first
        end = last + below if edge or above >= below else last
        for number, after in zip(run, (*run[1:], end + 1), strict=True):
            covers[number] = (min(top, number), after - 1)
            top = after
    return _cover(looks.document, votes, covers)


def _cover(document: Document, votes: list[Decision], covers: dict[int, tuple[int, int]]) -> list[Decision]:
    """Return votes with those on whole lines over all that goes with the line."""
    found: list[Decision] = []
    for vote in votes:
        number = whole_line(document.starts, vote.span.start, vote.span.end) if vote.outcome is Outcome.DONE else None
        top, bottom = (0, 0) if number is None else covers.get(number, (0, 0))
        found.append(vote if top == bottom else vote.at(document.starts[top], line_end(document.starts, bottom)))
    return found


def _runs(looks: Looks, gone: Collection[int]) -> Iterator[tuple[list[int], int, int]]:
    """Yield runs of removed lines between which nothing but blank ones stay, with how many are blank above and below."""
    left = [number for number in looks.visible if number not in gone]
    for place, group in groupby(sorted(gone), key=partial(bisect_right, left)):
        run = list(group)
        yield run, run[0] - (left[place - 1] + 1 if place else 0), (left[place] if place < len(left) else len(looks)) - 1 - run[-1]


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
