"""A page becomes a text, and what of it goes with its elements.

Comes in: a page as text, and the rules about elements. Goes out: a `Page`: all that a reader is shown,
a line for each run of text between two elements that open lines, in the order of the page; and its
cuts. An element is cut as a whole: marks stand around it while one call writes the whole text down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from cleaner.model import Note, Span
from cleaner.options import Engine
from cleaner.parse.cuts import KEPT, LEAD, Cut, Piece
from cleaner.parse.detector import CLIMB, Found
from cleaner.parse.dom import Paths, parse, raw_text, too_deep
from cleaner.parse.elements import Elements
from cleaner.parse.foreign import find
from cleaner.parse.front import words_asked
from cleaner.parse.headline import Headline
from cleaner.parse.links import linked
from cleaner.parse.marks import ForeignMark, Marks, without_marks
from cleaner.parse.markup import Markup, Match
from cleaner.parse.opening import decks, leads
from cleaner.parse.settle import ask, settle
from cleaner.parse.write import write

_MOST = 0.4
_MOST_SURE = 0.9


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
    except ForeignMark:
        return _read(without_marks(html), markup, engine, True)


def _read(html: str, markup: Markup, engine: Engine, sure: bool = False) -> Page:
    if too_deep(html):
        return Page(raw_text(html), note=Note("steps", "Elements nested too deeply: not read."))
    tree = parse(html)
    headline = Headline.of(tree)
    body = tree.body
    if body is None:
        return Page("")
    held = Elements.of(body)
    headings = headline.headings(held)
    found = find(held, headings, markup)
    marks = Marks(body, held, sure)
    if found is None:
        return _whole(marks.pieces())
    printed = headline.printed(headings)
    marks.cut(found.node, KEPT)
    paths = Paths()
    for node, cut in (*_inside(found, held, markup, paths), *_around(found, markup, paths)):
        marks.cut(node, cut)
    for node in (*leads(found, held), *decks(found, headings, markup)):
        marks.cut(node, LEAD)
    asked = words_asked(found, held)
    written, note = marks.pieces(), None
    if engine == "trafilatura" or (engine == "auto" and not found.sure):
        written, note = ask(written, html, engine)
    pieces, title = settle(written, printed)
    nothing = not any(piece.cut is KEPT and piece.text.strip() for piece in pieces)
    if nothing or len(title.split()) < asked:
        return _whole(pieces)
    text, cuts = write(pieces)
    return Page(text, tuple(cuts), title or headline.best(), True, note)


def _whole(pieces: list[Piece]) -> Page:
    """Return a page without an article."""
    return Page(write([piece._replace(cut=KEPT) for piece in pieces])[0])


def _inside(found: Found, held: Elements, markup: Markup, paths: Paths) -> Iterator[tuple[LexborNode, Cut]]:
    """Yield what goes inside of the article's element: what rules name, and blocks of links."""
    kept = {found.node.mem_id}
    matches = markup.within(found.node, held.tags)
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
        for match in markup.said(above.iter()):
            if match.rule.act == "remove" and match.node.mem_id != node.mem_id:
                yield match.node, _named(match, paths)
        node = above
