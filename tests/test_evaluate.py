"""Gold, scores, gate and coverage: as a library, and as a user of the command meets them."""

from __future__ import annotations

import gzip
import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zstandard
from documents import FIRST, LAST, PROMPT, WIRE, pack_of_tests
from hypothesis import given
from hypothesis import strategies as st

from cleaner import EITHER, Cleaner, Metadata, Options, Record, Span, Value
from cleaner.cli import main
from cleaner.coverage import cover, rules_seen_at
from cleaner.errors import InputError
from cleaner.evaluate import compare_facts, evaluate
from cleaner.gate import CEILINGS, FLOORS, lowered, make_gate, measure, read_gate, shortfalls, write_gate
from cleaner.gold import Gold, GoldSpan, digest, parse_gold, read_gold, read_mixed
from cleaner.rules import load_pack
from cleaner.scores import Ratio, Scores
from cleaner.shingles import Likeness, shingle_f1
from cleaner.streams import read_lines, split_lines
from leave_out import leave_out

OTHER = "زر لا تعرفه القاعدة"
PACK = pack_of_tests("www.seen.example, 1 page")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pack") / "test.toml"
    path.write_text(PACK, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small(pack: Path) -> Cleaner:
    """A cleaner that knows the rules of these tests alone."""
    return Cleaner([load_pack(pack)], Options(default_packs=False))


def labelled(*pieces: tuple[str, str], name: str = "1", host: str | None = None, **facts: str) -> Gold:
    """Build a document of pieces and their labels, each on a line of its own unless it begins with +."""
    text, spans = "", []
    for label, piece in pieces:
        text += "" if label.startswith("+") or not text else "\n"
        kind = label.lstrip("+")
        word = "keep" if kind == "keep" else "either" if kind in EITHER else "remove"
        spans.append(GoldSpan(Span(len(text), len(text) + len(piece)), word, None if word == "keep" else kind))
        text += piece
    return Gold(name, text, tuple(spans), host=host, facts={fact: (value,) for fact, value in facts.items()})


def row(gold: Gold) -> dict[str, Any]:
    spans = [{"start": s.span.start, "end": s.span.end, "label": s.label, "kind": s.kind} for s in gold.spans]
    facts = {name: values[0] for name, values in gold.facts.items()}
    return {"id": gold.id, "url": gold.url, "host": gold.host, "text": gold.text, "spans": spans, "metadata": facts}


def as_rows(*documents: Gold) -> bytes:
    return b"".join(json.dumps(row(document)).encode() + b"\n" for document in documents)


def letters(text: str) -> int:
    return sum(map(str.isalnum, text))


GOOD = labelled(("keep", FIRST), ("keep", LAST), ("comment", PROMPT), name="good", host="a.example")
LEAKY = labelled(("keep", FIRST), ("share", OTHER), ("keep", LAST), ("comment", PROMPT), name="leaky", host="b.example")
HURT = labelled(("keep", FIRST), ("keep", PROMPT), ("keep", LAST), name="hurt", host="b.example")


# Gold


def test_gold_is_read_as_it_was_written() -> None:
    documents = [GOOD, labelled(("byline", "منى"), ("keep", FIRST), author="منى")]
    assert list(read_gold(as_rows(*documents).split(b"\n"))) == documents


SOUND = row(GOOD)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": None}, ["id is missing"]),
        ({"spans": None}, ["spans is missing", '"start": 0']),
        ({"spans": []}, ["have no label", "white space"]),
        ({"spans": [{"start": 0, "end": 5, "label": "keep"}]}, ["characters 6 to"]),
        ({"spans": [SOUND["spans"][0] | {"label": "stay"}, *SOUND["spans"][1:]]}, ["spans[0]", "'stay'", "keep, remove, either"]),
        ({"spans": [*SOUND["spans"][:2], SOUND["spans"][2] | {"kind": "coment"}]}, ["spans[2]", "'coment'", "cleaner kinds"]),
        ({"spans": [*SOUND["spans"][:2], SOUND["spans"][2] | {"kind": "byline"}]}, ["spans[2]", "byline", "label remove"]),
        ({"spans": [*SOUND["spans"][:2], SOUND["spans"][2] | {"kind": None}]}, ["spans[2]", "kind None"]),
        ({"spans": [SOUND["spans"][0] | {"kind": "ad"}, *SOUND["spans"][1:]]}, ["spans[0]", "'ad'", "write null"]),
        ({"spans": SOUND["spans"][::-1]}, ["order the spans"]),
        ({"spans": [SOUND["spans"][0], SOUND["spans"][1] | {"start": 3}, SOUND["spans"][2]]}, ["spans[1]", "none overlap"]),
        ({"spans": [*SOUND["spans"][:2], SOUND["spans"][2] | {"end": 9999}]}, ["spans[2]", "outside the text"]),
        ({"spans": [SOUND["spans"][0] | {"start": True}]}, ["spans[0]", "whole numbers"]),
        ({"spans": ["keep"]}, ["spans[0]", "no object"]),
        ({"spans": None, "html": "a.html"}, ["a page", "give rows with spans"]),
        ({"metadata": []}, ["metadata is no object"]),
        ({"metadata": {"author": 3}}, ["author is no string"]),
        ({"url": 3}, ["url is no string"]),
    ],
)
def test_what_is_wrong_with_gold_is_told(change: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InputError) as raised:
        parse_gold(json.dumps(SOUND | change).encode(), "gold.jsonl:7")
    for word in ["gold.jsonl:7: ", *words]:
        assert word in str(raised.value)


def test_all_faults_of_a_file_come_at_once() -> None:
    lines = [b'{"id": "1"}', b"", as_rows(GOOD), b"no", json.dumps(SOUND | {"id": 0, "spans": []}).encode()]
    read = read_gold(lines, "gold.jsonl")
    assert next(read) == GOOD
    with pytest.raises(InputError) as raised:
        list(read)
    assert [fault.split(": ")[0] for fault in str(raised.value).split("\n")] == [f"gold.jsonl:{n}" for n in (1, 4, 5, 5)]


def test_rows_without_labels_are_records() -> None:
    read = list(read_mixed([as_rows(GOOD), '{"body": "نص", "text": "", "url": "https://a.example/1"}'.encode()], "text"))
    assert isinstance(read[0], Gold)
    assert isinstance(read[1], Record)


def test_the_digest_is_that_of_the_set() -> None:
    assert digest([GOOD, HURT]) == digest([HURT, GOOD]) != digest([GOOD])
    assert digest([GOOD]) != digest([replace(GOOD, text=GOOD.text + " ")]) != digest([labelled(("keep", GOOD.text), name="good")])


# Streams


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz", "rows.jsonl.zst"])
def test_packed_lines_are_read(tmp_path: Path, name: str) -> None:
    lines = [str(n).encode() * 3000 for n in range(200)]
    content = b"\n".join(lines)
    half = len(content) // 2
    pack_with = {"gz": gzip.compress, "zst": zstandard.ZstdCompressor().compress}.get(name.rpartition(".")[2], bytes)
    (tmp_path / name).write_bytes(pack_with(content[:half]) + pack_with(content[half:]))
    assert list(read_lines(str(tmp_path / name))) == lines


@pytest.mark.parametrize("name", ["rows.jsonl.gz", "rows.jsonl.zst"])
@pytest.mark.parametrize("damage", ["cut", "junk"])
def test_damaged_files_are_the_user_s_to_mend(tmp_path: Path, name: str, damage: str) -> None:
    content = bytes(range(256)) * 90
    packed = gzip.compress(content) if name.endswith(".gz") else zstandard.ZstdCompressor().compress(content)
    (tmp_path / name).write_bytes(packed[:-5] if damage == "cut" else b"no" + packed)
    with pytest.raises(InputError, match=r"can't be unpacked .*; fetch or pack"):
        list(read_lines(str(tmp_path / name)))


@pytest.mark.parametrize("name", ["rows.jsonl.gz", "rows.jsonl.zst"])
def test_a_line_without_end_fills_no_memory(tmp_path: Path, name: str) -> None:
    content = b"\n" + b"a" * (64 << 20)
    (tmp_path / name).write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else zstandard.ZstdCompressor().compress(content))
    with pytest.raises(InputError, match=r":2: a line of more than 1 MB"):
        list(read_lines(str(tmp_path / name), longest=1 << 20))


@given(st.lists(st.binary(max_size=9).map(lambda chunk: chunk.replace(b"a", b"\n"))))
def test_chunks_change_no_line(chunks: list[bytes]) -> None:
    whole = b"".join(chunks).split(b"\n")
    assert list(split_lines(chunks, "<bytes>")) == whole[: None if whole[-1] else -1]


# Scores


def test_scores_count_letters(small: Cleaner) -> None:
    scores = evaluate(small, [GOOD, LEAKY, HURT])
    assert scores.leak == Ratio(letters(OTHER), letters(OTHER) + 2 * letters(PROMPT))
    assert scores.damage == Ratio(letters(PROMPT), 3 * letters(FIRST + LAST) + letters(PROMPT))
    assert (scores.hurt, scores.perfect) == (Ratio(1, 3), Ratio(1, 3))
    assert scores.leak_by_document == pytest.approx((0 + letters(OTHER) / letters(OTHER + PROMPT)) / 2)
    assert {kind.kind: (kind.spans, kind.leak.part) for kind in scores.kinds} == {"share": (1, letters(OTHER)), "comment": (2, 0)}
    (rule,) = scores.rules
    assert (rule.rule, rule.hits, rule.documents) == ("test.prompt", 3, 3)
    assert (rule.removed, rule.damage, rule.hurt) == (2 * letters(PROMPT), letters(PROMPT), 1)
    assert dict(rule.took) == {"comment": 2 * letters(PROMPT), "keep": letters(PROMPT)}
    assert [(str(status), number) for status, number in scores.statuses] == [("cleaned", 3)]
    assert [(host.host, host.documents, host.hurt.part) for host in scores.hosts] == [("b.example", 2, 1), ("a.example", 1, 0)]
    assert [document.gold.id for document in scores.worst(9)] == ["hurt", "leaky"]
    assert [(one.fate, one.kind, one.rule) for document in scores.worst(9) for one in document.wrong] == [
        ("lost", "keep", "test.prompt"), ("left", "share", None),
    ]  # fmt: skip


def test_kinds_with_few_spans_are_no_part_of_their_mean(small: Cleaner) -> None:
    rare = labelled(("keep", FIRST), ("share", OTHER), ("keep", LAST))
    often = labelled(("keep", FIRST), *[("comment", PROMPT)] * 4, ("keep", LAST), ("comment", OTHER), name="2")
    scores = evaluate(small, [rare, often])
    assert scores.leak_by_kind == pytest.approx(letters(OTHER) / (letters(OTHER) + 4 * letters(PROMPT)))


def test_residue_counts_by_characters_and_signs_spoil_perfection(small: Cleaner) -> None:
    scores = evaluate(small, [labelled(("keep", FIRST), ("residue", "* * x"), ("keep", LAST), ("share", "…"))])
    assert scores.leak == Ratio(3, 3)
    assert scores.perfect.part == 0
    assert evaluate(small, [labelled(("keep", FIRST), ("share", "…"))]).leak == Ratio(0, 0)


def test_what_the_options_ask_for_is_what_is_scored(pack: Path) -> None:
    gold = [labelled(("keep", FIRST), ("+agency", WIRE), ("comment", PROMPT), ("keep", LAST))]

    def ask(**options: Any) -> Scores:
        return evaluate(Cleaner([pack], Options(default_packs=False, **options)), gold)

    plain, kept, dropped = ask(), ask(keep="comment"), ask(drop="agency")
    assert all(scores.perfect.share == 1 for scores in (plain, kept, dropped))
    assert (plain.leak.whole, kept.leak.whole) == (letters(PROMPT), 0)
    assert dropped.leak == Ratio(0, letters(PROMPT) + letters(WIRE))
    assert [kind.kind for kind in dropped.kinds] == ["agency", "comment"]
    assert evaluate(Cleaner([pack], Options(default_packs=False)), gold).rules[0].facts == 0


def test_a_span_is_cut_where_part_of_it_went(small: Cleaner) -> None:
    gold = labelled(("keep", FIRST), ("comment", f"{PROMPT}\n{OTHER}\n{PROMPT}"), ("keep", LAST))
    (score,) = evaluate(small, [gold]).documents
    assert [gold.text[one.span.start : one.span.end].strip() for one in score.wrong] == [OTHER]
    assert score.leak.part == letters(OTHER)


def test_facts_are_found_missed_or_invented() -> None:
    def value(text: str, printed: str = "") -> Value:
        return Value(text, printed or text, None)

    gold = labelled(("keep", FIRST), author="احمد  علي", date="٣ نيسان", source="البيان")
    told = Metadata(authors=(value("منى"), value("أحمد علي سالم")), published=value("2024-04-03", "3 نيسان 2024"), agency=value("وام"))
    answers = {fact.name: fact.answer for fact in compare_facts(gold, told)}
    assert answers == {"author": "found", "date": "found", "source": "missed", "agency": "invented"}


def test_shingles() -> None:
    assert shingle_f1("", "") == Likeness(1.0, 1.0)
    assert shingle_f1("نص", "").f1 == shingle_f1("", "نص").f1 == 0.0
    assert shingle_f1("نصٌّ قصــير", "نص قصير").f1 == 1.0
    assert shingle_f1("ﻻ أحد", "لا أحد").f1 == 1.0
    assert shingle_f1("أ ب ت ث أ ب ت ث", "أ ب ت ث").precision == pytest.approx(1 / 5)
    assert shingle_f1("أ ب ت", "أ ب ت ث").f1 == 0.0


# The gate


def test_a_gate_is_passed_by_what_it_was_made_from(small: Cleaner) -> None:
    scores = evaluate(small, [GOOD, LEAKY, HURT])
    gate = read_gate(write_gate(make_gate(scores, small.options)))
    assert gate == make_gate(scores, small.options)
    assert shortfalls(gate, scores, small.options) == []
    assert set(measure(scores)) == {*CEILINGS, *FLOORS} == {*gate.ceilings, *gate.floors}


def test_all_shortfalls_are_listed(small: Cleaner) -> None:
    scores = evaluate(small, [GOOD, LEAKY, HURT])
    ideal = replace(make_gate(scores, small.options), ceilings={"leak": 0.0, "damage": 0.0}, floors={"perfect": 1.0})
    told = [str(one) for one in shortfalls(ideal, scores, small.options)]
    assert [one.split(":")[0] for one in told] == ["leak", "damage", "perfect"]
    assert "over its ceiling of 0" in told[0]
    assert "0.333333 is below its floor of 1" in told[2]
    assert [one.measure for one in lowered(ideal, make_gate(scores, small.options))] == ["leak", "damage", "perfect"]
    assert lowered(make_gate(scores, small.options), ideal)[0].measure == "leak_by_kind"  # a bound left out


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("no", "not JSON"),
        ("[]", "no corpus"),
        ('{"corpus": {"digest": "a"}}', "holds no bound"),
        ('{"corpus": {"digest": "a"}, "floors": {"leak": 1}}', "'leak' is no measure of them; there are perfect, found"),
        ('{"corpus": {"digest": "a"}, "ceilings": {"leak": "1"}}', "leak is no number"),
        ('{"corpus": {"digest": "a"}, "ceilings": {"leak": NaN}}', "leak is no number"),
        ('{"corpus": {"digest": "a"}, "ceilings": []}', "ceilings is no object"),
    ],
)
def test_broken_gates_are_told(source: str, word: str) -> None:
    with pytest.raises(InputError) as raised:
        read_gate(source, "gate.json")
    assert str(raised.value).startswith("gate.json: ")
    assert word in str(raised.value)


# Coverage


def test_coverage_counts_where_rules_fire(small: Cleaner) -> None:
    record = Record(f"{FIRST} {WIRE}\n{LAST}", url="https://c.example/1")
    counted = cover(small, [GOOD, HURT, record])
    rules = {rule.rule: rule for rule in counted.rules}
    prompt, wire = rules["test.prompt"], rules["test.wire"]
    assert (counted.documents, counted.labelled) == (3, 2)
    assert (prompt.hits, prompt.documents, prompt.hosts, prompt.wrong) == (2, 2, 2, 1)
    assert (prompt.characters, prompt.sample) == (2 * len(PROMPT.replace(" ", "")), PROMPT)
    assert (wire.hits, wire.hosts, wire.wrong, wire.sample) == (1, 1, 0, WIRE)
    assert [rule.rule for rule in cover(small, [GOOD]).rules if rule.unproven] == ["test.wire"]


def test_rules_seen_at_a_host(small: Cleaner) -> None:
    assert rules_seen_at(small.rulebook, "seen.example") == {"test.prompt"}
    assert rules_seen_at(small.rulebook, "www.seen.example") == {"test.prompt"}
    assert rules_seen_at(small.rulebook, "een.example") == rules_seen_at(small.rulebook, "") == frozenset()


# The command


@pytest.fixture
def run(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pack: Path
) -> Any:
    """Run a verb with the rules of these tests alone, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(verb: str, *arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        status = main([*verb.split(), "--no-default-packs", "--pack", str(pack), *map(str, arguments)])
        return (status, *capfd.readouterr())

    return call


def test_evaluate_shows_tables_and_the_worst(run: Any) -> None:
    Path("gold.jsonl").write_bytes(as_rows(GOOD, LEAKY, HURT))
    status, out, err = run("evaluate", "gold.jsonl")
    assert (status, err) == (0, "")
    for row in ("hurt\t33.33%\t1 of 3 documents", f"share\t1\t{letters(OTHER)}\t{letters(OTHER)}\t100.00%", "b.example\t2\t"):
        assert row in out
    assert f"! test.prompt | \u2068{PROMPT}\u2069" in out
    assert f"? share | \u2068{OTHER}\u2069" in out
    assert out.index("hurt: cleaned") < out.index("leaky: cleaned")
    assert "leaky: " not in run("evaluate", "gold.jsonl", "--worst", 1)[1]


def test_odd_spaces_between_spans_are_no_rows(run: Any) -> None:
    odd = row(LEAKY)
    odd["text"] = odd["text"].replace("\n", "\u00a0\n\r\u2028", 1) + "\u00a0\n"
    for span in odd["spans"][1:]:
        span |= {"start": span["start"] + 3, "end": span["end"] + 3}
    Path("gold.jsonl").write_text(json.dumps(odd))
    status, out, _ = run("evaluate", "gold.jsonl")
    assert status == 0
    assert f"? share | \u2068{OTHER}\u2069" in out
    assert "u00a0" not in out


def test_evaluate_says_everything_in_json(run: Any) -> None:
    Path("in").mkdir()
    Path("in/a.jsonl.gz").write_bytes(gzip.compress(as_rows(GOOD, HURT)))
    Path("in/b.jsonl.zst").write_bytes(zstandard.compress(as_rows(LEAKY)))
    Path("in/page.txt").write_text("no gold")
    status, out, _ = run("evaluate", "in", "--json")
    told = json.loads(out)
    assert status == 0
    assert told["corpus"] == {"digest": digest([GOOD, LEAKY, HURT]), "documents": 3, "hosts": 2}
    assert told["damage"]["part"] == letters(PROMPT)
    assert told["by_rule"][0]["took"] == {"comment": 2 * letters(PROMPT), "keep": letters(PROMPT)}
    assert told["statuses"] == {"cleaned": 3}
    assert [document["id"] for document in told["documents"]] == ["good", "hurt", "leaky"]
    assert told["documents"][1]["wrong"] == [
        {"start": len(FIRST) + 1, "end": len(FIRST) + 1 + len(PROMPT), "fate": "lost", "kind": "keep", "rule": "test.prompt"}
        | {"letters": letters(PROMPT), "text": PROMPT}
    ]
    assert json.loads(run("evaluate", "-", "--json", stdin=as_rows(GOOD, HURT, LEAKY))[1]) == told


def test_all_gold_is_checked_first(run: Any) -> None:
    Path("a.jsonl").write_bytes(as_rows(GOOD) + b"{}\n")
    Path("b.jsonl").write_bytes(b"no\n")
    Path("c.jsonl.gz").write_bytes(b"no")
    status, out, err = run("evaluate", "a.jsonl", "b.jsonl", "c.jsonl.gz")
    assert (status, out) == (2, "")
    assert [line.split(": ")[1] for line in err.splitlines()] == ["a.jsonl:2", "b.jsonl:1", "c.jsonl.gz"]
    Path("empty.jsonl").touch()
    assert "no document" in run("evaluate", "empty.jsonl")[2]


def test_the_gate_of_the_command(run: Any) -> None:
    Path("gold.jsonl").write_bytes(as_rows(GOOD, LEAKY))
    assert run("evaluate", "gold.jsonl", "--write-gate", "gate.json")[0] == 0
    status, out, _ = run("evaluate", "gold.jsonl", "--gate", "gate.json", "--worst", 0)
    assert (status, out.splitlines()[-1]) == (0, "gate.json: holds")

    table = json.loads(Path("gate.json").read_text())
    Path("gate.json").write_text(json.dumps(table | {"ceilings": {"leak": 0.1}, "floors": {"perfect": 0.9}}))
    status, out, err = run("evaluate", "gold.jsonl", "--gate", "gate.json", "--json")
    assert status == 1
    assert [line.split(":")[2].strip() for line in err.splitlines()] == ["leak", "perfect"]
    assert json.loads(out)["gate"]["holds"] is False

    before = Path("gate.json").read_text()
    status, _, err = run("evaluate", "gold.jsonl", "--write-gate", "gate.json")
    assert (status, Path("gate.json").read_text()) == (1, before)
    assert "--lower" in err
    assert run("evaluate", "gold.jsonl", "--write-gate", "gate.json", "--lower")[0] == 0
    assert run("evaluate", "gold.jsonl", "--gate", "gate.json")[0] == 0


def test_a_gate_of_something_else_is_an_error(run: Any) -> None:
    Path("gold.jsonl").write_bytes(as_rows(GOOD, LEAKY))
    Path("other.jsonl").write_bytes(as_rows(GOOD))
    run("evaluate", "gold.jsonl", "--write-gate", "gate.json")
    before = Path("gate.json").read_text()
    for arguments, word in [
        (["other.jsonl", "--gate", "gate.json"], "give the gold that it was measured on"),
        (["gold.jsonl", "--gate", "gate.json", "--keep", "comment"], "other options"),
        (["other.jsonl", "--write-gate", "gate.json"], "replace this one with --lower"),
        (["gold.jsonl", "--gate", "none.json"], "--write-gate none.json writes a gate"),
        (["gold.jsonl", "--gate", "gate.json", "--write-gate", "b.json"], "give one"),
        (["gold.jsonl", "--lower"], "--write-gate"),
    ]:
        status, out, err = run("evaluate", *arguments)
        assert (status, out) == (2, ""), arguments
        assert word in err, err
    assert Path("gate.json").read_text() == before


def test_coverage_of_the_command(run: Any) -> None:
    Path("dump").mkdir()
    Path("dump/page.txt").write_text(f"{FIRST}\n{PROMPT}\n{LAST}")
    Path("dump/rows.jsonl.gz").write_bytes(gzip.compress(as_rows(HURT)))
    status, out, err = run("rules coverage", "dump")
    rows = [line.split("\t") for line in out.splitlines()]
    assert status == 0
    assert rows[1] == ["test.prompt", "comment", "2", "2", "1", str(2 * len(PROMPT.replace(" ", ""))), "1", f"\u2068{PROMPT}\u2069"]
    assert rows[2][:3] == ["test.wire", "agency", "unproven"]
    assert err == "2 documents, 1 labelled; 2 rules, 1 unproven\n"
    told = json.loads(run("rules coverage", "dump/page.txt", "--json")[1])
    assert [(rule["rule"], rule["unproven"], rule["wrong"]) for rule in told["coverage"]] == [
        ("test.prompt", False, None), ("test.wire", True, None),
    ]  # fmt: skip


def test_packed_rows_are_cleaned(run: Any) -> None:
    Path("rows.jsonl.gz").write_bytes(gzip.compress(as_rows(GOOD)))
    status, out, _ = run("clean", "rows.jsonl.gz")
    assert (status, json.loads(out)["id"]) == (0, GOOD.id)
    assert run("clean", "rows.jsonl.gz", "-o", "out.jsonl.gz")[0] == 0
    assert gzip.decompress(Path("out.jsonl.gz").read_bytes()).decode() == out


def test_a_host_is_left_out(small: Cleaner) -> None:
    seen = replace(GOOD, host="seen.example")
    left = {one.host: one for one in leave_out(small, [seen, replace(LEAKY, id="2")])}
    assert left["seen.example"].without == ("test.prompt",)
    assert (left["seen.example"].before.leak.share, left["seen.example"].after.leak.share) == (0.0, 1.0)
    assert left["b.example"].after is left["b.example"].before
