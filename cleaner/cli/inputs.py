"""What a verb reads: files, folders and standard input, as records.

Comes in: the paths of the command line. Goes out: `Input` after `Input`, each a text, a page or the rows of
a JSONL file. Reading a record is also the check of it: `check` reads all there is, and reports what
is wrong with every input at once, before anything is written.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from cleaner.cli.forms import Form
from cleaner.errors import InputError
from cleaner.model import Record
from cleaner.options import Options
from cleaner.parse.encoding import decode as decode_page
from cleaner.rows import read_rows
from cleaner.streams import PACKED, read_lines, split_lines

ROWS = ".jsonl"
PACKED_ROWS = tuple(ROWS + end for end in PACKED)
TEXT = ".txt"
PAGES = (".html", ".htm", ".xhtml")
READ = (TEXT, ROWS, *PAGES)
"""The ends of the names of files that are read from folders."""
STDIN = "-"
_UNPACKERS = {"gz": "gzip", "zst": "zstd", "xz": "xz", "bz2": "bzip2"}


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read; `place` is where its output belongs, relative to that of all; `data` is set for stdin."""

    path: str
    place: PurePath
    data: bytes | None = None
    form: Form = "text"

    @property
    def holds_rows(self) -> bool:
        return self.form == "rows"

    def read(self) -> bytes:
        """Read all there is."""
        return Path(self.path).read_bytes() if self.data is None else self.data

    def lines(self) -> Iterator[bytes]:
        """Read the lines of the file or of standard input, unpacked."""
        return read_lines(self.path) if self.data is None else split_lines([self.data], self.path)

    def records(self, options: Options) -> Iterator[Record]:
        """Read the record of a text or a page, or those of a file of rows."""
        if self.form == "rows":
            yield from read_rows(self.lines(), options.field, self.path, options.html_field)
        elif self.form == "html":
            yield Record(decode_page(self.read())[0], id=self.path, media="html")
        else:
            yield Record(decode(self.read(), self.path), id=self.path)

    def items(self, options: Options) -> Iterator[bytes | Record]:
        """Read what is cleaned: of a page the bytes, so that the verdict notes how they had to be read."""
        if self.form == "html":
            yield self.read()
        else:
            yield from self.records(options)


def decode(data: bytes, path: str) -> str:
    """Read bytes as UTF-8, line ends untouched.

    >>> decode(b"ok\\n\\xff", "page.txt")
    Traceback (most recent call last):
    cleaner.errors.InputError: page.txt:2: byte 3 is not UTF-8; convert the file to UTF-8, \
for example from cp1256: iconv -f cp1256 -t utf-8
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        likely = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1256"
        remedy = f"convert the file to UTF-8, for example from {likely}: iconv -f {likely} -t utf-8"
        raise InputError(f"{path}:{line}: byte {error.start} is not UTF-8; {remedy}") from None


def find(paths: Iterable[str], ends: tuple[str, ...] = READ, form: Form = "text") -> list[Input]:
    """Return the inputs that paths stand for; folders give their files with these ends, sorted.

    `form` is that of standard input and of files whose name does not tell.
    """
    paths = list(paths)
    if paths.count(STDIN) > 1:
        raise InputError("-: standard input can be read once; give - once")
    found: list[Input] = []
    for path in paths:
        if path == STDIN:
            found.append(Input("<stdin>", PurePath(STDIN), sys.stdin.buffer.read(), form))
        elif os.path.isdir(path):
            found += _in_folder(path, ends, PurePath() if len(paths) == 1 else PurePath(os.path.basename(os.path.abspath(path))))
        elif path.endswith(PACKED_ROWS) and not path.endswith(ends):
            raise InputError(f"{path}: packed; unpack it first: {_UNPACKERS[path.rpartition('.')[2]]} -d {path}")
        elif os.path.exists(path):
            found.append(Input(path, PurePath(os.path.basename(path)), form=_form(path, form)))
        else:
            raise InputError(f"{path}: no such file or folder; check the path")
    return found


def _in_folder(folder: str, ends: tuple[str, ...], place: PurePath) -> list[Input]:
    found = []
    for directory, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(ends) and not name.startswith("."):
                path = os.path.join(directory, name)
                found.append(Input(path, place / os.path.relpath(path, folder), form=_form(path)))
    if not found:
        raise InputError(f"{folder}: no {' or '.join(ends)} file in the folder; give files by their names")
    return found


def _form(path: str, otherwise: Form = "text") -> Form:
    """Tell what a file holds by the end of its name.

    >>> _form("a/Page.HTM"), _form("news.jsonl.gz"), _form("page.php", "html"), _form("page.txt", "html")
    ('html', 'rows', 'html', 'text')
    """
    name = path.lower()
    if name.endswith(PAGES):
        return "html"
    return "rows" if name.endswith((ROWS, *PACKED_ROWS)) else "text" if name.endswith(TEXT) else otherwise


def check(inputs: Iterable[Input], options: Options) -> None:
    """Read all inputs to their end; raise one error that names what is wrong with each."""
    check_with(inputs, lambda given: [given.read()] if given.form == "html" else given.records(options))


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
