"""The compiled part says what the Python beside it says, and a package without it installs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from documents import arbitrary, assembled
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import EITHER, Cleaner, Options
from cleaner.arabic import LETTERS, _count_in_python, fold, fold_letter, foldings, is_arabic, words
from cleaner.compiled import native
from cleaner.heuristics import GONE, STAGES, STIRRING, TITLES, article, damage, edges, tails, titles
from cleaner.heuristics.topic import SPEECH, Topic, stem
from cleaner.hits import Hits
from cleaner.left import stirred_amid, stirred_without, without
from cleaner.looks import COUNTER, LATIN, Looks
from cleaner.marked import read_marked
from cleaner.match import Matcher
from cleaner.model import Document, Record
from cleaner.prose import CLOSING
from cleaner.rows import _names

ROOT = Path(__file__).parent.parent
needs_compiled = pytest.mark.skipif(native is None, reason="the package is not compiled: there was no C compiler")


def pure(options: Options | None = None) -> Cleaner:
    """Return a cleaner that asks nothing of the compiled part."""
    cleaner = Cleaner(options=options)
    for matcher in (cleaner._rules.acting, cleaner._rules.telling, cleaner._facts):
        matcher.__dict__["_reader"] = None
    return cleaner


COMPILED, PURE = Cleaner(), pure()
DROPPING, PURE_DROPPING = Cleaner(options=Options(drop=EITHER)), pure(Options(drop=EITHER))
TEXTS = [read_marked(path.read_bytes().decode(), path.name).text for path in sorted((ROOT / "fixtures").rglob("*.marked"))]


def assert_equal(text: str) -> None:
    for one, other in ((COMPILED, PURE), (DROPPING, PURE_DROPPING)):
        said, meant = one(text), other(text)
        assert (said.text, said.decisions, said.status, said.notes) == (meant.text, meant.decisions, meant.status, meant.notes)


@needs_compiled
@given(text=arbitrary() | assembled())
@example("ﷺ ﻻ ـ\ud800\U0001d7d9\uffff\ufffe Ǆ ß")
def test_folding_is_the_same(text: str) -> None:
    assert LETTERS.fold(text) == "".join(map(fold_letter, text))


@needs_compiled
@given(text=arbitrary() | assembled())
@example("Ж ж ﷺ ی ک پ لا A z \u066d \u06d4 ﻻ")
def test_letters_of_scripts_are_counted_the_same(text: str) -> None:
    assert LETTERS.count(text) == _count_in_python(text)


def test_every_folding_is_told() -> None:
    told = foldings()
    assert all(told.get(letter, letter) == fold_letter(letter) for letter in map(chr, range(0x10000)))
    assert all(fold_letter(chr(code)) == chr(code) for code in range(0x10000, 0x110000, 97))


@needs_compiled
@given(text=arbitrary() | assembled())
@example("* * * *\n" + "نص " * 20)
@example("  اقرأ   المزيد\u00a0\u00a0\u00a0. \r\n" + "كلمة  " * 19 + "\n…")
def test_looks_are_the_same(text: str) -> None:
    document = Document(Record(text))
    told, read = COMPILED._rules.acting.look(document), Looks(document)
    assert document.starts == Document(Record(text)).starts
    assert not told.sound or (is_arabic(text) and damage.find(text, True) is None)
    for name in ("prose", "spaces", "words", "keys", "wordless", "wide"):
        assert getattr(told, name) == getattr(read, name), name
    assert all(row == read.row(number) for number, row in told.folded.items())
    assert not any(looks.blank(number) or looks.is_prose(number) for looks in (told, read) for number in (-1, len(read)))
    for number in range(len(read)):
        assert (told.is_prose(number), told.is_phrase(number), told.titled(number)) == (read.is_prose(number), number in read.words, read.titled(number))
        assert (told.blank(number), told.ends_sentence(number)) == (read.blank(number), read.ends_sentence(number))
    assert told.alike() == read.alike()


@needs_compiled
@given(text=assembled())
def test_hits_are_the_same(text: str) -> None:
    document = Document(Record(text))
    told = COMPILED._rules.acting.look(document)
    looks = Looks(document)
    assert set(COMPILED._rules.acting.read(told)) == set(PURE._rules.acting.read(looks))
    assert set(tails.read(told, COMPILED._rules.acting)) == set(tails.read(looks, PURE._rules.acting))


PARAGRAPH = "قال الوزير إن أعمال صيانة الجسر القديم في المدينة ستبدأ مطلع العام المقبل"
LINES = [f"{PARAGRAPH}{end}" for end in (".", "...", "،", ". »", ". كما يلي", ":", ". التالية -", "؟")] + [PARAGRAPH * 3, "", " ", "ـ", "* * *", "- - - - - -"]
LINES += [f"{start}{words}{end}" for start in ("", "- ", "٣ ", "فَعَلَ ", "وقال ", "د 5 ", "يا ") for words in ("الجسر القديم يفتح اليوم", "وزير: بدء صيانة الجسر القديم اليوم", "أسعار الأرز تعود إلى الارتفاع في طوكيو", "جسر العاصمة يفتح أمام المشاة في عيد المدينة", "الجسر") for end in ("", ".", " »", "،")]
"""Paragraphs and what may stand between them: titles, sub-headings, items, signs."""
OTHERS = [f"{start}{words}{end}" for start in ("", "- ", "«") for words in ("طوكيو-نبأ: تراجعت أسعار الأرز في أسواق العاصمة اليابانية بعد موسم حصاد وفير دام أسابيع في حقول الشمال", "طوكيو - نبأ") for end in ("..", "…", "… »", "....)))", "... كم", ".")]
OTHERS += [f"{start}{outlet} {words}" for start in ("", "«", "نبأ هو ", "نبأ. ") for outlet in ("موقع", "شَبكة", "صحيفةُ", "وكاله", "مجلس", "الموقع", "منصة\u00a0") for words in ("إخباري مستقل يقدم آخر المستجدات من كل مكان في العالم لقراء العربية أينما كانوا في أي وقت يشاؤون.",)]
"""Beginnings of other stories, cut off, with their datelines; what sites say of themselves, and what looks like it."""


def composed() -> st.SearchStrategy[str]:
    """Texts of such lines."""
    return st.lists(st.sampled_from(LINES + OTHERS), min_size=4, max_size=12).map("\n".join)


ASIDE = ["رويترز", "منى الحوراني", "صورة من الجسر (رويترز)", "IMG_2041.jpg", "الجسر القديم (أ ف ب)", "م.ح", "*", f"(رويترز) {PARAGRAPH}.", f"رويترز قال {PARAGRAPH}.", f" {PARAGRAPH}.", "شاركها.", "اقرأ أيضاً"]
"""What tells a fact by where it stands, and what goes."""


@needs_compiled
@given(text=arbitrary() | assembled() | composed() | st.lists(st.sampled_from([f"{PARAGRAPH}.", PARAGRAPH * 3, *ASIDE]), min_size=1, max_size=7).map("\n".join))
def test_facts_are_the_same(text: str) -> None:
    told, read = COMPILED(text), PURE(text)
    assert told.metadata == read.metadata
    looks = COMPILED._facts.look_for_facts(told.document, {})
    if looks is not None:
        assert set(COMPILED._facts.read(looks)) == set(PURE._facts.read(Looks(told.document)))


@needs_compiled
@given(text=arbitrary() | assembled() | composed())
def test_stages_that_nothing_stirs_say_nothing(text: str) -> None:
    looks = COMPILED._rules.acting.look(Document(Record(text)))
    silent = Hits([], lambda numbers: [])
    for stage in STAGES:
        assert stage.asks & looks.stirred or not stage.find(looks, silent, frozenset()), stage.find.__module__
    assert looks.stirred & article.TEASED or article.refuse(looks, []) is None


@needs_compiled
@given(text=arbitrary() | assembled() | composed(), data=st.data())
def test_stages_that_nothing_stirs_say_nothing_where_lines_are_gone(text: str, data: st.DataObject) -> None:
    looks = COMPILED._rules.acting.look(Document(Record(text)))
    silent = Hits([], lambda numbers: [])
    gone = frozenset(data.draw(st.sets(st.integers(0, len(looks) - 1), min_size=1)))
    stirred = stirred_amid(looks, gone) | GONE
    for stage in STAGES:
        assert stage.asks & stirred or not stage.find(looks, silent, gone), stage.find.__module__


@needs_compiled
@given(text=assembled(), data=st.data())
def test_what_is_left_is_told_as_if_it_was_read_again(text: str, data: st.DataObject) -> None:
    matcher = COMPILED._rules.acting
    looks = matcher.look(Document(Record(text)))
    numbers = st.sets(st.integers(0, len(looks) - 1))
    gone = data.draw(numbers) - {len(looks) - 1}
    cut = {n: looks.document.rows[n][data.draw(st.integers(0, 9)) :] for n in data.draw(numbers) - gone}
    left = "\n".join([cut.get(n, row) for n, row in enumerate(looks.document.rows) if n not in gone])
    parts = matcher.look(Document(Record("\n".join(cut.values())))) if cut else None
    fewer, _ = without(looks, gone, left, cut, parts)
    again = matcher.look(Document(Record(left)))
    for name in ("document", "prose", "spaces", "words", "keys", "wordless"):
        assert getattr(fewer, name) == getattr(again, name), name
    assert fewer.bits is not None
    assert again.bits is not None
    outlet, tailed = 1 << 13, 1 << 12  # asked of the last paragraph, and of long ones or one alone
    for place in range(0, len(again.bits), 4):
        one, other = (int.from_bytes(looks.bits[place : place + 4], sys.byteorder) for looks in (fewer, again))
        assert (one | outlet | tailed) == (other | outlet | tailed)
    assert not again.stirred & STIRRING & ~fewer.stirred
    assert not again.stirred & STIRRING & ~stirred_without(looks, gone, cut, parts)
    assert set(tails.read(fewer, matcher)) == set(tails.read(again, matcher))


@needs_compiled
@given(text=assembled())
@example("\n".join(["جسر", "نهر", "سد", "بدء صيانة الجسر القديم اليوم", "رياضة", PARAGRAPH + "."]))
def test_verdicts_are_the_same(text: str) -> None:
    assert_equal(text)


@needs_compiled
def test_verdicts_on_fixtures_are_the_same() -> None:
    for text in TEXTS:
        assert_equal(text)
        assert_equal(text.replace("\n", "\r\n"))
        assert_equal(text.replace("\n", " "))


@needs_compiled
def test_numbers_are_the_same() -> None:
    from cleaner import outlets, prose, tables, trial

    assert (native.PHRASE_SPACES, native.SENTENCE_SPACES, native.PHRASE_CHARACTERS) == (prose.PHRASE_SPACES, prose.SENTENCE_SPACES, prose.PHRASE_CHARACTERS)
    assert (native.EDGE, native.LINE_LIMIT) == (tables.NEAR, trial.LINE_LIMIT)
    assert (native.LONG_SPACES, native.TAIL, native.TAIL_WORDS) == (tails._LONG_SPACES, tails._WINDOW, tails._PHRASE_WORDS)
    assert (native.OPENING, native.ARTICLE_HEAD) == (outlets.OPENING, damage._ARTICLE_HEAD)
    assert (native.PIECE_SPACES, native.PIECES) == (tails._PIECE_WORDS, tails._PIECES_TOGETHER)


@needs_compiled
def test_what_is_wrong_is_refused() -> None:
    reader = COMPILED._rules.acting._reader
    with pytest.raises(TypeError):
        reader.read(["نص"], True)
    with pytest.raises(TypeError):
        reader.read("نص")
    with pytest.raises(TypeError):
        LETTERS.fold(b"")
    with pytest.raises(ValueError, match="no such line"):
        native.stir(bytes(8), False, False, {2})
    with pytest.raises(ValueError, match="__init__"):
        native.Letters.__new__(native.Letters).fold("")
    with pytest.raises(ValueError, match="__init__"):
        native.Reader.__new__(native.Reader).read("", True)
    with pytest.raises(TypeError):
        native.Reader({}, CLOSING, {}, {}, {}, {}, ({}, None), ({}, None), [], [], [], (), {})


@needs_compiled
def test_what_is_made_of_slots_is_what_its_type_makes() -> None:
    import copy
    import gc
    import pickle

    from cleaner.model import Decision, Outcome, Span, make_decision, make_record, make_span

    span = make_span(3, 11)
    made = make_decision(span, "agency.credit", "agency", "credit", 0.9, Outcome.REFUSED, "p", "")
    assert span == Span(3, 11)
    assert made == Decision(Span(3, 11), "agency.credit", "agency", "credit", 0.9, Outcome.REFUSED, "p", "")
    assert type(made) is Decision
    assert gc.is_tracked(made) == gc.is_tracked(Decision(span, "a", "b", "c"))
    assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == made
    assert make_record("نص", None, None, "text", {}, ()) == Record("نص")
    for values in ((), (1,), (1, 2, 3)):
        with pytest.raises(TypeError, match="2 values"):
            make_span(*values)
    with pytest.raises(TypeError, match="without names"):
        make_span(start=1, end=2)  # type: ignore[call-arg]
    for wrong in (Document, int, type("Odd", (), {"__match_args__": ("start",)})):
        with pytest.raises((TypeError, AttributeError)):
            native.Maker(wrong)


@needs_compiled
def test_a_matcher_loses_nothing_in_pickling() -> None:
    import pickle

    again: Matcher = pickle.loads(pickle.dumps(COMPILED._rules.acting))
    looks = again.look(Document(Record(TEXTS[0])))
    assert {(hit.line, hit.rule.id) for hit in again.read(looks)} == {
        (hit.line, hit.rule.id) for hit in PURE._rules.acting.read(Looks(Document(Record(TEXTS[0]))))
    }


@pytest.mark.parametrize(
    ("c", "module", "built"),
    [
        ("no C\n", "def double(number: int) -> int:\n    return number * 2\n", {"bits", "prose", "judging__mypyc"}),
        ("", "def double(number: int) -> int:\n    return str(number)\n", {"_native"}),
    ],
    ids=["the C", "the modules"],
)
def test_a_part_that_does_not_compile_is_left_out(c: str, module: str, built: set[str], tmp_path: Path) -> None:
    pytest.importorskip("setuptools", minversion="77")
    pytest.importorskip("mypyc")
    for name in ("pyproject.toml", "README.md", "LICENSE", "setup.py"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "cleaner").mkdir()
    (tmp_path / "cleaner" / "__init__.py").write_text("__version__ = '0'\n")
    (tmp_path / "compiled").mkdir()
    (tmp_path / "compiled" / "native.c").write_text(c)
    (tmp_path / "compiled" / "pages.c").write_text("")
    for name in ("bits", "prose"):
        (tmp_path / "cleaner" / f"{name}.py").write_text(module)
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"

    def run(asked: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "CLEANER_COMPILE": asked}
        return subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, env=env, check=False)

    ran = run("1")
    assert ran.returncode
    assert "Without CLEANER_COMPILE=1 the package installs without them" in ran.stderr
    assert not list(tmp_path.glob("*.whl"))
    assert run("").returncode == 0
    (wheel,) = tmp_path.glob("*.whl")
    held = {name.partition(".")[0].removeprefix("cleaner/") for name in zipfile.ZipFile(wheel).namelist() if name.endswith((".so", ".pyd"))}
    assert held == built


SPELLED = sorted({word for one in (SPEECH, titles._ITEMS, titles._VERSE) for word in re.findall(r"\w+ ?", one.pattern.pattern)})


@needs_compiled
@given(pieces=st.lists(st.sampled_from([*SPELLED, "", " ", "\u00a0", ": ", ".", "»", "_", "3", "²", "هم"]), max_size=6))
@example(["كما ", "تابع ", "المزيد", " "])
@example(["ثم ", "تابع ", "المزيد", " "])
@example(["و", "تابع ", "هم", "."])
@example(["د", " ", "3"])
def test_leads_are_the_same(pieces: list[str]) -> None:
    row = "".join(pieces)
    for one in (SPEECH, titles._ITEMS, titles._VERSE):
        assert one.begin(row) == (one.pattern.match(row) is not None)


@needs_compiled
@given(lines=st.lists(st.sampled_from(LINES), min_size=3, max_size=24), data=st.data())
@example([LINES[0], *["بدء صيانة الجسر القديم اليوم"] * 3, *LINES[:2]], None)
def test_runs_of_titles_are_the_same(lines: list[str], data: st.DataObject | None) -> None:
    document = Document(Record("\n".join(lines)))
    told, read = COMPILED._rules.acting.look(document), Looks(document)
    for gone in (frozenset[int](), frozenset(data.draw(st.sets(st.integers(0, len(lines) - 1)))) if data else frozenset()):
        found = titles._find(read, gone)
        assert [told.document.line_at(vote.span.start) for vote in titles.find(told, Hits([], lambda numbers: []), gone)] == found
        assert stirred_amid(told, gone) & TITLES or not list(titles._runs(read, gone))
    assert [told.count(number) for number in range(len(lines))] == [read.count(number) for number in range(len(lines))]
    assert (told.signs(), {*told.blanks()}) == (read.signs(), {*read.blanks()})
    assert set(told.having(LATIN)) >= {number for number in read.words if document.rows[number].isascii()}
    assert set(told.having(COUNTER)) >= {number for number, key in read.keys.items() if edges._is_counter(key)}


@needs_compiled
@given(text=assembled(), words=st.lists(st.text("وفبكلالهمنتيةaB_1.\"»", min_size=1, max_size=9), max_size=6))
def test_topics_are_the_same(text: str, words: list[str]) -> None:
    looks = Looks(Document(Record(text)))
    told = Topic(looks, range(len(looks)))
    read = looks.joined(range(len(looks)))
    asked = [*words, *(word for found in looks.words.values() for word in found)]
    count = sum(stem(word) in read for word in asked if len(word) > 2 and not word.isdigit())
    assert [Topic(looks, range(len(looks))).told(asked, most) for most in (0, 1, 2, None)] == [*(min(count, most) for most in (0, 1, 2)), count]
    assert told.told(asked) == count
    assert all(told.told(looks.row(number)) == told.told(found) for number, found in looks.words.items())


@needs_compiled
@given(text=arbitrary() | assembled() | composed())
@example("نص اول\n- نصّ اول:\nنص\n***\n...\n" + "ب" * 20 + "\n" + " ـ" * 30 + "ب" * 17)
def test_lines_with_the_same_letters_are_shared(text: str) -> None:
    document = Document(Record(text))
    keys = ["".join(words(fold(row))) if row else None for row in document.rows]
    assert LETTERS.shared(text, document.starts) == [number for number, key in enumerate(keys) if key is not None and keys.count(key) > 1]


@needs_compiled
@given(line=st.text('": \t\r\n\\a', max_size=30).map(str.encode))
def test_names_of_fields_are_counted_the_same(line: bytes) -> None:
    counted = _names(line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.rows.native", None)
        assert _names(line) == counted
