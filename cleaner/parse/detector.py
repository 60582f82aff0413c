"""The article detector: which element of a page holds the story.

Every paragraph votes with its letters, full for the element that holds it, less for those around
that one; the winner widens while what is around it holds much more prose. A paragraph is a `p`, the
element around a `br`, or, where those tell little, whatever has much text of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from cleaner.parse.dom import own_letters, parent
from cleaner.parse.elements import Elements
from cleaner.parse.letters import letters, plain
from cleaner.parse.paragraphs import LEAST, PARAGRAPHS, SENTENCE, Known, Paragraph, bare_paragraphs, paragraphs

_SHARES = (1.0, 0.6, 0.3)
_LITTLE = 250
_MUCH_MORE = 3
_WIDER = 1.25
_TOO_WIDE = 2.5
_SAME = 1.02
_ALIKE = 0.7
_RIVAL = 0.5
_RIVAL_HOLDS = 0.4
_CARDS = 3
_CARD = 250
_CARD_NODES = 60
_TITLE_SPACES = 2
_MUCH = 250
_MOST = 0.5
_GOES_ON = 80
_TENTH = 0.1
CLIMB = 200
"""How far up the tree anything is followed."""
_FURNITURE = frozenset(("footer", "nav"))


_Held = tuple[LexborNode, list[Paragraph]]
"""An element, and the paragraphs that stand in it."""


class Found(NamedTuple):
    """The element that holds the article, and the paragraphs of the page.

    `held` counts the letters of the paragraphs in an element, by its `mem_id`; `within` holds those of the
    paragraphs that stand in the article's element; `alone` is false where another element had half of the votes.
    """

    node: LexborNode
    paragraphs: list[Paragraph]
    held: dict[int, int]
    within: frozenset[int]
    alone: bool = True

    @property
    def letters(self) -> int:
        return self.held[self.node.mem_id]

    @property
    def sure(self) -> bool:
        """Tell whether there is much prose, most of the page's, and no other element that holds half as much."""
        everything = sum(one.letters for one in self.paragraphs)
        return self.alone and self.letters >= _MUCH and self.letters > _MOST * everything


def detect(elements: Elements, headings: Sequence[LexborNode] = (), known: Known | None = None) -> Found | None:
    """Return the element that holds the article; None where there is no prose at all.

    `headings` print the headline; `known` is what an earlier look has read. Where little is found in paragraphs, all elements with text of their own vote.
    """
    known = {} if known is None else known
    found = list(paragraphs(elements, known))
    usual = _most_voted(found, headings)
    if usual is not None and usual.letters >= _LITTLE:
        return usual
    bare = list(bare_paragraphs(elements, known))
    wider = _most_voted(found + bare, headings) if bare else usual
    if usual is None or (wider is not None and wider.letters > _MUCH_MORE * usual.letters):
        return wider
    return usual


def _most_voted(found: list[Paragraph], headings: Sequence[LexborNode]) -> Found | None:
    if not found:
        return None
    tree = _Tree()
    votes: dict[int, float] = {}
    held: dict[int, int] = {}
    chains: list[tuple[list[int], list[Paragraph]]] = []
    for holder, members in _without_cards(list(_holders(found))):
        count = sum(one.letters for one in members)
        around, is_furniture = tree.upwards(holder)
        for place in around:
            held[place] = held.get(place, 0) + count
        if not is_furniture:
            for place, share in zip(around, _SHARES, strict=False):
                votes[place] = votes.get(place, 0) + count * share
        chains.append((around, members))
    if not votes:
        return None
    best = max(votes, key=votes.__getitem__)
    least, most = _RIVAL * votes[best], _RIVAL_HOLDS * held[best]
    near = [place for place in votes if votes[place] > least and held[place] > most and place != best]
    rivals = [place for place in near if not any(best in around and place in around for around, _ in chains)]
    chosen = tree.nodes[best]
    if rivals and headings:
        chosen = _first_after(headings, [chosen, *(tree.nodes[place] for place in rivals)])
    winner = _widen(chosen, held)
    within = (one.node.mem_id for around, members in chains if winner.mem_id in around for one in members)
    return Found(winner, found, held, frozenset(within), not rivals)


class _Tree:
    """The elements around others, by their `mem_id`: most have the same ones, which are walked once."""

    def __init__(self) -> None:
        self.nodes: dict[int, LexborNode] = {}
        self._above: dict[int, tuple[list[int], bool]] = {}

    def upwards(self, node: LexborNode) -> tuple[list[int], bool]:
        """Return an element and those around it that open lines, and whether one of them is furniture."""
        steps: list[LexborNode] = []
        at: LexborNode | None = node
        while at is not None and at.mem_id not in self._above and len(steps) < CLIMB:
            steps.append(at)
            at = None if at.tag == "body" else parent(at)
        known = self._above.get(at.mem_id, ([], False)) if at is not None else ([], False)
        for step in reversed(steps):
            self.nodes[step.mem_id] = step
            known = ([step.mem_id, *known[0][: CLIMB - 1]], known[1] or step.tag in _FURNITURE)
            self._above[step.mem_id] = known
        return known


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    """Yield an element and those around it that open lines, up to the body."""
    at: LexborNode | None = node
    for _ in range(CLIMB):
        if at is None:
            return
        yield at
        at = None if at.tag == "body" else parent(at)


def _first_after(headings: Sequence[LexborNode], rivals: list[LexborNode]) -> LexborNode:
    """Return, of elements apart that hold about as much prose, the one with the headline in it, or next below it.

    Readers' comments and the next article of an endless page may be longer than the article.
    """
    titled = {node.mem_id for heading in headings for node in _upwards(heading)}
    for node in rivals:
        if node.mem_id in titled:
            return node
    *_, body = _upwards(rivals[0])
    asked = {node.mem_id for node in (*headings, *rivals)}
    place = {at: number for number, at in enumerate(node.mem_id for node in body.traverse()) if at in asked}
    first = min(place.get(heading.mem_id, 0) for heading in headings)
    below = [node for node in rivals if place[node.mem_id] > first]
    return min(below, key=lambda node: place[node.mem_id], default=rivals[0])


def _holders(found: list[Paragraph]) -> Iterable[_Held]:
    """Return the elements that hold paragraphs, each with its own."""
    together: dict[int, tuple[LexborNode, list[Paragraph]]] = {}
    for one in found:
        alone = one.node.tag in PARAGRAPHS or one.node.css_first("br") is None
        above = parent(one.node) if alone and one.node.tag != "body" else one.node
        if above is not None:
            together.setdefault(above.mem_id, (above, []))[1].append(one)
    return together.values()


def _without_cards(held: list[_Held]) -> list[_Held]:
    """Leave out the cards of other stories: a title that is a link over a line of text, several of them."""
    alone = [(holder, members[0]) for holder, members in held if len(members) == 1 and members[0].letters <= _CARD]
    cards = {holder.mem_id for holder, member in alone if _is_card(holder, member)} if len(alone) >= _CARDS else ()
    return held if len(cards) < _CARDS else [one for one in held if one[0].mem_id not in cards] or held


def _is_card(holder: LexborNode, member: Paragraph) -> bool:
    """Tell whether an element holds a short paragraph, and beside it a link that reads like a title."""
    if member.node.mem_id == holder.mem_id:
        return False
    nodes = list(islice(holder.traverse(), _CARD_NODES + 1))
    if len(nodes) > _CARD_NODES:
        return False
    inside = {link.mem_id for link in member.node.css("a")}
    links = (node for node in nodes if node.tag == "a" and node.attributes.get("href") and node.mem_id not in inside)
    return any(plain(link.text()).count(" ") >= _TITLE_SPACES for link in links)


def _widen(winner: LexborNode, held: dict[int, int]) -> LexborNode:
    """Return what is around the winner while it holds much more prose, and not too much."""
    child = winner
    for above in islice(_upwards(winner), 1, None):
        more = held[above.mem_id] / held[winner.mem_id]
        if more > _SAME:
            near = child.mem_id == winner.mem_id and _WIDER < more < _TOO_WIDE
            if not near and not _alike(above, child, held) and not _goes_on(above, child, held) and not _trails(child):
                break
            winner = above
        child = above
    return winner


def _goes_on(above: LexborNode, child: LexborNode, held: dict[int, int]) -> bool:
    """Tell whether an element has paragraphs of its own beside the one that holds most: a story that goes on."""
    own = sum(own_letters([beside for beside in above.iter() if beside.tag in PARAGRAPHS]))
    return max(_GOES_ON, _TENTH * held[child.mem_id]) < own <= held[above.mem_id]


def _trails(child: LexborNode) -> bool:
    """Tell whether a short paragraph of one sentence, without a name or a link, follows right behind an element."""
    beside = child.next
    while beside is not None and not beside.is_element_node:
        beside = beside.next
    if beside is None or beside.tag != "p" or beside.attributes or beside.css_first("a,time,img,button,input") is not None:
        return False
    text = plain(beside.text()).strip()
    return text.endswith((".", ".»", ".\"")) and text.count(" ") >= SENTENCE and letters(text) >= LEAST


def _alike(above: LexborNode, child: LexborNode, held: dict[int, int]) -> bool:
    """Tell whether the prose beside an element stands in elements of its class, none of them with a headline."""
    wanted, added = child.attributes.get("class"), 0
    for beside in above.iter():
        if beside.tag == child.tag and beside.attributes.get("class") == wanted and beside.css_first("h1,article") is None:
            added += held.get(beside.mem_id, 0)
    return wanted is not None and added - held[child.mem_id] > _ALIKE * (held[above.mem_id] - held[child.mem_id])
