"""datatrove's local executor, four tasks on two workers: the plain loop's documents, also when the whole run is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from plain import VICTIM, by_id, die_once, looped, need, of_documents, pages, rows

need("datatrove")

from datatrove.data import DocumentsPipeline  # noqa: E402
from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.readers import JsonlReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter  # noqa: E402

from cleaner.adapters.datatrove import CleanNews  # noqa: E402
from cleaner.adapters.recipe import Recipe  # noqa: E402
from cleaner.rows import dump  # noqa: E402

TEXTS = [row for row in rows() if row["text"] is not None]


def looped_texts() -> bytes:
    return b"".join(line for line in looped().splitlines(keepends=True) if b'"text":null' not in line)


class KillOnce:
    """A step that kills the run once, over one document; not a method, so that it is pickled as datatrove pickles steps."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __call__(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        for document in data:
            if document.id == VICTIM:
                die_once(self.marker, group=True)
            yield document


def executor(folder: Path, *steps: Any, workers: int = 1, **choices: Any) -> LocalPipelineExecutor:
    reader, writer = JsonlReader(str(folder / "in")), JsonlWriter(str(folder / "out"), compression=None)
    steps = (reader, CleanNews(**choices), *steps, writer)
    return LocalPipelineExecutor(list(steps), tasks=4, workers=workers, logging_dir=str(folder / "logs"))


def given(folder: Path, found: Any = TEXTS, field: str = "text") -> None:
    (folder / "in").mkdir()
    for part in range(4):
        lines = [dump({**row, "text": row[field]}) for row in found[part::4]]
        (folder / "in" / f"{part}.jsonl").write_bytes(b"".join(lines))


def written(folder: Path) -> list[dict[str, Any]]:
    lines = [line for path in sorted((folder / "out").glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    return [{**row.pop("metadata"), **row} for row in map(json.loads, lines)]


def test_four_tasks_make_what_one_loop_makes(tmp_path: Path) -> None:
    given(tmp_path)
    executor(tmp_path, workers=2).run()
    found = written(tmp_path)
    assert [row["id"] for row in found] == [row["id"] for part in range(4) for row in TEXTS[part::4]]
    assert of_documents(by_id(found)) == looped_texts()
    stats = json.loads((tmp_path / "logs" / "stats.json").read_text())[1]
    numbers = stats["stats"]
    told = [json.loads(line)["cleaner"] for line in looped_texts().splitlines()]
    total = {name: value if isinstance(value, int) else value["total"] for name, value in numbers.items()}
    assert total["total"] == total["forwarded"] == len(TEXTS)
    assert total["cleaned"] == sum(one["status"] == "cleaned" for one in told)
    assert total["removed_share"] == sum(gone["kind"] == "share" for one in told for gone in one["removed"])
    assert total["characters_removed"] == sum(gone["end"] - gone["start"] for one in told for gone in one["removed"])
    assert stats["time_stats"]["total"] > 0


def test_a_run_that_is_killed_goes_on_and_loses_and_doubles_nothing(tmp_path: Path) -> None:
    given(tmp_path)
    (tmp_path / "run.py").write_text(
        "from pathlib import Path\nfrom test_datatrove import KillOnce, executor\n"
        f"if __name__ == '__main__':\n    here = Path({str(tmp_path)!r})\n    executor(here, KillOnce(here / 'killed'), workers=2).run()\n"
    )
    command = [sys.executable, str(tmp_path / "run.py")]
    first = subprocess.run(command, capture_output=True, start_new_session=True, check=False, env=dict(os.environ))
    assert (first.returncode, (tmp_path / "killed").exists()) == (-9, True), first.stderr
    done = len(list((tmp_path / "logs").glob("completions/*")))
    assert done < 4
    second = subprocess.run(command, capture_output=True, start_new_session=True, check=False, env=dict(os.environ))
    assert second.returncode == 0, second.stderr
    assert of_documents(by_id(written(tmp_path))) == looped_texts()


def test_pages(tmp_path: Path) -> None:
    given(tmp_path, pages(), "html")
    executor(tmp_path, pages=True).run()
    assert of_documents(by_id(written(tmp_path))) == looped("pages")


def test_what_is_no_article_goes_aside(tmp_path: Path) -> None:
    given(tmp_path)
    executor(tmp_path, exclusion_writer=JsonlWriter(str(tmp_path / "aside"), compression=None)).run()
    rejected = {row["id"] for row in map(json.loads, looped_texts().splitlines()) if row["cleaner"]["status"] == "rejected"}
    aside = [json.loads(line) for path in (tmp_path / "aside").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    assert rejected
    assert {row["id"] for row in aside} == rejected
    assert {row["id"] for row in written(tmp_path)} == {row["id"] for row in TEXTS} - rejected


def test_what_is_no_article_is_dropped_where_options_say_so(tmp_path: Path) -> None:
    given(tmp_path)
    executor(tmp_path, recipe=Recipe(options={"rejected": "drop"})).run()
    assert all(row["cleaner"]["status"] != "rejected" for row in written(tmp_path))


def test_parquet_takes_the_audit_as_a_string(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    given(tmp_path, [row for row in TEXTS if row["url"]])  # Parquet's writer takes its schema from the first rows
    steps = [JsonlReader(str(tmp_path / "in")), CleanNews(as_json=True), ParquetWriter(str(tmp_path / "out"))]
    LocalPipelineExecutor(steps, tasks=2, workers=1, logging_dir=str(tmp_path / "logs")).run()
    found = [{**row.pop("metadata"), **row} for path in (tmp_path / "out").glob("*") for row in pq.read_table(path).to_pylist()]
    looped_rows = b"".join(line for line in looped_texts().splitlines(keepends=True) if b'"url":null' not in line)
    assert of_documents(by_id({**row, "cleaner": json.loads(row["cleaner"])} for row in found)) == looped_rows
