"""The results of a run while they are written: files that are aside until they are whole, standard output, the quarantine.

Comes in: part after part with what came of it. Goes out: files in their places. What `sync` returned is on the disk;
what has ended is moved into place by `settle`, after the journal knows of it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

from cleaner import quarantine
from cleaner.errors import InputError
from cleaner.sinks import Target, finish_of
from cleaner.sinks.aside import Partial, hidden, is_device, move
from cleaner.sources import Fault, Settings
from cleaner.streams import pack
from cleaner.units import Done, Part


class Results:
    """Where the parts of a run go."""

    def __init__(self, held_back: HeldBack, settings: Settings) -> None:
        self._held_back, self._settings = held_back, settings
        self.position = 0
        self._open: Partial | _Pipe | None = None
        self._ended: list[tuple[Partial, Target]] = []

    def go_on(self, target: Target, size: int) -> None:
        """Go on with a file that was begun."""
        assert target.path is not None
        self._open = Partial(target.path, size)

    def put(self, part: Part, done: Done) -> None:
        """Take in what came of a part."""
        if part.first:
            self.position = 0
        for case in done.cases:
            self._held_back.add(part, self.position + case.position, case)
        self.position += done.length
        self._open = self._open or self._opened(part.target, done)
        if self._open is not None:
            self._open.file.write(done.data or b"")
        if part.ends and self._open is not None:
            if isinstance(self._open, _Pipe):
                self._open.end()
            else:
                self._ended.append((self._open, part.target))
            if part.target.alone and isinstance(self._open, Partial):
                self._open.sync()
                self._open.file.close()  # of many small files few are open at a time
        self._open = None if part.ends else self._open

    def _opened(self, target: Target, done: Done) -> Partial | _Pipe | None:
        if target.path is None or is_device(target.path):
            return _Pipe(target, self._settings)
        if done.data is None:  # all of it is held back, and no earlier run shall have left something to find
            hidden(target.path, "partial").unlink(missing_ok=True)
            return None
        return Partial(target.path)

    def sync(self) -> int:
        """Bring all to the disk; return the size of the file that is still open."""
        for partial, _ in self._ended:
            partial.sync()
        return self._open.sync() if self._open else 0

    def settle(self) -> None:
        """Move what has ended into place."""
        while self._ended:
            partial, target = self._ended[0]
            partial.close()
            settle(target, self._settings)
            del self._ended[0]

    def abandon(self, keep: bool) -> None:
        """Leave what is unfinished where it is, or delete it."""
        for partial in [*(one for one, _ in self._ended), *([self._open] if self._open else [])]:
            if keep:
                partial.close()
            else:
                partial.discard()


def settle(target: Target, settings: Settings) -> None:
    """Make the result of what was encoded aside, and move it into place; done already, nothing happens."""
    assert target.path is not None
    path = hidden(target.path, "partial")
    if not path.exists():
        return
    real = Path(os.path.realpath(target.path))
    finish = finish_of(target.form)
    if finish is None:
        if target.packing and not path.stat().st_size:
            path.write_bytes(pack(b"", target.packing))
        move(path, real)
        return
    draft = hidden(target.path, "draft")
    try:
        finish(path, draft, target, settings)
        with open(draft, "rb+") as file:
            os.fsync(file.fileno())
        move(draft, real)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    path.unlink()


class _Pipe:
    """Standard output or a device: what is written there can't be taken back; of some formats all is written at the end."""

    def __init__(self, target: Target, settings: Settings) -> None:
        import tempfile

        self._target, self._settings = target, settings
        self._out = sys.stdout.buffer if target.path is None else open(target.path, "wb")  # noqa: SIM115
        self._aside = tempfile.TemporaryDirectory(prefix="cleaner-") if finish_of(target.form) else None
        self.file = open(Path(self._aside.name, "partial"), "wb") if self._aside else _Whole(self._out)  # noqa: SIM115

    def sync(self) -> int:
        self.file.flush()
        return 0

    def end(self) -> None:
        finish = finish_of(self._target.form)
        if self._aside and finish:
            self.file.close()
            draft = Path(self._aside.name, "draft")
            finish(Path(self._aside.name, "partial"), draft, self._target, self._settings)
            with open(draft, "rb") as file:
                shutil.copyfileobj(file, _Whole(self._out))
        self._out.flush()
        self.close()

    def close(self) -> None:
        if self._aside:
            self.file.close()
            self._aside.cleanup()
        if self._target.path is not None:
            self._out.close()

    discard = close


class _Whole:
    """Writes all it is given: standard output without a buffer (PYTHONUNBUFFERED) writes as much as a pipe takes."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.flush, self.close = out.flush, out.close

    def write(self, data: bytes) -> int:
        left = memoryview(data)
        while left:
            left = left[self._out.write(left) or 0 :]
        return len(data)


class HeldBack:
    """The quarantine of a run; without a place for one, what can't be read ends the run."""

    def __init__(self, path: Path | None, always: bool) -> None:
        self._path, self._always = path, always
        self._partial: Partial | None = None
        self._device: BinaryIO | None = None

    def open(self, size: int | None = None) -> None:
        """Begin, or go on with a file that was begun."""
        if self._path is not None and is_device(self._path):
            self._device = open(self._path, "wb")  # noqa: SIM115 - until the run ends
        elif self._path is not None:
            self._partial = Partial(self._path, size)

    def add(self, part: Part, position: int, case: quarantine.Case) -> None:
        """Take in one case."""
        file = self._partial.file if self._partial else self._device
        if file is not None:
            quarantine.write(file, part.given, position, case.row)
        else:
            row = case.row
            fault = row if isinstance(row, Fault) else Fault("crash", row["detail"])
            error = quarantine.error_of(part.given, position, fault)
            raise InputError(f"{error}; --quarantine FILE puts aside what can't be read or cleaned")

    def sync(self) -> int:
        """Bring all to the disk; return the size of the file."""
        return self._partial.sync() if self._partial else 0

    def settle(self) -> None:
        """Move the file into place; where nothing was held back there is none, unless it was asked for or an old one stands there."""
        if self._device:
            self._device.close()
        if self._path is None or self._device or not hidden(self._path, "partial").exists():
            return
        self._close()
        partial = hidden(self._path, "partial")
        if partial.stat().st_size or self._always or self._path.exists():
            move(partial, Path(os.path.realpath(self._path)))
        else:
            partial.unlink()

    def abandon(self, keep: bool) -> None:
        """Leave the file where it is, or delete it."""
        if self._device:
            self._device.close()
        if self._partial and not keep:
            self._partial.discard()
        self._close()

    def _close(self) -> None:
        if self._partial:
            self._partial.close()
