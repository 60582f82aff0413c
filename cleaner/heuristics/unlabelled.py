"""Facts without a label: bylines and captions known by where they stand, for metadata and for dropping.

Comes in: looks, what the rules of facts name, and the lines already gone. Goes out: hits, which
`facts` reads; and votes, only on kinds that are to be dropped. What names them must not depend on
what goes in the same round: a caption is known by the label or the second printing that goes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from cleaner.heuristics import bylines, captions, headline
from cleaner.heuristics.content import WHOLE, in_zone, whole
from cleaner.looks import Looks
from cleaner.match import Hit, Hits
from cleaner.model import EITHER, Decision

_KINDS = frozenset((bylines.BYLINE.kind, captions.CAPTION.kind))


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on facts without a label, where their kind is dropped."""
    if hits.dropped.isdisjoint(_KINDS) or not looks.prose:
        return []
    told = [*(hit for hit in hits.acting if hit.rule.kind in EITHER), *hits.read_facts(looks.keys)]
    told = [hit for hit in told if in_zone(looks, hit, frozenset(gone) - {hit.line})]
    facts = {hit.line for hit in told if hit.rule.where in WHOLE}
    found = read(looks, told, printed_twice(looks, frozenset(gone) - facts, facts), gone)
    return [whole(looks, hit.line, hit.rule) for hit in found if hit.rule.kind in hits.dropped]


def read(looks: Looks, told: Collection[Hit], twice: Iterable[int], gone: Collection[int]) -> list[Hit]:
    """Return hits on bare bylines and captions; `told` are the hits of rules, `twice` captions printed twice."""
    taken = {hit.line for hit in told if hit.rule.where in WHOLE} | set(gone)
    labels = [hit.line for hit in told if hit.rule.id == "caption.label" and all(name != "title" for name, _, _ in hit.groups)]
    captioned = captions.find(looks, labels, [*twice], taken)
    dated = {hit.line for hit in told if hit.rule.kind == "timestamp"}
    return [*captioned, *bylines.find(looks, dated, taken | {hit.line for hit in captioned})]


def printed_twice(looks: Looks, gone: Collection[int], facts: Collection[int]) -> Iterator[int]:
    """Yield the lines whose second printing, right under them, is gone; not the headline."""
    title = headline.find(looks, gone, facts)
    for number in gone:
        if number in looks.keys:
            above = next((n for n in range(number - 1, -1, -1) if not looks.blank(n)), title)
            if above is not None and above != title and above not in gone and looks.keys.get(above) == looks.keys[number]:
                yield above
