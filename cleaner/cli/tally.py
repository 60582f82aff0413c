"""What a run did, counted: documents by status, those held back, characters removed by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaner.model import Verdict
from cleaner.options import Rejected

_HELD: dict[Rejected, str] = {"keep": "kept back", "drop": "dropped", "quarantine": "in quarantine"}


class Tally:
    """A running count.

    >>> tally = Tally()
    >>> print("\\n".join(tally.lines()))
    0 documents
    nothing removed
    """

    def __init__(self, rejected: Rejected = "keep") -> None:
        self.rejected = rejected
        self.written = 0
        self.status: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()

    def add(self, verdict: Verdict, *, written: bool = True) -> None:
        """Count one verdict, and whether it was written where all are."""
        self.written += written
        self.status[str(verdict.status)] += 1
        self.notes.update(note.code for note in verdict.notes)
        for decision in verdict.removed:
            self.removed[decision.kind] += len(decision.span)

    def merge(self, other: Tally) -> None:
        """Count what another tally counted."""
        if other.rejected != "keep":
            self.rejected = other.rejected
        self.written += other.written
        self.status += other.status
        self.notes += other.notes
        self.removed += other.removed

    def lines(self) -> Iterator[str]:
        """Say it in sentences."""
        total = self.status.total()
        yield f"{total:,} document{'s' * (total != 1)}" + (f": {_listed(self.status)}" if total else "")
        if held := total - self.written:
            yield f"{self.written:,} written, {held:,} {_HELD[self.rejected]}"
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
