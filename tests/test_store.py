"""The compiled packs kept between runs: the same as packs read anew, and never in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.catalogue import Catalogue, as_data, from_data
from cleaner.looks import Looks
from cleaner.match import Matcher
from cleaner.model import Document, Record
from cleaner.rules import default_packs, merge
from cleaner.store import default_catalogue

TEXT = "خبر اليوم\nأعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من مشروع المرفأ الجديد.(وكالات)\nتابعونا على واتساب\n12 تعليق\nاقرأ أيضاً: سد جديد"


def hits(catalogue: Catalogue) -> set[tuple[object, ...]]:
    return {(hit.line, hit.rule.id, *hit[2:]) for hit in Matcher(catalogue).read(Looks(Document(Record(TEXT))))}


@pytest.fixture
def anew() -> Catalogue:
    return Catalogue.of(merge(default_packs()))


def test_a_catalogue_survives_as_plain_data(anew: Catalogue) -> None:
    again = from_data(json.loads(json.dumps(as_data(anew), ensure_ascii=False)))
    assert (again.book, again.book.digest, again.exact) == (anew.book, anew.book.digest, anew.exact)
    for pattern, other in zip(again.patterns, anew.patterns, strict=True):
        for name in set(pattern.__slots__) - {"lists", "_compiled", "_refused", "widest", "slots", "held", "needs"}:
            assert getattr(pattern, name) == getattr(other, name), (pattern.rule.id, name)
        assert pattern.lists.keys() == other.lists.keys()
    assert hits(again) == hits(anew) != set()


def test_the_cache_is_written_once_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    first = default_catalogue()
    (kept,) = (tmp_path / "cache").iterdir()
    written = kept.stat().st_mtime_ns
    assert hits(default_catalogue()) == hits(first)
    assert kept.stat().st_mtime_ns == written


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b'{"rules": [{"id": 1}]}', b'{"rules": 3}', b"\xff"])
def test_a_damaged_file_is_compiled_anew(damage: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path))
    default_catalogue()
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)
    assert default_catalogue().patterns
    assert json.loads(kept.read_bytes())["patterns"]


def test_no_cache_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anew: Catalogue) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "file"))
    assert hits(default_catalogue()) == hits(anew)
    monkeypatch.setenv("CLEANER_CACHE", "")
    assert hits(default_catalogue()) == hits(anew)
