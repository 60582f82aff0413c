"""Names of fields, nested ones too, and values that JSON has no word for."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import Options, rows
from cleaner.errors import OptionError, RecordError
from cleaner.fields import Fields, look_up
from cleaner.plain import cell, dump

NESTED: dict[str, Any] = {"id": 3, "data": {"body": "نص", "page": {"html": "<p>سد", "url": "https://example.com/1"}}}


def test_nested_fields_are_read_and_written() -> None:
    record = Fields("data.body", url="data.page.url").record(NESTED)
    assert (record.body, record.media, record.id, record.url) == ("نص", "text", "3", "https://example.com/1")
    put = Fields("data.body").put(NESTED, "ن")
    assert put == {"id": 3, "data": {**NESTED["data"], "body": "ن"}}
    assert NESTED["data"]["body"] == "نص", "the row itself stays"
    page = Fields("data.body", "data.page.html").record(NESTED)
    assert (page.body, page.media) == ("<p>سد", "html")


def test_a_name_that_is_there_wins_over_a_path() -> None:
    row = {"data.body": "أول", "data": {"body": "ثان"}}
    assert Fields("data.body").record(row).body == "أول"
    assert Fields("data.body").put(row, "") == {"data.body": "", "data": {"body": "ثان"}}
    assert Fields("a.b").put({"a": 1}, "x") == {"a": {"b": "x"}}
    assert Fields("a").put(MappingProxyType({"b": 1}), "x") == {"b": 1, "a": "x"}


@pytest.mark.parametrize(
    ("row", "names", "reason", "says"),
    [
        ({"data": {"bodi": ""}}, Fields("data.body"), "no_field", "did you mean 'data.bodi'"),
        ({"data": "x"}, Fields("data.body"), "no_field", "did you mean 'data'"),
        ({"data": {"body": 1}}, Fields("data.body"), "wrong_type", "'data.body' is a number"),
        ({"text": None}, Fields(), "wrong_type", "'text' is null"),
        ({"text": 1}, Fields("text", "page"), "no_field", "no field 'page' and no text in 'text'"),
        ({}, Fields(), "no_field", "there are: none"),
    ],
)
def test_what_is_missing_is_told(row: dict[str, Any], names: Fields, reason: str, says: str) -> None:
    with pytest.raises(RecordError) as told:
        names.record(row, "a.jsonl:1")
    assert told.value.reason == reason
    assert says in str(told.value)


def test_options_name_fields() -> None:
    options = Options(field="body", html_field="page", url_field="link", id_field="key")
    assert Fields.of(options) == Fields("body", "page", "link", "key")
    assert Fields.of(Options()) == Fields()
    record = Fields.of(options).record({"body": "ن", "link": "u", "key": True})
    assert (record.url, record.id) == ("u", None)
    with pytest.raises(OptionError, match="id_field"):
        Options(id_field=1)  # type: ignore[arg-type]


def test_every_value_has_a_word() -> None:
    row = {
        "a": datetime(2024, 4, 3, 8, tzinfo=UTC), "b": date(2024, 4, 3), "c": time(8, 1), "d": timedelta(seconds=1.5),
        "e": Decimal("0.10"), "f": b"\x00\xff", "g": math.inf, "h": [("k", math.nan)], "i": MappingProxyType({"j": 1}),
        "k": UUID(int=1),
    }  # fmt: skip
    expected = {
        "a": "2024-04-03T08:00:00+00:00", "b": "2024-04-03", "c": "08:01:00", "d": 1.5, "e": "0.10", "f": "AP8=",
        "g": None, "h": [["k", None]], "i": {"j": 1}, "k": "00000000-0000-0000-0000-000000000001",
    }  # fmt: skip
    assert json.loads(dump(row)) == expected
    assert json.loads(dump({**row, "long": 2**70})) == {**expected, "long": 2**70}
    assert [cell(value) for value in row.values()][:7] == ["2024-04-03T08:00:00+00:00", "2024-04-03", "08:01:00", "1.5", "0.10", "AP8=", ""]
    assert cell("أ\ud800") == "أ\ufffd"
    assert cell({"a": "\ud800"}) == '{"a":"\\ud800"}'
    assert cell(2**70) == str(2**70)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_whatever_is_written_is_json(value: Any) -> None:
    json.loads(dump(value), parse_constant=lambda name: pytest.fail(name))
    cell(value).encode()


@given(st.dictionaries(st.text("ab.", max_size=4), JSON, max_size=4), st.text("ab.", min_size=1, max_size=4))
def test_what_is_put_is_found(row: dict[str, Any], name: str) -> None:
    put = Fields(name).put(row, "نص")
    assert look_up(put, name) == "نص"
    assert set(row) <= set(put)


@given(line=st.text('": \t\r\n\\,ن', max_size=12))
@example('"a" : 1, "b":2, "c"\t:3, "d" \n: "\\" :"')
def test_names_are_counted_with_white_space_before_their_colons(line: str) -> None:
    data = line.encode()
    assert rows._names(data) == len(re.findall(rb'"[ \t\r\n]*:', data))
