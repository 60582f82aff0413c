"""Surroundings: what stands among removed lines and is neither prose nor a fact.

Scrapers that take a whole page print its menus, widgets, tag lists and lists of other stories line by
line. Rules name some of these lines; the rest is known by the company it keeps. Between two paragraphs
nothing goes but what stands among six or more removed lines; after the last paragraph what stands
between removed lines, or under them to the end; before the first what stands above the headline. A
line that reads as a sentence ends the walk: short sentences may be the article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from cleaner.heuristics import unlabelled
from cleaner.heuristics.topic import Topic, is_speech
from cleaner.heuristics.vocabulary import phrases
from cleaner.looks import Looks
from cleaner.match import Hits
from cleaner.model import EITHER, Decision

_LISTED = frozenset("related navigation tags ticker widget comment player follow share".split())
_TOOLS = frozenset("share counter controls comment ad residue".split())
"""What pages print between headline and body: no sign that a menu goes on."""
_SET_IN = frozenset("related read_more ad follow player app_promo newsletter".split())
_PLUGS = 2
_FACTS = frozenset("byline source agency contact end_mark dateline caption".split())
_MENU_WORDS = 5
_FOREIGN = 0.34
"""Of 175 titles of other stories in the development gold 69 % share less of their words with the article."""
_TELLS = 0.5
_ROW_SHARE = 0.7
_MID_BODY = 6
_FEW = 3
_NEAR = 5
_ENOUGH_IN_TAIL = 2
_MARKS = re.compile(r"[.،؟!:؛«»]")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}\s?[-.)–]\s*\D|(?:اولا|ثانيا|ثالثا|رابعا|خامسا)\W)")
_BULLET = re.compile(r"\s*[-•*▪●■◆]\s")


class Page(NamedTuple):
    """A document as this stage reads it: removed lines, those as good as removed, and the topic."""

    looks: Looks
    gone: Collection[int]
    company: Collection[int]
    topic: Topic
    kinds: Mapping[int, str]


class Stretch(NamedTuple):
    """The lines between two paragraphs, or beyond the first or last, that are not blank."""

    lines: list[int]
    where: str  # "head", "body" or "tail"


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on lines that stand among removed ones."""
    facts = {hit.line for hit in hits.acting if hit.rule.kind in EITHER}
    chrome = frozenset(gone) - facts
    if len(chrome) < _ENOUGH_IN_TAIL:
        return []
    kinds = {hit.line: hit.rule.kind for hit in hits.acting}
    company = _company(looks, chrome)
    prose = _article(looks, [number for number in looks.prose if number not in gone], company)
    if not prose:
        return []
    page: Page | None = None
    votes: list[Decision] = []
    for stretch in _stretches(looks, prose):
        removed = sum(number in company for number in stretch.lines)
        if removed < (_MID_BODY if stretch.where == "body" else _ENOUGH_IN_TAIL):
            continue
        page = page or Page(looks, gone, company, Topic(looks, prose), kinds)
        tags = _tags(page, stretch) if stretch.where == "tail" else []
        chosen = [n for n in _CHOOSE[stretch.where](page, stretch.lines) if n not in gone and n not in looks.wordless]
        votes += [_vote(looks, number, "tags") for number in tags]
        chosen = [number for number in chosen if number not in tags]
        spared = _facts(looks, hits, _beside_article(chosen, stretch), stretch, gone)
        votes += [_vote(looks, number, _kind_of(looks, number, stretch, kinds)) for number in chosen if number not in spared]
    return votes


def _facts(looks: Looks, hits: Hits, near: list[int], stretch: Stretch, gone: Collection[int]) -> set[int]:
    """Return the lines that tell a fact: a date beside the headline is one, below the article it is another story's."""
    if not near:
        return set()
    told = hits.read_facts(looks.keys)
    dates = {hit.line for hit in told if stretch.where == "head" and any(name == "date" for name, _, _ in hit.groups)}
    bare = unlabelled.read(looks, [*hits.acting, *told], gone, None)
    return {hit.line for hit in (*told, *bare) if hit.rule.kind in _FACTS or hit.line in dates}.intersection(near)


def _company(looks: Looks, gone: Collection[int]) -> set[int]:
    """Return the removed lines and what the next stages remove for sure: lone signs and numbers, second printings."""
    seen: set[str] = set()
    again = {n for n, key in looks.keys.items() if key.isdigit() or (len(key) > _FEW and (key in seen or seen.add(key)))}  # type: ignore[func-returns-value]
    signs = [number for number in looks.wordless if not looks.blank(number)]
    return {*gone, *signs, *again}


def _beside_article(chosen: list[int], stretch: Stretch) -> list[int]:
    """Return the chosen lines near enough to the article to tell a fact about it."""
    near = {"head": stretch.lines[-_NEAR:], "tail": stretch.lines[:_NEAR]}.get(stretch.where, stretch.lines)
    return [number for number in chosen if number in near]


def _article(looks: Looks, prose: list[int], company: Collection[int]) -> list[int]:
    """Return the paragraphs without those that stand amid the chrome: rows of a menu above, notices below."""
    first, last = 0, len(prose)
    for cut in range(last - 1, 0, -1):
        if _amid(company, prose[cut - 1], prose[cut]) and (cut == last - 1 or not any(_ends(looks, n) for n in prose[cut:last])):
            last = cut
    menu = _menu_words(looks)
    while last - first > 1 and _is_row(looks, prose[first], menu):
        first += 1
    return prose[first:last]


def _amid(company: Collection[int], above: int, below: int) -> bool:
    """Tell whether most of what stands between two paragraphs was removed, and that is not little."""
    removed = sum(number in company for number in range(above + 1, below))
    return removed >= _MID_BODY and removed * 3 >= below - above - 1


def _stretches(looks: Looks, prose: list[int]) -> Iterator[Stretch]:
    edges = [-1, *prose, len(looks)]
    for place, (above, below) in enumerate(pairwise(edges)):
        lines = [number for number in range(above + 1, below) if not looks.blank(number)]
        if lines:
            yield Stretch(lines, "head" if place == 0 else "tail" if place == len(prose) else "body")


def _in_tail(page: Page, lines: list[int]) -> list[int]:
    """Walk up from the end: gaps between removed lines go while they look like lists."""
    looks, _, company, topic, kinds = page
    chosen: list[int] = []
    gap: list[int] = []
    removed = [number for number in lines if number in company]
    for number in reversed(lines):
        if looks.is_prose(number) and number not in company and not _foreign(looks, number, topic):
            continue
        if number not in company:
            gap.append(number)
            continue
        above = removed[: removed.index(number) + 1]
        if not _is_list(looks, gap, len(removed)) or _goes_on(looks, gap, above, kinds):
            return chosen
        chosen += [*gap, number]
        gap = []
    return chosen


def _goes_on(looks: Looks, gap: list[int], above: list[int], kinds: Mapping[int, str]) -> bool:
    """Tell whether lines go on with the article below a plug or two set into it; rags of a plug don't."""
    if len(above) > _PLUGS or any(kinds.get(number) not in _SET_IN for number in above):
        return False
    return len(gap) > _FEW or any(looks.count(number) > _FEW for number in gap)


def _foreign(looks: Looks, number: int, topic: Topic) -> bool:
    """Tell whether a long line amid the chrome of the tail is the headline of another story."""
    return not _ends(looks, number) and topic.share(looks.row(number).split()) < _FOREIGN


def _ends(looks: Looks, number: int) -> bool:
    row = looks.row(number).rstrip(' »”"')
    return row.endswith(".") and not row.endswith("..")


def _in_body(page: Page, lines: list[int]) -> list[int]:
    """Take what stands between the first and the last removed line, if the removed ones are many."""
    looks, _, company, _, _ = page
    removed = [number for number in lines if number in company]
    inner = [n for n in lines if removed[0] <= n <= removed[-1]]
    return inner if len(removed) * 4 >= len(inner) and all(_listed(looks, n) for n in inner if n not in company) else []


def _in_head(page: Page, lines: list[int]) -> list[int]:
    """Take the short lines above the headline, down to the last removed line there or item printed twice."""
    looks, gone, company, topic, kinds = page
    headline = _twice(looks, lines, company) or _headline(looks, [n for n in lines if n not in gone], topic)
    above = [n for n in lines if n in company and n < headline]
    menu_end = max((n for n in above if kinds.get(n, "share" if n in gone else "") not in _TOOLS), default=-1)
    if len(above) < _FEW:
        return []
    first = _first_printing(looks, lines, headline)
    items = [n for n in lines if n <= menu_end and n != first and _listed(looks, n)]
    menu = _menu_words(looks)
    return [n for n in items if looks.count(n) <= _MENU_WORDS or _is_row(looks, n, menu)]


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


def _menu_words(looks: Looks) -> set[str]:
    return {word for found in looks.words.values() if len(found) <= _MENU_WORDS for word in found}


def _is_row(looks: Looks, number: int, menu: Collection[str]) -> bool:
    """Tell whether a line is made of items of a menu, without a sign of sentences."""
    found = looks.words.get(number) or looks.row(number).split()
    return not _MARKS.search(looks.row(number)) and sum(word in menu for word in found) >= _ROW_SHARE * len(found)


_CHOOSE = {"head": _in_head, "body": _in_body, "tail": _in_tail}


def _headline(looks: Looks, lines: list[int], topic: Topic) -> int:
    """Return the line above which nothing belongs to the article: its headline, the last printing if several.

    Where no line tells of the topic that is the first long one, else the last of all.
    """
    found = {n: looks.words[n] for n in lines if n in looks.words and looks.count(n) > 2}
    telling = [n for n, words in found.items() if topic.told(words) >= 2 and topic.share(words) >= _TELLS]
    long = [n for n, words in found.items() if len(words) > _MENU_WORDS]
    first = next((n for n in telling if looks.count(n) > 3 or _printed_again(looks, n, lines)), None)
    if first is None:
        return long[0] if long else max(lines, default=-1)
    return max(n for n in lines if looks.keys.get(n) == looks.keys[first])


def _printed_again(looks: Looks, number: int, lines: list[int]) -> bool:
    return any(looks.keys.get(n) == looks.keys.get(number) for n in lines if n != number)


def _is_list(looks: Looks, gap: list[int], removed: int) -> bool:
    """Tell whether lines between removed ones are items of lists: no sentences, and not too many of them."""
    return not gap or (len(gap) <= 2 + 4 * removed and all(_listed(looks, n) for n in gap))


def _listed(looks: Looks, number: int) -> bool:
    """Tell whether a line may be an item of a menu or list: no sentence, no speech, no numbered point."""
    if number in looks.wordless:
        return True
    row = looks.row(number).strip()
    if is_speech(row) or _NUMBERED.match(row):
        return False
    return not (_ends(looks, number) and looks.count(number) > _FEW) and not (row.endswith((":", "،", "؛")) and looks.count(number) > _MENU_WORDS)


def _tags(page: Page, stretch: Stretch) -> list[int]:
    """Return the tags that stand between the last paragraph and the first removed line.

    Tags are three or more phrases of up to five words, most of which the article uses; a list of people
    is none, and a list of demands, with which an article may end, is not made of its words. Lines set apart by blank
    lines, where the paragraphs are not, are a list of the page's: of those half the words suffice.
    """
    looks, gone, company, topic, _ = page
    first = next((n for n in stretch.lines if n in company), None)
    gap = [n for n in stretch.lines if first is not None and n < first]
    last = max((n for n in looks.prose if n not in gone and gap and n < gap[0]), default=None)
    if len(gap) < _ENOUGH_IN_TAIL or last is None or looks.row(last).rstrip().endswith(":"):
        return []
    if any(n not in looks.words or looks.count(n) > _MENU_WORDS or not _bare(looks, n) for n in gap):
        return []
    named = sum(looks.words[n][0] in phrases("bylines", "given") for n in gap)
    apart = len(gap) > 2 and all(looks.blank(n - 1) for n in gap) and not looks.blank(last - 1)
    found = [word for number in gap for word in looks.words[number]]
    if named * 3 > len(gap) or (len(gap) < _FEW and not apart):
        return []
    return gap if topic.share(found) >= (_APART_SHARE if apart else _TAGS_SHARE) else []


_TAGS_SHARE = 0.6
_APART_SHARE = 0.3


def _bare(looks: Looks, number: int) -> bool:
    return not any(sign in looks.row(number) for sign in ":.؟!()") and not _NUMBERED.match(looks.row(number)) and not _BULLET.match(looks.row(number))


def _kind_of(looks: Looks, number: int, stretch: Stretch, kinds: Mapping[int, str]) -> str:
    """Return the kind of the removed line above, where that opens lists; else what the line looks like."""
    near = next((kinds[n] for n in reversed(stretch.lines) if n < number and n in kinds), "")
    if near in _LISTED:
        return near
    if looks.count(number) > _MENU_WORDS:
        return "ticker" if stretch.where == "head" else "related"
    return "navigation"


def _vote(looks: Looks, number: int, kind: str) -> Decision:
    reason = "Stands among removed lines, and is neither a sentence nor a fact about the article."
    return Decision(looks.document.line_span(number), f"surroundings.{kind}", kind, reason, 0.6)
