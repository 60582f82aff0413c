"""Where lines start and end: offsets, from a list of where each line starts and where one after the last would."""

from __future__ import annotations

from bisect import bisect_left, bisect_right


def line_at(starts: list[int], offset: int) -> int:
    """Return the number of the line that holds an offset; its line break is part of it.

    >>> line_at([0, 6, 9], 5), line_at([0, 6, 9], 6), line_at([0, 6, 9], 8)
    (0, 1, 1)
    """
    return min(bisect_right(starts, offset), len(starts) - 1) - 1


def line_end(starts: list[int], number: int) -> int:
    """Return where a line ends, behind its line break where it has one.

    >>> line_end([0, 6, 9], 0), line_end([0, 6, 9], 1)
    (6, 8)
    """
    return starts[number + 1] - (number == len(starts) - 2)


def whole_line(starts: list[int], start: int, end: int) -> int | None:
    """Return the number of the line that is all of a span, with its line break where it has one.

    >>> whole_line([0, 6, 9], 0, 6), whole_line([0, 6, 9], 6, 8), whole_line([0, 6, 9], 0, 5)
    (0, 1, None)
    """
    number = bisect_left(starts, start)
    return number if number < len(starts) - 1 and starts[number] == start and end == line_end(starts, number) else None
