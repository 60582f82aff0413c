"""Files that are written aside and moved into place: whole or not at all.

What is being written stands beside its place under a hidden name, which neither folders that are read nor `*` take
for a result: `.NAME.partial`. A symbolic link stays one, and the rights of an old file go over to the new one.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cleaner.errors import InputError


def hidden(target: Path, end: str) -> Path:
    """Return the hidden neighbour of a file that ends so.

    >>> hidden(Path("out/news.jsonl"), "partial").name
    '.news.jsonl.partial'
    """
    real = Path(os.path.realpath(target))
    return real.with_name(f".{real.name}.{end}")


def is_device(path: Path) -> bool:
    """Whether something stands there that can't be replaced: a named pipe, /dev/null."""
    return path.exists() and not path.is_dir() and not stat.S_ISREG(path.stat().st_mode)


class Partial:
    """A file that is written aside; with `offset`, one that was begun, from there on."""

    def __init__(self, target: Path, offset: int | None = None) -> None:
        self.target = Path(os.path.realpath(target))
        self.path = hidden(target, "partial")
        if offset is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file: BinaryIO = open(self.path, "wb")  # noqa: SIM115 - open until the last part is there
            return
        if not self.path.exists() or self.path.stat().st_size < offset:
            raise InputError(f"{self.path}: not as it was left; begin again without --resume")
        self.file = open(self.path, "r+b")  # noqa: SIM115
        self.file.truncate(offset)
        self.file.seek(offset)

    def sync(self) -> int:
        """Bring what was written to the disk; return how much there is."""
        if not self.file.closed:
            self.file.flush()
            os.fsync(self.file.fileno())
            return self.file.tell()
        return self.path.stat().st_size

    def settle(self) -> None:
        """Move the file into its place."""
        self.file.close()
        move(self.path, self.target)

    def discard(self) -> None:
        """Close the file and delete it."""
        self.close()
        with suppress(OSError):
            self.path.unlink()

    def close(self) -> None:
        """Close the file and leave it where it is; what could not be written is lost, and that was told."""
        with suppress(OSError):
            self.file.close()


def move(path: Path, target: Path) -> None:
    """Put a file in the place of another, whose rights it takes over."""
    if target.exists():
        shutil.copymode(target, path)
    os.replace(path, target)


@contextmanager
def aside(target: Path) -> Iterator[BinaryIO]:
    """Write a file aside and move it into place at the end; on an error nothing is left."""
    partial = Partial(target)
    try:
        yield partial.file
        partial.sync()
        partial.settle()
    except BaseException:
        partial.discard()
        raise
