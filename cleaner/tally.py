"""What a run did, counted: documents by status, what can't be read or is held back, characters removed by kind and rule.

Tallies merge, in any order: those of the parts of a run make that of the run, and those of its processes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from cleaner.model import Verdict

QUARANTINE = "in quarantine"
DROPPED = "dropped"
LEFT_OUT = "left out as nothing went"


@dataclass(slots=True)
class Tally:
    """A running count.

    >>> tally = Tally()
    >>> print("\\n".join(tally.lines()))
    0 documents
    nothing removed
    >>> other = Tally.read({"status": {"cleaned": 2}, "removed": {"share": 9}})
    >>> tally.merge(other), tally.merge(other), tally.data()["status"]
    (None, None, {'cleaned': 4})
    """

    status: Counter[str] = field(default_factory=Counter)
    """Documents, by what became of them."""
    held: Counter[str] = field(default_factory=Counter)
    """Documents and records that are not in the output, by where they are instead."""
    faults: Counter[str] = field(default_factory=Counter)
    """Records that can't be read, by the reason."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Records that hold no document, by what they are."""
    notes: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    """Characters that went, by kind."""
    rules: Counter[str] = field(default_factory=Counter)
    """Characters that went, by rule."""
    sizes: Counter[str] = field(default_factory=Counter)
    """Characters that were `read` of documents, and those `kept`."""

    def add(self, verdict: Verdict, held: str = "") -> None:
        """Count one verdict; `held` says what became of it where it was not written."""
        if held:
            self.held[held] += 1
        self.status[str(verdict.status)] += 1
        for note in verdict.notes:
            self.notes[note.code] += 1
        self.sizes["read"] += len(verdict.document.text)
        self.sizes["kept"] += len(verdict.text)
        for decision in verdict.removed:
            self.removed[decision.kind] += len(decision.span)
            self.rules[decision.rule] += len(decision.span)

    def add_fault(self, reason: str, held: str) -> None:
        """Count a record that can't be read."""
        self.faults[reason] += 1
        self.held[held] += 1

    def merge(self, other: Tally) -> None:
        """Count what another tally counted."""
        for name in _NAMES:
            getattr(self, name).update(getattr(other, name))

    def data(self) -> dict[str, dict[str, int]]:
        """Return the counts that there are, as JSON holds them."""
        return {name: dict(getattr(self, name)) for name in _NAMES if getattr(self, name)}

    @classmethod
    def read(cls, data: Mapping[str, Mapping[str, int]]) -> Tally:
        """Return the tally of which these are the data."""
        return cls(**{name: Counter(data.get(name, {})) for name in _NAMES})

    @property
    def records(self) -> int:
        """How many records there were, read or not: those written, those in quarantine and those dropped."""
        return self.status.total() + self.faults.total()

    @property
    def written(self) -> int:
        """How many are in the output."""
        return self.records - self.held.total()

    @property
    def quarantined(self) -> int:
        """How many are in the quarantine."""
        return self.held[QUARANTINE]

    @property
    def removed_share(self) -> float:
        """Which part of all characters went."""
        return self.removed.total() / self.sizes["read"] if self.sizes["read"] else 0.0

    def lines(self) -> Iterator[str]:
        """Say it in sentences."""
        total = self.status.total()
        yield f"{total:,} document{'s' * (total != 1)}" + (f": {_listed(self.status)}" if total else "")
        if self.faults:
            total = self.faults.total()
            yield f"{total:,} record{'s' * (total != 1)} that can't be read: {_listed(self.faults)}"
        if self.skipped:
            total = self.skipped.total()
            yield f"{total:,} record{'s' * (total != 1)} that hold{'s' * (total == 1)} no document: {_listed(self.skipped)}"
        if self.held:
            yield f"{self.written:,} written, {_listed(self.held)}"
        if self.notes:
            yield f"notes: {_listed(self.notes)}"
        yield self.gone()

    def gone(self) -> str:
        """Say how many characters went, by kind."""
        if not self.removed:
            return "nothing removed"
        return f"{self.removed.total():,} characters removed: {_listed(self.removed)}"


_NAMES = tuple(item.name for item in fields(Tally))


def _listed(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {name}" for name, count in ordered)
