"""Is it an article, and the whole of it? Error pages, robot checks, cookie walls and listings are not.

Comes in: a document's looks and the hits of the rules. Goes out: a `Note` that refuses the page, or
None. A page is refused only when it says itself what it is, in a line of its own that a rule of the
family `page` names, and holds nothing that could be a story; or when every paragraph on it is the
beginning of another page's story. Titles alone are no evidence: bulletins and press reviews are made
of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from cleaner.heuristics.damage import find_part
from cleaner.hits import Hit
from cleaner.looks import Looks
from cleaner.model import Decision, Note
from cleaner.patterns import WHOLE

_CUT = ("…", "...", "..", "[…]", "[...]", "(...)", "…»", "...»")
_STORY_WORDS = {"page.error": 15, "page.check": 15, "page.listing": 8, "page.empty": 8, "page.script": 8}
"""Words of a paragraph that may be a story beside what a page says of itself. A search box that found
nothing and a note on scripts stand on pages of articles too: there a line of eight words is enough."""
_WEAK = frozenset({"page.empty", "page.script"})
_WALL_WORDS = 5
_FEWEST_TEASERS = 4
TEASED = 128
"""The bit of `Looks.stirred` that says that all paragraphs may be cut."""
_TEASER_WORDS = range(8, 80)
_SAME_LENGTH = 0.2
"""Teasers are cut at a number of words or characters: the longest is rarely a fifth longer than the mean.
Columns whose paragraphs all end in dots, 40 in the development dumps, have one twice as long."""


def refuse(looks: Looks, hits: Sequence[Hit]) -> Note | None:
    """Return why a page is no article, or None; cheap where no rule of the family fired.

    >>> from cleaner.engine import clean
    >>> clean("عذراً، الصفحة غير موجودة\\nالعودة إلى الرئيسية").notes[0].code
    'not_article'
    """
    if not hits and not looks.stirred & TEASED:
        return None
    said = {hit.rule.id for hit in hits if hit.rule.id in _STORY_WORDS}
    wall = any(hit.rule.kind == "consent" and hit.rule.where == "line" for hit in hits)
    if said or wall:
        named = {hit.line for hit in hits if hit.rule.where in WHOLE}
        free = [number for number in (*looks.prose, *looks.keys) if number not in named]
        if said and not any(_is_story(looks, number, said) for number in free):
            return _refused(f"the page says so ({', '.join(sorted(said))})")
        if wall and not any(looks.count(number) >= _WALL_WORDS for number in free):
            return _refused("a consent notice and nothing else")
    if looks.stirred & TEASED and len(looks.prose) >= _FEWEST_TEASERS and _are_teasers(looks, hits):
        return _refused("every paragraph is the beginning of another page's story")
    return None


def _refused(what: str) -> Note:
    return Note("not_article", f"Not an article: {what}; kept whole.")


def _is_story(looks: Looks, number: int, said: Collection[str]) -> bool:
    """Tell whether a line may be a story: a paragraph that is not cut, or any line beside a weak saying."""
    words = looks.count(number)
    if _WEAK.issuperset(said):
        return words >= min(map(_STORY_WORDS.__getitem__, said))
    if not looks.is_prose(number) or looks.row(number).rstrip().endswith(_CUT):
        return False
    return words >= min(map(_STORY_WORDS.__getitem__, said))


def _are_teasers(looks: Looks, hits: Iterable[Hit]) -> bool:
    """Tell whether all paragraphs are cut and stand under titles of their own, with buttons or of one length."""
    rows = looks.document.rows
    glued = {hit.line for hit in hits if hit.rule.where == "suffix" and hit.rule.kind == "read_more"}
    for number in looks.prose:  # most documents end here, at the first
        if number not in glued and not rows[number].rstrip().endswith(_CUT):
            return False
    counts = [looks.count(number) for number in looks.prose]
    if not all(count in _TEASER_WORDS for count in counts) or not all(_has_title(looks, n) for n in looks.prose):
        return False
    buttons = {hit.line for hit in hits if hit.rule.kind == "read_more"}
    longest = max(counts) * len(counts) <= (1 + _SAME_LENGTH) * sum(counts)
    return len(buttons) >= len(counts) - 1 or longest


def _has_title(looks: Looks, number: int) -> bool:
    """Tell whether a title stands over a paragraph, perhaps with a date between them."""
    above = [n for n in range(max(0, number - 6), number) if not looks.blank(n)][-2:]
    return any(looks.titled(n) and looks.count(n) > 3 for n in above)


def remark(left: str, removed: Sequence[Decision], odd: bool = True) -> tuple[Note, ...]:
    """Return what there is to know of an article that is not whole, or not sound in a part, if `odd` characters may stand in it.

    >>> remark("أعلنت الوزارة أن العمل سيبدأ مطلع العام […]", [])[0].code
    'truncated'
    """
    notes: list[Note] = []
    if removed and any(vote.rule == "login.locked" for vote in removed):
        notes.append(Note("paywall", "The rest is for subscribers."))
    end = left[-40:].rstrip()
    cut = end.endswith(_CUT) and any(vote.kind in ("read_more", "login") for vote in removed[-3:])
    if cut or end.endswith(("[…]", "[...]")):
        notes.append(Note("truncated", "The text breaks off; the rest stands elsewhere."))
    if odd and (misread := find_part(left)):
        notes.append(misread)
    return tuple(notes)
