"""A page becomes a text, and what of it goes with its elements.

Comes in: a page as text, and the rules about elements. Goes out: a `Page`: all that a reader is shown,
a line for each run of text between two elements that open lines, in the order of the page; and its
cuts. An element is cut as a whole: marks stand around it while one call writes the whole text down.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from cleaner.arabic import boundaries
from cleaner.model import Note, Span
from cleaner.options import Engine
from cleaner.parse.detector import CLIMB, Found
from cleaner.parse.dom import Paths, elements, merge, parse, plain, raw_text, too_deep
from cleaner.parse.foreign import find
from cleaner.parse.front import words_asked
from cleaner.parse.headline import Headline
from cleaner.parse.links import linked
from cleaner.parse.markup import Markup, Match
from cleaner.parse.opening import decks, leads
from cleaner.parse.voter import Voter

BREAK, OPEN, NAMED, CLOSE = "\ufdd0\ufdd1\ufdd2\ufdd3"
_MARKS = re.compile(f"({OPEN}\\d+{NAMED}|{CLOSE})")
_OURS = re.compile("[\ufdd0-\ufdd3]|&#(?:[xX]0*[fF][dD][dD][0-3]|0*6497[6-9])(?![0-9a-fA-F]);?")
_MOST = 0.4
_MOST_SURE = 0.9
_LEADS = 3
_NEAR = 6


class Cut(NamedTuple):
    """What goes with an element: by which rule, and where it is. Without a rule it stays."""

    rule: str = ""
    kind: str = ""
    reason: str = ""
    confidence: float = 1.0
    selector: str = ""
    path: str = ""


KEPT = Cut()
LEAD = Cut("article.lead", "", "A paragraph outside of the element that holds the article.")
OUTSIDE = Cut("article.outside")
ABOVE = Cut("article.above", "navigation", "Stands above the element that holds the article.", 0.9)
BELOW = Cut("article.below", "related", "Stands below the element that holds the article.", 0.9)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says to a reader, and the pieces of it that go; `note` says what there is to know."""

    text: str
    cuts: tuple[tuple[Span, Cut], ...] = ()
    title: str = ""
    found: bool = False
    note: Note | None = None


def read_page(html: str, markup: Markup, engine: Engine = "fast") -> Page:
    """Read a page: its text, and what of it is no article.

    >>> page = read_page("<nav>الرئيسية</nav><article><h1>عنوان</h1><p>" + "قال الوزير إن المشروع سيبدأ قريبا. " * 4
    ...     + "</p></article>", Markup(()))
    >>> [(page.text[span.start : span.end], cut.rule) for span, cut in page.cuts]
    [('الرئيسية\\n', 'article.above')]
    """
    try:
        return _read(html, markup, engine)
    except _ForeignMark:
        return _read(_OURS.sub("\ufffd", html), markup, engine)


def _read(html: str, markup: Markup, engine: Engine) -> Page:
    if too_deep(html):
        return Page(raw_text(html), note=Note("steps", "Elements nested too deeply: not read."))
    tree = parse(html)
    headline = Headline.of(tree)
    body = tree.body
    if body is None:
        return Page("")
    held = elements(body)
    headings = headline.headings(held)
    found = find(held, headings, markup)
    marks = _Marks(body, held)
    if found is None:
        return Page(_write([piece._replace(cut=KEPT) for piece in marks.pieces()])[0])
    printed = headline.printed(headings)
    marks.cut(found.node, KEPT)
    paths = Paths()
    for node, cut in (*_inside(found, markup, paths), *_around(found, markup, paths)):
        marks.cut(node, cut)
    for node in (*leads(found, held), *decks(found, headings, markup)):
        marks.cut(node, LEAD)
    asked = words_asked(found, held)
    written, note = marks.pieces(), None
    if engine == "trafilatura" or (engine == "auto" and not found.sure):
        written, note = _asked(written, html, engine)
    pieces, title = _settle(written, printed)
    nothing = not any(piece.cut is KEPT and piece.text.strip() for piece in pieces)
    if nothing or len(title.split()) < asked:
        return Page(_write([piece._replace(cut=KEPT) for piece in pieces])[0])
    text, cuts = _write(pieces)
    return Page(text, tuple(cuts), title or headline.best(), True, note)


def _inside(found: Found, markup: Markup, paths: Paths) -> Iterator[tuple[LexborNode, Cut]]:
    """Yield what goes inside of the article's element: what rules name, and blocks of links."""
    kept = {found.node.mem_id}
    matches = markup.within(found.node)
    common = _common(found, matches)
    for match in matches:
        most = _MOST if match.rule.confidence < 1 else _MOST_SURE
        if match.rule.act == "keep":
            kept.add(match.node.mem_id)
        elif match.selector not in common and found.held.get(match.node.mem_id, 0) <= most * found.letters:
            yield match.node, _named(match, paths)
    for node in linked(found.node):
        if node.mem_id not in kept:
            yield node, Cut("related.links", "related", "A block made of links.", 0.9, "", paths(node))


def _common(found: Found, matches: list[Match]) -> set[str]:
    """Return the selectors that name too many paragraphs themselves: a class of all text is no furniture."""
    counts = {one.node.mem_id: one.letters for one in found.paragraphs}
    named: dict[str, int] = {}
    for match in matches:
        named[match.selector] = named.get(match.selector, 0) + counts.get(match.node.mem_id, 0)
    return {selector for selector, count in named.items() if count > _MOST * found.letters}


def _named(match: Match, paths: Paths) -> Cut:
    rule = match.rule
    return Cut(rule.id, rule.kind, rule.why, rule.confidence, match.selector, paths(match.node))


def _around(found: Found, markup: Markup, paths: Paths) -> Iterator[tuple[LexborNode, Cut]]:
    """Yield what rules name of the elements that stand beside the article's, or beside what is around it."""
    node = found.node
    for _ in range(CLIMB):
        above = node.parent
        if above is None or node.tag == "body":
            break
        for beside in above.iter():
            if beside.mem_id != node.mem_id and (match := markup.plain(beside)) and match.rule.act == "remove":
                yield beside, _named(match, paths)
        node = above


class _Piece(NamedTuple):
    """Text of one fate, some lines of it; `glued` says that it goes on in the line where the one before ends."""

    text: str
    cut: Cut
    glued: bool


def _settle(pieces: list[_Piece], printed: frozenset[str]) -> tuple[list[_Piece], str]:
    """Say what becomes of the text outside of the article's element; return the headline as printed too."""
    inside = [number for number, piece in enumerate(pieces) if piece.cut is KEPT]
    first, last = (inside[0], inside[-1]) if inside else (len(pieces), len(pieces))
    opening = [line for number in inside[:_NEAR] for line in pieces[number].text.split("\n")[:_NEAR]]
    title = next((line for line in opening if line in printed), "")
    at = -1
    if not title:
        for at in range(first - 1, -1, -1):
            if pieces[at].cut is OUTSIDE and (title := _line_in(pieces[at].text, printed)):
                break
    settled: list[_Piece] = []
    leads = 0
    for number, piece in enumerate(pieces):
        outside = ABOVE if number < last else BELOW
        if number == at and title:
            settled += _around_line(piece, title, outside)
        elif piece.cut is LEAD:
            stays = bool(title) and at < number < first and leads < _LEADS
            leads += stays
            settled.append(piece._replace(cut=KEPT if stays else outside))
        else:
            settled.append(piece._replace(cut=outside) if piece.cut is OUTSIDE else piece)
    return settled, title


def _asked(pieces: list[_Piece], html: str, engine: Engine) -> tuple[list[_Piece], Note]:
    """Let trafilatura say which lines hold the article, of those that no rule names.

    Where it was only asked because the own detector was not sure, it has to find most of what that one found, or more.
    """
    voter = Voter(html)
    voted: list[_Piece] = []
    mine = common = both = 0
    for piece in pieces:
        if piece.cut not in (KEPT, LEAD, OUTSIDE):
            voted.append(piece)
            continue
        glued = piece.glued
        for line in piece.text.split("\n"):
            keeps = voter.keeps(line)
            voted.append(_Piece(line, KEPT if keeps else OUTSIDE, glued))
            glued = False
            mine += len(line) * (piece.cut is KEPT)
            common += len(line) * (piece.cut is KEPT and keeps)
            both += len(line) * keeps
    if not both or (engine == "auto" and max(both, 2 * common) < mine):
        return pieces, Note("engine", "trafilatura was asked and found less: the own detector's answer stands.")
    why = "The own detector was not sure: lines" if engine == "auto" else "Lines"
    return voted, Note("engine", f"{why} chosen by trafilatura.")


def _line_in(text: str, printed: frozenset[str]) -> str:
    """Return the last line of a text that is one of those."""
    return next((line for line in reversed(text.split("\n")) if line in printed), "")


def _around_line(piece: _Piece, line: str, outside: Cut) -> Iterator[_Piece]:
    """Yield a piece in three: what stands above its last printing of a line, that line, what stands below."""
    above, _, below = f"\n{piece.text}\n".rpartition(f"\n{line}\n")
    if above := above[1:]:
        yield _Piece(above, outside, piece.glued)
    yield _Piece(line, KEPT, piece.glued and not above)
    if below := below[:-1]:
        yield _Piece(below, outside, False)


def _write(pieces: list[_Piece]) -> tuple[str, list[tuple[Span, Cut]]]:
    """Write the pieces down; return the text, and where each that goes stands in it.

    A line break goes with the last line of a piece, if all of that line goes.
    """
    written: list[str] = []
    cuts: list[tuple[Span, Cut]] = []
    end = 0
    whole = True
    for number, piece in enumerate(pieces):
        start, gone = end, piece.cut is not KEPT
        whole = gone and (whole or not piece.glued or "\n" in piece.text)
        breaks = number + 1 < len(pieces) and not pieces[number + 1].glued
        shown = piece.text.rstrip() if breaks or number + 1 == len(pieces) else piece.text
        written.append(shown + "\n" if breaks else shown)
        end += len(written[-1])
        if not gone:
            continue
        span = Span(start, end if whole or not breaks else end - 1)
        if cuts and cuts[-1][1] is piece.cut and cuts[-1][0].end == start:
            cuts[-1] = (Span(cuts[-1][0].start, span.end), piece.cut)
        elif span:
            cuts.append((span, piece.cut))
    text = "".join(written)
    return text, list(_clean(text, cuts))


def _clean(text: str, cuts: list[tuple[Span, Cut]]) -> Iterator[tuple[Span, Cut]]:
    """Yield the cuts; one in the middle of a line keeps off the letters that its neighbours' marks belong to."""
    row, safe = Span(0, 0), [0]
    for span, cut in cuts:
        edges = []
        for offset in (span.start, span.end):
            if text[offset - 1 : offset] not in ("", "\n") and offset < len(text):
                if not row.start < offset < row.end:
                    start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
                    row = Span(start, end if end >= 0 else len(text))
                    safe = [start + place for place in boundaries(text[start : row.end])]
                at = bisect_left(safe, offset) if offset == span.start else bisect_right(safe, offset) - 1
                offset = safe[at]
            edges.append(offset)
        if edges[0] < edges[1]:
            yield Span(*edges), cut


class _ForeignMark(Exception):  # noqa: N818 - no error: the page holds one of our marks
    """The text of a page holds a character that marks elements."""


class _Marks:
    """Marks around elements, and what the text between two marks is: written down in one go."""

    def __init__(self, body: LexborNode, found: dict[str, list[LexborNode]]) -> None:
        self._body, self._elements = body, found
        self._cuts: list[Cut] = []
        self._ground = OUTSIDE
        self._marked = 0

    def cut(self, node: LexborNode, cut: Cut) -> None:
        """Mark an element and what becomes of it."""
        number = len(self._cuts)
        self._cuts.append(cut)
        if node.mem_id == self._body.mem_id:
            self._ground = cut
        else:
            self._marked += 1
            node.insert_before(f"{OPEN}{number}{NAMED}")
            node.insert_after(CLOSE)

    def _written(self) -> Iterator[tuple[str, list[int]]]:
        """Yield the text between each two marks, and the numbers of the elements it stands in."""
        for link in self._elements.get("a", ()):
            before = link.prev
            if before is not None and before.tag == "a":
                link.insert_before(BREAK)
        merge(self._elements)
        self._body.merge_text_nodes()
        stack: list[int] = []
        text = plain(self._body.text(separator=BREAK, skip_empty=True))
        if not self._marked == text.count(OPEN) == text.count(NAMED) == text.count(CLOSE):
            raise _ForeignMark
        for piece in _MARKS.split(text):
            if piece == CLOSE:
                stack.pop()
            elif piece.startswith(OPEN):
                stack.append(int(piece[1:-1]))
            elif piece:
                yield piece, stack

    def pieces(self) -> list[_Piece]:
        """Return the text of the page, each piece with what becomes of it; changes the tree."""
        pieces: list[_Piece] = []
        broken = True
        for written, stack in self._written():
            lines = [line for line in map(str.strip, written.split(BREAK)) if line]
            if not lines:
                broken = broken or BREAK in written
                if not broken:
                    pieces[-1] = pieces[-1]._replace(text=f"{pieces[-1].text.rstrip()} ")
                continue
            broken = broken or written.lstrip().startswith(BREAK)
            text = "\n".join(lines)
            ends = written.rstrip().endswith(BREAK)
            before = " " if not broken and written[0] == " " else ""
            after = " " if not ends and written[-1] == " " else ""
            pieces.append(_Piece(before + text + after, self._fate(stack), not broken))
            broken = ends
        return pieces

    def _fate(self, stack: list[int]) -> Cut:
        """Return what becomes of the text in marked elements: the outermost that goes takes all in it along."""
        cuts = [self._cuts[number] for number in stack]
        fate = next((cut for cut in cuts if cut is not KEPT and cut is not LEAD), None)
        return fate or (cuts[0] if cuts else self._ground)
