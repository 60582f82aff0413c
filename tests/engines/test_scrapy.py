"""A crawl of a site on this machine: its pages come out as the plain loop cleans them, one failing fetch repeated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from plain import by_id, looped, need, of_documents, pages

need("scrapy")

SPIDER = '''
import scrapy


class News(scrapy.Spider):
    name = "news"

    def parse(self, response):
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.parse_page)

    def parse_page(self, response):
        yield {"id": response.url.rpartition("/")[2].removesuffix(".html"), "url": None, "html": response.text}
'''


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the pages of the fixtures and an index; one of them fails when it is first asked for."""
    served = {f"/{row['id']}.html": row["html"] for row in pages()}
    served["/"] = "".join(f'<a href="{path}">page</a>' for path in served)
    failing = {list(served)[3]}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path in failing:
                failing.discard(self.path)
                self.send_error(503)
                return
            body = served.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


def crawl(folder: Path, site: str, **settings: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run a spider in a process of its own; return its items and its stats."""
    (folder / "spider.py").write_text(SPIDER)
    (folder / "run.py").write_text(
        "import json, sys\nfrom scrapy.crawler import CrawlerProcess\nfrom spider import News\n"
        "process = CrawlerProcess(json.loads(sys.argv[2]))\ncrawler = process.create_crawler(News)\n"
        "process.crawl(crawler, start_urls=[sys.argv[1]])\nprocess.start()\n"
        "print(json.dumps(crawler.stats.get_stats(), default=str))\n"
    )
    chosen = {
        "ITEM_PIPELINES": {"cleaner.adapters.scrapy.CleanerPipeline": 300},
        "FEEDS": {str(folder / "items.jsonl"): {"format": "jsonlines"}},
        "LOG_LEVEL": "ERROR",
        "DOWNLOAD_DELAY": 0,
        "TELNETCONSOLE_ENABLED": False,
        **settings,
    }
    command = [sys.executable, str(folder / "run.py"), site, json.dumps(chosen)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=dict(os.environ), timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert not ran.stderr, ran.stderr
    items = [json.loads(line) for line in (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()]
    return items, json.loads(ran.stdout)


def test_a_crawl_makes_what_one_loop_makes(site: str, tmp_path: Path) -> None:
    items, stats = crawl(tmp_path, site)
    assert of_documents(by_id(items)) == looped("pages")
    assert stats["retry/count"] == 1
    told = [json.loads(line)["cleaner"] for line in looped("pages").splitlines()]
    for status in {one["status"] for one in told}:
        assert stats[f"cleaner/status/{status}"] == sum(one["status"] == status for one in told)
    assert stats["cleaner/removed/navigation"] == sum(gone["kind"] == "navigation" for one in told for gone in one["removed"])


def test_settings(site: str, tmp_path: Path) -> None:
    options = {"rejected": "drop", "audit": "none", "format": "markdown"}
    items, stats = crawl(tmp_path, site, CLEANER_OPTIONS=options, CLEANER_TEXT_FIELD="body", CLEANER_HTML_FIELD="html", CLEANER_AUDIT_FIELD="")
    assert all("cleaner" not in item and "text" not in item for item in items)
    assert len(items) == len(pages()) - stats.get("cleaner/status/rejected", 0)
    assert any(item["body"].startswith("# ") for item in items)
