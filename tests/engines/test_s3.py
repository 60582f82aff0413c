"""Files on S3: patterns, packed files, Parquet in which any place is reached, what is missing; on moto, a server of its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from cleaner import InputError
from cleaner.remote import expand, identity
from cleaner.run import clean_files
from cleaner.streams import pack

pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")

ARTICLE = "أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع بعد تأخر دام عامين.\n"
ROW = json.dumps({"id": "1", "text": f"{ARTICLE}شاركها.\nاترك تعليقاً"}, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket `dump` on a server that forgets it; the names of the environment lead there."""
    import fsspec

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    http = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    http.start()
    host, port = http.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    system = fsspec.filesystem("s3", skip_instance_cache=True)
    fsspec.filesystem("s3").clear_instance_cache()
    system.mkdir("dump")
    yield system
    urlopen(f"http://{host}:{port}/moto-api/reset", data=b"").close()
    http.stop()


def test_patterns_and_packed_files(bucket: Any, tmp_path: Path) -> None:
    for number in range(3):
        bucket.pipe(f"dump/2024/part-{number}.jsonl.gz", pack(ROW * 5, "gz"))
    assert expand("s3://dump/2024/*.gz") == [f"s3://dump/2024/part-{number}.jsonl.gz" for number in range(3)]
    size, _ = identity("s3://dump/2024/part-0.jsonl.gz")
    assert size == len(pack(ROW * 5, "gz"))
    tally = clean_files(["s3://dump/2024/*.jsonl.gz"], tmp_path / "out.jsonl", workers=2)
    assert tally.status == {"cleaned": 15}
    assert {json.loads(row)["text"] for row in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()} == {ARTICLE}


def test_parquet(bucket: Any, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    with bucket.open("dump/a.parquet", "wb") as file:
        pq.write_table(pa.table({"text": [ARTICLE, None] * 50}), file, row_group_size=10)
    tally = clean_files(["s3://dump/a.parquet"], tmp_path / "out.parquet")
    assert (tally.written, pq.read_table(tmp_path / "out.parquet")["text"].to_pylist()) == (100, [ARTICLE, None] * 50)


def test_what_is_missing(bucket: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"s3://dump/none\.jsonl: no such file"):
        clean_files(["s3://dump/none.jsonl"], tmp_path / "out.jsonl")
    with pytest.raises(InputError, match="no file is called like that"):
        clean_files(["s3://dump/*.warc"], tmp_path / "out.jsonl")
    with pytest.raises(InputError, match="s3://nobucket/a"):
        clean_files(["s3://nobucket/a.jsonl"], tmp_path / "out.jsonl")
    assert not list(tmp_path.iterdir())


def test_a_file_that_changes_while_it_is_read(bucket: Any, tmp_path: Path) -> None:
    """What is read is of one state of the file, or the run ends."""
    bucket.pipe("dump/a.jsonl", ROW * 5)
    expand("s3://dump/*.jsonl")
    bucket.pipe("dump/a.jsonl", ROW * 6)
    with pytest.raises(InputError, match=r"s3://dump/a\.jsonl: can't be read"):
        clean_files(["s3://dump/a.jsonl"], tmp_path / "out.jsonl")
