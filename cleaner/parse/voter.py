"""trafilatura as a voter: which lines of a page it would keep.

Its text is no part of a result: a line of the page that it prints too, sign by sign or without its marks, is
one that it would keep.
`deduplicate` keeps memory between pages and is off, always.
"""

from __future__ import annotations

from cleaner.arabic import key

_SHORT = 30
"""Letters: a shorter line may stand in a paragraph by chance, and has to be a line there too."""


class Voter:
    """What trafilatura keeps of a page.

    >>> page = "<nav>أقسام</nav><article><h1>سد</h1><p>" + "بدأ السد الجديد أمس تخزين المياه في الوادي. " * 9 + "</article>"
    >>> voter = Voter(page)
    >>> voter.keeps(("بدأ السد الجديد أمس تخزين المياه في الوادي. " * 9).strip()), voter.keeps("أقسام")
    (True, False)
    """

    def __init__(self, html: str) -> None:
        import trafilatura

        text = trafilatura.extract(html, include_comments=False, deduplicate=False) or ""
        lines = [key(line) for line in text.split("\n")]
        self._lines = frozenset(lines)
        self._text = "\n".join(lines)

    def keeps(self, line: str) -> bool:
        """Tell whether a line of the page stands in what was kept."""
        mine = key(line)
        return mine in self._lines or (len(mine) >= _SHORT and mine in self._text)
