"""What can go wrong, as exceptions: each says what, where and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class CleanerError(Exception):
    """Any error that a caller of this package may want to catch."""


class OptionError(CleanerError):
    """An option has a value that means nothing."""


class InputError(CleanerError):
    """An input can't be read, or does not hold what was asked of it."""


class RecordError(InputError):
    """One record can't be read; ``reason`` is a word of `cleaner.sources.REASONS`, ``detail`` says it in a sentence."""

    def __init__(self, reason: str, detail: str, where: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{where}: {detail}")


class PackError(CleanerError):
    """One or more packs have faults; ``faults`` holds them all, in the order of the files."""

    def __init__(self, faults: Sequence[object]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
