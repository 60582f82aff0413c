"""The kernel that every engine runs: a batch of rows in, the same rows in the same order out.

Comes in: record batches or tables of Arrow with a column of texts, or of pages. Goes out: the same with
the texts cleaned and the columns of `AUDIT_SCHEMA` behind the others, in a schema that is known before
the first row. All other columns are passed on as they are, not copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner import __version__
from cleaner.adapters.recipe import Cleaned, Recipe
from cleaner.columns import AUDIT_SCHEMA, audit_arrays, build
from cleaner.errors import InputError, OptionError
from cleaner.options import Options
from cleaner.rules import Pack

_BYTES = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}
"""The kinds of strings, and of the bytes that a page may be instead."""
_STRINGS = {**dict.fromkeys([pa.null()], pa.string()), **{kind: kind for kind in _BYTES}}
"""What a text may be, and what it becomes; a column without any value has no type of its own in some engines."""
_PAGES = {**_STRINGS, **{coded: kind for kind, coded in _BYTES.items()}}


@dataclass(frozen=True, init=False)
class Kernel(Recipe):
    """A recipe and the columns it works on: `text` is replaced, `html` holds pages, `url` their addresses.

    A row's page wins over its text; without a column of texts one is added. The column `url` is used where there is
    one; naming another asks for it. The kernel travels to workers; its cleaner is compiled there, once a process.

    >>> text = "أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.\\nاترك تعليقاً"
    >>> batch = pa.RecordBatch.from_pydict({"n": [1, 2], "body": [text, None]})
    >>> kernel = Kernel(text="body")
    >>> result = kernel.clean_batch(batch)
    >>> result.column("body").to_pylist() == [text.split("\\n")[0] + "\\n", None]
    True
    >>> result.column("cleaner_status").to_pylist(), result.schema == kernel.output_schema(batch.schema)
    (['cleaned', None], True)
    """

    text: str
    html: str | None
    url: str | None

    def __init__(
        self,
        *,
        text: str = "text",
        html: str | None = None,
        url: str | None = "url",
        options: Options | Mapping[str, Any] | None = None,
        packs: Iterable[Pack | str | Path] = (),
        facts: bool = True,
    ) -> None:
        super().__init__(options=options, packs=packs, facts=facts)
        for name, value in (("text", text), ("html", html), ("url", url)):
            object.__setattr__(self, name, value)

    __hash__ = Recipe.__hash__

    def clean_batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the same rows cleaned; a row that can't be is as it came, and `cleaner_error` says why."""
        schema = self.output_schema(batch.schema)
        cleaned = list(self._rows(batch))
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        columns[self.text] = _texts([None if one is None else one.text for one in cleaned], schema.field(self.text).type)
        told = [None if one is None else one.told for one in cleaned]
        columns |= zip(AUDIT_SCHEMA.names, audit_arrays(told, version=__version__, rules=self.rules), strict=True)
        if any(isinstance(columns[name], pa.ChunkedArray) for name in schema.names):
            raise InputError(f"a batch of {batch.num_rows} rows has over 2 GB of text; make smaller batches, or use large_string")
        return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)

    def clean_table(self, table: pa.Table) -> pa.Table:
        """Return the same rows of a table cleaned."""
        return pa.Table.from_batches(self.clean_batches(table.to_batches()), self.output_schema(table.schema))

    def clean_batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Clean batch after batch, holding one at a time."""
        return map(self.clean_batch, batches)

    def output_schema(self, schema: pa.Schema) -> pa.Schema:
        """Return the schema of the result; an `OptionError` says which column is missing or of another type.

        >>> Kernel(text="bodi").output_schema(pa.schema([("body", pa.string())]))
        Traceback (most recent call last):
        cleaner.errors.OptionError: no column 'bodi'; there are: body
        """
        page = self._page_column(schema)
        if page is not None:
            kind = _kind(schema, page, _PAGES)
        if page is None or self.text in schema.names:
            kind = _kind(schema, self.text, _STRINGS)
        if self.url not in (None, "url"):
            _kind(schema, self.url, _STRINGS)
        fields = {name: schema.field(name) for name in schema.names if name not in AUDIT_SCHEMA.names}
        field = fields.get(self.text, pa.field(self.text, kind)).with_type(kind)
        fields[self.text] = field.with_nullable(field.nullable or page is not None)
        metadata = {key: value for key, value in (schema.metadata or {}).items() if key != b"huggingface"}  # it names types
        return pa.schema([*fields.values(), *AUDIT_SCHEMA], metadata or None)

    def _page_column(self, schema: pa.Schema) -> str | None:
        """Return the column of pages: the one named, or `html` where there are no texts."""
        there = self.text == "text" not in schema.names and "html" in schema.names
        return self.html or ("html" if there else None)

    def _rows(self, batch: pa.RecordBatch) -> Iterator[Cleaned | None]:
        names = (self.text, self._page_column(batch.schema), self.url)
        for text, page, url in zip(*(_values(batch, name) for name in names), strict=True):
            address = url if isinstance(url, str) else None
            if page is not None:
                cleaned = self.clean_page(page, address)
                yield cleaned if cleaned.error is None else Cleaned(text, cleaned.told)
            elif isinstance(text, str):
                yield self.clean(text, address)
            else:
                yield None if text is None else Cleaned(text, "not_utf8")


def clean_batch(batch: pa.RecordBatch, **choices: Any) -> pa.RecordBatch:
    """Clean one batch; the choices are those of `Kernel`."""
    return Kernel(**choices).clean_batch(batch)


def clean_table(table: pa.Table, **choices: Any) -> pa.Table:
    """Clean a table; the choices are those of `Kernel`.

    >>> clean_table(pa.table({"html": ["<h1>سد جديد</h1><p>" + "بدأ السد أمس تخزين المياه في الوادي. " * 5]}))["text"][0].as_py()[:7]
    'سد جديد'
    """
    return Kernel(**choices).clean_table(table)


def output_schema(schema: pa.Schema, **choices: Any) -> pa.Schema:
    """Return the schema of what `clean_table` makes of a table of this schema."""
    return Kernel(**choices).output_schema(schema)


def _kind(schema: pa.Schema, name: str, kinds: Mapping[pa.DataType, pa.DataType]) -> pa.DataType:
    """Return the strings that the texts of a column become."""
    there = [one for one in schema.names if one not in AUDIT_SCHEMA.names]
    if there.count(name) != 1:
        raise OptionError(f"{'no column' if name not in there else 'more than one column'} {name!r}; there are: {', '.join(there) or 'none'}")
    kind = schema.field(name).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if kind not in kinds:
        raise OptionError(f"column {name!r} is of type {kind}, not one of {', '.join(map(str, kinds))}; cast it first")
    return kinds[kind]


def _values(batch: pa.RecordBatch, name: str | None) -> Sequence[Any]:
    """Return what a column holds: strings, nulls, bytes; what is no UTF-8 as the bytes that it is."""
    if name not in batch.schema.names:
        return [None] * batch.num_rows
    column = batch.column(name)
    column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    if column.type not in _PAGES:
        return [None] * batch.num_rows
    try:
        values: list[Any] = column.to_pylist()
        return values
    except UnicodeDecodeError:
        return [_value(one) for one in column]


def _value(scalar: pa.Scalar) -> str | bytes | None:
    try:
        value: str | bytes | None = scalar.as_py()
        return value
    except UnicodeDecodeError:
        read: bytes = scalar.as_buffer().to_pybytes()
        return read


def _texts(values: list[str | bytes | None], kind: pa.DataType) -> pa.Array:
    if not any(isinstance(value, bytes) for value in values):
        return build(values, kind)
    coded = [value.encode("utf-8", "replace") if isinstance(value, str) else value for value in values]
    return pa.array(coded, _BYTES[kind]).view(kind)
