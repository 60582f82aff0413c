"""Blocks made of links: lists of other stories that no rule names."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from cleaner.parse.detector import CLIMB
from cleaner.parse.letters import letters

_LINKED = 0.75
_CELLS = frozenset(("td", "th"))
_COLUMNS = 3
_BLOCKS = frozenset("ul ol dl div section table tr td p h1 h2 h3 h4 h5 h6 li article center".split())


def linked(winner: LexborNode) -> Iterator[LexborNode]:
    """Yield the blocks of which most letters are links.

    >>> from cleaner.parse.dom import parse
    >>> body = parse("<div><p>بدأ العمل في <a href='/1'>السد</a> أمس.</p><p><a href='/2'>جسر جديد</a></p></div>").body
    >>> [block.text() for block in linked(body)]
    ['جسر جديد']
    """
    counts: dict[int, int] = {}
    blocks: dict[int, LexborNode] = {}
    for link in winner.css("a[href]"):
        count = letters(link.text())
        above = link.parent
        for _ in range(CLIMB):
            if above is None or above.mem_id == winner.mem_id:
                break
            if above.tag in _CELLS and _is_data(above):
                break
            if above.tag in _BLOCKS:
                counts[above.mem_id] = counts.get(above.mem_id, 0) + count
                blocks[above.mem_id] = above
            above = above.parent
    for place, node in blocks.items():
        if counts[place] and counts[place] > _LINKED * letters(node.text()):
            yield node


def _is_data(cell: LexborNode) -> bool:
    """Tell whether a cell stands in a row of a table of facts, where a name may well be a link."""
    row = cell.parent
    return row is not None and sum(beside.tag in _CELLS for beside in row.iter()) >= _COLUMNS
