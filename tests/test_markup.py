"""Rules about elements: looked up fast as if Lexbor ran each, and what only looks like furniture stays."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from cleaner import EITHER, Cleaner, Options
from cleaner.parse.dom import parse
from cleaner.parse.elements import Elements
from cleaner.parse.markup import Markup
from cleaner.rules import default_packs, merge

RULES = [rule for rule in merge(default_packs()).rules if rule.where == "markup"]
ALL = Markup(RULES)
CLEANER = Cleaner(options=Options(drop=EITHER))
LEAD = "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة."
CLOSE = "وقال مهندس المشروع إن الحركة ستحول إلى الجسر الجديد، وإن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار."
MORE = "وأضاف أن الجسر بني قبل مئة عام، وأن حجارته ستفحص واحداً واحداً قبل أن تعاد إلى مكانها في الربيع المقبل."

EXAMPLES = sorted({example for rule in RULES for example in (*rule.remove, *rule.keep)})


def _naive(html: str) -> set[tuple[str, str]]:
    """Return what all selectors say of the elements of a page, each run by Lexbor."""
    body = parse(f"<article>{html}</article>").body
    assert body is not None
    Elements.of(body)
    found: dict[int, set[tuple[str, str]]] = {}
    for rule in RULES:
        for selector in rule.patterns:
            for node in body.css(selector):
                found.setdefault(node.mem_id, set()).add((rule.act, rule.id))
    found.pop(body.mem_id, None)
    return {
        (act, name)
        for said in found.values()
        for act, name in said
        if act == "keep" or not any(other == "keep" for other, _ in said)
    }


@pytest.mark.parametrize("html", EXAMPLES, ids=range(len(EXAMPLES)))
def test_lookup_says_what_lexbor_says(html: str) -> None:
    body = parse(f"<article>{html}</article>").body
    assert body is not None
    Elements.of(body)
    naive = _naive(html)
    fast = {(match.rule.act, match.rule.id) for match in ALL.within(body)}
    assert fast <= naive
    assert {act for act, _ in fast} == {act for act, _ in naive}


TRAPS = {
    "shareholders": "<div class='shareholders-article'><p>{}</p></div>",
    "shared styles": "<p class='shared_text__Zx1'>{}</p>",
    "category in the class": "<div class='post category-social-media tag-comments'><p>{}</p></div>",
    "commentary": "<div class='match-commentary'><p>{}</p></div>",
    "stage and heritage": "<div class='stage heritage-box vintage'><p>{}</p></div>",
    "lead, load, head": "<div class='lead-container load-box head-item'><p>{}</p></div>",
    "sticky": "<div class='sticky-content'><p>{}</p></div>",
    "expandable": "<div class='js-expandable-container'><p>{}</p></div>",
    "interviews": "<div class='interviews reviews'><p>{}</p></div>",
    "pollution": "<div class='pollution-map'><p>{}</p></div>",
    "blueprint": "<div class='blueprint no-print printable'><p>{}</p></div>",
    "player of a team": "<div class='player-profile'><p>{}</p></div>",
    "authority": "<div class='authority-statement'><p>{}</p></div>",
    "has a sidebar": "<div class='content has-sidebar sidebar-right'><p>{}</p></div>",
    "widget of a page builder": "<div class='elementor-widget elementor-widget-text-editor'><p>{}</p></div>",
    "large letters": "<p class='has-large-font-size has-text-align-right'>{}</p>",
    "embedded post": "<figure class='wp-block-embed is-provider-twitter'><blockquote class='twitter-tweet'><p>{}</p></blockquote></figure>",
    "social embed": "<div class='social-embed'><blockquote><p>{}</p></blockquote></div>",
    "pull quote in a widget": "<div class='widget widget--type-quotation'><blockquote><p>{}</p></blockquote></div>",
    "paid text": "<p class='paywall'>{}</p>",
    "subscribers' text": "<div class='subscriber-content'><p>{}</p></div>",
    "the rest behind a button": "<div class='read-more-content' style='display:none'><p>{}</p></div>",
    "aside": "<aside><p>{}</p></aside>",
    "header": "<header><p>{}</p></header>",
    "inserted words": "<p><ins>{}</ins></p>",
    "quotation with its speaker": "<blockquote><p>{}</p><footer>وزير النقل</footer></blockquote>",
    "drupal views": "<div class='block block-views views-row'><p>{}</p></div>",
    "signings": "<div class='winter-signings'><p>{}</p></div>",
    "candidates": "<div class='candidates-list'><p>{}</p></div>",
    "live update": "<div class='live-update'><p>{}</p></div>",
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_what_looks_like_furniture_stays(trap: str) -> None:
    page = f"<h1>صيانة الجسر القديم</h1><article><p>{LEAD}</p>{trap.format(MORE)}<p>{CLOSE}</p></article>"
    kept = CLEANER.html(page).text
    assert MORE in kept
    assert "وزير النقل" not in trap or "وزير النقل" in kept


def test_a_name_in_a_table_of_facts_may_be_a_link() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td><a href='/t{n}'>{team}</a></td><td>{40 - n}</td></tr>"
        for n, team in enumerate(("الوحدات", "الفيصلي", "الرمثا"), 1)
    )
    page = f"<h1>ترتيب الدوري</h1><article><p>{LEAD}</p><table>{rows}</table><p>{CLOSE}</p></article>"
    kept = CLEANER.html(page).text.split("\n")
    assert [line for line in ("الوحدات", "الفيصلي", "الرمثا") if line not in kept] == []


def test_a_heading_with_an_anchor_is_no_link() -> None:
    page = f"<h1>صيانة الجسر القديم</h1><article><p>{LEAD}</p><h2><a name='why'>لماذا الآن</a></h2><p>{CLOSE}</p></article>"
    assert "لماذا الآن" in CLEANER.html(page).text


def test_comments_go_however_long_they_are() -> None:
    comments = "".join(f"<li class='comment'><div class='comment-content'><p>{MORE} {n}</p></div></li>" for n in range(9))
    page = f"<main><h1>صيانة الجسر القديم</h1><p>{LEAD}</p><p>{CLOSE}</p><ol class='comment-list'>{comments}</ol></main>"
    verdict = CLEANER.html(page)
    assert verdict.text.split("\n")[-2:] == [LEAD, CLOSE] or verdict.text.strip().split("\n")[-2:] == [LEAD, CLOSE]


def test_selectors_are_read_by_lexbor() -> None:
    tree = LexborHTMLParser("<p>")
    for rule in RULES:
        for selector in rule.patterns:
            tree.css(selector)
