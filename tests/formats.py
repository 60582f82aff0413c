"""What the tests of formats share: read all of a file, write rows, read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from cleaner import Cleaner, Options, Record
from cleaner.sinks import Row, Target, ToForm, finish_of, sink_of
from cleaner.sources import Fault, Form, Found, Given, Settings, source_of, told_by
from cleaner.streams import Packing, pack

CLEANER = Cleaner()
ARTICLE = "أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع بعد تأخر دام عامين."
TEXT = f"{ARTICLE}\n\nشاركها.\nاترك تعليقاً"


def given(path: Path | str, form: Form | None = None, packing: Packing | None = None) -> Given:
    told, packed = told_by(str(path))
    found = form or told
    assert found
    return Given(str(path), PurePath(PurePath(str(path)).name), found, packed if packing is None else packing)


def found_in(one: Given, settings: Settings | None = None) -> Iterator[Found]:
    """Yield all that an input holds, as a run would read it."""
    settings = settings or Settings()
    source = source_of(one.form)
    for payload in source.divide(one, settings):
        if isinstance(payload, Fault):
            yield payload
        else:
            yield from source.read(one, payload, settings)


def write(rows: Iterable[Row], path: Path, form: ToForm, packing: Packing = "", settings: Settings | None = None, parts: int = 2) -> None:
    """Write rows as a run does that has so many parts."""
    settings = settings or Settings(rules="0f")
    target = Target(path, form, packing)
    sink, finish = sink_of(form), finish_of(form)
    given_rows = list(rows)
    size = max(1, -(-len(given_rows) // parts))
    data = [sink.encode(given_rows[at : at + size], target, settings) for at in range(0, max(len(given_rows), 1), size)]
    if finish is None:
        by_itself = getattr(sink, "PACKS", False)
        path.write_bytes(b"".join(data if by_itself else (pack(one, packing) for one in data)))
        return
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(b"".join(data))
    finish(partial, path, target, settings)
    partial.unlink()


def cleaned(found: Iterable[Found], options: Options | None = None) -> Iterator[Row]:
    """Clean records."""
    cleaner = CLEANER if options is None else Cleaner(options=options)
    for one in found:
        assert not isinstance(one, Fault), one
        if isinstance(one, Record):
            verdict = cleaner.record(one)
            yield Row(one, verdict, verdict.text)


def small(unit: int = 64, **choices: int) -> Settings:
    """Return settings under which little is taken at a time."""
    return replace(Settings(rules="0f"), unit=unit, **choices)
