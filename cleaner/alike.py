"""Do two lines say the same? Paragraphs are told apart by their spaces and letters first: most differ in how often they use one."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.arabic import fold, words


def lines_alike(rows: Iterable[str]) -> bool:
    """Tell whether two folded lines have the same words.

    >>> lines_alike(["نص اول", "- نص اول:", "***"]), lines_alike(["***", "..."])
    (True, False)
    """
    seen: set[str] = set()
    for row in rows:
        key = "".join(words(row))
        if key in seen:
            return True
        if key:
            seen.add(key)
    return False


def paragraphs_alike(counted: list[tuple[int, str]]) -> bool:
    """Tell whether two paragraphs are equal but for signs and marks; each is given with how many spaces it has.

    >>> paragraphs_alike([(1, "نص أول"), (1, "نصّ أول."), (2, "نص آخر هنا")])
    True
    """
    first: dict[int, str | None] = {}
    seen: set[tuple[int, int, int]] = set()
    for count, row in counted:
        if count not in first:
            first[count] = row
            continue
        if (other := first[count]) is not None:
            seen.add((count, *_letters(other)))
            first[count] = None
        like = (count, *_letters(row))
        if like in seen:
            return _equal(counted)
        seen.add(like)
    return False


def _letters(row: str) -> tuple[int, int]:
    return row.count("ل"), row.count("م")


def _equal(counted: list[tuple[int, str]]) -> bool:
    like: dict[tuple[int, int, int], list[str]] = {}
    for count, row in counted:
        like.setdefault((count, *_letters(row)), []).append(row)
    return any(len(same) > 1 and len({"".join(words(fold(row))) for row in same}) < len(same) for same in like.values())
