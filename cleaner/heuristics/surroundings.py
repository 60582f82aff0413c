"""Surroundings: what stands among removed lines and is neither prose nor a fact.

Scrapers that take a whole page print its menus, widgets, tag lists and lists of other stories line by
line. Rules name some of these lines; the rest is known by the company it keeps. Between two paragraphs
nothing goes but what stands among six or more removed lines; after the last paragraph what stands
between removed lines, or under them to the end; before the first what stands above the headline. A
line that reads as a sentence ends the walk: short sentences may be the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from cleaner.heuristics import unlabelled
from cleaner.heuristics.tag_lists import NUMBERED, find_tags
from cleaner.heuristics.topic import Topic, is_speech
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import EITHER, Decision
from cleaner.rules import Rule

_LISTED = frozenset("related navigation tags ticker widget comment player follow share".split())
_TOOLS = frozenset("share counter controls comment ad residue".split())
"""What pages print between headline and body: no sign that a menu goes on."""
_SET_IN = frozenset("related read_more ad follow player app_promo newsletter".split())
_PLUGS = 2
_FACTS = frozenset("byline source agency contact end_mark dateline caption".split())
_MENU_WORDS = 5
_ROW_SHARE = 0.7
_MID_BODY = 6
_FEW = 3
_NAMES = 4
_NEAR = 5
_ENOUGH_IN_TAIL = 2
_CLOCK = re.compile(r"\d\s?[:/.\-]\s?\d")
"""A date or a time is no counter."""
_BULLETS = ("•", "·", "●", "▪")
_MARKS = re.compile(r"[.،؟!:؛«»]")


class Page(NamedTuple):
    """A document as this stage reads it: removed lines, those as good as removed, the topic, what menus say, and the
    lines that may be tools between headline and body."""

    looks: Looks
    gone: Collection[int]
    company: set[int]
    topic: Topic
    kinds: Mapping[int, str]
    menu: Collection[str]
    tools: Collection[int]


class Facts(NamedTuple):
    """The lines that tell a fact, and those with a date: below the article a date is another story's."""

    named: set[int]
    dated: set[int]


class Stretch(NamedTuple):
    """The lines between two paragraphs, or beyond the first or last, that are not blank."""

    lines: list[int]
    where: str  # "head", "body" or "tail"


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on lines that stand among removed ones."""
    if len(gone) < _ENOUGH_IN_TAIL:
        return []
    facts = {hit.line for hit in hits.acting if hit.rule.kind in EITHER}
    chrome = frozenset(gone) - facts
    if len(chrome) < _ENOUGH_IN_TAIL:
        return []
    company = _company(looks, chrome)
    prose = _article(looks, [number for number in looks.prose if number not in gone], company)
    if not prose:
        return []
    page: Page | None = None
    facts_told: Facts | None = None
    votes: list[Decision] = []
    for stretch in _stretches(looks, prose):
        removed = len(company.intersection(stretch.lines))
        if removed < (_MID_BODY if stretch.where == "body" else _ENOUGH_IN_TAIL):
            continue
        page = page or _read_page(looks, hits, gone, company, prose)
        tags = find_tags(page.looks, stretch.lines, gone, company, page.topic) if stretch.where == "tail" else []
        chosen = [n for n in _CHOOSE[stretch.where](page, stretch.lines) if n not in gone and not looks.is_wordless(n)]
        votes += [_vote(looks, number, "tags") for number in tags]
        announced = _announced(looks, stretch.lines, gone) if chosen and stretch.where == "tail" else ()
        chosen = [number for number in chosen if number not in tags and number not in announced]
        spared: set[int] = set()
        if near := _beside_article(chosen, stretch):
            facts_told = facts_told or _facts(looks, hits, gone)
            spared = (facts_told.named | facts_told.dated if stretch.where == "head" else facts_told.named) & near
        if chosen:
            above = _kinds_above(stretch.lines, page.kinds)
            votes += [_vote(looks, n, _kind_of(looks, n, stretch, above[n])) for n in chosen if n not in spared]
    return votes


def _read_page(looks: Looks, hits: Hits, gone: Collection[int], company: set[int], prose: list[int]) -> Page:
    """Return a document as this stage reads it, where there is something to read: most have no stretch with company enough."""
    named: dict[int, Rule] = {}
    for hit in hits.acting:
        known = named.get(hit.line)
        if known is None or known.id < hit.rule.id:
            named[hit.line] = hit.rule
    kinds = {number: rule.kind for number, rule in named.items()}
    tools = {hit.line for hit in hits.acting if hit.rule.kind in _TOOLS}
    return Page(looks, gone, company, Topic(looks, prose), kinds, _menu(looks), tools)


def _menu(looks: Looks) -> set[str]:
    """Return the words of the items of menus."""
    return {word for found in looks.words.values() if len(found) <= _MENU_WORDS for word in found}


def _facts(looks: Looks, hits: Hits, gone: Collection[int]) -> Facts:
    """Return the lines that tell a fact."""
    told = hits.read_facts(looks.keys)
    bare = unlabelled.read(looks, [*hits.acting, *told], gone, None)
    dated = {hit.line for hit in told if any(name == "date" for name, _, _ in hit.groups)}
    return Facts({hit.line for hit in (*told, *bare) if hit.rule.kind in _FACTS}, dated)


def _company(looks: Looks, gone: Collection[int]) -> set[int]:
    """Return the removed lines and what the next stages remove for sure: lone signs and numbers, second printings."""
    seen: set[str] = set()
    again = {n for n, key in looks.keys.items() if key.isdigit() or (len(key) > _FEW and (key in seen or seen.add(key)) and not (_ends(looks, n) and looks.count(n) > _FEW))}  # type: ignore[func-returns-value]
    return {*gone, *looks.signs(), *again}


def _beside_article(chosen: list[int], stretch: Stretch) -> set[int]:
    """Return the chosen lines near enough to the article to tell a fact about it."""
    near = {"head": stretch.lines[-_NEAR:], "tail": stretch.lines[:_NEAR]}.get(stretch.where, stretch.lines)
    return {*chosen}.intersection(near)


def _article(looks: Looks, prose: list[int], company: set[int]) -> list[int]:
    """Return the paragraphs without those that stand amid the chrome: rows of a menu above, notices below."""
    first, last = 0, len(prose)
    sentences, read = False, last  # whether a paragraph from `read` to `last` ends as sentences do
    for cut in range(last - 1, 0, -1):
        if not _amid(company, prose[cut - 1], prose[cut]):
            continue
        if cut < last - 1:
            sentences = sentences or any(_ends(looks, number) for number in prose[cut:read])
            read = cut
        if cut == last - 1 or not sentences:
            sentences, last, read = False, cut, cut
    menu: set[str] | None = None
    while last - first > 1 and not _MARKS.search(looks.row(prose[first])):
        menu = _menu(looks) if menu is None else menu
        if not _is_row(looks, prose[first], menu):
            break
        first += 1
    return prose[first:last]


def _amid(company: set[int], above: int, below: int) -> bool:
    """Tell whether most of what stands between two paragraphs was removed, and that is not little."""
    if below - above <= _MID_BODY:
        return False
    removed = len(company.intersection(range(above + 1, below)))
    return removed >= _MID_BODY and removed * 3 >= below - above - 1


def _stretches(looks: Looks, prose: list[int]) -> Iterator[Stretch]:
    edges = [-1, *prose, len(looks)]
    for place, (above, below) in enumerate(pairwise(edges)):
        if below - above > 1 and (lines := looks.seen(above + 1, below)):
            yield Stretch(lines, "head" if place == 0 else "tail" if place == len(prose) else "body")


def _in_tail(page: Page, lines: list[int]) -> list[int]:
    """Walk up from the end: gaps between removed lines go while they look like lists."""
    looks, company, topic = page.looks, page.company, page.topic
    chosen: list[int] = []
    gap: list[int] = []
    removed = [number for number in lines if number in company]
    left = len(removed)
    for number in reversed(lines):
        if looks.is_prose(number) and number not in company and not _foreign(looks, number, topic):
            continue
        if number not in company:
            gap.append(number)
            continue
        if not _is_list(looks, gap, len(removed)) or (left <= _PLUGS and _goes_on(looks, gap, removed[:left], page.kinds)):
            return chosen
        chosen += [*gap, number]
        gap = []
        left -= 1
    return chosen


def _announced(looks: Looks, lines: list[int], gone: Collection[int]) -> set[int]:
    """Return the lines that one ending in a colon announces, right below the article: numbers to call, a programme."""
    under: set[int] = set()
    above = next((n for n in range(lines[0] - 1, -1, -1) if not looks.blank(n)), -1)
    opened = above >= 0 and looks.row(above).rstrip().endswith(":")
    for number in lines:
        if number in gone:
            break
        if opened:
            under.add(number)
        opened = opened or looks.row(number).rstrip().endswith(":")
    return under


def _goes_on(looks: Looks, gap: list[int], above: list[int], kinds: Mapping[int, str]) -> bool:
    """Tell whether lines go on with the article below a plug or two set into it; rags of a plug don't."""
    if any(kinds.get(number) not in _SET_IN for number in above):
        return False
    return len(gap) > _FEW or any(looks.count(number) > _FEW for number in gap)


def _foreign(looks: Looks, number: int, topic: Topic) -> bool:
    """Tell whether a long line amid the chrome of the tail is the headline of another story."""
    return not _ends(looks, number) and topic.is_foreign(looks.row(number).split())


def _ends(looks: Looks, number: int) -> bool:
    row = looks.row(number).rstrip(' »”"')
    return row.endswith(".") and not row.endswith("..")


def _in_body(page: Page, lines: list[int]) -> list[int]:
    """Take what stands between the first and the last removed line, if the removed ones are many."""
    looks, company = page.looks, page.company
    removed = [number for number in lines if number in company]
    inner = [n for n in lines if removed[0] <= n <= removed[-1]]
    return inner if len(removed) * 4 >= len(inner) and all(_listed(looks, n) for n in inner if n not in company) else []


def _in_head(page: Page, lines: list[int]) -> list[int]:
    """Take the short lines above the headline, down to the last removed line there or item printed twice."""
    looks, gone, company = page.looks, page.gone, page.company
    named = [n for n in lines if n in gone and page.kinds.get(n) == "navigation"]
    floor = named[-1] if len(named) >= _FEW else -1
    headline = _twice(looks, lines, company) or _headline(looks, [n for n in lines if n not in gone], page.topic, floor)
    above = [n for n in lines if n in company and n < headline and (n in gone or not _CLOCK.search(looks.row(n)))]
    if len(above) < _FEW - (any(page.kinds.get(n) == "masthead" for n in above) or _holds_menu(looks, above)):
        return []
    menu_end = max((n for n in above if n in looks.keys and n not in page.tools and (n in page.kinds or n not in gone)), default=-1)
    first = _first_printing(looks, lines, headline)
    items = [n for n in lines if n <= menu_end and n != first and _listed(looks, n)]
    bullets = _bullets(looks, items)
    return [n for n in items if looks.count(n) <= _MENU_WORDS or n in bullets or _is_row(looks, n, page.menu)]


def _twice(looks: Looks, lines: list[int], company: Collection[int]) -> int | None:
    """Return the second printing of the first line, where the menu stands between the two: that is a headline."""
    again = [n for n in lines[1:] if looks.keys.get(n) == looks.keys.get(lines[0], "")]
    if not again or looks.count(lines[0]) < 2:
        return None
    between = sum(lines[0] < n < again[-1] for n in company)
    return again[-1] if between >= 2 and between * 2 >= sum(n in company for n in lines) - 1 else None


def _first_printing(looks: Looks, lines: list[int], headline: int) -> int | None:
    """Return the first line where it is the headline, printed above the menu too."""
    same = headline < len(looks) and looks.keys.get(lines[0]) == looks.keys.get(headline)
    return lines[0] if same else None


def _is_row(looks: Looks, number: int, menu: Collection[str]) -> bool:
    """Tell whether a line is made of items of a menu, without a sign of sentences."""
    row = looks.row(number)
    if _MARKS.search(row):
        return False
    found = looks.words.get(number) or row.split()
    return sum(word in menu for word in found) >= _ROW_SHARE * len(found)


def _headline(looks: Looks, lines: list[int], topic: Topic, floor: int) -> int:
    """Return the line above which nothing belongs to the article: its headline, the last printing if several.

    Where no line of four words tells of the topic that is the first long one, below the `floor` of the menu if there is
    one, a short one that does, else the last of all.
    """
    items = _bullets(looks, lines)
    found = {n: looks.words[n] for n in lines if n in looks.words and n not in items and looks.count(n) > 2 and _letters(looks.words[n]) > 1}
    telling = [n for n, words in found.items() if topic.is_own(words)]
    long = [n for n, words in found.items() if len(words) > _MENU_WORDS]
    keys = Counter(looks.keys.get(n) for n in lines)
    first = next((n for n in telling if looks.count(n) > 3 or keys[looks.keys.get(n)] > 1), None)
    if first is None:
        return next((n for n in long if n > floor), long[0]) if long else telling[-1] if telling else _last_titled(looks, lines)
    return max(n for n in lines if looks.keys.get(n) == looks.keys[first])


def _holds_menu(looks: Looks, above: list[int]) -> bool:
    """Tell whether two removed lines hold names between them, one on a line and at most three words each: a menu."""
    inner = [n for n in range(above[0] + 1, above[-1]) if not looks.blank(n)] if above else []
    return len(inner) >= _NAMES and all(n in looks.words and looks.count(n) <= _FEW and not looks.ends_sentence(n) for n in inner)


def _bullets(looks: Looks, lines: list[int]) -> set[int]:
    """Return the lines that open with a bullet, where that makes a list."""
    found = {n for n in lines if looks.row(n).lstrip().startswith(_BULLETS)}
    return found if len(found) >= _FEW else set()


def _letters(found: list[str]) -> int:
    """Count words that are no numbers: a date and the time beside it have one or none."""
    return sum(not word.isdigit() for word in found)


def _last_titled(looks: Looks, lines: list[int]) -> int:
    """Return the last line of three words and more in Arabic, which may be a short headline; else the last of all."""
    titled = [n for n in lines if looks.titled(n) and sum(word.isalpha() and not word.isascii() for word in looks.words[n]) > 2]
    return max(titled or lines, default=-1)


def _is_list(looks: Looks, gap: list[int], removed: int) -> bool:
    """Tell whether lines between removed ones are items of lists: no sentences, and not too many of them."""
    return not gap or (len(gap) <= 2 + 4 * removed and all(_listed(looks, n) for n in gap))


def _listed(looks: Looks, number: int) -> bool:
    """Tell whether a line may be an item of a menu or list: no sentence, no speech, no numbered point."""
    if looks.is_wordless(number):
        return True
    row = looks.row(number).strip()
    if is_speech(row) or NUMBERED.match(row):
        return False
    return not (_ends(looks, number) and looks.count(number) > _FEW) and not (row.endswith((":", "،", "؛")) and looks.count(number) > _MENU_WORDS)


def _kinds_above(lines: list[int], kinds: Mapping[int, str]) -> dict[int, str]:
    """Return for every line the kind of the nearest line above it that a rule names."""
    above: dict[int, str] = {}
    near = ""
    for number in lines:
        above[number] = near
        near = kinds.get(number, near)
    return above


def _kind_of(looks: Looks, number: int, stretch: Stretch, above: str) -> str:
    """Return the kind of the line above that a rule names, where that opens lists; else what the line looks like."""
    if above in _LISTED:
        return above
    if looks.count(number) > _MENU_WORDS:
        return "ticker" if stretch.where == "head" else "related"
    return "navigation"


def _vote(looks: Looks, number: int, kind: str) -> Decision:
    reason = "Stands among removed lines, and is neither a sentence nor a fact about the article."
    return looks.vote(number, f"surroundings.{kind}", kind, reason, 0.6)


_CHOOSE = {"head": _in_head, "body": _in_body, "tail": _in_tail}
