"""The service as clients meet it: over a socket, with workers that die, clients that hang up and streams that never fit."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from documents import FIRST, LAST, PROMPT, WIRE, pack_of_tests
from prometheus_client.parser import text_string_to_metric_families
from served import ROOT, Served, serving

from cleaner.schema import load_schema

DIRTY = f"{FIRST} {WIRE}\n{PROMPT}\n{LAST}\n"
CLEAN = f"{FIRST} {WIRE}\n{LAST}\n"
PAGE = f"<h1>الجسر القديم</h1><p>{FIRST}</p><p>{PROMPT}</p><p>{LAST}</p>"
ROWS = [
    {"id": "1", "text": DIRTY, "n": 12345678901234567890123},
    {"id": "2", "url": "https://example.com/2", "text": "", "cleaner": "old"},
    {"id": "3", "html": PAGE},
    {"text": f"{LAST}\ud800", "nested": {"a": [1.5, None]}},
]
STREAM = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for workers in /proc")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Arguments for a service, or the command, with the rules of these tests alone."""
    path = tmp_path_factory.mktemp("serve") / "test.toml"
    path.write_text(pack_of_tests("in tests"), encoding="utf-8")
    return ["--no-default-packs", "--pack", str(path)]


@pytest.fixture(scope="module")
def served(pack: list[str]) -> Iterator[Served]:
    """A service for the tests that do it no harm."""
    with serving("--workers", "2", "--max-body", "0.1", *pack) as one:
        yield one


# What is answered


def test_a_row_comes_back_cleaned(served: Served) -> None:
    answer = served.clean(json.dumps(ROWS[0]))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    row = answer.json()
    assert list(row) == ["id", "text", "n", "cleaner"]
    assert (row["text"], row["n"], row["cleaner"]["status"]) == (CLEAN, ROWS[0]["n"], "cleaned")
    jsonschema.validate(row, load_schema())


def test_a_stream_is_answered_as_the_command_answers_a_file(served: Served, run: Any, pack: list[str], tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + STREAM + b"\n" + STREAM.rstrip())
    answer = served.clean(source.read_bytes(), "application/x-ndjson")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.content == run("clean", source, *pack).out


def test_texts_and_pages_are_rows_of_their_own(served: Served) -> None:
    text = served.clean(DIRTY.encode(), "text/plain", "?id=7&url=https://example.com/7").json()
    assert list(text) == ["id", "url", "text", "cleaner"]
    assert (text["id"], text["text"]) == ("7", CLEAN)
    page = served.clean(PAGE.encode(), "text/html; charset=utf-8").json()
    assert list(page) == ["text", "cleaner"]
    assert page["text"].split("\n") == ["الجسر القديم", FIRST, LAST]
    assert [went["kind"] for went in page["cleaner"]["removed"]] == ["comment"]


@pytest.mark.parametrize("charset", ["windows-1256", "utf-16", '"UTF-8"', "iso-8859-6"])
def test_texts_are_read_in_the_charset_of_the_header(served: Served, charset: str) -> None:
    data = "قال الوزير\nنعم".encode(charset.strip('"'))
    assert served.clean(data, f"text/plain; charset={charset}").json()["text"] == "قال الوزير\nنعم"


def test_pages_are_read_in_the_encoding_they_are_in(served: Served) -> None:
    row = served.clean(PAGE.encode("cp1256"), "text/html; charset=utf-8").json()
    assert FIRST in row["text"]
    assert [note["code"] for note in row["cleaner"]["notes"]] == ["encoding"]


def test_gzip_comes_in_and_goes_out(served: Served) -> None:
    plain = served.clean(STREAM, "application/x-ndjson", accept_encoding="identity")
    packed = gzip.compress(STREAM[:100]) + gzip.compress(STREAM[100:])
    answer = served.clean(packed, "application/x-ndjson", content_encoding="gzip", accept_encoding="br, gzip;q=0.1")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == plain.content
    large = json.dumps({"text": DIRTY * 9})
    one = served.clean(gzip.compress(large.encode()), content_encoding="gzip", accept_encoding="gzip")
    assert (one.headers["content-encoding"], one.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert one.json() == served.clean(large, accept_encoding="gzip;q=0, identity").json()


def test_a_request_may_choose(served: Served) -> None:
    chosen = served.clean(json.dumps(ROWS[0]), query="?keep=comment&drop=agency,byline&audit=full").json()
    assert chosen["text"] == f"{FIRST}\n{PROMPT}\n{LAST}\n"
    assert [(went["kind"], went["text"].strip()) for went in chosen["cleaner"]["removed"]] == [("agency", WIRE)]
    assert "removed" not in served.clean(json.dumps(ROWS[0]), query="?audit=none").json()["cleaner"]
    assert served.clean(PAGE, "text/html", "?format=markdown&links=true").json()["text"].startswith("# الجسر القديم\n")
    assert served.clean(json.dumps(ROWS[0])).json()["text"] == CLEAN


def test_a_stream_answers_while_it_is_sent(served: Served) -> None:
    with served.connect("Content-Type: application/jsonl\r\nAccept-Encoding: gzip;q=0\r\nTransfer-Encoding: chunked") as opened:
        answered = opened.makefile("rb")
        for number in range(5):
            row = json.dumps({"id": number, "text": DIRTY}).encode() + b"\n"
            opened.sendall(b"%x\r\n%s\r\n" % (len(row), row))
            while not (line := answered.readline()).startswith(b"{"):
                pass
            assert json.loads(line)["id"] == number
        opened.sendall(b"0\r\n\r\n")
        assert answered.read(7).endswith(b"0\r\n\r\n")


def test_a_long_stream_keeps_its_order(served: Served) -> None:
    count = 3000
    data = b"".join(json.dumps({"id": number, "text": DIRTY if number % 3 else number}).encode() + b"\n" for number in range(count))
    rows = served.rows(data)
    assert [row["id"] for row in rows] == list(range(count))
    assert all(("cleaner" in row) == bool(number % 3) for number, row in enumerate(rows))


def test_many_clients_at_once(served: Served) -> None:
    def ask(number: int) -> tuple[int, str]:
        row = served.clean(json.dumps({"id": number, "text": DIRTY})).json()
        return row["id"], row["text"]

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(ask, range(200))) == [(number, CLEAN) for number in range(200)]


# What can't be answered


@pytest.mark.parametrize(
    ("content", "media_type", "query", "headers", "status", "code", "says"),
    [
        (b'{"text": ', "application/json", "", {}, 400, "bad_json", "body: not JSON"),
        (b"[1]", "application/json", "", {}, 422, "wrong_type", "a list, not an object"),
        (b"", "application/json", "", {}, 400, "bad_json", "not JSON"),
        (b'{"text": "\xff"}', "application/json", "", {}, 400, "not_utf8", "byte 10 is not UTF-8"),
        (b"[" * 5000, "application/json", "", {}, 400, "bad_json", ""),
        (b'{"texd": "a"}', "application/json", "", {}, 422, "no_field", "did you mean 'texd'?"),
        (b'{"text": 5}', "application/json", "", {}, 422, "wrong_type", "is a number, not a string"),
        (b"\xc7\xe1", "text/plain", "", {}, 400, "not_utf8", "charset=windows-1256"),
        (b"\xff", "text/plain; charset=iso-8859-7", "", {}, 400, "encoding", "byte 0 is not iso8859-7"),
        (b'{"text": "a", "text": "b"}', "application/json", "", {}, 400, "duplicate_key", "'text' is given twice"),
        (b"a", "text/plain; charset=klingon", "", {}, 415, "media_type", "'klingon'"),
        (b"a", "text/plain; charset=base64", "", {}, 415, "media_type", "'base64'"),
        (b"{}", "application/json; charset=cp1256", "", {}, 415, "media_type", "JSON is UTF-8"),
        (b"a", "application/pdf", "", {}, 415, "media_type", "say one of application/json"),
        (b"a", "", "", {}, 415, "media_type", "Content-Type"),
        (b"a", "text/plain", "", {"Content-Encoding": "br"}, 415, "media_type", "send gzip"),
        (b"article", "text/plain", "", {"Content-Encoding": "gzip"}, 400, "unpack", "not gzip"),
        (gzip.compress(b"a", mtime=0)[:-3], "text/plain", "", {"Content-Encoding": "gzip"}, 400, "unpack", "ends before its end"),
        (gzip.compress(b"a", mtime=0)[:-3], "application/x-ndjson", "", {"Content-Encoding": "gzip"}, 400, "unpack", "ends before"),
        (b"a" * 200_000, "text/plain", "", {}, 413, "too_large", "over 104,857 bytes (--max-body)"),
        (gzip.compress(b"a" * 50_000_000, mtime=0), "text/plain", "", {"Content-Encoding": "gzip"}, 413, "too_large", "--max-body"),
        (b"a", "text/plain", "?kep=tags", {}, 422, "option", "did you mean 'keep'?"),
        (b"a", "text/plain", "?keep=tag", {}, 422, "option", "did you mean tags?"),
        (b"a", "text/plain", "?drop=share", {}, 422, "option", "share goes anyway"),
        (b"a", "text/plain", "?audit=all", {}, 422, "option", "'all' is not one of none, spans, full"),
        (b"a", "text/plain", "?audit=none&audit=full", {}, 422, "option", "given 2 times"),
        (b"a", "text/plain", "?links=1", {}, 422, "option", "true, false"),
        (b"a", "text/plain", "?id=%ff", {}, 422, "option", "not UTF-8"),
        (b"a", "text/plain", "?engine=trafilatura", {}, 422, "option", "'engine' is not an option of requests"),
    ],
)  # fmt: skip
def test_problems_say_what_where_and_what_to_do(
    served: Served, content: bytes, media_type: str, query: str, headers: dict[str, str], status: int, code: str, says: str
) -> None:
    answer = served.clean(content, media_type, query, **headers)
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in told["detail"]
    assert told["detail"].split(": ")[0] in ("body", "query") or told["detail"].startswith("header ")


def test_a_body_of_unknown_length_is_not_read_beyond_the_limit(served: Served) -> None:
    answer = served.client.post("/clean", content=(b"a" * 65536 for _ in range(40)), headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_bad_row_of_a_stream_has_an_error_in_its_place(served: Served) -> None:
    long = b'{"text": "' + b"a" * 200_000 + b'"}'
    lines = [b'{"id": 1, "text": "a"}', b"", b"nonsense", b'{"id": 4, "text": null}', long, b'{"id": 6, "text": "\xff"}', b'{"id": 7, "text": "b"}']
    rows = served.rows(b"\n".join(lines))
    told = [(row.get("id"), row["error"]["code"], row["error"]["line"]) if "error" in row else (row["id"], row["text"]) for row in rows]
    assert told == [(1, "a"), (None, "bad_json", 3), (4, "wrong_type", 4), (None, "too_large", 5), (None, "not_utf8", 6), (7, "b")]


def test_a_stream_that_breaks_says_so_at_its_end(served: Served) -> None:
    row = json.dumps({"text": DIRTY}).encode() + b"\n"
    packed = gzip.compress(row * 2, 0)[:-40]
    rows = served.rows(packed, content_encoding="gzip")
    assert rows[0]["text"] == CLEAN
    assert rows[-1]["error"]["code"] == "unpack"


def test_little_that_unpacks_to_much_is_not_held(served: Served) -> None:
    bomb = gzip.compress(b'{"text": "' + b"a" * 300_000_000 + b'"}\n{"id": 2, "text": "b"}')
    rows = served.rows(bomb, content_encoding="gzip")
    assert [row.get("error", row)["code" if "error" in row else "text"] for row in rows] == ["too_large", "b"]
    peak = Path(f"/proc/{served.process.pid}/status").read_text()
    assert int(re.findall(r"VmHWM:\s+(\d+)", peak)[0]) < 200_000


@pytest.mark.parametrize(("method", "path", "status", "code"), [("PUT", "/clean", 405, "method"), ("GET", "/clean/", 404, "not_found"), ("GET", "/<b>", 404, "not_found")])
def test_other_addresses_and_methods(served: Served, method: str, path: str, status: int, code: str) -> None:
    answer = served.client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (answer.headers.get("allow") == "POST") == (status == 405)
    assert answer.headers["x-content-type-options"] == "nosniff"


# What is told of it


def test_health_tells_version_rules_and_workers(served: Served) -> None:
    told = served.client.get("/healthz").json()
    assert (told["status"], told["workers"]) == ("ok", {"alive": 2, "wanted": 2})
    assert told["rules"] == served.clean(json.dumps(ROWS[0])).json()["cleaner"]["rules"]


def test_metrics_count_documents_and_problems(served: Served) -> None:
    names = ["cleaner_documents_total", "cleaner_removed_characters_total", "cleaner_problems_total", "cleaner_requests_total"]
    before = [served.metric(name) for name in names]
    served.rows(STREAM + b"nonsense\n")
    after = [served.metric(name) for name in names]
    assert [new - old for old, new in zip(before[:3], after[:3], strict=True)][::2] == [4, 1]
    assert after[1] - before[1] > len(PROMPT)
    families = {family.name: family for family in text_string_to_metric_families(served.client.get("/metrics").text)}
    assert {sample.labels["path"] for sample in families["cleaner_requests"].samples} <= {"/clean", "/healthz", "/metrics", "/openapi.json", "other"}
    assert families["cleaner_workers"].samples[0].value == 2


def test_the_description_says_what_is_answered(served: Served) -> None:
    described = served.client.get("/openapi.json").json()
    schemas = described["components"]["schemas"]
    parts = json.loads(json.dumps(schemas).replace("#/components/schemas/", "#/$defs/"))

    def check(name: str, answer: Any) -> None:
        jsonschema.validate(answer, {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": f"#/$defs/{name}", "$defs": parts})

    for row in served.rows(STREAM + b"nonsense\n"):
        check("error" if "error" in row else "row", row)
    check("problem", served.clean(b"").json())
    check("health", served.client.get("/healthz").json())
    for good in ROWS:
        check("document", good)
    with pytest.raises(jsonschema.ValidationError):
        check("document", {"text": 5})


# What befalls it


def post(served: Served, **row: Any) -> Any:
    return served.clean(json.dumps({"text": DIRTY, **row}))


def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(pack: list[str]) -> None:
    with serving("--workers", "1", *pack) as served, ThreadPoolExecutor(1) as thread:
        (worker,) = served.halt()
        answer = thread.submit(post, served)
        served.wait_for(lambda: served.metric("cleaner_requests_inside") == 1)
        time.sleep(0.1)
        os.kill(worker, signal.SIGKILL)
        assert answer.result().json()["text"] == CLEAN
        assert served.workers != [worker]
        assert served.metric("cleaner_workers_lost_total") == 1


def test_a_document_that_takes_too_long_is_given_up(pack: list[str]) -> None:
    with serving("--workers", "1", "--timeout", "0.5", *pack) as served:
        served.halt()
        answer = post(served)
        assert (answer.status_code, answer.json()["code"]) == (504, "timeout")
        assert "--timeout" in answer.json()["detail"]
        served.wait_for(lambda: served.metric("cleaner_workers") == 1)
        assert post(served).json()["text"] == CLEAN
        (worker,) = served.halt()
        rows = served.rows(b'{"text": "a"}\n{"text": "b"}')
        assert [row.get("error", {}).get("code") for row in rows] == ["timeout", None]
        assert [one for one in served.workers if one == worker] == []


def test_what_comes_when_the_house_is_full_is_sent_away(pack: list[str]) -> None:
    with serving("--workers", "1", "--queue", "2", *pack) as served, ThreadPoolExecutor(2) as threads:
        (worker,) = served.halt()
        answers = [threads.submit(post, served) for _ in range(2)]
        served.wait_for(lambda: served.metric("cleaner_requests_inside") == 2)
        refused = post(served)
        assert (refused.status_code, refused.headers["retry-after"], refused.json()["code"]) == (503, "1", "busy")
        assert served.client.get("/healthz").json()["requests"] == {"inside": 2, "limit": 2}
        os.kill(worker, signal.SIGCONT)
        assert [answer.result().json()["text"] for answer in answers] == [CLEAN, CLEAN]
        assert post(served).status_code == 200


def test_a_stop_finishes_what_is_in_work(pack: list[str]) -> None:
    with serving("--workers", "2", *pack) as served, ThreadPoolExecutor(2) as threads:
        post(served)
        workers = served.halt()
        one = threads.submit(post, served)
        many = threads.submit(served.rows, STREAM)
        served.wait_for(lambda: served.metric("cleaner_requests_inside") == 2)
        time.sleep(0.1)
        for process in (served.process.pid, *workers):
            os.kill(process, signal.SIGTERM)  # as to a whole group: workers go on
        served.wait_for(served.refuses)
        assert served.process.poll() is None
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
        assert one.result().json()["text"] == CLEAN
        assert len(many.result()) == len(ROWS)
        assert served.process.wait(20) == 0
        assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_a_stop_waits_no_longer_than_it_may(pack: list[str]) -> None:
    with serving("--workers", "1", "--grace", "1", *pack) as served, ThreadPoolExecutor(1) as thread:
        served.halt()
        answer = thread.submit(post, served)
        served.wait_for(lambda: served.metric("cleaner_requests_inside") == 1)
        served.process.terminate()
        assert served.process.wait(20) == 0
        refused = answer.result()
        assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "busy", "1")


def test_a_client_that_falls_silent_does_not_hold_a_place(pack: list[str]) -> None:
    with serving("--workers", "1", "--idle", "0.4", *pack) as served:
        with served.connect("Content-Type: text/plain\r\nContent-Length: 10") as opened:
            opened.sendall(b"a")
            assert opened.recv(4096).startswith(b"HTTP/1.1 408 ")
        with served.connect("Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked") as opened:
            opened.settimeout(2)
            row = json.dumps({"id": "a" * 65000, "text": ""}).encode() + b"\n"
            with pytest.raises(OSError):  # noqa: PT012 - which piece finds nobody is not to be known
                for _ in range(2000):  # never reads
                    opened.sendall(b"%x\r\n%s\r\n" % (len(row), row))
        served.wait_for(lambda: served.metric("cleaner_requests_inside") == 0)
        with served.connect("Content-Type: text/plain\r\nContent-Length: 10") as opened:
            opened.sendall(b"a")  # and hangs up
        served.wait_for(lambda: served.metric("cleaner_requests_inside") == 0)
        assert post(served).status_code == 200


def test_workers_end_with_the_service_however_it_ends(pack: list[str]) -> None:
    with serving("--workers", "2", *pack) as served:
        workers = served.workers
        served.process.kill()
        served.wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


FATAL = """
import os, sys
from cleaner.service import worker
answer = worker.Workshop.answer
def fatal(self, item, options):
    if b"CRASH" in item.data:
        os._exit(9)
    if b"RAISE" in item.data:
        raise SystemError
    return answer(self, item, options)
worker.Workshop.answer = fatal
worker.main()
"""


def test_a_document_that_kills_its_worker_is_told_and_spares_the_others() -> None:
    import asyncio

    from cleaner import Cleaner, Options
    from cleaner.service.frames import Item
    from cleaner.service.limits import Limits
    from cleaner.service.pool import Pool

    async def clean() -> tuple[list[str], list[str]]:
        lost: list[str] = []
        cleaner = Cleaner((), Options(default_packs=False))
        pool = Pool(cleaner, Limits(workers=1), lost.append, (sys.executable, "-P", "-c", FATAL))
        await pool.start()
        try:
            texts = ["a", "CRASH", "b", "CRASH", "c"]
            answers = await pool.submit([Item("text", text.encode()) for text in texts], cleaner.options)
        finally:
            await pool.stop()
        return [answer.problem.code if answer.problem else json.loads(answer.row)["text"] for answer in answers], lost

    assert asyncio.run(clean()) == (["a", "crash", "b", "crash", "c"], ["crash"] * 4)


def test_a_worker_opens_no_connection() -> None:
    code = "import sys, socket; from cleaner.service.worker import _refuse; sys.addaudithook(_refuse); socket.create_connection(('127.0.0.1', 9))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert "PermissionError: socket.getaddrinfo: a worker opens no connection" in ran.stderr


# The command


def test_a_port_that_is_taken_is_an_error(run: Any, served: Served, pack: list[str]) -> None:
    ran = run("serve", "--port", served.port, *pack)
    assert ran.status == 2
    assert f"--port {served.port}: can't listen there (Address already in use); choose another port" in ran.err
    assert "not an address" in run("serve", "--host", "nowhere.invalid", *pack).err


def test_what_is_missing_is_named_with_its_extra(run: Any, pack: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("cleaner.service", "uvicorn"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    ran = run("serve", *pack)
    assert (ran.status, ran.err) == (2, "cleaner: serve needs uvicorn; install it with: pip install 'arabic-news-cleaner[serve]'\n")


def test_an_address_that_others_reach_is_warned_of(pack: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    code = "import sys; from cleaner.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--host", "0.0.0.0", "--workers", "1", *pack]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        timer = threading.Timer(30, process.kill)
        timer.start()
        said = [process.stderr.readline(), process.stderr.readline()]
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        timer.cancel()
    assert said[0].startswith("cleaner: warning: 0.0.0.0 can be reached from other machines")
    assert "listening on http://0.0.0.0:" in said[1]


# The documentation


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are for curl, which is not installed")
def test_the_examples_of_the_documentation_run(tmp_path: Path) -> None:
    told = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```\n(?:\n^```text\n(.*?)^```\n)?", told)
    examples = [(code, shown) for code, shown in blocks if "curl" in code]
    assert len(examples) == 8
    for name, content in (("page.txt", DIRTY.encode()), ("page.html", PAGE.encode()), ("news.jsonl", STREAM)):
        (tmp_path / name).write_bytes(content)
    with serving("--workers", "1") as served:
        for code, shown in examples:
            command = code.replace("localhost:8000", f"127.0.0.1:{served.port}").replace("curl -s", "curl -s --fail-with-body" if not shown else "curl -s")
            ran = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
            assert ran.returncode == 0, f"{code}{ran.stdout}{ran.stderr}"
            if shown:
                assert re.fullmatch(re.escape(shown.strip()).replace("…", ".*"), ran.stdout.strip()), ran.stdout
            if "cleaned.jsonl" in code:
                rows = [json.loads(line) for line in (tmp_path / "cleaned.jsonl").read_bytes().splitlines()]
                assert [row.get("id") for row in rows] == [row.get("id") for row in ROWS]
                (tmp_path / "cleaned.jsonl").unlink()
