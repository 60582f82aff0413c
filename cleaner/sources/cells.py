r"""Where the rows of a table of text end: at line breaks, but not at those in a cell in quotes.

Comes in: chunks of a table, cut anywhere. Goes out: the first and the last place in each where a row ends. A quote opens
a cell where it is its first sign, and is one of the text elsewhere; two quotes in an open cell are one of its text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_REST = re.compile(rb'[^"]*+(?:""[^"]*+)*+("?)')


@dataclass(frozen=True, slots=True)
class Table:
    """What a table is like."""

    columns: tuple[str, ...]
    delimiter: str = ","
    quoted: bool = True


class RowEnds:
    r"""Finds the ends of rows in chunk after chunk.

    >>> ends = RowEnds(Table((), ";"))
    >>> ends(b'1;"a\nb";c\n2;"\n'), ends(b'"'), ends(b'"\n'), ends(b'3"\n')
    ((10, 10), (0, 0), (0, 0), (3, 3))
    """

    def __init__(self, table: Table) -> None:
        self._cells = _cells(table.delimiter) if table.quoted else None
        self._before = b"\n"
        self._is_open = self._closed_at_end = False

    def __call__(self, chunk: bytes) -> tuple[int, int]:
        """Return the places behind the first and the last line break that ends a row; 0 is none."""
        if self._cells is None:
            return chunk.find(b"\n") + 1, chunk.rfind(b"\n") + 1
        if not chunk:
            return 0, 0
        data = self._before + chunk  # what stands before a quote tells whether it opens a cell
        first = last = 0
        at = self._finish(data)
        for cell in self._cells.finditer(data, at):
            first = first or data.find(b"\n", at, cell.start()) + 1
            last = data.rfind(b"\n", at, cell.start()) + 1 or last
            at = cell.end()
            self._note(cell, data)
        first = first or data.find(b"\n", at) + 1
        last = data.rfind(b"\n", at) + 1 or last
        self._before = data[-1:]
        return max(first - 1, 0), max(last - 1, 0)

    def _finish(self, data: bytes) -> int:
        """Go to the end of the cell that was open, or seemed closed by the first of two quotes."""
        reopens = self._closed_at_end and data[1:2] == b'"'
        is_open, self._is_open, self._closed_at_end = self._is_open, False, False
        if not (is_open or reopens):
            return 1
        rest = _REST.match(data, 2 if reopens else 1)
        assert rest
        self._note(rest, data)
        return rest.end()

    def _note(self, cell: re.Match[bytes], data: bytes) -> None:
        self._is_open = not cell[1]
        self._closed_at_end = bool(cell[1]) and cell.end() == len(data)


def knows_quotes(head: bytes, delimiter: str) -> bool:
    r"""Tell whether quotes open cells in a table: then none of them closes in the middle of one.

    >>> knows_quotes('1\t"نص"\n'.encode(), "\t"), knows_quotes('1\t"قال" الوزير\n'.encode(), "\t")
    (True, False)
    """
    allowed = (b"", b"\n", b"\r", delimiter.encode())
    cells = _cells(delimiter).finditer(b"\n" + head, 1)
    return all(head[cell.end() - 1 : cell.end()] in allowed for cell in cells if cell[1])


@lru_cache
def _cells(delimiter: str) -> re.Pattern[bytes]:
    return re.compile(rb'(?<![^\n%b])"[^"]*+(?:""[^"]*+)*+("?)' % re.escape(delimiter.encode()))
