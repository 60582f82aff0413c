"""The pages of docs/ about engines are true: their programs run, and print what the pages say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from plain import ROOT, need
from small_pages import BODY, page

from cleaner.rows import dump

need("ray", "pyspark", "datatrove", "datasets", "scrapy", "polars", "duckdb")

PAGES = ("arrow", "ray", "spark", "datatrove", "datasets", "scrapy", "polars", "duckdb")


def blocks(name: str, language: str) -> str:
    source = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    return "".join(re.findall(rf"(?ms)^```{language}\n(.*?)^```", source))


def lay(folder: Path) -> None:
    """Write what the programs read: three articles in Parquet and JSONL, and a page."""
    tails = ("\nشاركها.\nاترك تعليقاً", "", "\nتابعونا على واتساب")
    given = [{"id": str(number), "url": None, "text": "\n".join(BODY) + tail} for number, tail in enumerate(tails, 1)]
    schema = pa.schema([(name, pa.string()) for name in given[0]])
    pq.write_table(pa.Table.from_pylist(given, schema), folder / "news.parquet")
    (folder / "dump").mkdir()
    (folder / "dump" / "news.jsonl").write_bytes(b"".join(map(dump, given)))
    (folder / "page.html").write_text(page(), encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_true(name: str, tmp_path: Path) -> None:
    lay(tmp_path)
    (tmp_path / "example.py").write_text(blocks(name, "python"), encoding="utf-8")
    ran = subprocess.run([sys.executable, "example.py"], capture_output=True, text=True, check=False, cwd=tmp_path, env=dict(os.environ), timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == blocks(name, "text")
