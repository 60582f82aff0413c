"""Where lines of pages come from, and pages as markdown: read back, it says what stayed."""

from __future__ import annotations

import pickle
import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser
from small_pages import BODY, HEADLINE, NO_ARTICLE, page, paragraphs

from cleaner import Cleaner, Options, Record, Verdict
from cleaner.markdown import write_markdown
from cleaner.parse.context import NOWHERE, read_contexts
from cleaner.parse.dom import UNSEEN

PLAIN = Cleaner(options=Options(default_packs=False, any_language=True))
_READER = MarkdownIt("commonmark").enable("table")
_TAGS = re.compile(r"<[^>]+>")
_BITS = (
    BODY[0], BODY[1], "قال", "نص قصير", "a*b* _c_ `d`", "# وسم", "1. أولا", "- ثانيا", "> ثالثا", "&amp;amp; &lt;b&gt;", "[x](y) ![z](w)", "a | b", "---", "===", "\\*", "#",
    "الرئيسية", "snake_case_", "~~x~~", "* * *", "+ x", "2024. عام", "[x]: y", "\u00a0", "&nbsp;", "\ufdd0\ufdd1 0", "&#xfdd3;", "\x00", "===\u200f", "https://a.example/_x_",
)  # fmt: skip
_TAGS_OF = "p p p div div h2 h3 span b a em ul ol li li table tr td td th blockquote br section article aside nav form pre img script picture svg dd o:p".split()


def squeezed(text: str) -> str:
    return "".join(text.split())


def without_marks(text: str) -> str:
    return squeezed(text).translate(dict.fromkeys((*range(0xFDD0, 0xFDD4), 0xFFFD)))


def said(markdown: str) -> str:
    """Return what a reader of CommonMark sees, white space aside."""
    html = re.sub(r'<ol start="\d+">', "<ol>", _READER.render(markdown))
    return squeezed(unescape(_TAGS.sub("", html)))


def trees() -> st.SearchStrategy[str]:
    attributes = st.sampled_from(["", "", "", ' class="share"', ' id="x"', ' href="/a b(1)"', ' colspan="2"'])
    leaf = st.sampled_from(_BITS)
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda tag, attribute, children: f"<{tag}{attribute}>{' '.join(children)}</{tag}>",
            st.sampled_from(_TAGS_OF), attributes, st.lists(inner, max_size=4),
        ),
        max_leaves=25,
    )  # fmt: skip


def judged(html: str) -> Verdict:
    return PLAIN.html(html)


# Lines


@given(trees() | trees().map(page))
@example("<div>a<span class=share>b</span> c</div>")
@example('<p id="x">a</p><p id="x">b</p>')
@example('<p id="x">a <img id="x"></p>')
@example("<p>a <script>b</script> c</p>")
@example("<a href=1>x</a><a href=2>y</a>")
@example("<p><o:p>a b.</o:p> c d.</p>")
def test_every_line_knows_its_element_and_is_the_document_s(html: str) -> None:
    document = judged(html).document
    assert [document.text[line.span.start : line.span.end] for line in document.lines] == document.rows
    tree = LexborHTMLParser(html)
    found = [tree.css(line.path) if row.strip() else [] for line, row in zip(document.lines, document.rows, strict=True)]
    tree.strip_tags([*UNSEEN, "picture"])
    for line, row, nodes in zip(document.lines, document.rows, found, strict=True):
        if row.strip():
            assert [node.tag for node in nodes] == [line.element], line.path
            assert 0 <= line.links <= 1
            assert without_marks(row) in without_marks(nodes[0].text())


def test_lines_know_their_links() -> None:
    lines = {line.path: line for line in judged(page()).document.lines}
    assert lines["body > nav:nth-of-type(1) > ul:nth-of-type(1) > li:nth-of-type(2)"].links == 1
    assert lines["body > article:nth-of-type(1) > h1:nth-of-type(1)"].links == 0
    half, = judged("<p><a href=1>abcd</a> efgh").document.lines
    assert half.links == 0.5


def test_lines_of_texts_have_no_element() -> None:
    line = PLAIN("نص").document.lines[0]
    assert (line.element, line.path, line.links) == ("", "", 0.0)


def test_scripts_do_not_count_in_paths() -> None:
    html = "<script>x()</script><div>a</div><script>y()</script><style></style><div><svg></svg><p>b</p></div>"
    path = judged(html).document.lines[1].path
    assert LexborHTMLParser(html).css(path)[0].text() == "b"


def test_what_a_page_does_not_hold_is_from_nowhere() -> None:
    document = judged(page()).document
    changed = type(document)(Record("<p>نص آخر", media="html"), document.text)
    assert read_contexts(changed) == [NOWHERE] * len(document.rows)


def test_deep_pages_have_lines_without_paths() -> None:
    lines = judged("<div>" * 1000 + "نص" + "</div>" * 1000 + "<p>آخر").document.lines
    assert (lines[0].element, lines[0].path) == ("div", "")


def test_a_verdict_on_a_page_is_pickled() -> None:
    verdict = PLAIN.html(page())
    again = pickle.loads(pickle.dumps(verdict.document))
    assert again.lines == verdict.document.lines


# Markdown


@given(trees() | trees().map(page), st.booleans())
@example("<ul><li><table><tr><td>أ</td><td>1. ب</td></tr><tr><td>|</td><td>د</td></tr></table></ul>", False)
@example("<ol><li>أ<ul><li>ب</ul><li>ج<blockquote>د<p>هـ</blockquote></ol>", True)
def test_markdown_says_what_stayed(html: str, links: bool) -> None:
    verdict = judged(html)
    assert said(write_markdown(verdict, links=links)) == squeezed(verdict.text)


def markdown(body: str, *, links: bool = False, url: str | None = None) -> str:
    """Return the markdown of a page with this body under its article."""
    written = write_markdown(PLAIN.html(page(paragraphs() + body), url), links=links)
    start = f"# {HEADLINE}\n\n" + "\n\n".join(BODY)
    assert written.startswith(start)
    return written.removeprefix(start).strip("\n")


def test_sub_headings() -> None:
    assert markdown("<h2>ردود <b>الفعل</b></h2><p>نص</p>") == "## ردود الفعل\n\nنص"


def test_lists() -> None:
    assert markdown("<ul><li>أولا<li>ثانيا<ul><li>داخل</ul><li>ثالثا<p>يتبع</p></ul>") == "- أولا\n- ثانيا\n  - داخل\n- ثالثا\n\n  يتبع"
    assert markdown("<ol><li>أولا<li>ثانيا</ol>") == "1. أولا\n2. ثانيا"


def test_a_list_that_only_places_articles_is_none() -> None:
    assert "- " not in write_markdown(PLAIN.html(f"<ul><li><h1>{HEADLINE}</h1>{paragraphs()}</li></ul>"))


def test_simple_tables() -> None:
    rows = "<tr><th>القرية<th>البيوت<tr><td>الأولى<td>12<tr><td><td>7 | 8"
    assert markdown(f"<table>{rows}</table>") == "| القرية | البيوت |\n| --- | --- |\n| الأولى | 12 |\n|  | 7 \\| 8 |"


def test_a_table_that_only_places_things_is_none() -> None:
    assert markdown("<table><tr><td>أول<td>ثان</table>") == "أول\n\nثان"
    assert "|" not in write_markdown(PLAIN.html(f"<table><tr><td><h1>{HEADLINE}</h1>{paragraphs()}<td>جانب</table>"))


def test_quotations() -> None:
    assert markdown("<blockquote><p>قال</p><p>ثم قال</p></blockquote>") == "> قال\n>\n> ثم قال"


def test_links_only_where_asked_for() -> None:
    body = '<p>ذكر <a href="/a b">تقرير (أول)</a> ثم <a href="javascript:x()">زر</a> و<a href="#x">مرسى</a></p>'
    assert markdown(body) == "ذكر تقرير (أول) ثم زر ومرسى"
    assert markdown(body, links=True) == "ذكر [تقرير (أول)](/a%20b) ثم زر ومرسى"
    assert "](https://a.example/a%20b)" in markdown(body, links=True, url="https://a.example/1/2.html")


def test_signs_stay_signs() -> None:
    assert markdown("<p># وسم</p><p>#وسم</p><p>1. أولا</p><p>- ثانيا</p><p>2 * 3</p>") == (
        "\\# وسم\n\n#وسم\n\n1\\. أولا\n\n\\- ثانيا\n\n2 \\* 3"
    )


@pytest.mark.parametrize("html", ["", NO_ARTICLE, "\x00"])
def test_rejected_pages_are_written_whole(html: str) -> None:
    verdict = judged(html)
    assert said(write_markdown(verdict)) == squeezed(verdict.document.text)


def test_a_text_is_its_own_markdown() -> None:
    verdict = PLAIN("# نص\n\n- نص")
    assert write_markdown(verdict) == verdict.text
