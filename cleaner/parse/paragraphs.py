"""The paragraphs of a page: elements with prose of their own, and how many letters of it are no link.

Comes in: the elements of a page. Goes out: `p` and the elements around a `br`; where those tell little, also
whatever else has much text of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from cleaner.parse.dom import PROSE, is_only_text, own_letters, own_text, parent
from cleaner.parse.elements import Elements
from cleaner.parse.letters import group, letters_in, plain

LEAST = 25
_LINK_ABOVE = 4
_SENTENCE_SPACES = 7
_LINK = ("a",)
_FEW = 60
SENTENCE = 4
"""Spaces: what is no page at all is read as text straight in the body."""
PARAGRAPHS = (*PROSE, "blockquote")
_HEADINGS = "h3 h4 h5 h6".split()
"""Editors of some sites write whole stories in headings."""
_BARE = "div td section article main li dd center".split()


class Paragraph(NamedTuple):
    """An element with prose of its own, and how many letters of it are no link."""

    node: LexborNode
    letters: int


Known = dict[int, Paragraph | None]
"""What elements are as paragraphs, by their `mem_id`: who looks again need not read them again."""


def paragraphs(elements: Elements, known: Known) -> Iterator[Paragraph]:
    """Yield the elements that are paragraphs by their tag, or have line breaks in them."""
    for tag in PROSE:
        yield from _read(elements[tag], letters_in(elements[tag]), known)
    rest = elements["blockquote"] + _broken(elements)
    yield from _read(rest, own_letters(rest), known)


def _broken(elements: Elements) -> list[LexborNode]:
    """Return the elements around line breaks that are not known as paragraphs, each once."""
    found: dict[int, LexborNode] = {}
    for line_break in elements["br"]:
        around = parent(line_break)
        if around is not None and around.mem_id not in found and around.tag not in PARAGRAPHS and around.tag != "html":
            found[around.mem_id] = around
    return list(found.values())


def bare_paragraphs(elements: Elements, known: Known) -> Iterator[Paragraph]:
    """Yield what else has much text of its own."""
    seen = {node.mem_id for node in _broken(elements)}
    rest = [node for tag in _BARE for node in elements[tag] if node.mem_id not in seen]
    rest += (node for tag in _HEADINGS for node in elements[tag] if _reads_on(node))
    rest += (body for body in elements["body"] if body.mem_id not in seen and own_text(body).count(" ") >= SENTENCE)
    yield from _read(rest, own_letters(rest), known)


def _read(nodes: Iterable[LexborNode], counts: Iterable[int], known: Known) -> Iterator[Paragraph]:
    inside: dict[int, bool] = {}
    for node, count in zip(nodes, counts, strict=True):
        if count < LEAST:
            continue
        if node.mem_id not in known:
            known[node.mem_id] = _paragraph(node, count, inside)
        if one := known[node.mem_id]:
            yield one


def _paragraph(node: LexborNode, count: int, inside: dict[int, bool]) -> Paragraph | None:
    """Return an element with so many letters of its own as a paragraph, if most are no link and it does not stand `inside` of one."""
    above = node.parent
    place = above.mem_id if above is not None else 0
    if place not in inside:
        inside[place] = _in_link(above)
    if inside[place]:
        return None
    linked = 0 if is_only_text(node) else sum(letters_in(_links(node)))
    return Paragraph(node, count - linked) if linked * 2 <= count else None


def _reads_on(node: LexborNode) -> bool:
    """Tell whether a heading reads as a sentence: many words and a full stop."""
    text = plain(node.text()).rstrip()
    return text.endswith(".") and text.count(" ") >= _SENTENCE_SPACES


def _links(node: LexborNode) -> list[LexborNode]:
    """Return the links in an element: most paragraphs are so small that walking costs less than the reading of a selector."""
    nodes = list(islice(node.traverse(), _FEW))
    return node.css("a") if len(nodes) == _FEW else group(nodes, "tag_id", "tag", _LINK).get("a") or []


def _in_link(above: LexborNode | None) -> bool:
    """Tell whether what is around a paragraph is a link, or stands in one: the teaser of another story."""
    for _ in range(_LINK_ABOVE):
        if above is None:
            break
        if above.tag == "a" and above.attributes.get("href"):
            return True
        above = above.parent
    return False
