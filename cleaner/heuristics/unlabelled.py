"""Facts without a label: bylines and captions known by where they stand, for metadata and for dropping.

Comes in: looks, what the rules of facts name, and the lines already gone. Goes out: hits, which
`facts` reads; and votes, only on kinds that are to be dropped. What names them must not depend on
what goes in the same round: a caption is known by the label or the second printing that goes with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from cleaner.heuristics import bylines, captions, headline, openings
from cleaner.heuristics.content import in_zone, parts, whole
from cleaner.hits import Hit, Hits
from cleaner.looks import Looks
from cleaner.model import EITHER, Decision
from cleaner.patterns import WHOLE

_KINDS = frozenset((bylines.BYLINE.kind, captions.CAPTION.kind, openings.DATELINE.kind))


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on facts without a label, where their kind is dropped."""
    if hits.dropped.isdisjoint(_KINDS) or not looks.prose:
        return []
    told = [*(hit for hit in hits.acting if hit.rule.kind in EITHER), *hits.read_facts(looks.keys)]
    told = [hit for hit in told if in_zone(looks, hit, frozenset(gone) - {hit.line})]
    facts = {hit.line for hit in told if hit.rule.where in WHOLE}
    found = read(looks, told, gone, headline.find(looks, frozenset(gone) - facts, facts))
    found = [hit for hit in found if hit.rule.kind in hits.dropped]
    lines = [whole(looks, hit.line, hit.rule) for hit in found if hit.rule.where == "line"]
    glued = parts(looks, [hit for hit in found if hit.rule.where == "prefix"], gone)
    return [*lines, *(_before_sentence(looks, vote) for vote in glued)]


def _before_sentence(looks: Looks, vote: Decision) -> Decision:
    """Take the space behind a name along, not the one before it: that goes with the place, if it goes."""
    text, start, end = looks.document.text, vote.span.start, vote.span.end
    while text[start].isspace():
        start += 1
    while text[end : end + 1] in (" ", "\xa0"):
        end += 1
    return vote.at(start, end)


def read(looks: Looks, told: Collection[Hit], gone: Collection[int], title: int | None) -> list[Hit]:
    """Return hits on bare bylines and captions; `told` are the hits of rules, `title` is the headline's line."""
    taken = {hit.line for hit in told if hit.rule.where in WHOLE}.union(gone)
    labels = [hit.line for hit in told if hit.rule.id == "caption.label" and all(name != "title" for name, _, _ in hit.groups)]
    captioned = captions.find(looks, labels, [*_printed_twice(looks, gone, taken, title)], taken, title)
    dated = {hit.line for hit in told if hit.rule.kind == "timestamp"}
    bare = bylines.find(looks, dated, taken | {hit.line for hit in captioned} if captioned else taken)
    return [*captioned, *bare, *openings.find(looks, gone)]


def _printed_twice(looks: Looks, gone: Collection[int], taken: Collection[int], title: int | None) -> Iterator[int]:
    """Yield the lines whose second printing, right under them, is gone: in the head below the headline, else
    below a paragraph, since a headline too is printed twice.
    """
    if not gone or looks.any_alike is False:
        return
    printed = Counter(looks.keys.values())
    first, _ = looks.body(gone)
    for number in gone:
        if printed[looks.keys.get(number, "")] < 2:
            continue
        above = next((n for n in range(number - 1, -1, -1) if not looks.blank(n)), None)
        if above is None or above in taken or looks.keys.get(above) != looks.keys[number]:
            continue
        before = next((n for n in range(above - 1, -1, -1) if not looks.blank(n) and n not in gone), above)
        if (title is not None and title < above) if above < first else (looks.is_prose(before) and looks.ends_sentence(before)):
            yield above
