"""A page becomes a text, and what of it goes with its elements.

Comes in: a page as text, and the rules about elements. Goes out: a `Page`: all that a reader is shown,
a line for each run of text between two elements that open lines, in the order of the page; and its
cuts. An element is cut as a whole: marks stand around it while one call writes the whole text down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.model import Span
from cleaner.parse.detector import CLIMB, Found, detect
from cleaner.parse.dom import INLINE, UNSEEN, letters, path_of, plain, without_empty_comments
from cleaner.parse.headline import Headline
from cleaner.parse.markup import Markup, Match

BREAK, OPEN, NAMED, CLOSE = "\ufdd0\ufdd1\ufdd2\ufdd3"
_MARKS = re.compile(f"({OPEN}\\d+{NAMED}|{CLOSE})")
_OURS = re.compile("[\ufdd0-\ufdd3]|&#(?:[xX]0*[fF][dD][dD][0-3]|0*6497[6-9])(?![0-9a-fA-F]);?")
_LINKED = 0.75
_MOST = 0.4
_LEAD = 40
_LEADS = 3
_NEAR = 6
_GONE = ("img", "picture", "input", "source", "embed", "wbr")
_BLOCKS = frozenset("ul ol dl div section table tr td p h1 h2 h3 h4 h5 h6 li article center".split())


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
    """What a page says to a reader, and the pieces of it that go. `sure` is false where the detector was not."""

    text: str
    cuts: tuple[tuple[Span, Cut], ...] = ()
    title: str = ""
    found: bool = False
    sure: bool = True


def read_page(html: str, markup: Markup) -> Page:
    """Read a page: its text, and what of it is no article.

    >>> page = read_page("<nav>الرئيسية</nav><article><h1>عنوان</h1><p>" + "قال الوزير إن المشروع سيبدأ قريبا. " * 4
    ...     + "</p></article>", Markup(()))
    >>> [(page.text[span.start : span.end], cut.rule) for span, cut in page.cuts]
    [('الرئيسية\\n', 'article.above')]
    """
    tree = LexborHTMLParser(without_empty_comments(_without_marks(html)))
    headline = Headline.of(tree)
    tree.strip_tags(UNSEEN)
    body = tree.body
    if body is None:
        return Page("")
    found = detect(body)
    marks = _Marks(body)
    if found is None:
        return Page(_write(marks.lines())[0])
    printed = headline.printed(body)
    marks.keep(found.node)
    for node, cut in (*_inside(found, markup), *_around(found, markup)):
        marks.cut(node, cut)
    for node in _leads(found):
        marks.cut(node, LEAD)
    lines = marks.lines()
    title = _settle(lines, printed) or headline.best()
    text, cuts = _write(lines)
    return Page(text, tuple(cuts), title, True)


def _without_marks(html: str) -> str:
    if any(mark in html for mark in (BREAK, OPEN, NAMED, CLOSE)) or "&#x" in html or "&#X" in html or "64976" in html:
        return _OURS.sub("\ufffd", html)
    return html


def _inside(found: Found, markup: Markup) -> Iterator[tuple[LexborNode, Cut]]:
    """Yield what goes inside of the article's element: what rules name, and blocks of links."""
    kept = {found.node.mem_id}
    for match in markup.within(found.node):
        if match.rule.act == "keep":
            kept.add(match.node.mem_id)
        elif found.held.get(match.node.mem_id, 0) <= _MOST * found.letters:
            yield match.node, _named(match)
    for node in _linked(found.node):
        if node.mem_id not in kept:
            yield node, Cut("related.links", "related", "A block made of links.", 0.9, "", path_of(node))


def _named(match: Match) -> Cut:
    rule = match.rule
    return Cut(rule.id, rule.kind, rule.why, rule.confidence, match.selector, path_of(match.node))


def _linked(winner: LexborNode) -> Iterator[LexborNode]:
    """Yield the blocks of which most letters are links."""
    linked: dict[int, int] = {}
    blocks: dict[int, LexborNode] = {}
    for link in winner.css("a"):
        count = letters(plain(link.text()))
        above = link.parent
        for _ in range(CLIMB):
            if above is None or above.mem_id == winner.mem_id:
                break
            if above.tag in _BLOCKS:
                linked[above.mem_id] = linked.get(above.mem_id, 0) + count
                blocks[above.mem_id] = above
            above = above.parent
    for place, node in blocks.items():
        if linked[place] and linked[place] > _LINKED * letters(plain(node.text())):
            yield node


def _around(found: Found, markup: Markup) -> Iterator[tuple[LexborNode, Cut]]:
    """Yield what rules name of the elements that stand beside the article's, or beside what is around it."""
    node = found.node
    for _ in range(CLIMB):
        above = node.parent
        if above is None or node.tag == "body":
            break
        for beside in above.iter():
            if beside.mem_id != node.mem_id and (match := markup.plain(beside)) and match.rule.act == "remove":
                yield beside, _named(match)
        node = above


def _leads(found: Found) -> list[LexborNode]:
    """Return the paragraphs outside of the article's element that may open the story."""
    return [one.node for one in found.paragraphs if one.letters >= _LEAD and one.node.mem_id not in found.within]


class _Line(NamedTuple):
    """A run of text of one fate; `glued` says that the line goes on where the one before it ends."""

    text: str
    cut: Cut
    glued: bool


def _settle(lines: list[_Line], printed: frozenset[str]) -> str:
    """Say what becomes of the lines outside of the article's element; return the headline as printed."""
    inside = [number for number, line in enumerate(lines) if line.cut is KEPT]
    first, last = (inside[0], inside[-1]) if inside else (len(lines), len(lines))
    at = next((number for number in inside[:_NEAR] if lines[number].text in printed), None)
    if at is None:
        above = (n for n in range(first - 1, -1, -1) if lines[n].text in printed and not lines[n].glued)
        at = next(above, None)
    leads = 0
    for number, line in enumerate(lines):
        if number == at:
            lines[number] = line._replace(cut=KEPT)
        elif line.cut is LEAD or line.cut is OUTSIDE:
            is_lead = line.cut is LEAD and at is not None and at < number < first and leads < _LEADS
            leads += is_lead
            lines[number] = line._replace(cut=KEPT if is_lead else ABOVE if number < last else BELOW)
    return lines[at].text if at is not None else ""


def _write(lines: list[_Line]) -> tuple[str, list[tuple[Span, Cut]]]:
    """Write the lines down; return the text, and where each piece that goes stands in it."""
    pieces: list[str] = []
    cuts: list[tuple[Span, Cut]] = []
    end = 0
    whole = True
    for number, line in enumerate(lines):
        start, gone = end, line.cut is not KEPT
        whole = gone and (whole or not line.glued)
        last = number + 1 == len(lines)
        breaks = not last and not lines[number + 1].glued
        pieces.append(line.text.rstrip() + "\n" if breaks else line.text)
        end += len(pieces[-1])
        if not gone:
            continue
        span = Span(start, end if whole or not breaks else end - 1)
        if cuts and cuts[-1][1] is line.cut and cuts[-1][0].end == start:
            cuts[-1] = (Span(cuts[-1][0].start, span.end), line.cut)
        else:
            cuts.append((span, line.cut))
    return "".join(pieces), cuts


class _Marks:
    """Marks around elements, and what the text between two marks is: written down in one go."""

    def __init__(self, body: LexborNode) -> None:
        self._body = body
        self._cuts: list[Cut] = []
        self._ground = OUTSIDE

    def keep(self, node: LexborNode) -> int:
        return self.cut(node, KEPT)

    def cut(self, node: LexborNode, cut: Cut) -> int:
        """Mark an element; return the number of the mark."""
        number = len(self._cuts)
        self._cuts.append(cut)
        if node.mem_id == self._body.mem_id:
            self._ground = cut
        else:
            node.insert_before(f"{OPEN}{number}{NAMED}")
            node.insert_after(CLOSE)
        return number

    def _pieces(self) -> Iterator[tuple[str, list[int]]]:
        """Yield the text between each two marks, and the numbers of the elements it stands in."""
        for link in self._body.css("a + a"):
            before = link.prev
            if before is not None and before.tag == "a":
                link.insert_before(BREAK)
        self._body.unwrap_tags(INLINE)
        self._body.strip_tags(list(_GONE))
        self._body.merge_text_nodes()
        stack: list[int] = []
        for piece in _MARKS.split(plain(self._body.text(separator=BREAK))):
            if piece == CLOSE:
                stack.pop()
            elif piece.startswith(OPEN):
                stack.append(int(piece[1:-1]))
            elif piece:
                yield piece, stack

    def lines(self) -> list[_Line]:
        """Return the lines of the page, each with what becomes of it; changes the tree."""
        lines: list[_Line] = []
        broken = True
        for piece, stack in self._pieces():
            cut = self._fate(stack)
            parts = piece.split(BREAK)
            for place, part in enumerate(parts):
                broken = broken or place > 0
                text = part.strip() if broken else part.rstrip() if place < len(parts) - 1 else part
                if text and not text.isspace():
                    lines.append(_Line(text, cut, not broken))
                    broken = False
        return lines

    def _fate(self, stack: list[int]) -> Cut:
        """Return what becomes of the text in marked elements: the outermost that goes takes all in it along."""
        cuts = [self._cuts[number] for number in stack]
        fate = next((cut for cut in cuts if cut is not KEPT and cut is not LEAD), None)
        return fate or (cuts[0] if cuts else self._ground)
