"""What becomes of documents that are rejected or take too long: a file with where they stood, and why they are there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cleaner.cli import outputs
from cleaner.cli.inputs import STDIN, Input
from cleaner.cli.timed import UNFINISHED
from cleaner.errors import InputError, OptionError
from cleaner.model import Status, Verdict
from cleaner.options import Options, Rejected
from cleaner.rows import HTML_FIELD, TEXT_FIELD, dump

_END = ".quarantine.jsonl"


def choose(options: Options, named: str | None, timed: bool = False) -> Rejected:
    """Return what becomes of rejected documents; naming a file says it."""
    if named is None or options.rejected == "quarantine" or (timed and options.rejected == "drop"):
        return options.rejected
    if options.rejected == "drop":
        raise OptionError(f"--quarantine {named}: --rejected drop writes none of them; give one of the two")
    return "quarantine"


def place(named: str | None, output: str | None, given: Sequence[Input], paths: Sequence[str], targets: Sequence[Path | None]) -> Path:
    """Return the file of the quarantine: the one named, or one beside the output; it is nothing else as well."""
    if named is None and output in (None, STDIN):
        raise OptionError("no place for the quarantine beside standard output; name a file with --quarantine FILE")
    path = Path(named or f"{str(output).rstrip('/' + os.sep)}{_END}")
    if path.is_dir():
        raise InputError(f"{path}: a folder; name a file with --quarantine FILE")
    real = os.path.realpath(path)
    taken = {os.path.realpath(one.path) for one in given if one.data is None}
    taken |= {os.path.realpath(target) for target in targets if target is not None}
    inside = any(real.startswith(os.path.join(os.path.realpath(one), "")) for one in paths if os.path.isdir(one))
    if real in taken or inside:
        raise InputError(f"{path}: is read, or written with other things; name another file with --quarantine FILE")
    return path


class Quarantine:
    """Takes in what is rejected or was not cleaned to its end, one row each; without a file it only says so."""

    def __init__(self, mode: Rejected, file: BinaryIO | None = None) -> None:
        self.mode, self._file = mode, file

    def takes(self, source: Input, position: int, verdict: Verdict) -> str:
        """Say what becomes of a document that is not to be written to the output; of others nothing is said."""
        unfinished = any(note.code in UNFINISHED for note in verdict.notes)
        if verdict.status is not Status.REJECTED or (self.mode == "keep" and not unfinished):
            return ""
        if self._file and (self.mode == "quarantine" or unfinished):
            self._file.write(_row(source, position, verdict))
            return "in quarantine"
        return "dropped"


@contextmanager
def opened(mode: Rejected, path: Path | None) -> Iterator[Quarantine]:
    """Open the quarantine; its file is there when all is done, also where nothing was rejected."""
    if path is None:
        yield Quarantine(mode)
    else:
        with outputs.opened(path) as file:
            yield Quarantine(mode, file)


def _row(source: Input, position: int, verdict: Verdict) -> bytes:
    record = verdict.document.record
    note = verdict.notes[-1] if verdict.notes else None
    body = {HTML_FIELD if record.media == "html" else TEXT_FIELD: record.body}
    return dump(
        {
            "id": record.meta.get("id", record.id) if source.holds_rows else source.path,
            "path": source.path,
            "position": position,
            "reason": note.code if note else str(verdict.status),
            "detail": note.detail if note else "",
            "record": record.meta if source.holds_rows else body,
        }
    )
