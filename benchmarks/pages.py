"""Pages beside other extractors, in one run: how alike to the gold, and how fast, on one core.

Usage: python benchmarks/pages.py [GOLD.jsonl…] [--rounds N] [--out DIR]. Writes `pages.md`. Without labelled
pages it takes those of the development data, and where that is absent the fixtures of pages.

Every extractor gets the same pages as text, new ones in every round (a comment is added: nothing may be
remembered), in turns; timed is `clean_html(html).text`, as anybody calls it. Likeness is F1 over runs of
four words, by page and by host, as `cleaner evaluate --html` counts it: facts about the article dropped,
lines equal to the headline left out of every extractor's text. Extractors that are not installed are left
out, and the table says so.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner import EITHER, Cleaner, Options, clean_html
from cleaner.marked import read_marked
from cleaner.parse.dom import parse
from cleaner.shingles import mean_f1, shingle_f1, words
from tables import write_table

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures" / "html"
DATA = ROOT.parent / "shared" / "data" / "html"
FLOOR = "Lexbor's parse alone"
OURS = "cleaner (fast)"
Extract = Callable[[str], str]


@dataclass(frozen=True)
class Gold:
    """A page, where it came from, its article, and its headline."""

    host: str
    html: str
    text: str
    title: str


def read_pages(path: Path, cleaner: Cleaner) -> Iterator[Gold]:
    """Yield the labelled pages of a file; their HTML stands beside it."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        html = (path.parent / row["html"]).read_bytes().decode("utf-8", "replace")
        title = cleaner.html(html, row["url"]).metadata.title
        yield Gold(row["host"] or "", html, row["text"], title.value if title else "")


def read_fixtures() -> Iterator[Gold]:
    """Yield the fixtures of pages: what their labels keep is the article, its first line the headline."""
    for path in sorted(FIXTURES.glob("*.marked")):
        marked = read_marked(path.read_bytes().decode(), path.name)
        kept = [marked.text[piece.span.start : piece.span.end] for piece in marked.pieces if piece.label == "keep"]
        html = path.with_suffix(".html").read_bytes().decode("utf-8", "replace")
        if kept and marked.header.get("status") != "rejected":
            yield Gold(path.stem, html, "\n".join(kept[1:]), kept[0])


def _trafilatura(**options: Any) -> Extract:
    module = importlib.import_module("trafilatura")
    return lambda html: module.extract(html, **options) or ""


def _resiliparse() -> Extract:
    module = importlib.import_module("resiliparse.extract.html2text")
    return lambda html: module.extract_plain_text(html, main_content=True)


def _justext() -> Extract:
    module = importlib.import_module("justext")
    stop_list = module.get_stoplist("Arabic")
    return lambda html: "\n".join(p.text for p in module.justext(html, stop_list) if not p.is_boilerplate)


def _readability() -> Extract:
    module, lxml = importlib.import_module("readability"), importlib.import_module("lxml.html")
    return lambda html: "\n".join(lxml.fromstring(module.Document(html).summary()).itertext())


def _newspaper() -> Extract:
    module = importlib.import_module("newspaper")

    def extract(html: str) -> str:
        article = module.Article("https://example.com/", language="ar", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


def _goose() -> Extract:
    goose = importlib.import_module("goose3").Goose({"enable_image_fetching": False, "target_language": "ar", "use_meta_language": False})
    return lambda html: goose.extract(raw_html=html).cleaned_text or ""


def _boilerpy() -> Extract:
    extractor = importlib.import_module("boilerpy3.extractors").ArticleExtractor(raise_on_failure=False)
    return lambda html: extractor.get_content(html)


def _turbohtml() -> Extract:
    module = importlib.import_module("turbohtml")
    return lambda html: module.parse(html).main_text()


def extractors() -> dict[str, Extract]:
    """Return what is installed, by name."""
    ours = {engine: Cleaner(options=Options(drop=EITHER, engine=engine)) for engine in ("fast", "auto", "trafilatura")}
    found: dict[str, Extract] = {
        f"cleaner ({engine})": lambda html, cleaner=cleaner: cleaner.html(html).text  # type: ignore[misc]
        for engine, cleaner in ours.items()
    }
    found[FLOOR] = lambda html: parse(html).body and ""  # type: ignore[return-value]
    others: dict[str, Callable[[], Extract]] = {
        "trafilatura": _trafilatura,
        "trafilatura, no comments": lambda: _trafilatura(include_comments=False),
        "trafilatura, no comments, fast": lambda: _trafilatura(include_comments=False, fast=True),
        "resiliparse": _resiliparse, "jusText, Arabic": _justext, "readability-lxml": _readability,
        "newspaper4k": _newspaper, "goose3": _goose, "boilerpy3": _boilerpy, "turbohtml": _turbohtml,
    }  # fmt: skip
    for name, load in others.items():
        try:
            found[name] = load()
        except ImportError:
            print(f"{name}: not installed, left out")
    return found


def likeness(extract: Extract, pages: list[Gold]) -> tuple[float, float]:
    """Return the mean F1 of pages and of hosts."""
    scores = []
    for page in pages:
        try:
            text = extract(page.html)
        except Exception as error:  # an extractor that fails has found nothing
            print(f"{page.host}: {type(error).__name__}: {error}")
            text = ""
        title = words(page.title)
        kept = "\n".join(line for line in text.split("\n") if words(line) != title)
        scores.append((page.host, shingle_f1(kept, page.text)))
    return mean_f1(scores)


def speed(found: dict[str, Extract], pages: list[Gold], rounds: int) -> dict[str, float]:
    """Return pages a second: the best round of each, all in turns."""
    best: dict[str, float] = {}
    for count in range(rounds + 1):
        for name, extract in found.items():
            fresh = [f"{page.html}<!-- {count} {name} -->" for page in pages]
            start = time.perf_counter()
            for html in fresh:
                try:
                    extract(html)
                except Exception:  # told by `likeness`
                    continue
            spent = time.perf_counter() - start
            if count:
                best[name] = min(best.get(name, spent), spent)
    return {name: len(pages) / spent for name, spent in best.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", type=Path, nargs="*", help="labelled pages, JSONL")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    given = parser.parse_args()
    cleaner = Cleaner(options=Options(drop=EITHER))
    found = extractors()
    rows = []
    sets = {path.parent.name: list(read_pages(path, cleaner)) for path in given.gold or sorted(DATA.glob("*/gold.jsonl"))}
    for title, pages in (sets or {"fixtures": list(read_fixtures())}).items():
        rates = speed(found | {OURS: lambda html: clean_html(html).text}, pages, given.rounds)
        rows += [f"\n{title}, {len(pages)} pages\n", "| extractor | F1, pages | F1, hosts | pages/s | × resiliparse |", "|---|---|---|---|---|"]
        for name, extract in found.items():
            by_page, by_host = likeness(extract, pages)
            ratio = f"{rates[name] / rates['resiliparse']:.2f}" if "resiliparse" in rates else ""
            score = ("", "") if name == FLOOR else (f"{by_page:.4f}", f"{by_host:.4f}")
            rows.append(f"| {name} | {score[0]} | {score[1]} | {rates[name]:.0f} | {ratio} |")
    write_table(given.out / "pages.md", rows)


if __name__ == "__main__":
    main()
