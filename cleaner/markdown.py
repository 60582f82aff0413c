"""A verdict on a page as markdown: headings, lists, simple tables, quotations, and links where asked for.

Comes in: a `Verdict`. Goes out: what stays of its document, line by line, each in the form that the
elements around it gave it. What is written is read back by CommonMark as the words that stayed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from cleaner.model import Span, Verdict
from cleaner.parse.context import Context, Shape, read_contexts

_SIGNS = re.compile(r"[\\`*~|]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(\[:])|!(?=\[)")
_START = re.compile(r"#{1,6}(?=\s|$)|[-+>](?=\s|$)|>|-(?=[-\s]*$)|=(?==*$)")
_NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")
_BRACKETS = re.compile(r"(?<!\\)[\[\]]")
_NO_LINK = re.compile(r"(?:javascript|data|vbscript|about|blob):|#", re.IGNORECASE)
_UNSAFE = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"}
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_LISTS = ("ul", "ol")
_LONGEST_ITEM = 8
_LONGEST_CELL = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """What stays of a line, escaped, and the elements that give it a form."""

    text: str
    around: tuple[Shape, ...]

    def nearest(self, *tags: str) -> Shape | None:
        return next((shape for shape in reversed(self.around) if shape.tag in tags), None)


def write_markdown(verdict: Verdict, *, links: bool = False) -> str:
    """Return what stays of a page as markdown, what stays of a text as it is.

    >>> from cleaner.engine import clean_html
    >>> verdict = clean_html("<h2>سد جديد</h2><p>" + "بدأ السد أمس تخزين المياه في الوادي. " * 5 + "<ul><li>أولا<li>ثانيا</ul>")
    >>> write_markdown(verdict).split("\\n")[0], write_markdown(verdict).split("\\n")[-3:]
    ('## سد جديد', ['- أولا', '- ثانيا', ''])
    """
    document = verdict.document
    if document.record.media != "html":
        return verdict.text
    rows = list(_rows(verdict, read_contexts(document), links))
    blocks = list(_blocks(_without_layout(rows)))
    return _join(blocks) + "\n" if blocks else ""


def _rows(verdict: Verdict, contexts: Sequence[Context], links: bool) -> Iterator[_Row]:
    document, kept = verdict.document, verdict.kept
    first = 0
    for number, context in enumerate(contexts):
        line = document.line_span(number)
        while first < len(kept) and kept[first].end <= line.start:
            first += 1
        last = first
        while last < len(kept) and kept[last].start < line.end:
            last += 1
        spans = [Span(max(span.start, line.start), min(span.end, line.end)) for span in kept[first:last]]
        text = "".join(_written(document.text, span, context if links else None, document.record.url) for span in spans)
        if text := " ".join(text.split()):
            yield _Row(text, context.around)


def _written(text: str, span: Span, context: Context | None, url: str | None) -> str:
    """Return a piece of a line, with its links where a context is given."""
    pieces: list[str] = []
    at = span.start
    for anchor in context.anchors if context else ():
        start, end = max(anchor.span.start, span.start), min(anchor.span.end, span.end)
        target = _target(anchor.href, url) if start < end else ""
        if target:
            label = _BRACKETS.sub(r"\\\g<0>", _escaped(text[start:end]))
            pieces += [_escaped(text[at:start]), f"[{label}]({target})"]
            at = end
    return "".join(pieces) + _escaped(text[at : span.end])


def _target(href: str, url: str | None) -> str:
    """Return where a link leads, as markdown writes it; empty where it leads nowhere.

    >>> _target("/a b?c=(1)", "https://example.com/x"), _target("javascript:void(0)", None)
    ('https://example.com/a%20b?c=%281%29', '')
    """
    href = "".join(href.split("\n")).strip()
    if not href or _NO_LINK.match(href):
        return ""
    try:
        href = urljoin(url, href) if url else href
    except ValueError:  # no address can be read that way
        return ""
    return "".join(_UNSAFE.get(character, character) for character in href if character.isprintable())


def _escaped(text: str) -> str:
    """Return a text in which no sign means anything to markdown.

    >>> print(_escaped("2 * 3 و snake_case و <b>"))
    2 \\* 3 و snake_case و \\<b>
    """
    return _SIGNS.sub(r"\\\g<0>", text)


def _safe_start(text: str) -> str:
    """Return a line that opens no heading, list or quotation.

    >>> print(_safe_start("1. أولا"), _safe_start("- ثانيا"), _safe_start("#وسم"))
    1\\. أولا \\- ثانيا #وسم
    """
    if _START.match(text):
        return "\\" + text
    return _NUMBER.sub(r"\1\\\2", text, count=1) if _NUMBER.match(text) else text


def _without_layout(rows: list[_Row]) -> list[_Row]:
    """Take out lists and tables that only place what stands in them."""
    lines: defaultdict[int, int] = defaultdict(int)
    cells: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    layout: set[int] = set()
    for row in rows:
        tables = [shape.number for shape in row.around if shape.tag == "table"]
        layout.update(tables[:-1])
        heading = row.nearest(*_HEADINGS)
        for shape in row.around:
            lines[shape.number] += 1
            if heading and shape.tag in ("li", "table"):
                layout.add(shape.number)
        line, cell = row.nearest("tr"), row.nearest("td", "th")
        if tables and line and cell:
            cells[tables[-1]].add((line.number, cell.place))
            if lines[cell.number] > _LONGEST_CELL:
                layout.add(tables[-1])
    for table, found in cells.items():
        if len({line for line, _ in found}) < 2 or len({column for _, column in found}) < 2:
            layout.add(table)
    layout |= {shape.number for row in rows for shape in row.around if shape.tag == "li" and lines[shape.number] > _LONGEST_ITEM}
    return [_Row(row.text, tuple(_real(row.around, layout))) for row in rows]


def _real(around: tuple[Shape, ...], layout: set[int]) -> Iterator[Shape]:
    inside_layout = False
    for shape in around:
        if shape.tag == "table":
            inside_layout = shape.number in layout
        elif shape.tag in ("tr", "td", "th") and inside_layout:
            continue
        if shape.number not in layout:
            yield shape


@dataclass(slots=True)
class _Block:
    """Lines of markdown without what stands before them, and what they stand in."""

    lines: list[str]
    around: tuple[Shape, ...]


def _blocks(rows: list[_Row]) -> Iterator[_Block]:
    """Put the lines of one heading, and those of one table, together."""
    place = 0
    while place < len(rows):
        row = rows[place]
        table, heading = row.nearest("table"), row.nearest(*_HEADINGS)
        end = place + 1
        if table and row.nearest("td", "th"):
            while end < len(rows) and rows[end].nearest("table") == table and rows[end].nearest("td", "th"):
                end += 1
            yield _Block(list(_table(rows[place:end])), _outside(row.around, table))
        elif heading:
            while end < len(rows) and rows[end].nearest(*_HEADINGS) == heading:
                end += 1
            text = " ".join(one.text for one in rows[place:end])
            yield _Block([f"{_HEADINGS[heading.tag]} {_closed(text)}"], _outside(row.around, heading))
        else:
            yield _Block([_safe_start(row.text)], row.around)
        place = end


def _closed(text: str) -> str:
    """Return the text of a heading whose last signs do not close it."""
    return re.sub(r"(?<=\s)#+$|^#+$", r"\\\g<0>", text)


def _outside(around: tuple[Shape, ...], shape: Shape) -> tuple[Shape, ...]:
    return around[: around.index(shape)]


def _table(rows: list[_Row]) -> Iterator[str]:
    """Write a table: its first row is its head."""
    table: dict[int, dict[int, str]] = {}
    for row in rows:
        line, cell = row.nearest("tr"), row.nearest("td", "th")
        cells = table.setdefault(line.number if line else 0, {})
        place = cell.place if cell else 0
        cells[place] = f"{cells[place]} {row.text}" if place in cells else row.text
    columns = sorted({place for cells in table.values() for place in cells})
    for number, cells in enumerate(table.values()):
        yield "| " + " | ".join(cells.get(place, "") for place in columns) + " |"
        if number == 0:
            yield "|" + " --- |" * len(columns)


def _join(blocks: list[_Block]) -> str:
    """Write blocks under each other, each with the signs of the quotations and items that it stands in."""
    written: list[str] = []
    opened: dict[int, str] = {}
    before: tuple[Shape, ...] = ()
    for block in blocks:
        fresh = [shape for shape in block.around if shape.tag == "li" and shape.number not in opened]
        first = rest = ""
        for shape, parent in zip(block.around, (None, *block.around), strict=False):
            if shape.tag == "blockquote":
                first, rest = first + "> ", rest + "> "
            elif shape.tag == "li":
                marker = opened.setdefault(shape.number, _marker(shape, parent))
                first += marker if shape in fresh else " " * len(marker)
                rest += " " * len(marker)
        if written and not (fresh and _same_list(before, block.around)):
            written.append(_between(before, block.around, opened))
        written += [(rest if number else first) + line for number, line in enumerate(block.lines)]
        before = block.around
    return "\n".join(written)


def _marker(item: Shape, around: Shape | None) -> str:
    return f"{item.place}. " if around is not None and around.tag == "ol" else "- "


def _same_list(before: tuple[Shape, ...], after: tuple[Shape, ...]) -> bool:
    """Tell whether two blocks stand in one list, or one in a list in an item of the other."""
    lists = {shape.number for shape in before if shape.tag in ("ul", "ol", "li")}
    return any(shape.number in lists for shape in after if shape.tag in ("ul", "ol", "li"))


def _between(before: tuple[Shape, ...], after: tuple[Shape, ...], opened: dict[int, str]) -> str:
    """Return the empty line between two blocks, which goes on with the quotation that both stand in."""
    line = ""
    for shape, other in zip(before, after, strict=False):
        if shape != other:
            break
        line += "> " if shape.tag == "blockquote" else " " * len(opened.get(shape.number, "")) if shape.tag == "li" else ""
    return line.rstrip()
