"""What a run did, counted: documents by status, those held back, characters removed by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaner.model import Verdict


class Tally:
    """A running count.

    >>> tally = Tally()
    >>> print("\\n".join(tally.lines()))
    0 documents
    nothing removed
    """

    def __init__(self) -> None:
        self.held: Counter[str] = Counter()
        self.status: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()

    def add(self, verdict: Verdict, held: str = "") -> None:
        """Count one verdict; `held` says what became of it where it was not written."""
        if held:
            self.held[held] += 1
        self.status[str(verdict.status)] += 1
        self.notes.update(note.code for note in verdict.notes)
        for decision in verdict.removed:
            self.removed[decision.kind] += len(decision.span)

    def merge(self, other: Tally) -> None:
        """Count what another tally counted."""
        self.held += other.held
        self.status += other.status
        self.notes += other.notes
        self.removed += other.removed

    def lines(self) -> Iterator[str]:
        """Say it in sentences."""
        total = self.status.total()
        yield f"{total:,} document{'s' * (total != 1)}" + (f": {_listed(self.status)}" if total else "")
        if self.held:
            yield f"{total - self.held.total():,} written, {_listed(self.held)}"
        if self.notes:
            yield f"notes: {_listed(self.notes)}"
        yield self.gone()

    def gone(self) -> str:
        """Say how many characters went, by kind."""
        if not self.removed:
            return "nothing removed"
        return f"{self.removed.total():,} characters removed: {_listed(self.removed)}"


def _listed(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {name}" for name, count in ordered)
