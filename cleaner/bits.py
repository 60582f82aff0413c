"""Bits that the compiled part tells of lines, four bytes each, and marks of the lines that are left."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import compress


def marked(size: int, gone: Iterable[int] = ()) -> bytearray:
    """Return a mark for each of some lines, 0 for those that are gone.

    >>> list(marked(3, [1]))
    [1, 0, 1]
    """
    marks = bytearray(b"\x01" * size)
    for number in gone:
        marks[number] = 0
    return marks


def bits_of(told: bytes | None, marks: bytearray) -> array[int]:
    """Return the bits of the lines with a mark.

    >>> bits_of(array("I", [8, 9, 2]).tobytes(), marked(3, [1])).tolist()
    [8, 2]
    """
    with memoryview(told or b"").cast("I") as bits:
        return array("I", compress(bits, marks))
