"""Compiled expressions kept between runs: the same as those compiled anew, and never in the way."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zlib
from array import array
from pathlib import Path
from threading import Thread

import pytest

from cleaner import cache, codes
from cleaner.codes import Codes, key_of
from cleaner.store import default_catalogue

SOURCE = r"\W{0,4}(?P<cut>(?:اقرا|طالع)\W{0,6}(?P<title_2>\S.{2,300}))\Z"
ROW = "اقرا ايضا: سد جديد في الجنوب"
KEY = key_of("suffix", "phrase", "اقرا")


def find(path: Path) -> re.Pattern[str] | None:
    found = Codes(path).find(KEY)
    return found and found.pattern


def spans(pattern: re.Pattern[str] | None) -> tuple[object, ...]:
    assert pattern is not None
    found = pattern.search(ROW)
    assert found is not None
    return found.span(), found.groupdict(), found.lastgroup, pattern.groupindex, pattern.flags


def written(path: Path, source: str = SOURCE, key: bytes = KEY) -> Path:
    kept = Codes(path)
    kept.expression(key, "نص", lambda: source)
    kept.save()
    return path


def never() -> str:
    raise AssertionError("spelled, though it is kept")


def rewritten(path: Path, data: bytes) -> None:
    """Write one entry that holds something else."""
    path.write_bytes(codes._packed({KEY: zlib.compress(data)}))


def entry(code: list[int], groups: object = 2, places: object = None, flags: object = 32) -> bytes:
    head = json.dumps(["نص", flags, 99, groups, {"cut": 1} if places is None else places]).encode()
    return len(head).to_bytes(4, "little") + head + array("I", code).tobytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "codes-1.bin"


def test_what_is_kept_is_the_expression(path: Path) -> None:
    anew = spans(re.compile(SOURCE))
    assert spans(Codes(path).expression(KEY, "نص", lambda: SOURCE).pattern) == anew
    assert spans(find(written(path))) == anew
    assert spans(Codes(path).expression(KEY, "نص", never).pattern) == anew
    assert Codes(path).find(key_of("other")) is None


def test_patterns_of_the_packs_are_what_they_were(path: Path) -> None:
    kept = Codes(path)
    patterns = default_catalogue().patterns[::40]
    for pattern in patterns:
        kept.expression(pattern._key(), pattern.text, pattern._source)
    kept.save()
    again = Codes(path)
    for pattern in patterns:
        source, found = pattern._source(), again.find(pattern._key())
        assert found is not None
        assert found.pattern.groupindex == re.compile(source).groupindex
        for row in (*pattern.rule.remove, *pattern.rule.keep, "رقم 12"):
            one, other = found.pattern.search(row), re.compile(source).search(row)
            assert one is None or one.end() - one.start() <= found.widest
            assert (one and (one.span(), one.groups())) == (other and (other.span(), other.groups()))


def test_each_pattern_has_a_key_of_its_own() -> None:
    sources: dict[bytes, str] = {}
    for pattern in default_catalogue().patterns[::5]:
        source = pattern._source()
        assert sources.setdefault(pattern._key(), source) == source


@pytest.mark.parametrize("damage", [b"", b"x", codes._HEAD, codes._HEAD + b"\xff\xff\xff\xff", codes._HEAD + b"\x01\0\0\0" + b"\xff" * 24])
def test_a_damaged_file_is_no_file(damage: bytes, path: Path) -> None:
    written(path).write_bytes(damage)
    assert find(path) is None
    assert spans(find(written(path))) == spans(re.compile(SOURCE))


def test_a_file_that_breaks_off_or_has_changed_bytes_is_none_or_right(path: Path) -> None:
    data = written(path).read_bytes()
    anew = spans(re.compile(SOURCE))
    for size in range(0, len(data), 7):
        path.write_bytes(data[:size])
        assert find(path) is None
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        assert spans(Codes(path).expression(KEY, "نص", lambda: SOURCE).pattern) == anew


@pytest.mark.parametrize(
    "held",
    [
        b"",
        b"\xff\xff\xff\xff",
        b"\x02\0\0\0{}",
        b"\x04\0\0\0null",
        entry([]),
        entry([99]),
        entry([4294967295] * 9),
        entry([1], groups="x"),
        entry([1], groups=-1),
        entry([1], groups=1 << 40),
        entry([1], places=[1]),
        entry([1], places={"cut": 7}),
        entry([1], places={"cut": "x"}),
        entry([1], flags="x"),
        entry([1], flags=1 << 70),
        entry([1])[:-2],
        entry([1] * (codes._LONGEST // 4)),
    ],
)
def test_what_the_engine_refuses_is_compiled_anew(held: bytes, path: Path) -> None:
    written(path)
    rewritten(path, held)
    assert find(path) is None
    assert spans(Codes(path).expression(KEY, "نص", lambda: SOURCE).pattern) == spans(re.compile(SOURCE))


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners here")
def test_a_file_that_others_may_write_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path).chmod(0o666)
    assert find(path) is None
    path.chmod(0o644)
    assert find(path) is not None
    owner = path.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert (find(path) is None) == (owner != 0)


def test_what_is_no_file_is_not_read(path: Path) -> None:
    path.mkdir(parents=True)
    assert find(path) is None
    kept = Codes(path)
    kept.expression(KEY, "نص", lambda: SOURCE)
    kept.save()
    assert kept._path is None  # not tried again
    assert kept.expression(KEY, "نص", never).pattern.search(ROW)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    assert find(path) is None


def test_no_cache_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    kept = Codes(tmp_path / "file" / "codes-1.bin")
    assert kept.expression(KEY, "نص", lambda: SOURCE).pattern.search(ROW)
    kept.save()
    assert Codes(None).expression(KEY, "نص", lambda: SOURCE).pattern.search(ROW)
    Codes(None).save_last()
    monkeypatch.setenv("CLEANER_CACHE", "")
    assert cache.folder() is None
    assert codes.find(KEY) is None


def test_another_compiler_is_no_fault(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(codes._compiler, "_code")
    kept = Codes(path)
    assert spans(kept.expression(KEY, "نص", lambda: SOURCE).pattern) == spans(re.compile(SOURCE))
    kept.save()
    assert not path.exists()
    monkeypatch.setattr(codes, "_MAGIC", "")
    assert codes._place() is None


def test_a_wrong_expression_is_told_as_ever(path: Path) -> None:
    with pytest.raises(re.error):
        Codes(path).expression(KEY, "نص", lambda: "(")


def test_writers_add_to_each_other(path: Path) -> None:
    kept = [Codes(path) for _ in range(4)]
    for number, one in enumerate(kept):
        one.expression(key_of(str(number)), "نص", f"نص{number}".__str__)
    for one in kept:
        one.save()
    again = Codes(path)
    assert all(again.find(key_of(str(number))) for number in range(4))
    assert kept[0].find(key_of("3"))  # what others wrote since is found
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_threads_may_write_at_the_same_time(path: Path) -> None:
    kept = Codes(path)

    def work(number: int) -> None:
        for spelled in (f"نص {number} {more}" for more in range(20)):
            kept.expression(key_of(spelled), "نص", spelled.__str__)
            kept.save()

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept.save()
    assert len(codes._entries(path.read_bytes())) >= 20


def test_processes_may_write_at_the_same_time(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cleaner.codes import Codes, key_of; kept = Codes(Path(sys.argv[1]))\n"
        "for number in range(25): kept.expression(key_of(sys.argv[2] + str(number)), 'x', f'x{number}'.__str__); kept.save()"
    )
    ran = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in "abc"]
    assert [one.wait(60) for one in ran] == [0, 0, 0]
    again = Codes(path)
    kept = [(number, found) for name in "abc" for number in range(25) if (found := again.find(key_of(f"{name}{number}")))]
    assert kept  # of what two wrote at once some may be lost, and is compiled again
    assert all(found.pattern.fullmatch(f"x{number}") for number, found in kept)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_little_is_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Codes(path)
    kept.expression(KEY, "نص", lambda: SOURCE)
    kept.save_last()
    assert not path.exists()
    monkeypatch.setattr(codes, "_WORTH", 1)
    Codes(path).expression(KEY, "نص", lambda: SOURCE)
    assert spans(find(path)) == spans(re.compile(SOURCE))


def test_a_file_that_grew_too_large_begins_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path)
    monkeypatch.setattr(codes, "_MOST", path.stat().st_size)
    written(path, key=key_of("other"))
    assert find(path) is None
    assert Codes(path).find(key_of("other")) is not None


def test_a_process_leaves_what_it_compiled_to_the_next(tmp_path: Path) -> None:
    code = (
        "import re, cleaner; text = 'خبر اليوم\\n(رويترز)\\nأعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع الجديد.\\nبقلم: منى الحوراني';"
        "asked = []; compile_code = re._compiler._code; re._compiler._code = lambda *given: asked.append(1) or compile_code(*given);"
        "cleaner.clean('نص'); cleaner.clean('نص').metadata; asked.clear(); print(cleaner.clean(text).metadata); print(len(asked))"
    )
    env = {**os.environ, "CLEANER_CACHE": str(tmp_path / "cache")}
    (first, counted), (again, left) = [
        subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout.splitlines() for _ in range(2)
    ]
    assert first == again
    assert int(left) < int(counted) - 5
    assert sorted(one.name.partition("-")[0] for one in (tmp_path / "cache").iterdir()) == ["codes", "packs"]
