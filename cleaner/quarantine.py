"""What is held back: a file of rows with where each record stood, why it is there, and the record as it came.

A document that is no article or took too long is told as a `record`; of what can't be read the bytes are kept, as the
string `raw` where they are UTF-8, else in base64 as `raw_base64`. Large ones pass through in pieces.
"""

from __future__ import annotations

import base64
import codecs
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.apart import UNFINISHED
from cleaner.errors import InputError, OptionError, RecordError
from cleaner.model import Status, Verdict
from cleaner.options import Options, Rejected
from cleaner.rows import HTML_FIELD, TEXT_FIELD, dump
from cleaner.sinks.aside import is_device
from cleaner.sinks.targets import Pair
from cleaner.sources import Fault, Given, Range, forget
from cleaner.streams import STDIN
from cleaner.tally import DROPPED, QUARANTINE

_END = ".quarantine.jsonl"
_CHUNK = 3 << 18  # whole groups of base64


@dataclass(frozen=True, slots=True)
class Case:
    """Something held back: its position, counted within a part of its input, and the rest of its row or the fault."""

    position: int
    row: Mapping[str, Any] | Fault


def choose(options: Options, named: str | None, timed: bool = False) -> Rejected:
    """Return what becomes of rejected documents; naming a file says it."""
    if named is None or options.rejected == "quarantine" or (timed and options.rejected == "drop"):
        return options.rejected
    if options.rejected == "drop":
        raise OptionError(f"--quarantine {named}: --rejected drop writes none of them; give one of the two")
    return "quarantine"


def place(named: str | None, output: str | None, pairs: Sequence[Pair], paths: Sequence[str], needed: bool) -> Path | None:
    """Return the file of the quarantine: the one named, or one beside the output; it is nothing else as well.

    Where results go to standard output or a device there is none unless it is `needed`: then one has to be named.
    """
    if named is None and (output in (None, STDIN) or is_device(Path(output or ""))):
        if needed:
            raise OptionError("no place for the quarantine beside standard output; name a file with --quarantine FILE")
        return None
    path = Path(named or f"{str(output).rstrip('/' + os.sep)}{_END}")
    if path.is_dir():
        raise InputError(f"{path}: a folder; name a file with --quarantine FILE")
    real = os.path.realpath(path)
    taken = {os.path.realpath(given.path) for given, _ in pairs if given.path != STDIN}
    taken |= {os.path.realpath(target.path) for _, target in pairs if target.path is not None}
    inside = any(real.startswith(os.path.join(os.path.realpath(one), "")) for one in paths if os.path.isdir(one))
    if (real in taken and not is_device(path)) or inside:
        raise InputError(f"{path}: is read, or written with other things; name another file with --quarantine FILE")
    return path


def fate_of(verdict: Verdict, mode: Rejected) -> str:
    """Say where a document goes that is not to be written to the output; of others nothing is said."""
    if verdict.status is not Status.REJECTED:
        return ""
    unfinished = any(note.code in UNFINISHED for note in verdict.notes)
    if mode == "keep" and not unfinished:
        return ""
    return QUARANTINE if mode == "quarantine" or unfinished else DROPPED


def row_of(given: Given, verdict: Verdict) -> dict[str, Any]:
    """Return what the quarantine says of a document, but for the place of its input."""
    record = verdict.document.record
    note = verdict.notes[-1] if verdict.notes else None
    body = {HTML_FIELD if record.media == "html" else TEXT_FIELD: record.body}
    return {
        "id": record.meta.get("id", record.id),
        "reason": note.code if note else str(verdict.status),
        "detail": note.detail if note else "",
        "record": body if given.alone else record.meta,
    }


def error_of(given: Given, position: int, fault: Fault) -> RecordError:
    """Return a fault as an error that names its place."""
    place = fault.line or (0 if given.alone else position)
    return RecordError(fault.reason, fault.detail, f"{given.name}:{place}" if place else given.name)


def write(file: BinaryIO, given: Given, position: int, row: Mapping[str, Any] | Fault) -> None:
    """Write one row; `position` is counted within the input."""
    where = {"path": given.name, "position": position}
    if not isinstance(row, Fault):
        file.write(dump({"id": row["id"], **where, **{name: value for name, value in row.items() if name != "id"}}))
        return
    told = {"id": given.name if given.alone else None, **where, "reason": row.reason, "detail": row.detail}
    if row.line:
        told["line"] = row.line
    file.write(dump(told).rstrip(b"}\n"))
    raw = _Raw(row.raw, given)
    is_text = raw.is_text()
    file.write(b',"raw":"' if is_text else b',"raw_base64":"')
    for piece in raw.strings() if is_text else map(base64.b64encode, raw.pieces()):
        file.write(piece)
    file.write(b'"}\n')
    raw.close()


class _Raw:
    """Raw bytes, read in pieces wherever they are."""

    def __init__(self, raw: bytes | Range, given: Given) -> None:
        self._raw, self._path = raw, "" if isinstance(raw, bytes) else raw.path or given.path

    def pieces(self) -> Iterator[bytes]:
        if isinstance(self._raw, bytes):
            yield from (self._raw[at : at + _CHUNK] for at in range(0, len(self._raw), _CHUNK))
            return
        with open(self._path, "rb") as file:
            file.seek(self._raw.start)
            left = len(self._raw)
            while left and (piece := file.read(min(_CHUNK, left))):
                left -= len(piece)
                yield piece

    def is_text(self) -> bool:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for piece in self.pieces():
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def strings(self) -> Iterator[bytes]:
        """Yield the pieces of what stands between the quotes of a string of JSON."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        for piece in self.pieces():
            yield json.dumps(decoder.decode(piece), ensure_ascii=False)[1:-1].encode()

    def close(self) -> None:
        forget(self._raw)
