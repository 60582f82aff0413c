"""Every example of every rule, one test id each; and the faults that the loader must report."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cleaner import PackError, load_pack
from cleaner.lint import check_rule, examples, fires
from cleaner.match import Matcher
from cleaner.rules import Rule, Rulebook, default_packs, load_packs, merge

BOOK = merge(default_packs())
EXAMPLES = [(rule, text, must_go) for rule in BOOK.rules for text, must_go in examples(rule)]


@cache
def _matcher(rule: Rule) -> Matcher:
    return Matcher(Rulebook((rule,), BOOK.words))


@pytest.mark.parametrize(
    ("rule", "text", "must_go"), EXAMPLES, ids=[f"{rule.id}-{'go' if go else 'stay'}-{n}" for n, (rule, _, go) in enumerate(EXAMPLES)]
)
def test_example(rule: Rule, text: str, must_go: bool) -> None:
    assert fires(rule, _matcher(rule), text) == must_go, text


GOOD = """
[[rule]]
id = "test.good"
kind = "ad"
where = "line"
patterns = ['كلمة الاختبار']
why = "A test."
remove = ['كلمة الاختبار']
keep = ['نص']
"""

FAULTS = {
    "not TOML": ("[[rule]\n", "not TOML"),
    "unknown field": (GOOD + "colour = 'red'\n", "unknown field 'colour'"),
    "unknown kind": (GOOD.replace('"ad"', '"advert"'), "kind 'advert' is unknown"),
    "unknown where": (GOOD.replace('"line"', '"row"'), "where 'row' is unknown"),
    "no why": (GOOD.replace('why = "A test."\n', ""), "why is missing"),
    "no example to go": (GOOD.replace("remove = ['كلمة الاختبار']\n", ""), "no example of what must go"),
    "no example to stay": (GOOD.replace("keep = ['نص']\n", ""), "no example of what must stay"),
    "nothing to match": (GOOD.replace("patterns = ['كلمة الاختبار']\n", ""), "nothing to match"),
    "empty alternative": (GOOD.replace("'كلمة الاختبار']\nwhy", "'…']\nwhy"), "holds no letter"),
    "open slots alone": (GOOD.replace("'كلمة الاختبار']\nwhy", "'{title} {name}']\nwhy"), "open slots alone"),
    "unknown slot": (GOOD.replace("'كلمة الاختبار']\nwhy", "'كلمة {noun}']\nwhy"), "slot 'noun' is unknown"),
    "nested repeat": (GOOD + "regex = '(a+)+b'\n", "repeats a repeat"),
    "bad regex": (GOOD + "regex = '(a'\n", "does not compile"),
    "regex of nothing": (GOOD + "regex = 'a?'\n", "matches nothing at all"),
    "inside without needles": (GOOD.replace('"line"', '"inside"'), "no needles"),
    "unfolded needle": (GOOD + "needles = ['إعلان']\n", "not folded"),
    "id twice": (GOOD + GOOD, "stands in"),
    "equal after folding": (GOOD + GOOD.replace("test.good", "test.twin").replace("كلمة", "كلمه"), "delete one"),
    "bad id": (GOOD.replace("test.good", "Good"), "name it family.what"),
    "wrong type": (GOOD.replace("['نص']", "'نص'"), "keep is not a list"),
}


@pytest.mark.parametrize(("source", "message"), FAULTS.values(), ids=FAULTS)
def test_fault(tmp_path: Path, source: str, message: str) -> None:
    pack = tmp_path / "faulty.toml"
    pack.write_text(source, encoding="utf-8")
    with pytest.raises(PackError, match=r"faulty(\.toml)?:\d+: ") as caught:
        merge([load_pack(pack)])
    assert message in str(caught.value)


def test_all_faults_of_all_packs_come_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(GOOD.replace('"ad"', f'"{name}"'), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_packs(sorted(tmp_path.iterdir()))
    assert [fault.line for fault in caught.value.faults] == [2, 2]


def test_an_example_that_does_not_hold_is_a_fault(tmp_path: Path) -> None:
    pack = tmp_path / "pack.toml"
    pack.write_text(GOOD.replace("keep = ['نص']", "keep = ['كلمة الاختبار']"), encoding="utf-8")
    book = merge([load_pack(pack)])
    assert "catches what it must keep" in str(check_rule(book.rules[0], book)[0])


def test_cancels_and_site(tmp_path: Path) -> None:
    from cleaner import Cleaner

    own = tmp_path / "own.toml"
    own.write_text('cancels = ["comment.leave"]\n' + GOOD + 'site = "example.com"\n', encoding="utf-8")
    text = "أعلنت البلدية اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين.\nكلمة الاختبار"
    cleaner = Cleaner(packs=[own])
    assert [rule for rule in cleaner.rulebook.rules if rule.id == "comment.leave"] == []
    assert cleaner(text).removed == ()
    assert [removal.rule for removal in cleaner(text, "https://news.example.com/1").removed] == ["test.good"]
    assert cleaner(text, "https://notexample.com/1").removed == ()
