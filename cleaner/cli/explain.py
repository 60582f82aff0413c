"""The verb `explain`: the whole document, and beside every line what became of it and why.

Comes in: a `Verdict`. Goes out: `Explained` lines, for people with a gutter before the text, for
programs as JSON. It is the verdict itself that is shown: nothing is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from rich.text import Text

from cleaner import __version__
from cleaner.cli.screen import isolated
from cleaner.model import Decision, Outcome, Span, Verdict
from cleaner.render import audit, removal
from cleaner.tally import Tally

State = Literal["kept", "removed", "partly"]
_SIGNS: dict[State, str] = {"kept": " ", "removed": "-", "partly": "~"}
_COLOURS: dict[State, str] = {"kept": "", "removed": "red", "partly": "yellow"}
_LEGEND = "- removed   ~ partly removed, ⟦what went⟧   ! a vote not carried out"


@dataclass(frozen=True, slots=True)
class Explained:
    """One line: its number from 1, its text, what became of it, and the votes on it, those done first."""

    number: int
    span: Span
    text: str
    state: State
    done: tuple[Decision, ...]
    undone: tuple[Decision, ...]


def explain(verdict: Verdict) -> Iterator[Explained]:
    """Say of every line of a document what became of it."""
    document = verdict.document
    done = _by_line(verdict, verdict.removed)
    undone = _by_line(verdict, (vote for vote in verdict.decisions if vote.outcome is not Outcome.DONE))
    for number, row in enumerate(document.rows):
        span = document.line_span(number)
        if number and not span:
            break  # after the last line break there is no line
        cuts = tuple(done.get(number, ()))
        content = Span(span.start, span.start + len(row.removesuffix("\r")))
        state = _state(content, cuts)
        yield Explained(number + 1, span, row, state, cuts, tuple(dict.fromkeys(undone.get(number, ()))))


def _by_line(verdict: Verdict, decisions: Iterable[Decision]) -> dict[int, list[Decision]]:
    found: dict[int, list[Decision]] = defaultdict(list)
    for decision in decisions:
        first = verdict.document.line_at(decision.span.start)
        last = verdict.document.line_at(max(decision.span.start, decision.span.end - 1))
        for number in range(first, last + 1):
            found[number].append(decision)
    return found


def _state(content: Span, cuts: tuple[Decision, ...]) -> State:
    covered = sum(len(_clip(cut.span, content)) for cut in cuts)
    if cuts and covered == len(content):
        return "removed"
    return "partly" if covered else "kept"


def _clip(span: Span, within: Span) -> Span:
    start = max(span.start, within.start)
    return Span(start, max(start, min(span.end, within.end)))


def as_text(name: str, verdict: Verdict, *, changes: bool = False) -> Iterator[Text]:
    """Show a document for reading; `changes` leaves out the lines that nothing was said of."""
    tally = Tally()
    tally.add(verdict)
    yield Text(f"{name}: {verdict.status}, {tally.gone()}", style="bold")
    for note in verdict.notes:
        yield Text(f"{note.code}: {note.detail}", style="bold yellow")
    lines = list(explain(verdict))
    votes = [vote for line in lines for vote in (*line.done, *line.undone)]
    if votes:
        yield Text(_LEGEND, style="dim")
    width = max((len(_label(vote)) for vote in votes), default=0)
    digits = len(str(len(lines)))
    for line in lines:
        if line.done or line.undone or not changes:
            yield from _line(line, digits, width)
    yield from _reasons(votes)


def _line(line: Explained, digits: int, width: int) -> Iterator[Text]:
    labels = list(dict.fromkeys(map(_label, line.done))) if line.state != "kept" else []
    first = Text(f"{line.number:>{digits}} {_SIGNS[line.state]} {labels[0] if labels else '':<{width}} | ")
    first.append(_marked(line), style=_COLOURS[line.state])
    yield first
    for label in labels[1:]:
        yield Text(f"{'':>{digits}} {_SIGNS[line.state]} {label:<{width}} |")
    for vote in line.undone:
        text = f"{'':>{digits}} ! {_label(vote):<{width}} | {vote.outcome}: {vote.reason}"
        yield Text(text, style="dim")


def _marked(line: Explained) -> str:
    text = line.text.removesuffix("\r")
    if line.state != "partly":
        return isolated(text)
    pieces = []
    end = 0
    for cut in line.done:
        went = _clip(cut.span, Span(line.span.start, line.span.start + len(text)))
        start, stop = went.start - line.span.start, went.end - line.span.start
        pieces += [text[end:start], "⟦", text[start:stop], "⟧"]
        end = stop
    return isolated("".join(pieces) + text[end:])


def _label(vote: Decision) -> str:
    return f"{vote.kind} {vote.rule}"


def _reasons(votes: Iterable[Decision]) -> Iterator[Text]:
    reasons = dict.fromkeys((vote.rule, vote.reason) for vote in votes if vote.outcome is Outcome.DONE)
    if reasons:
        yield Text("why:", style="bold")
    for rule, reason in reasons:
        yield Text(f"  {rule}: {reason}")


def as_json(name: str, verdict: Verdict, rules: str) -> dict[str, Any]:
    """Return a document explained for programs: the audit of a row, and every line with its votes."""
    told = audit(verdict, version=__version__, rules=rules, level="full")
    return {"path": name, **told, "lines": [_json_line(verdict, line) for line in explain(verdict)]}


def _json_line(verdict: Verdict, line: Explained) -> dict[str, Any]:
    votes = [
        {**removal(verdict, vote, "spans"), "outcome": str(vote.outcome)}
        for vote in (*line.done, *line.undone)
    ]
    where = {"line": line.number, "start": line.span.start, "end": line.span.end}
    return {**where, "state": line.state, "text": line.text, "votes": votes}
