"""What people read on standard output: lines and tables, with colour only on a terminal.

Arabic is set in isolates, so that a terminal that knows the bidi algorithm keeps the columns before
it in their place. Control characters are shown, not sent.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
_UNSHOWN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def isolated(text: str) -> str:
    r"""Set a piece of text apart from what stands around it in a line.

    >>> isolated("a\x1b[2J\u202e") == "\u2068a\\x1b[2J\\u202e\u2069"
    True
    """
    return ISOLATE + _UNSHOWN.sub(lambda found: repr(found[0])[1:-1], text) + END_ISOLATE


def console() -> Console:
    """Return a console on standard output that changes nothing of what it is given."""
    return Console(file=sys.stdout, soft_wrap=True, highlight=False, markup=False, emoji=False)


def show(lines: Iterable[str | Text]) -> None:
    """Print lines."""
    screen = console()
    for line in lines:
        screen.print(line)


def show_table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on a terminal; elsewhere rows of columns between tabs, for other programs."""
    screen = console()
    if not screen.is_terminal:
        for row in (names, *rows):
            sys.stdout.write("\t".join(row) + "\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*row)
    screen.print(table, soft_wrap=False)
