"""Columns of verdicts: the schema is the one of rows, and what goes in comes out."""

from __future__ import annotations

from dataclasses import fields

import pyarrow as pa
from documents import documents
from hypothesis import given
from small_pages import NO_ARTICLE, page

from cleaner import Cleaner, Metadata, Verdict
from cleaner.columns import AUDIT_SCHEMA, as_audit, audit_arrays
from cleaner.options import Audit
from cleaner.render import audit
from cleaner.rows import dump
from cleaner.schema import load_schema


def columns_of(verdicts: list[Verdict], level: Audit = "full") -> pa.RecordBatch:
    told = [audit(one, version="1.0+a", rules="0f", level=level) for one in verdicts]
    return pa.RecordBatch.from_arrays(audit_arrays(told, version="1.0+a", rules="0f"), schema=AUDIT_SCHEMA)


def test_every_field_of_the_rows_schema_has_its_column() -> None:
    schema = load_schema()["$defs"]
    assert {name.removeprefix("cleaner_") for name in AUDIT_SCHEMA.names} | {"rules"} == {*schema["cleaner"]["properties"], "error"}
    for column, name in (("removed", "removal"), ("notes", "note")):
        struct = AUDIT_SCHEMA.field(f"cleaner_{column}").type.value_type
        assert [struct.field(at).name for at in range(struct.num_fields)] == list(schema[name]["properties"])
    facts = AUDIT_SCHEMA.field("cleaner_metadata").type
    assert [facts.field(at).name for at in range(facts.num_fields)] == [one.name for one in fields(Metadata)]
    for name, said in schema["metadata"]["properties"].items():
        assert pa.types.is_list(facts.field(name).type) == ("items" in said)


@given(documents())
def test_columns_lead_back_to_the_audit(cleaner: Cleaner, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    verdict = cleaner(text)
    (row,) = columns_of([verdict]).to_pylist()
    assert dump(as_audit(row) or {}) == dump(audit(verdict, version="1.0+a", rules="0f", level="full"))


def test_pages_tell_paths_and_facts(cleaner: Cleaner) -> None:
    verdicts = [cleaner.html(page(head='<meta name="author" content="ليلى حسن">')), cleaner.html(NO_ARTICLE)]
    for row, verdict in zip(columns_of(verdicts).to_pylist(), verdicts, strict=True):
        assert as_audit(row) == audit(verdict, version="1.0+a", rules="0f", level="full")
    assert columns_of(verdicts).to_pylist()[0]["cleaner_removed"][0]["path"]


def test_without_an_audit_removals_are_null(cleaner: Cleaner) -> None:
    (row,) = columns_of([cleaner("خبر\nاترك تعليقاً")], "none").to_pylist()
    assert row["cleaner_removed"] is None
    assert "removed" not in (as_audit(row) or {})


def test_rows_that_were_not_cleaned_have_no_audit() -> None:
    rows = pa.RecordBatch.from_arrays(audit_arrays([None, "why"], version="1", rules="0f"), schema=AUDIT_SCHEMA).to_pylist()
    assert [as_audit(row) for row in rows] == [None, None]
    assert [row["cleaner_error"] for row in rows] == [None, "why"]


def test_a_lone_surrogate_in_the_code_of_a_page_is_replaced() -> None:
    told = {"status": "unchanged", "notes": [], "removed": [], "metadata": {"title": {"value": "\ud800", "printed": "a", "span": None, "where": "json-ld"}}}
    (row,) = pa.RecordBatch.from_arrays(audit_arrays([told], version="1", rules="0f"), schema=AUDIT_SCHEMA).to_pylist()
    assert row["cleaner_metadata"]["title"]["value"] == "\ufffd"


def test_no_rows_have_columns_too() -> None:
    assert columns_of([]).schema == AUDIT_SCHEMA
