"""What the verbs read that look at documents one by one: files, folders and standard input, as records.

Comes in: the paths of the command line. Goes out: `Input` after `Input`. Reading a record is also the check of it:
`check` reads all there is, and reports what is wrong with every input at once, before anything is told.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleaner.errors import InputError
from cleaner.model import Record
from cleaner.options import Options
from cleaner.quarantine import error_of
from cleaner.sources import Fault, Form, Given, Settings, source_of
from cleaner.sources.places import expand_all
from cleaner.sources.places import find as find_given
from cleaner.streams import STDIN, split_lines, unpacked


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read; `data` is set for standard input, which is read more than once."""

    given: Given
    data: bytes | None = None

    @property
    def path(self) -> str:
        return self.given.name

    @property
    def holds_rows(self) -> bool:
        return not self.given.alone

    def lines(self) -> Iterator[bytes]:
        """Read the lines of the file or of standard input, unpacked."""
        return split_lines(unpacked(self.given.path, self.given.packing) if self.data is None else [self.data], self.path)

    def records(self, options: Options) -> Iterator[Record]:
        """Read its records; raise at the first that can't be read."""
        settings = Settings(options)
        if self.data is not None and self.given.form not in _AS_THEY_ARE:
            raise InputError(f"{self.path}: {self.given.form} is not read from standard input here; give a file")
        source = source_of(self.given.form)
        payloads = source.divide(self.given, settings) if self.data is None else [self.data]
        position = 0
        for payload in payloads:
            for found in [payload] if isinstance(payload, Fault) else source.read(self.given, payload, settings):
                position += 1
                if isinstance(found, Fault):
                    raise error_of(self.given, position, found)
                if isinstance(found, Record):
                    yield found


_AS_THEY_ARE = ("text", "html", "jsonl")
"""Forms of which all bytes are one payload."""


def find(paths: Sequence[str], form: Form = "text", rows_only: bool = False) -> list[Input]:
    """Return the inputs that paths stand for; of folders, `rows_only` leaves out files that are one document."""
    found = find_given(expand_all(paths), form, (lambda given: not given.alone) if rows_only else (lambda given: True))
    return [Input(given, sys.stdin.buffer.read() if given.path == STDIN else None) for given in found]


def check(inputs: Iterable[Input], options: Options) -> None:
    """Read all inputs to their end; raise one error that names what is wrong with each."""
    check_with(inputs, lambda given: given.records(options))


def check_with(inputs: Iterable[Input], read: Callable[[Input], Iterable[object]]) -> int:
    """Read all inputs in some way to their end, as `check` does; return how many things they hold."""
    faults = []
    number = 0
    for given in inputs:
        try:
            number += sum(1 for _ in read(given))
        except InputError as error:
            faults.append(str(error))
        except OSError as error:
            faults.append(f"{given.path}: can't be read ({error.strerror}); check the path and its rights")
    if faults:
        raise InputError("\n".join(faults))
    return number
