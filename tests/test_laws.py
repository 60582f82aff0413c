"""The laws of the design, one test each, for any text.

Documents are assembled from lines that rules know and lines of articles, or arbitrary. A past
counterexample is an `@example` and stays.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import pytest
from documents import FIRST, LAST, arbitrary, assembled, documents, lines, marked_up
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cleaner import EITHER, Cleaner, Document, Options, Outcome, Record, Status, Verdict, replay
from cleaner.arabic import boundaries, fold, fold_letter, fold_with_offsets, is_arabic, may_cut, words
from cleaner.engine import clean
from cleaner.hits import Hit
from cleaner.left import without
from cleaner.lint import rule_votes
from cleaner.looks import Looks
from cleaner.match import Matcher
from cleaner.parse.plain import parse
from cleaner.patterns import Pattern
from cleaner.render import audit
from cleaner.rules import Rule, Rulebook, default_packs, merge
from cleaner.trial import try_all


def _removing(rule: Rule) -> bool:
    return rule.kind not in EITHER


PLAIN = Cleaner()
DROPPING = Cleaner(options=Options(drop={"byline"}))
BARE = Cleaner(options=Options(drop=EITHER))
ANY = Cleaner(options=Options(any_language=True))
CLEANERS = (PLAIN, DROPPING, BARE, ANY)
PACKS = default_packs()
BOOK = merge(PACKS)
PURE, SCANNED = Matcher(BOOK, _removing), Matcher(BOOK, _removing, scanned=True)
LOCAL = ("line", "prefix", "suffix", "inside")


def gone_lines(verdict: Verdict) -> set[int]:
    """Return the numbers of the lines of which nothing visible stayed though something went."""
    text, document = verdict.document.text, verdict.document
    left = [set(range(span.start, span.end)) for span in (document.line_span(n) for n in range(len(document.rows)))]
    for decision in verdict.removed:
        for number in range(document.line_at(decision.span.start), document.line_at(decision.span.end - 1) + 1):
            left[number] -= set(range(decision.span.start, decision.span.end))
    return {
        number
        for number, offsets in enumerate(left)
        if document.rows[number].strip() and not "".join(text[offset] for offset in offsets).strip()
    }


# The hard one first: zones depend on what survives, and dropped facts make more of them move.


@pytest.mark.parametrize("cleaner", [DROPPING, BARE, PLAIN, ANY], ids=["drop-byline", "drop-either", "plain", "any"])
@given(text=documents())
def test_idempotence(cleaner: Cleaner, text: str) -> None:
    once = cleaner(text).text
    assert cleaner(once).text == once


@given(text=documents())
def test_partition(text: str) -> None:
    document = Document(Record(text))
    spans = [document.line_span(number) for number in range(len(document.rows))]
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert "\n".join(document.rows) == text
    assert [line.span.start for line in document.lines] == document.starts[:-1]


@given(text=documents())
def test_selection(text: str) -> None:
    verdict = PLAIN(text)
    assert verdict.text == "".join(text[span.start : span.end] for span in verdict.kept)
    spans = sorted([*verdict.kept, *(decision.span for decision in verdict.removed)])
    assert "".join(text[span.start : span.end] for span in spans) == text


@given(text=documents())
def test_replay(text: str) -> None:
    for cleaner in CLEANERS:
        verdict = cleaner(text)
        assert replay(verdict.document.text, verdict.removed) == verdict.text


@given(text=documents())
def test_valid_offsets(text: str) -> None:
    for cleaner in CLEANERS:
        end = 0
        for decision in cleaner(text).removed:
            assert end <= decision.span.start < decision.span.end <= len(text)
            assert decision.outcome is Outcome.DONE
            end = decision.span.end


@given(text=documents())
def test_clean_cuts(text: str) -> None:
    safe = set(boundaries(text))
    assert all(may_cut(text, offset) == (offset in safe) for offset in range(len(text) + 1))
    for cleaner in CLEANERS:
        for decision in cleaner(text).removed:
            assert {decision.span.start, decision.span.end} <= safe


@given(text=documents())
def test_re_reading(text: str) -> None:
    verdict = PLAIN(text)
    again = parse(Record(verdict.text))
    kept = "".join(verdict.document.text[span.start : span.end] for span in verdict.kept)
    assert again.rows == kept.split("\n")


@given(texts=st.lists(documents(), max_size=4))
def test_no_memory(texts: list[str]) -> None:
    alone = [Cleaner.__call__(PLAIN, text).text for text in texts]
    assert [PLAIN(text).text for text in reversed(texts)] == alone[::-1]


@given(text=documents())
def test_never_silently_empty(text: str) -> None:
    for cleaner in CLEANERS:
        if text.strip():
            assert cleaner(text).text.strip()


@given(text=documents())
def test_status_says_what_happened(text: str) -> None:
    verdict = PLAIN(text)
    assert (verdict.status is Status.CLEANED) == bool(verdict.removed)
    assert verdict.removed or verdict.text == text
    assert (verdict.status is Status.SPARED) <= bool(verdict.notes)


_AMONG_TITLES = (
    "وزير الصيد يزور المرفأ القديم في المدينة الساحلية غدا\nالصيادون يعودون إلى البحر بعد أسبوع من العواصف\n\ufffd\n"
    "بلدية المدينة تفتح الجسر الجديد أمام الحركة"
)


@given(text=arbitrary() | assembled())
@example("\ud800")
@example("\x00")
@example(f"{FIRST}\n{LAST}\n{_AMONG_TITLES}\n{LAST.replace('مهندس', 'مدير')}\n{FIRST.replace('الجسر', 'السد')}")
def test_total(text: str) -> None:
    for cleaner in CLEANERS:
        verdict = cleaner(text)
        assert isinstance(verdict.text, str)
        assert verdict.metadata is not None


@given(text=assembled())
def test_audit_changes_nothing(text: str) -> None:
    verdict = PLAIN(text)
    before = verdict.text
    for level in ("none", "spans", "full"):
        audit(verdict, version="0", rules="0", level=level)
    assert verdict.text == before == PLAIN(text).text


def _removed_letters(matcher: Matcher, text: str) -> set[int]:
    votes = [vote for vote in rule_votes(Document(Record(text)), matcher) if vote.outcome is Outcome.DONE]
    # a line of marks alone is blank, and goes with the run that it stands in
    return {n for vote in votes for n in range(vote.span.start, vote.span.end) if fold_letter(text[n]).strip()}


FREE_RULES = [rule for rule in BOOK.rules if rule.where in LOCAL and rule.zone == "any"]
FREE = Matcher(Rulebook(tuple(FREE_RULES), BOOK.words))
SOME_RULES = st.lists(st.sampled_from(FREE_RULES), min_size=1, max_size=25, unique_by=lambda rule: rule.id)


def _with(rules: list[Rule], one: Rule) -> Matcher:
    return Matcher(Rulebook(tuple({rule.id: rule for rule in (*rules, one)}.values()), BOOK.words))


@given(text=assembled(), rules=SOME_RULES, one=st.sampled_from(FREE_RULES))
def test_monotone_in_remove_rules(text: str, rules: list[Rule], one: Rule) -> None:
    before = _removed_letters(Matcher(Rulebook(tuple(rules), BOOK.words)), text)
    assert before <= _removed_letters(_with(rules, one), text)


@given(text=assembled(), rules=SOME_RULES, one=st.sampled_from(FREE_RULES))
def test_antitone_in_keep_rules(text: str, rules: list[Rule], one: Rule) -> None:
    shield = replace(one, id="test.shield", act="keep")
    before = _removed_letters(Matcher(Rulebook(tuple(rules), BOOK.words)), text)
    assert _removed_letters(_with(rules, shield), text) <= before


@given(order=st.permutations(range(len(PACKS))))
def test_pack_order(order: list[int]) -> None:
    book = merge([PACKS[number] for number in order])
    assert book.digest == BOOK.digest
    assert book.rules == BOOK.rules


@given(first=assembled(5), second=assembled(5))
@example("# الجسر # المدينة\n<div class=\"a\">محليات</div>\n\u064b", "# الجسر # المدينة")
def test_concatenation(first: str, second: str) -> None:
    shift = len(first) + 2
    apart = _removed_letters(FREE, first) | {offset + shift for offset in _removed_letters(FREE, second)}
    assert _removed_letters(FREE, f"{first}\n\n{second}") == apart


@example(rows=['"التعويض؟ نريد جسراً".', "", "#buttons=(Ok, Go it!) #days=(20)", '"التعويض؟ نريد جسراً".', "#buttons=(Ok, Go it!) #days=(20)", "% buffered", "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة."])
@given(rows=st.lists(lines(), max_size=14))
def test_line_endings(rows: list[str]) -> None:
    rows = [row.replace("\r", "") for row in rows]
    assert gone_lines(PLAIN("\n".join(rows))) == gone_lines(PLAIN("\r\n".join(rows)))


@given(text=assembled(), data=st.data())
def test_normalisation(text: str, data: st.DataObject) -> None:
    assume(unicodedata.is_normalized("NFC", text))
    expected = gone_lines(PLAIN(text))
    assert gone_lines(PLAIN(unicodedata.normalize("NFD", text))) == expected
    assert gone_lines(PLAIN(data.draw(marked_up(text)))) == expected


@pytest.mark.parametrize("share", range(20, 100, 5))
def test_marks_do_not_make_a_text_foreign(share: int) -> None:
    """Half English texts are where the two ways to tell the language would differ."""
    english = "The views expressed in Op-Ed pieces are those of the author and of nobody else at this paper. "
    text = english[:share] + FIRST[: 120 - share]
    assert is_arabic(text) == is_arabic(unicodedata.normalize("NFD", text)) == is_arabic("".join(c + "\u064e\u0640" * (c > "\u0620") for c in text))


def test_normalisation_of_a_misread_line() -> None:
    """Accents that stand apart made Latin letters of a wrong encoding count less, and the text Arabic."""
    rows = ["#MicrosoftInternetExplorer4"] * 2 + ["Subscribe to get the latest posts sent to your email."]
    rows.append("وصل مسافرون إلى الميناء".encode().decode("cp1252", "ignore"))
    rows.append("وقال مهندس المشروع إن الحركة ستحول إلى الجسر الجديد، وإن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار.")
    text = unicodedata.normalize("NFC", "\n".join(rows))
    assert gone_lines(PLAIN(unicodedata.normalize("NFD", text))) == gone_lines(PLAIN(text))


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp437"])
def test_a_text_misread_in_part_is_judged_the_same_in_all_spellings(codec: str) -> None:
    """Marks counted as characters of the text, and stood between the letters of the article."""
    misread = unicodedata.normalize("NFC", (FIRST * 40).encode().decode(codec, "ignore"))
    for size in range(100, 2500, 300):
        text = f"{FIRST * 3}\n{misread[:size]}"
        marked = "".join(letter + "\u064e\u0640" * ("\u0621" <= letter <= "\u064a") for letter in text)
        assert PLAIN(text).status == PLAIN(marked).status == PLAIN(unicodedata.normalize("NFD", text)).status


@given(text=documents())
def test_folding_is_letter_by_letter(text: str) -> None:
    assert fold(text) == "".join(map(fold_letter, text))
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1


@given(text=documents() | st.text("مَنé.\r\n \u200d👩🇲🇦🇹\u0600", max_size=12))
def test_a_text_may_be_cut_between_graphemes(text: str) -> None:
    assert {offset for offset in range(len(text) + 1) if may_cut(text, offset)} == set(boundaries(text))


def _naive(matcher: Matcher, looks: Looks) -> Iterator[Hit]:
    """Try every pattern on every line that it may stand on.

    A pattern with slots stands only where its first word (a suffix: its last) is a word of its own; what
    is glued to another word there is the business of phrases without slots.
    """
    openers, closers = matcher.openers.patterns(), matcher.closers.patterns()
    inners = {id(p): p for ps in matcher.inners.values() for p in ps}
    for number in range(len(looks)):
        row = looks.row(number)
        found = words(row)
        if not found or (not (short := number in looks.words) and not looks.is_prose(number)):
            continue
        first, last = _edges(found)
        patterns = [p for p in openers if (short or p.long) and any(edge.words & first for edge in p.heads)]
        patterns += [p for p in closers if any(edge.words & last for edge in p.tails)]
        patterns += [p for p in inners.values() if short and p.inner & set(found)]
        patterns += [p for ps in matcher.keyed.values() for p in ps if short]
        yield from (Hit(number, *one) for one in try_all([*patterns, *_needled(matcher, row)], row))
        if row.lstrip()[0] not in "«“\"‘" and (short or found[0] in matcher.long_exact):
            yield from (Hit(number, rule, 0, len(row), m) for rule, m in matcher.exact.get("".join(found), ()))


def _edges(found: list[str]) -> tuple[set[str], set[str]]:
    first = "0" if found[0][0].isdigit() else found[0]
    return {first, "://"} if found[0][0].isascii() else {first}, {"0" if found[-1][-1].isdigit() else found[-1]}


def _needled(matcher: Matcher, row: str) -> list[Pattern]:
    return [p for ps in matcher.needled.values() if any(needle in row for needle in ps[0].rule.needles) for p in ps]


@given(rows=st.lists(lines(), max_size=8))
@example(rows=["وغادر الوفد المدينة مساء الأحد وعاد إلى العاصمة. جميع الحقوق محفوظة © 2024"])
def test_fast_equals_naive(rows: list[str]) -> None:
    looks = Looks(Document(Record("\n".join(rows))))
    naive = set(_naive(PURE, looks))
    assert set(PURE.read(looks)) == naive
    assert set(SCANNED.read(looks)) == naive


@given(text=assembled(), data=st.data())
def test_looks_without_lines_equal_looks_read_again(text: str, data: st.DataObject) -> None:
    looks = Looks(Document(Record(text)))
    numbers = st.sets(st.integers(0, len(looks) - 1))
    gone = data.draw(numbers)
    cut = {n: looks.document.rows[n][data.draw(st.integers(0, 9)) :] for n in data.draw(numbers) - gone}
    spans = [looks.document.line_span(number) for number in range(len(looks))]
    whole = {n: cut.get(n, row) + text[spans[n].start + len(row) : spans[n].end] for n, row in enumerate(looks.document.rows)}
    left = "".join(row for n, row in whole.items() if n not in gone)
    fewer, _ = without(looks, gone, left, cut)
    again = Looks(Document(Record(left)))
    for name in ("document", "prose", "spaces", "words", "keys", "wordless"):
        assert getattr(fewer, name) == getattr(again, name), name
    assert [*fewer.keys, *fewer.words] == [*again.keys, *again.words]
    assert fewer.document.rows == again.document.rows


@settings(max_examples=5)
@given(text=assembled())
def test_determinism(text: str) -> None:
    """A fresh process with another hash seed gives the same audit."""
    code = "import sys; from cleaner import clean; v = clean(sys.stdin.buffer.read().decode('utf-8', 'surrogatepass')); print(ascii((v.text, v.removed)))"
    env = {**os.environ, "PYTHONHASHSEED": "77"}
    fresh = subprocess.run(
        [sys.executable, "-c", code], input=text.encode("utf-8", "surrogatepass"), capture_output=True, env=env, check=True
    )
    verdict = clean(text)
    assert fresh.stdout.decode().strip() == ascii((verdict.text, verdict.removed))


def _clean_all(cleaner: Cleaner, texts: list[str]) -> list[str]:
    return [cleaner(text).text for text in texts]


@settings(max_examples=2)
@given(texts=st.lists(assembled(), min_size=4, max_size=20))
def test_worker_independence(texts: list[str]) -> None:
    expected = _clean_all(PLAIN, texts)
    for workers in (2, 7):
        shards = [texts[shard::workers] for shard in range(workers)]
        with ProcessPoolExecutor(2) as pool:
            results = list(pool.map(_clean_all, [PLAIN] * workers, shards))
        assert [results[n % workers][n // workers] for n in range(len(texts))] == expected


def test_a_cleaner_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(BARE))
    text = "كتب: سامي الحداد\nأعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من مشروع المرفأ الجديد.\nاترك تعليقاً"
    assert again(text).text == BARE(text).text
