"""The command line as a user meets it: bytes in, bytes out, messages, exit statuses."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from documents import FIRST, LAST, PROMPT, pack_of_tests

import cleaner
from cleaner.cli.flags import choose
from cleaner.errors import InputError, OptionError
from cleaner.model import EITHER, KINDS
from cleaner.options import Options
from cleaner.rows import read_row
from cleaner.rules import default_packs
from cleaner.schema import load_schema
from cleaner.sinks import aside

DIRTY = f"{FIRST}\n{PROMPT}\n{LAST}\n"
CLEAN = f"{FIRST}\n{LAST}\n"
PACK = pack_of_tests("in tests")


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that holds a pack."""
    monkeypatch.chdir(tmp_path)
    Path("test.toml").write_text(PACK, encoding="utf-8")
    return tmp_path


@pytest.fixture
def clean(run: Any) -> Any:
    """Run `cleaner clean` with the rules of these tests alone."""
    return lambda *arguments, **given: run("clean", "--no-default-packs", "--pack", "test.toml", *arguments, **given)


def write(path: str, content: str | bytes) -> Path:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return target


def files() -> set[str]:
    return {str(path) for path in Path().rglob("*") if path.is_file()}


def process(*arguments: str, **given: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "import sys; from cleaner.cli import main; sys.exit(main())", *arguments]
    root = str(Path(cleaner.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root, **given.pop("env", {})}
    return subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False, **given)


# Texts


def test_one_text_goes_to_standard_output_and_nothing_else_does(clean: Any) -> None:
    write("page.txt", DIRTY)
    ran = clean("page.txt")
    assert (ran.status, ran.text) == (0, CLEAN)
    assert ran.err == f"1 document: 1 cleaned\n{len(PROMPT) + 1} characters removed: {len(PROMPT) + 1} comment\n"


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_no_byte_is_added_and_line_ends_stay(clean: Any, end: str) -> None:
    text = f"{FIRST}\r\n{PROMPT}\r\n{LAST}{end}"
    write("page.txt", text)
    assert clean("page.txt").out == text.replace(f"{PROMPT}\r\n", "").encode()


def test_what_is_clean_comes_back_byte_for_byte(clean: Any) -> None:
    odd = f"\ufeff{FIRST}\u2028\x0b\x85\x00\r{LAST}".encode()
    write("page.txt", odd)
    assert clean("page.txt").out == odd


def test_standard_input(clean: Any) -> None:
    assert clean("-", stdin=DIRTY.encode()).text == CLEAN
    assert clean("-", "-o", "out.txt", stdin=DIRTY.encode()).out == b""
    assert Path("out.txt").read_text() == CLEAN


def test_an_empty_text_stays_empty(clean: Any) -> None:
    assert clean("-", stdin=b"").out == b""


def test_a_real_process_writes_the_same_bytes_whatever_the_locale() -> None:
    write("page.txt", DIRTY.replace("\n", "\r\n"))
    ran = process("clean", "--no-default-packs", "--pack", "test.toml", "page.txt", env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert (ran.returncode, ran.stdout) == (0, CLEAN.replace("\n", "\r\n").encode())


def test_one_text_into_a_file_and_into_a_folder(clean: Any) -> None:
    write("page.txt", DIRTY)
    Path("there").mkdir()
    assert clean("page.txt", "-o", "new/deep/out.txt").status == 0
    assert clean("page.txt", "--output", "there").status == 0
    assert clean("page.txt", "-o", "made/").status == 0
    for path in ("new/deep/out.txt", "there/page.txt", "made/page.txt"):
        assert Path(path).read_text() == CLEAN


def test_a_folder_is_mirrored(clean: Any) -> None:
    write("in/a.txt", DIRTY)
    write("in/deep/er/b.txt", CLEAN)
    write("in/deep/rows.jsonl", json.dumps({"text": DIRTY}) + "\n")
    write("in/picture.png", b"\x89PNG")
    write("in/.hidden.txt", DIRTY)
    ran = clean("in", "-o", "out")
    assert ran.status == 0
    assert {path for path in files() if path.startswith("out")} == {
        "out/a.txt", "out/deep/er/b.txt", "out/deep/rows.jsonl",
    }  # fmt: skip
    assert Path("out/a.txt").read_text() == CLEAN
    assert "3 documents: 2 cleaned, 1 unchanged" in ran.err
    assert f"in/a.txt → out/a.txt: {len(PROMPT) + 1} characters removed" in ran.err
    assert ran.err.endswith("result: out\n")


def test_several_inputs_land_beside_each_other(clean: Any) -> None:
    write("a.txt", DIRTY)
    write("in/b.txt", DIRTY)
    assert clean("a.txt", "in", "-o", "out").status == 0
    assert Path("out/a.txt").read_text() == Path("out/in/b.txt").read_text() == CLEAN


# Rows


def test_rows_keep_their_fields_and_their_order(clean: Any) -> None:
    row = {"id": 7, "z": [1.5, None, {"a": "ب"}], "text": DIRTY, "a": True, "url": "https://example.com/1"}
    write("rows.jsonl", json.dumps(row) + "\n\n" + json.dumps({"text": CLEAN}))
    ran = clean("rows.jsonl")
    first, second = ran.rows
    assert list(first) == [*row, "cleaner"]
    assert {**first, "text": DIRTY} == {**row, "cleaner": first["cleaner"]}
    assert first["text"] == second["text"] == CLEAN
    assert second["cleaner"]["status"] == "unchanged"
    removal, = first["cleaner"]["removed"]
    assert DIRTY[removal["start"] : removal["end"]] == f"{PROMPT}\n"
    assert (removal["kind"], removal["rule"]) == ("comment", "test.prompt")
    assert ran.out.endswith(b"\n")


def test_an_object_of_an_earlier_run_is_replaced_in_its_place(clean: Any) -> None:
    write("rows.jsonl", json.dumps({"cleaner": {"status": "old"}, "text": DIRTY}))
    once = clean("rows.jsonl")
    assert list(once.rows[0]) == ["cleaner", "text"]
    assert once.rows[0]["cleaner"]["status"] == "cleaned"


def test_another_field(clean: Any) -> None:
    write("rows.jsonl", json.dumps({"text": PROMPT, "body": DIRTY}))
    row, = clean("rows.jsonl", "--field", "body").rows
    assert (row["text"], row["body"]) == (PROMPT, CLEAN)


def test_what_json_can_say_comes_back(clean: Any) -> None:
    line = '{"n":123456789012345678901234567890,"s":"\\ud800","d":"\\udc00x","f":0.1,"e":"","text":"a"}'
    write("rows.jsonl", "\ufeff" + line + "\r\n")
    row, = clean("rows.jsonl", "--audit", "none").rows
    del row["cleaner"]
    assert json.dumps(row, separators=(",", ":")) == line


def test_lone_surrogates_in_the_text_round_trip(clean: Any) -> None:
    other = "ويأمل السكان أن ينتهي العمل قبل موسم الأمطار."
    write("rows.jsonl", json.dumps({"text": f"{DIRTY}\ud800{other}"}))
    # Compared as ASCII: the report of a failure under pytest-xdist can't hold a lone surrogate.
    assert ascii(clean("rows.jsonl").rows[0]["text"]) == ascii(f"{CLEAN}\ud800{other}")


@pytest.mark.parametrize("level", ["none", "spans", "full"])
def test_rows_obey_their_schema(clean: Any, level: str) -> None:
    schema = load_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validate = jsonschema.Draft202012Validator(schema).validate
    texts = (DIRTY, CLEAN, "", PROMPT, "An English sentence that is left alone.", f"{FIRST} (وكالة الاختبار)")
    write("rows.jsonl", "\n".join(json.dumps({"text": text}) for text in texts))
    rows = clean("rows.jsonl", "--audit", level).rows
    for row in rows:
        validate(row)
    told = rows[0]["cleaner"]
    assert ("removed" in told) == (level != "none")
    assert ("text" in told.get("removed", [{}])[0]) == (level == "full")
    with pytest.raises(jsonschema.ValidationError):
        validate({"cleaner": {**told, "unknown": 1}})


def test_default_rules_obey_the_schema_too(run: Any) -> None:
    seeds = sorted((Path(cleaner.__file__).parents[1] / "seeds").glob("*.txt"))
    write("rows.jsonl", "\n".join(json.dumps({"text": path.read_text(encoding="utf-8")}) for path in seeds))
    ran = run("clean", "rows.jsonl", "--drop", "either", "--audit", "full")
    assert ran.status == 0
    assert len(ran.rows) == len(seeds)
    for row in ran.rows:
        jsonschema.Draft202012Validator(load_schema()).validate(row)


def test_the_schema_is_of_no_host() -> None:
    assert load_schema()["$id"] == "urn:arabic-news-cleaner:schema:row-1"


def test_a_url_is_used_only_when_it_is_a_string() -> None:
    assert read_row(b'{"text": "", "url": "https://example.com"}').url == "https://example.com"
    assert read_row(b'{"text": "", "url": 7}').url is None


# What goes wrong with inputs


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", ("rows.jsonl:2", "not JSON", "mend")),
        (b'{"a": 1}{', ("rows.jsonl:2", "not JSON")),
        (b"[1]", ("rows.jsonl:2", "a list", "object")),
        (b'{"txt": ""}', ("rows.jsonl:2", "no field 'text'", "did you mean 'txt'", "--field")),
        (b'{"text": null}', ("rows.jsonl:2", "null", "not a string")),
        (b'{"text": 3}', ("rows.jsonl:2", "a number", "not a string")),
        (b'{"text": "", "n": NaN}', ("rows.jsonl:2", "NaN")),
        (b'{"text": "", "n": 1e999}', ("rows.jsonl:2", "out of range")),
        (b'{"text": "\xff"}', ("rows.jsonl:2", "UTF-8")),
        (b"[" * 100_000, ("rows.jsonl:2", "nested")),
    ],
)
def test_a_bad_row_names_file_line_and_remedy(clean: Any, line: bytes, words: tuple[str, ...]) -> None:
    write("rows.jsonl", json.dumps({"text": DIRTY}).encode() + b"\n" + line + b"\n")
    ran = clean("rows.jsonl")
    assert (ran.status, ran.out) == (2, b"")
    assert all(word in ran.err for word in words), ran.err
    assert "Traceback" not in ran.err


def test_bytes_that_are_not_utf_8(clean: Any) -> None:
    write("page.txt", DIRTY.encode() + FIRST.encode("cp1256"))
    ran = clean("page.txt")
    assert (ran.status, ran.out) == (2, b"")
    assert "page.txt:4: byte" in ran.err
    assert "iconv -f cp1256" in ran.err


def test_what_can_not_be_read_is_put_aside_and_the_rest_is_cleaned(clean: Any) -> None:
    write("in/a.txt", DIRTY)
    write("in/b.jsonl", "{\n" + json.dumps({"text": DIRTY}))
    write("in/c.txt", b"ok\n\xff")
    ran = clean("in", "-o", "out")
    assert ran.status == 0
    assert "2 records that can't be read: 1 bad_json, 1 not_utf8\n2 written, 2 in quarantine\n" in ran.err
    assert ran.err.endswith("result: out\nquarantine: out.quarantine.jsonl\n")
    assert {path for path in files() if path.startswith("out")} == {"out/a.txt", "out/b.jsonl", "out.quarantine.jsonl"}
    bad, foreign = (json.loads(line) for line in Path("out.quarantine.jsonl").read_text().splitlines())
    assert {**bad, "detail": ""} == {
        "id": None, "path": "in/b.jsonl", "position": 1, "reason": "bad_json", "detail": "", "raw": "{",
    }  # fmt: skip
    assert {**foreign, "detail": ""} == {
        "id": "in/c.txt", "path": "in/c.txt", "position": 1, "reason": "not_utf8", "detail": "", "line": 2, "raw_base64": "b2sK/w==",
    }  # fmt: skip
    assert clean("in", "-o", "out", "--strict").status == 1


@pytest.mark.parametrize("broken", ["b.jsonl", "c.txt"])
def test_inputs_that_can_not_be_opened_stop_all_before_anything_is_written(clean: Any, broken: str) -> None:
    write("in/a.txt", DIRTY)
    Path("in", broken).symlink_to("nowhere")
    before = files()
    ran = clean("in", "-o", "out")
    assert ran.status == 2
    assert f"in/{broken}: can't be read" in ran.err
    assert files() == before
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nope.txt"], ["nope.txt", "no such file"]),
        (["in"], ["2 files", "--output"]),
        (["in/a.txt", "in/b.txt"], ["2 files", "--output"]),
        (["in", "-o", "in"], ["lies in the folder in"]),
        (["in", "-o", "in/out"], ["lies in the folder in"]),
        (["in", "-o", "test.toml"], ["test.toml", "a file"]),
        (["in/a.txt", "-o", "in/a.txt"], ["in/a.txt", "overwritten"]),
        (["in/a.txt", "-o", "in"], ["in/a.txt", "overwritten"]),
        (["in/a.txt", "-o", "in/../in/a.txt"], ["overwritten"]),
        (["in/a.txt", "-o", "link.txt"], ["overwritten"]),
        (["in/a.txt", "-o", "hard.txt"], ["overwritten"]),
        (["in/a.txt", "other/a.txt", "-o", "out"], ["both in/a.txt and other/a.txt"]),
        (["in/a.txt", "in/a.txt", "-o", "out"], ["given twice"]),
        (["-", "-", "-o", "out"], ["standard input"]),
        (["-", "-o", "in"], ["no name"]),
        (["empty"], ["no .txt or .jsonl"]),
        (["in/a.txt", "-o", "test.toml/a.txt"], ["test.toml"]),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(clean: Any, arguments: list[str], words: list[str]) -> None:
    write("in/a.txt", DIRTY)
    write("in/b.txt", DIRTY)
    write("other/a.txt", DIRTY)
    Path("empty").mkdir()
    Path("link.txt").symlink_to("in/a.txt")
    os.link("in/a.txt", "hard.txt")
    before = files()
    ran = clean(*arguments)
    assert (ran.status, ran.out) == (2, b"")
    assert all(word in ran.err for word in words), ran.err
    assert ran.err.startswith("cleaner: ")
    assert "Traceback" not in ran.err
    assert files() == before
    assert Path("in/a.txt").read_text() == DIRTY


# Files are there whole or not at all


def test_a_failed_run_leaves_the_old_file_and_no_part(monkeypatch: pytest.MonkeyPatch, clean: Any) -> None:
    write("page.txt", DIRTY)
    write("out.txt", "old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(aside.os, "fsync", fail)
    ran = clean("page.txt", "-o", "out.txt")
    assert ran.status == 2
    assert "No space left on device" in ran.err
    assert Path("out.txt").read_text() == "old"
    assert files() == {"page.txt", "out.txt", "test.toml"}


def test_a_file_appears_only_when_it_is_whole() -> None:
    with aside.aside(Path("out.txt")) as file:
        file.write(b"half")
        assert not Path("out.txt").exists()
    assert Path("out.txt").read_bytes() == b"half"


def test_an_interrupt_leaves_nothing() -> None:
    def write_half() -> None:
        with aside.aside(Path("out.txt")) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert files() == {"test.toml"}


def test_rights_and_symbolic_links_of_the_old_file_stay() -> None:
    target = write("real.txt", "old")
    target.chmod(0o640)
    Path("link.txt").symlink_to("real.txt")
    with aside.aside(Path("link.txt")) as file:
        file.write(b"new")
    assert Path("link.txt").is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced(clean: Any) -> None:
    write("page.txt", DIRTY)
    assert clean("page.txt", "-o", os.devnull).status == 0
    assert not Path(os.devnull).is_file()


# Options


def test_every_option_is_a_flag(run: Any) -> None:
    shown = run("clean", "--help").text
    for name in Options.__dataclass_fields__:
        assert name.replace("_", "-") in shown


def test_keep_and_drop(clean: Any) -> None:
    text = f"{FIRST} (وكالة الاختبار)\n{PROMPT}\n{LAST}"
    write("page.txt", text)
    assert PROMPT in clean("page.txt", "--keep", "comment").text
    assert "(وكالة الاختبار)" in clean("page.txt").text
    for drop in (["--drop", "agency"], ["--drop", "either"], ["--drop", "byline,agency"], ["--drop", "byline", "--drop", "agency"]):
        assert "(وكالة الاختبار)" not in clean("page.txt", *drop).text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--keep", "tgas"], ["'tgas'", "did you mean tags"]),
        (["--drop", "share"], ["share", "goes anyway"]),
        (["--audit", "some"], ["'some'", "none, spans, full"]),
        (["--field", ""], ["field"]),
        (["--config", "none.toml"], ["none.toml", "--config"]),
        (["--config", "bad.toml"], ["bad.toml", "'kep'", "did you mean keep"]),
        (["--config", "broken.toml"], ["broken.toml", "TOML"]),
        (["--pack", "none.toml"], ["none.toml"]),
        (["--pack", "bad-pack.toml"], ["bad-pack.toml:1", "kind is missing", "where is missing"]),
        (["--nope"], ["--nope"]),
    ],
)
def test_a_bad_option_is_an_error(clean: Any, arguments: list[str], words: list[str]) -> None:
    write("page.txt", DIRTY)
    write("bad.toml", "kep = ['tags']")
    write("broken.toml", "keep = ")
    write("bad-pack.toml", "[[rule]]\nid = 'a.b'")
    ran = clean("page.txt", *arguments)
    assert (ran.status, ran.out) == (2, b"")
    assert all(word in ran.err for word in words), ran.err


def test_the_command_line_wins_over_the_configuration(clean: Any) -> None:
    write("page.txt", DIRTY)
    write("cleaner.toml", "keep = ['comment']\naudit = 'full'")
    assert clean("page.txt", "--config", "cleaner.toml").text == DIRTY
    assert clean("page.txt", "--config", "cleaner.toml", "--keep", "share").text == CLEAN
    options = choose(Path("cleaner.toml"), {"audit": None, "field": "body"})
    assert (options.audit, options.field) == ("full", "body")


def test_a_configuration_names_its_file_in_errors() -> None:
    write("c.toml", "any_language = 'yes'")
    with pytest.raises(OptionError, match=r"c\.toml: any_language"):
        choose(Path("c.toml"), {})
    with pytest.raises(InputError, match="check the path"):
        choose(Path("d.toml"), {})


def test_any_language(clean: Any) -> None:
    english = "The council said on Monday that work on the old bridge would begin within six weeks.\n"
    write("page.txt", f"{english}{PROMPT}\n{english.replace('Monday', 'Friday')}")
    assert PROMPT in clean("page.txt").text
    assert PROMPT not in clean("page.txt", "--any-language").text


# Explain


@pytest.fixture
def explained(run: Any) -> Any:
    return lambda *arguments: run("explain", "--no-default-packs", "--pack", "test.toml", *arguments)


def test_explain_shows_every_line_with_its_gutter_first(explained: Any) -> None:
    write("page.txt", f"{FIRST} (وكالة الاختبار)\r\n{PROMPT}\r\n{LAST}\r\n")
    lines = explained("page.txt", "--drop", "agency").text.split("\n")
    assert "cleaned" in lines[0]
    first = next(line for line in lines if line.startswith("1 ~ agency test.wire"))
    assert f"\u2068{FIRST}⟦ (وكالة الاختبار)⟧\u2069" in first or "⟦(وكالة الاختبار)⟧\u2069" in first
    assert any(line.startswith("2 - comment test.prompt") and line.endswith(f"| \u2068{PROMPT}\u2069") for line in lines)
    assert any(line.startswith("3   ") and line.endswith(f"| \u2068{LAST}\u2069") for line in lines)
    assert not any(line.startswith("4") for line in lines)
    assert any("test.prompt: A prompt that only these tests print." in line for line in lines)
    assert "\x1b" not in "".join(lines)


def test_explain_mentions_vetoes(explained: Any) -> None:
    veto = PACK + PACK[: PACK.index("\n[[rule]]\nid = \"test.wire\"")].replace("test.prompt", "test.shield").replace(
        'where = "line"', 'where = "line"\nact = "keep"'
    ).replace(PROMPT, PROMPT + " الآن")
    shield = veto.replace(f'patterns = ["{PROMPT} الآن"]', f'patterns = ["{PROMPT} {{date?}}"]')
    write("test.toml", shield.replace(f'remove = ["{PROMPT} الآن"]', f'remove = ["{PROMPT}"]'))
    write("page.txt", DIRTY)
    ran = explained("page.txt")
    assert "! comment test.prompt" in ran.text, ran.text + ran.err
    assert "vetoed" in ran.text
    assert "test.shield" in ran.text


def test_explain_shows_control_characters_and_does_not_send_them(explained: Any) -> None:
    write("page.txt", f"{FIRST}\x1b[2J\u202e\u2069\n{LAST}")
    shown = explained("page.txt").text
    assert "\\x1b[2J\\u202e\\u2069" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_explain_as_json(explained: Any) -> None:
    write("page.txt", DIRTY)
    told, = explained("page.txt", "--json").rows
    assert [line["state"] for line in told["lines"]] == ["kept", "removed", "kept"]
    assert [line["text"] for line in told["lines"]] == [FIRST, PROMPT, LAST]
    assert told["lines"][1]["votes"][0]["outcome"] == "done"
    assert told["removed"][0]["text"] == f"{PROMPT}\n"
    assert (told["path"], told["status"]) == ("page.txt", "cleaned")


def test_explain_changes_shows_only_what_was_voted_on(explained: Any) -> None:
    write("page.txt", DIRTY)
    shown = explained("page.txt", "--changes").text
    assert PROMPT in shown
    assert FIRST not in shown


def test_explain_reads_rows_and_standard_input(run: Any, explained: Any) -> None:
    write("rows.jsonl", json.dumps({"text": CLEAN}) + "\n" + json.dumps({"text": DIRTY + "\ud800"}))
    shown = explained("rows.jsonl").text
    assert "rows.jsonl#1: unchanged" in shown
    assert "rows.jsonl#2: cleaned" in shown
    assert explained("rows.jsonl", "--json").rows[1]["lines"][1]["state"] == "removed"
    assert FIRST in run("explain", "-", stdin=CLEAN.encode()).text


# Rules and kinds


def test_rules_list_is_for_people_and_programs(run: Any) -> None:
    lines = run("rules", "list", "--no-default-packs", "--pack", "test.toml").text.splitlines()
    assert lines[0].split("\t") == ["id", "kind", "where", "zone", "patterns", "seen"]
    assert lines[1].split("\t") == ["test.prompt", "comment", "line", "any", "1", "in tests"]


def test_rules_list_lists_all(run: Any) -> None:
    listed = {line.split("\t")[0] for line in run("rules", "list").text.splitlines()[1:]}
    assert listed == {rule.id for pack in default_packs() for rule in pack.rules}


def test_rules_show(run: Any) -> None:
    shown = run("rules", "show", "test.prompt", "--pack", "test.toml").text
    for part in ("test.toml, line 2", "kind: comment", PROMPT, FIRST, "A prompt that only"):
        assert part in shown
    ran = run("rules", "show", "test.promt", "--pack", "test.toml")
    assert ran.status == 2
    assert "did you mean test.prompt" in ran.err


def test_rules_check_holds(run: Any) -> None:
    ran = run("rules", "check", "test.toml")
    assert ran.status == 0, ran.text
    assert ran.text == "2 rules, 4 examples: all hold\n"


def test_rules_check_of_a_pack_of_the_package_by_any_path(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(cleaner.__file__).parent)
    counted = run("rules", "check", "packs/chat.toml").text.splitlines()[-1]
    assert not counted.startswith("0 rules")


def test_rules_check_tells_all_faults_at_once(run: Any) -> None:
    write("one.toml", PACK.replace("test.", "one.").replace(f'remove = ["{PROMPT}"]', 'remove = ["شيء آخر"]', 1))
    write("two.toml", "[[rule]]\nid = 'two.a'\nkind = 'nope'\nwhere = 'line'\nwhy = 'x'\npatterns = ['سطر']")
    write("three.toml", PACK.replace("test.", "three.").replace(PROMPT, "{nowhere} كلمة"))
    ran = run("rules", "check", "one.toml", "two.toml", "three.toml")
    assert ran.status == 1
    for part in (
        "one.toml:2: rule one.prompt: does not catch its example",
        "two.toml:1: rule two.a: kind 'nope' is unknown",
        "two.toml:1: rule two.a: it has no example of what must go",
        "three.toml:2: rule three.prompt: slot 'nowhere' is unknown",
        "faults\n",
    ):
        assert part in ran.text, ran.text
    assert len(set(ran.text.splitlines())) == len(ran.text.splitlines())


def test_rules_check_of_a_pack_that_is_not_there(run: Any) -> None:
    ran = run("rules", "check", "none.toml")
    assert ran.status == 2
    assert "none.toml" in ran.err


def test_rules_test_shows_hits_of_one_pack_with_context(run: Any) -> None:
    write("in/page.txt", DIRTY)
    write("in/rows.jsonl", json.dumps({"text": f"{FIRST} (وكالة الاختبار)"}))
    lines = run("rules", "test", "test.toml", "in").text.splitlines()
    assert lines[0] == f"in/page.txt:2: test.prompt | \u2068⟦{PROMPT}⟧\u2069"
    assert lines[1].startswith("in/rows.jsonl#1:1: test.wire | \u2068")
    assert "(وكالة الاختبار)⟧\u2069" in lines[1]
    assert [line.split() for line in lines[2:]] == [["1", "test.prompt"], ["1", "test.wire"]]


def test_kinds_lists_all_with_their_meaning(run: Any) -> None:
    rows = [line.split("\t") for line in run("kinds").text.splitlines()[1:]]
    assert {kind: meaning for kind, _, meaning in rows} == dict(KINDS)
    assert {kind for kind, fate, _ in rows if fate.startswith("stays")} == EITHER


# The command itself


@pytest.mark.parametrize(
    "verb", [[], ["clean"], ["explain"], ["rules"], ["rules", "list"], ["rules", "show"], ["rules", "check"], ["rules", "test"], ["rules", "coverage"], ["kinds"], ["evaluate"]]
)
def test_every_verb_has_help(run: Any, verb: list[str]) -> None:
    ran = run(*verb, "--help")
    assert ran.status == 0
    assert "Usage: cleaner" in ran.text
    assert ran.err == ""


def test_version(run: Any) -> None:
    assert run("--version").text == f"cleaner {cleaner.__version__}\n"


def test_unknown_verbs_are_the_user_s_mistake(run: Any) -> None:
    ran = run("cleen")
    assert (ran.status, ran.out) == (2, b"")
    assert "clean" in ran.err


@pytest.mark.parametrize("where", [["--debug", "clean", "nope.txt"], ["clean", "nope.txt", "--debug"]])
def test_a_traceback_only_with_debug(run: Any, where: list[str]) -> None:
    assert "Traceback" in run(*where).err
    assert run(*where).status == 2


def test_an_internal_error_is_status_1_and_says_how_to_see_more(monkeypatch: pytest.MonkeyPatch, clean: Any) -> None:
    write("page.txt", DIRTY)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("cleaner.units.judge", fail)
    ran = clean("page.txt")
    assert ran.status == 1
    assert "internal error, RuntimeError: broken" in ran.err
    assert "--debug" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.skipif(os.name != "posix", reason="pipes of a POSIX shell")
@pytest.mark.parametrize("verb", ["clean", "explain"])
def test_a_broken_pipe_ends_quietly(verb: str) -> None:
    write("page.txt", "\n".join(f"{FIRST} {number}" for number in range(5000)))
    code = "import sys; from cleaner.cli import main; sys.exit(main())"
    root = str(Path(cleaner.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", code, verb, "--no-default-packs", "page.txt"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root},
    ) as started:  # fmt: skip
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.read(10)
        started.stdout.close()
        errors = started.stderr.read().decode()
        assert started.wait(60) == 0, errors
    assert "Error" not in errors
    assert "Traceback" not in errors


def test_shell_completion_knows_the_kinds() -> None:
    ran = process(env={"_CLEANER_COMPLETE": "complete_bash", "COMP_WORDS": "cleaner clean --drop byline,ti", "COMP_CWORD": "3"})
    assert ran.stdout.decode().split() == ["byline,timestamp", "byline,title"]


def test_the_library_does_not_load_the_command_line() -> None:
    code = "import sys, cleaner; print([name for name in ('typer', 'rich', 'orjson', 'selectolax', 'trafilatura') if name in sys.modules])"
    root = str(Path(cleaner.__file__).parents[1])
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, env={**os.environ, "PYTHONPATH": root}, check=True)
    assert ran.stdout == b"[]\n"


def test_the_library_is_silent(run: Any) -> None:
    assert "compiled" not in run("rules", "list").err
