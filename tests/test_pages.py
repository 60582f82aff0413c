"""Pages: which element holds the article, what goes with its elements, and what no page can do to us."""

from __future__ import annotations

import sys
from collections.abc import Callable
from encodings.aliases import aliases

import pytest
from documents import FIRST, LAST

from cleaner import EITHER, Cleaner, Options, Status, clean_html
from cleaner.lint import check_rule
from cleaner.parse.dom import too_deep
from cleaner.parse.encoding import decode
from cleaner.rules import Rule, Rulebook

MORE = "ويطالب الصيادون منذ سنوات بمرفأ صغير يحمي قواربهم من العواصف التي تضرب الساحل الشمالي كل شتاء."
OTHER = "وفي سياق آخر، عقد نادي المدينة اجتماعه السنوي وناقش ميزانية الموسم المقبل وانتقال ثلاثة لاعبين إلى فريقه الأول."
TITLE = "صيانة الجسر القديم تبدأ اليوم"
STORY = f"<p>{FIRST}</p><p>{LAST}</p><p>{MORE}</p>"


def text_of(body: str, head: str = "") -> list[str]:
    return clean_html(f"<title>{TITLE} - جريدة النهر</title>{head}<body>{body}").text.strip().split("\n")


def test_the_headline_and_the_paragraphs_stay() -> None:
    page = f"<header><a href=/>جريدة النهر</a></header><h1>{TITLE}</h1><div class=x><div>{STORY}</div></div><footer>كل الحقوق</footer>"
    assert text_of(page) == [TITLE, FIRST, LAST, MORE]


def test_a_deck_in_a_wrapper_of_its_own_stays() -> None:
    deck = "تحويل الحركة إلى الجسر الجديد ستة أسابيع، والعمل سيجري ليلاً حتى لا تتعطل مصالح السكان."
    assert text_of(f"<h1>{TITLE}</h1><div><p>{deck}</p></div><div><div>{STORY}</div></div>") == [TITLE, deck, FIRST, LAST, MORE]
    assert text_of(f"<h1>{TITLE}</h1><h2>{deck}</h2><div><div>{STORY}</div></div>")[1] == deck


def test_a_story_that_goes_on_beside_the_element_that_holds_most() -> None:
    page = f"<h1>{TITLE}</h1><div><div>{STORY}{STORY.replace('الجسر', 'السد')}</div><p>{OTHER}</p></div><aside>x</aside>"
    assert OTHER in text_of(page)


def test_sections_of_one_class_are_one_story() -> None:
    parts = "".join(f"<section class=part><div><div>{STORY.replace('الجسر', word).replace('الساحل', word)}</div></div></section>" for word in ("صور", "جبيل", "عكا"))
    assert len(text_of(f"<h1>{TITLE}</h1><main>{parts}</main>")) == 10


@pytest.mark.parametrize("wrapper", ["<form>{}</form>", "<table><tr><td>{}</td></tr></table>", "<aside>{}</aside>", '<div class="has-sidebar">{}</div>', "<div><span>{}</span></div>"])
def test_odd_wrappers_hold_articles_too(wrapper: str) -> None:
    assert text_of(wrapper.format(f"<h1>{TITLE}</h1>{STORY}")) == [TITLE, FIRST, LAST, MORE]


def test_bare_text_between_line_breaks() -> None:
    page = f"<h1>{TITLE}</h1><div>{FIRST}<br><br>{LAST}<br>{MORE}</div>"
    assert text_of(page) == [TITLE, FIRST, LAST, MORE]


@pytest.mark.parametrize("page", ["{}", "<body>{}<nav><a href=/>أقسام</a></nav>", "<center><b>{}</b></center>"])
def test_text_without_an_element_of_its_own(page: str) -> None:
    assert clean_html(page.format(f"{FIRST} {LAST}")).text.strip() == f"{FIRST} {LAST}"


def test_bare_elements_where_no_paragraph_is() -> None:
    page = f"<h1>{TITLE}</h1><div id=s><div>{FIRST}</div><div>{LAST}</div><div>{MORE}</div></div>"
    assert text_of(page) == [TITLE, FIRST, LAST, MORE]


def test_comments_longer_than_the_article() -> None:
    comments = "".join(f"<li><p>{OTHER} رقم {n}</p></li>" for n in range(6))
    assert text_of(f"<div><h1>{TITLE}</h1><div>{STORY}</div></div><ol>{comments}</ol>") == [TITLE, FIRST, LAST, MORE]


def test_the_next_article_of_an_endless_page_goes() -> None:
    following = f"<article><h1>نادي المدينة يعقد اجتماعه السنوي</h1>{''.join(f'<p>{OTHER} رقم {n}</p>' for n in range(4))}</article>"
    assert text_of(f"<main><article><h1>{TITLE}</h1>{STORY}</article>{following}</main>") == [TITLE, FIRST, LAST, MORE]


def test_words_split_by_elements_and_comments_are_whole() -> None:
    broken = FIRST.replace("الجسر", "ال<b>جس</b><!-- -->ر")
    assert text_of(f"<h1>{TITLE}</h1><p>{broken}</p><p>{LAST}")[1] == FIRST


def test_a_mark_may_be_lost_in_what_holds_no_text() -> None:
    page = f"<article><h1>جسر جديد</h1><picture><img class='share-icon' src=a><b class='share'>شارك</b></picture><p>{FIRST}</p><p>{LAST}</p></article>"
    assert clean_html(page).text == f"جسر جديد\n{FIRST}\n{LAST}"


def test_entities_and_odd_spaces() -> None:
    spaced, soft = FIRST.replace(" ", "&nbsp;&#32;\n"), LAST.replace("الجسر", "الج&shy;سر")
    page = f"<h1>{TITLE}</h1><p>{spaced}</p><p>{soft}</p>"
    assert text_of(page)[1:] == [FIRST, LAST.replace("الجسر", "الج\u00adسر")]


@pytest.mark.parametrize(
    "page",
    ["", "نص فقط", "<p>نص قصير</p>", "<nav><a>خبر</a></nav>", "<frameset><frame src=x></frameset>",
     "".join(f"<div><h2><a href={n}>الوزير يفتتح المعرض رقم {n}</a></h2><p>{MORE[:60]}</p></div>" for n in range(12))],
)  # fmt: skip
def test_a_page_without_an_article_is_rejected_whole(page: str) -> None:
    verdict = clean_html(page)
    assert verdict.status is Status.REJECTED
    assert verdict.text == verdict.document.text
    assert verdict.notes


def test_a_short_item_with_cards_in_it_is_an_article() -> None:
    cards = "".join(f"<div><h3><a href={n}>الوزير يفتتح المعرض رقم {n}</a></h3></div>" for n in range(8))
    assert FIRST in text_of(f"<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{LAST}</p><div>{cards}</div></article>")


def test_facts_stay_unless_dropped() -> None:
    page = f"<h1>{TITLE}</h1><p>كتب: سالم الحداد</p>{STORY}"
    assert "كتب: سالم الحداد" in clean_html(page).text
    assert "سالم" not in Cleaner(options=Options(drop=EITHER)).html(page).text


def test_a_decision_says_selector_and_path() -> None:
    cut = next(d for d in clean_html(f"<h1>{TITLE}</h1><div id=m>{STORY}<nav><a>السابق</a></nav></div>").removed)
    assert (cut.rule, cut.selector, cut.path) == ("navigation.element", "nav", "#m > nav:nth-of-type(1)")


def test_rules_about_elements_are_checked() -> None:
    rule = Rule("share.box", "share", "markup", "why", patterns=("div[",), remove=("<div>x</div>",), keep=("<p>y</p>",))
    assert "no selector" in str(check_rule(rule, Rulebook((rule,), {}))[0])
    deaf = Rule("share.box", "share", "markup", "why", patterns=(".s",), remove=("<div>x</div>",), keep=("<p class=s>y</p>",))
    assert len(check_rule(deaf, Rulebook((deaf,), {}))) == 2


ENCODED = f"<p>{FIRST}</p>"


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (ENCODED.encode(), []),
        (b"\xef\xbb\xbf" + ENCODED.encode(), []),
        (ENCODED.encode("utf-16"), []),
        (ENCODED.encode("utf-16-le"), []),
        (ENCODED.encode("utf-16-be"), []),
        (b"<meta charset=windows-1256>" + ENCODED.encode("cp1256"), []),
        (ENCODED.encode("cp1256"), []),
        (b'<meta http-equiv=Content-Type content="text/html; charset=iso-8859-6">' + ENCODED.encode("iso8859_6", "ignore"), []),
        (b"<meta charset=utf-8>" + ENCODED.encode("cp1256"), ["encoding"]),
        (b"<meta charset=windows-1256>" + ENCODED.encode(), ["encoding"]),
        (b"<meta charset=iso-8859-1>" + ENCODED.encode("cp1256"), ["encoding"]),
        (b"<meta charset=nonsense>" + ENCODED.encode(), []),
        (ENCODED.encode()[:-7] + b"\xd8", []),
        (ENCODED.encode().replace("الجسر".encode(), b"\xff\xfe"), ["encoding"]),
    ],
)
def test_encodings(data: bytes, codes: list[str]) -> None:
    text, notes = decode(data)
    assert "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة" in text
    assert [note.code for note in notes] == codes


@pytest.mark.parametrize("name", sorted({*aliases.values(), "undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "nonsense"}))
def test_a_page_may_claim_any_encoding_of_python(name: str) -> None:
    assert MORE in clean_html(f"<meta charset={name}><h1>{TITLE}</h1>{STORY}".encode("cp1256") + b"<p>\\q").text


def test_what_was_said_of_a_page_goes_before_its_own_word() -> None:
    page = b"<meta charset=utf-8><p>caf\xe9 \xd0 on"
    assert decode(page, "iso-8859-9")[0].endswith("caf\u00e9 \u011e on")
    assert decode(page, "hex")[0] == decode(page.replace(b"utf-8", b"hex"))[0].replace("hex", "utf-8")


def test_a_page_of_letters_misread_is_rejected() -> None:
    verdict = clean_html(f"<h1>x</h1>{STORY}".encode().decode("cp1252", "replace"))
    assert (verdict.status, [note.code for note in verdict.notes]) == (Status.REJECTED, ["mojibake"])


SHAPES: dict[str, Callable[[int], str]] = {
    "nested": lambda n: "<div>" * n + STORY,
    "nested text": lambda n: "<div>نص" * n + STORY,
    "inline": lambda n: "<b>" * n + STORY,
    "quotes": lambda n: f"<blockquote>{MORE}" * n,
    "tables": lambda n: "<table><tr><td>" * n + STORY,
    "templates": lambda n: "<template>" * n + STORY,
    "attributes": lambda n: "<div " + " ".join(f"a{k}=x" for k in range(n * 20)) + ">" + STORY,
    "classes": lambda n: '<div class="' + " ".join(f"a{k}" for k in range(n)) + '">' + STORY,
    "links": lambda n: f"<div>{STORY}" + "<a href=x>خبر</a>" * n,
    "linked lists": lambda n: "<ul><li><a href=x>خبر</a></ul>" * n + STORY,
    "line breaks": lambda n: "<div>" + "سطر من نص<br>" * n + "</div>",
    "paragraphs": lambda n: f"<p>{MORE}</p>" * n,
    "marked spans": lambda n: f"<p>{MORE}" + "<span class=breadcrumb>خبر</span> نص " * n,
    "comments": lambda n: "<p>" + "نص<!-- -->" * n + STORY,
    "unfinished": lambda n: "<p" * n + STORY,
    "cards": lambda n: "<h2><a href=x>الوزير يفتتح المعرض</a></h2>" * n + STORY,
    "rivals": lambda n: f"<section><div><p>{MORE}</p></div></section>" * n,
}


NESTED = frozenset(("nested", "nested text", "inline", "quotes", "tables", "templates", "attributes"))


def steps(work: Callable[[], object]) -> int:
    """Count the lines of Python that some work runs through."""
    count = 0

    def trace(frame: object, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("shape", sorted(SHAPES.keys() - NESTED))
def test_work_grows_with_the_page(shape: str) -> None:
    cleaner = Cleaner()
    cleaner.html(STORY)
    small, large = (steps(lambda n=n: cleaner.html(SHAPES[shape](n))) for n in (150, 600))
    assert large < 6 * small + 20_000


@pytest.mark.parametrize("shape", sorted(NESTED))
def test_what_a_parser_takes_hours_for_is_not_parsed(shape: str) -> None:
    page = SHAPES[shape](30_000)
    assert too_deep(page)
    verdict = clean_html(page)
    assert (verdict.status, verdict.notes[0].code) == (Status.REJECTED, "steps")
    assert FIRST in verdict.text or MORE in verdict.text


def test_engines_say_the_same_in_the_same_form() -> None:
    page = f"<title>{TITLE}</title><nav><a href=/>أقسام</a></nav><article><h1>{TITLE}</h1>{STORY}{STORY.replace('الجسر', 'السد')}</article>"
    ours = clean_html(page)
    theirs = Cleaner(options=Options(engine="trafilatura")).html(page)
    assert ours.text == theirs.text
    assert ours.document.text == theirs.document.text
    assert [note.code for note in theirs.notes] == ["engine"]
    assert not Cleaner(options=Options(engine="auto")).html(page).notes


def test_auto_asks_where_the_detector_is_not_sure() -> None:
    rival = "".join(f"<p>{OTHER} رقم {n}</p>" for n in range(3))
    page = f"<div><div><div><div>{STORY}</div></div></div></div><div><div><div><div>{rival}</div></div></div></div>"
    assert [note.code for note in Cleaner(options=Options(engine="auto")).html(page).notes] == ["engine"]
