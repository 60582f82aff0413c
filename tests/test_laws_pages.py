"""The laws of the design for pages, on what a page says to a reader.

Pages are put together from chrome, articles, fixtures and random markup, or are arbitrary text and bytes.
"""

from __future__ import annotations

import subprocess
import sys
from html import escape

import pytest
from documents import FIRST, LAST, documents, lines
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner import EITHER, Cleaner, Options, Status, Verdict, replay
from cleaner.arabic import boundaries
from cleaner.lint import rule_votes
from cleaner.match import Matcher
from cleaner.model import Document, Record
from cleaner.parse.plain import parse
from cleaner.rules import Rulebook

PLAIN, BARE = Cleaner(), Cleaner(options=Options(drop=EITHER))
ZONE_FREE = Matcher(
    Rulebook(
        tuple(r for r in PLAIN.rulebook.rules if r.zone == "any" and r.kind not in EITHER and r.where in ("line", "prefix", "suffix", "inside")),
        PLAIN.rulebook.words,
    )
)
_TAGS = "div p span a b ul li section article aside nav footer header form table tr td h1 h2 br img figure figcaption em time blockquote pre script style button main".split()
_CLASSES = ["", "", "entry-content", "post", "share-buttons", "comments", "related", "breadcrumb", "author", "tags", "caption", "has-sidebar", "x"]
_STORY = f"<h1>صيانة الجسر القديم</h1><p>{FIRST}</p><p>{LAST}</p>"


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, name, parts: f'<{tag} class="{name}">' + "".join(parts) + (f"</{tag}>" if len(parts) % 3 else ""),
        st.sampled_from(_TAGS), st.sampled_from(_CLASSES), st.lists(inner, max_size=4),
    )  # fmt: skip


def pages() -> st.SearchStrategy[str]:
    """Draw a page: a tree of elements around lines and stories, or anything at all."""
    leaves = lines().map(escape) | lines().map(escape) | st.just(_STORY) | st.sampled_from(["&nbsp;", "&#x200f;", "<!-- -->", "\ufdd1", "&#xfdd0;"])
    tree = st.recursive(leaves, _element, max_leaves=25)
    return st.lists(tree, min_size=1, max_size=5).map("".join) | documents()


def check(verdict: Verdict) -> None:
    """Check what holds for every verdict on a page: offsets, order, replay, selection."""
    text = verdict.document.text
    end = 0
    for decision in verdict.removed:
        assert end <= decision.span.start < decision.span.end <= len(text)
        end = decision.span.end
    assert replay(text, verdict.removed) == verdict.text
    assert "".join(text[span.start : span.end] for span in verdict.kept) == verdict.text
    assert verdict.status in (Status.CLEANED, Status.UNCHANGED, Status.REJECTED, Status.SPARED)
    if verdict.status is not Status.CLEANED:
        assert not verdict.removed
    if text.strip():
        assert verdict.text.strip()


@pytest.mark.parametrize("cleaner", [PLAIN, BARE], ids=["plain", "drop-either"])
@given(page=pages())
@example(page="<p>" + FIRST + "<span class='share-buttons'>شاركها</span>" + LAST)
@example(page="<b>\ufdd1" + _STORY)
def test_selection_and_replay(cleaner: Cleaner, page: str) -> None:
    check(cleaner.html(page))


@given(page=pages())
@example(page=f"<p>{FIRST}👩<span class='breadcrumb'>\U0001f3fd</span> ثم</p><p>{LAST}")
@example(page=f"<p>{FIRST}<span class='breadcrumb'>\u064bشارك</span>\u0651 ثم <i class='breadcrumb'>x</i>\u0301</p><p>{LAST}")
def test_clean_cuts(page: str) -> None:
    """No cut goes through a letter and its marks, or through a sign of several characters."""
    verdict = PLAIN.html(page)
    allowed = set(boundaries(verdict.document.text)) | {0, len(verdict.document.text)}
    for decision in verdict.removed:
        assert {decision.span.start, decision.span.end} <= allowed


@given(page=st.binary(max_size=300) | pages().map(lambda page: page.encode("utf-8", "surrogatepass")))
@example(page=b"\xff\xfe<\x00p\x00>\x00")
def test_total(page: bytes) -> None:
    check(PLAIN.html(page))


@given(page=pages())
@example(page=f'<table class="share-buttons">{FIRST} </table>')
def test_lines_hold_no_break_and_no_edge_spaces(page: str) -> None:
    rows = PLAIN.html(page).document.rows
    assert rows == [""] or all(row and row == row.strip() for row in rows)


@given(page=pages())
def test_result_holds_nothing_that_a_rule_names_anywhere(page: str) -> None:
    """What a rule without a zone names is gone from the result, unless the page was kept whole."""
    verdict = PLAIN.html(page)
    if verdict.status is Status.CLEANED:
        again = PLAIN(verdict.text)
        left = {vote.rule for vote in rule_votes(parse(Record(verdict.text)), ZONE_FREE)}
        assert again.status is not Status.CLEANED or not left & {vote.rule for vote in again.removed}


@given(page=pages())
def test_line_ends_of_the_source_do_not_count(page: str) -> None:
    assert PLAIN.html(page.replace("\r", "").replace("\n", "\r\n")).text == PLAIN.html(page.replace("\r", "")).text


@given(page=pages())
def test_document_of_a_page_is_partitioned(page: str) -> None:
    document = PLAIN.html(page).document
    assert isinstance(document, Document)
    assert "\n".join(document.rows) == document.text


@settings(max_examples=3, deadline=None)
@given(page=pages())
def test_determinism(page: str) -> None:
    """Another process with another hash seed says the same."""
    code = "import sys; from cleaner import clean_html; v = clean_html(sys.stdin.buffer.read()); print(ascii([v.text, v.decisions]))"
    data = page.encode("utf-8", "surrogatepass")
    told = {
        subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
