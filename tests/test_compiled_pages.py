"""What the compiled part does for pages is what the Python beside it does."""

from __future__ import annotations

import pickle
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner import Cleaner
from cleaner.compiled import native
from cleaner.parse import letters, marks
from cleaner.parse.dom import INLINE, own_letters, own_text
from cleaner.parse.marks import BREAK, CLOSE, NAMED, OPEN
from cleaner.parse.markup import Markup
from cleaner.rules import Rule, default_packs, merge

pytestmark = pytest.mark.skipif(native is None, reason="the package is not compiled: there was no C compiler")
PAGES = sorted((Path(__file__).parent.parent / "fixtures" / "html").glob("*.html"))
MARKUP = Markup(rule for rule in merge(default_packs()).rules if rule.where == "markup")
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3100))))
texts = st.text(st.sampled_from(f"aب\U0001f600é<{_SPACES}") | st.characters())


@given(text=texts)
@example("\u2003a\u2003 \u2003b\u2003")
@example("\u2003")
@example("a\x85\xa0b")
@example(" \U0001f600\n")
def test_white_space_is_the_same(text: str) -> None:
    assert native.plain(text) == letters._plain(text)
    assert native.count_letters(text) == letters._letters(text)
    assert native.count_sign(text, "<") == letters._count_sign(text, "<")


@given(text=texts | st.text(st.sampled_from("a<ا\u07ff\u0800\uffff\ud800\udfff"), min_size=20))
@example("ا" * 9_000 + "\ud800b" * 9_000 + "abcdefgh" * 9_000)
@example("aaaaaaaا")
@example("اااااااa")
@example("\U0001f600\ud800é")
@example("é\xff")
def test_bytes_are_the_same(text: str) -> None:
    assert native.encode(text) == letters._encode(text)


def test_every_white_space_is_told() -> None:
    assert [code for code in range(0x110000) if native.count_letters(chr(code)) != letters._letters(chr(code))] == []


@given(objects=st.lists(st.sampled_from("abcd").map(lambda name: SimpleNamespace(number=ord(name), name=name))))
def test_groups_are_the_same(objects: list[SimpleNamespace]) -> None:
    asked = ("number", "name", frozenset("ab"))
    assert list(native.group(iter(objects), *asked).items()) == list(letters._group(objects, *asked).items())


stretches = st.text(st.sampled_from(f"aب \n\u2003\xa0{BREAK}"), max_size=6)
marked = st.recursive(stretches, lambda inner: st.lists(inner | inner.map(lambda text: f"{OPEN}*{NAMED}{text}{CLOSE}"), max_size=5).map("".join))


@given(text=marked, goes=st.binary(min_size=60, max_size=60), wild=st.sampled_from(["", "", OPEN, NAMED, CLOSE, f"{OPEN}{NAMED}", f"{OPEN}99{NAMED}"]), at=st.integers(0, 40))
@example(f"a{OPEN}*{NAMED} {CLOSE} {OPEN}*{NAMED}b{CLOSE}", bytes(60), "", 0)
def test_pieces_are_the_same(text: str, goes: bytes, wild: str, at: int) -> None:
    goes = bytes(one & 1 for one in goes)
    parts = text.split("*")
    text = parts[0] + "".join(f"{number}{part}" for number, part in enumerate(parts[1:]))
    text = text[:at] + wild + text[at:]
    for count in (-1, len(parts) - 1):
        assert native.pieces(text, goes, count) == marks._lay_in_python(text, goes, count)


@given(words=st.lists(st.text("abcب", min_size=1, max_size=4)), text=st.text("abcdب"))
def test_words_are_found_alike(words: list[str], text: str) -> None:
    assert native.Parts(tuple(words)).find(text) == letters._Words(tuple(words)).find(text)


def test_what_reads_pages_may_be_sent_elsewhere() -> None:
    page = "<nav class='main-menu'>الرئيسية</nav><article><h1>سد جديد</h1><p>" + "بدأ السد الجديد أمس تخزين المياه في الوادي. " * 3 + "</article>"
    cleaner = Cleaner()
    text = cleaner.html(page).text
    assert pickle.loads(pickle.dumps(cleaner)).html(page).text == text


@pytest.mark.parametrize("call", [lambda: native.plain(1), lambda: native.count_letters(b""), lambda: native.count_sign("a", "ب"), lambda: native.encode(b""), lambda: native.group([1], "none", "none", ()), lambda: native.group([1], "real", "none", ()), lambda: native.group([1], "real", "imag", 1), lambda: native.Parts(("",)), lambda: native.Parts((1,)), lambda: native.Parts(()).find(1)])
def test_what_is_no_text_is_refused(call: object) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)):
        call()  # type: ignore[operator]


def nodes_of(path: Path) -> list[LexborNode]:
    return LexborHTMLParser(path.read_bytes()).css("body *")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_letters_of_nodes_are_the_same(path: Path) -> None:
    nodes = nodes_of(path)
    assert native.letters_in(iter(nodes)) == letters._letters_in(nodes)
    assert native.own_letters_in(iter(nodes), INLINE) == letters._own_letters_in(nodes, INLINE)
    assert [node.mem_id for node in native.alike_before(nodes, "tag_id")] == [node.mem_id for node in letters._alike_before(nodes, "tag_id")]
    assert own_letters(nodes) == [letters._letters(own_text(node)) for node in nodes]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_node_is_passed_over_of_which_something_is_said(path: Path) -> None:
    nodes = nodes_of(path)
    assert [match.node.mem_id for match in MARKUP.said(nodes)] == [node.mem_id for node in nodes if MARKUP.plain(node)]


@given(name=st.text("abAB -_.#é\n\u00a0", max_size=20))
@example("x" * 200)
@example("x" * 126)
def test_names_are_found_alike(name: str) -> None:
    markup = Markup(Rule(f"a.{number}", "share", "markup", "why", patterns=(selector,)) for number, selector in enumerate((".a", "#b", ".a-b", '[class*="ab" i]', '[id^="Ba"]', "." + "x" * 200, "b")))
    node = LexborHTMLParser(f'<i class="{name}"></i><i id="{name}"></i><b></b>').css("i,b")
    assert [match.node.mem_id for match in markup.said(node)] == [one.mem_id for one in node if markup.plain(one)]
