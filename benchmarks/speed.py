"""Speed of the text mode beside its peers, in one run: one core, interleaved rounds, new strings each round.

Usage: python benchmarks/speed.py [--documents N] [--rounds N] [--megabytes N] [--out DIR]. Writes `speed.md` and
`speed.svg`. datatrove is called as its authors do for line filtering: lines split at line feeds, terminal
punctuation asked for, no minimum of sentences, so that no sentence splitter is loaded and `language`
changes nothing. Its table of terminal punctuation has no Arabic question mark: it drops such lines, which
saves it work. The loops hold the phrases of the packs without slots, as
they are printed. Peers that want a package which is not installed are left out, and the table says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any

import growth
from cleaner import Cleaner
from cleaner.compiled import native
from cleaner.marked import read_marked
from tables import write_table

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data" / "raw"
FIXTURES = ROOT / "fixtures" / "text"
GLUED = ("(وكالات)", " اقرأ المزيد...", " اضغط هنا لقراءة المزيد")
OURS, C4 = "cleaner", "datatrove C4"
PURE = "cleaner, without its C"
Work = Callable[[str], Any]


def read_dump(folder: Path, name: str, most: int) -> list[str]:
    """Return the texts of a dump of JSONL, or none where it is absent."""
    path = folder / f"{name}.jsonl.gz"
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        return [json.loads(row)["text"] for row, _ in zip(rows, range(most), strict=False)]


def compose(most: int, chrome: bool) -> list[str]:
    """Return documents made of the rows of the fixtures: articles alone, or with all that stood around them."""
    rng = random.Random(7)
    texts = [read_marked(path.read_bytes().decode(), path.name).text for path in sorted(FIXTURES.glob("*.marked"))]
    lines = [line for text in texts for line in text.split("\n") if line]
    prose = [line for line in lines if line.count(" ") > 17]
    short = [line for line in lines if line.count(" ") <= 17]
    return [
        "\n".join([*rng.sample(prose, min(len(prose), 12)), *(rng.sample(short, min(len(short), 40)) if chrome else ())])
        for _ in range(most)
    ]


def glue(texts: list[str]) -> list[tuple[int, str]]:
    """Glue a tail to every twentieth text, in place; return which, and what."""
    glued = [(number, GLUED[place % len(GLUED)]) for place, number in enumerate(range(0, len(texts), 20))]
    for number, tail in glued:
        texts[number] = texts[number].rstrip(" .") + "." + tail
    return glued


def found(cleaner: Cleaner, text: str, tail: str) -> bool:
    """Tell whether a glued tail was removed, or told as a fact."""
    verdict = cleaner(text)
    start = len(text) - len(tail)
    return any(one.span.end > start for one in verdict.removed) or verdict.metadata.agency is not None


def not_compiled() -> Cleaner:
    """Return a cleaner that asks the compiled part for nothing but folding."""
    cleaner = Cleaner()
    for matcher in (cleaner._rules.acting, cleaner._rules.telling, cleaner._facts):
        matcher.__dict__["_reader"] = None
    return cleaner


def peers(cleaner: Cleaner) -> dict[str, Work]:
    """Return what is measured, by name."""
    sources = {rule.id: [*rule.patterns, *rule.members] for rule in cleaner.rulebook.rules}
    phrases = sorted({text for texts in sources.values() for text in texts if "{" not in text})
    compiled = [re.compile(re.escape(phrase)) for phrase in phrases]
    work: dict[str, Work] = {
        OURS: cleaner,
        "loop of regexes": lambda text: [regex for regex in compiled if regex.search(text)],
        "list of substrings": lambda text: [phrase for phrase in phrases if phrase in text],
        "split at line feeds": lambda text: text.split("\n"),
    }
    if native:
        work[PURE] = not_compiled()
    try:
        from datatrove.data import Document
        from datatrove.pipeline.filters import C4QualityFilter
    except ImportError:
        return work
    lines = C4QualityFilter(split_paragraph=True, filter_no_terminal_punct=True, min_num_sentences=-1)
    return work | {C4: lambda text: lines.filter(Document(text=text, id="0"))}


def measure(work: dict[str, Work], texts: list[str], rounds: int) -> tuple[dict[str, float], list[str]]:
    """Return the best seconds of each, and what we made of the texts in the last round; slow peers read a
    twentieth of the texts.
    """
    best: dict[str, float] = {}
    timed: list[str] = []
    for count in range(rounds + 1):
        for name, run in work.items():
            share = texts[::20] if name.startswith(("loop", "list")) else texts
            fresh = [text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass") for text in share]
            start = time.perf_counter()
            results = [run(text) for text in fresh]
            spent = (time.perf_counter() - start) * len(texts) / len(share)
            if count:  # the first round warms up
                best[name] = min(best.get(name, spent), spent)
            if name == OURS:
                timed = [result.text for result in results]
    return best, timed


def first_reading(cleaner: Cleaner, texts: list[str]) -> float:
    """Return the seconds of one reading by a cleaner that has read nothing yet."""
    start = time.perf_counter()
    for text in texts:
        cleaner(text)
    return time.perf_counter() - start


def seconds_of(code: str) -> float:
    """Return the best seconds of a fresh interpreter running some code, less those of an idle one."""

    def spent(source: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", source], check=True, capture_output=True, cwd=FIXTURES, input=b"\n")
        return time.perf_counter() - start

    return min(spent(code) for _ in range(5)) - min(spent("pass") for _ in range(5))


def start_up() -> Iterable[tuple[str, float]]:
    """Yield what start-up costs."""
    yield "import cleaner", seconds_of("import cleaner")
    yield "import and Cleaner()", seconds_of("import cleaner; cleaner.Cleaner()")
    seed = str(ROOT / "seeds" / "05-gulf-railway.txt")
    first = f"import sys; sys.argv = ['cleaner', 'clean', {seed!r}]\nfrom cleaner.cli import main\ntry: main()\nexcept SystemExit: pass"
    yield "first document through the command", seconds_of(first)


def chart(ratios: dict[str, float]) -> str:
    """Draw how many times as fast as C4 we are, a bar a corpus."""
    wide = 360 / max(1.0, *ratios.values())
    bars = "".join(
        f'<text x="4" y="{28 + 26 * row}">{name}</text><rect x="170" y="{14 + 26 * row}" width="{ratio * wide:.0f}" height="18" fill="#2a7"/>'
        f'<text x="{176 + ratio * wide:.0f}" y="{28 + 26 * row}">{ratio:.2f} ×</text>'
        for row, (name, ratio) in enumerate(ratios.items())
    )
    line = f'<line x1="{170 + wide:.0f}" x2="{170 + wide:.0f}" y1="8" y2="{14 + 26 * len(ratios)}" stroke="#c33"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="620" height="{24 + 26 * len(ratios)}" font-family="sans-serif" font-size="13">{bars}{line}</svg>\n'


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Speed of the text mode beside its peers.")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--megabytes", type=float, default=100, help="size of the large document")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    corpora = {name: read_dump(options.data, name, options.documents) for name in ("bbc-sky", "almayadeen", "clean-khaleej")}
    corpora = {name: texts for name, texts in corpora.items() if texts} or {"composed articles": compose(options.documents, False)}
    corpora["composed chrome"] = compose(options.documents // 5, True)
    cleaner = Cleaner()
    glued = glue(corpora["clean-khaleej"]) if "clean-khaleej" in corpora else []
    rows = ["| corpus | what | MB/s | documents/s | µs a document | beside C4 |", "|---|---|---|---|---|---|"]
    ratios: dict[str, float] = {}
    for corpus, texts in corpora.items():
        size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
        first = first_reading(Cleaner(), texts)
        best, timed = measure(peers(cleaner), texts, options.rounds)
        best[f"{OURS}, first reading"] = first
        if timed != list(map(attrgetter("text"), map(Cleaner(), texts))):
            sys.exit(f"{corpus}: timed and untimed output differ")
        for name, spent in sorted(best.items(), key=lambda item: item[1]):
            beside = f"{best[C4] / spent:.2f} ×" if C4 in best else "datatrove is not installed"
            rows.append(f"| {corpus} | {name} | {size / spent:.1f} | {len(texts) / spent:,.0f} | {spent / len(texts) * 1e6:.0f} | {beside} |")
        if C4 in best:
            ratios[corpus] = best[C4] / best[OURS]
    missed = [tail for number, tail in glued if not found(cleaner, corpora["clean-khaleej"][number], tail)]
    rows += ["", f"Glued tails found: {len(glued) - len(missed)} of {len(glued)}."]
    rows += ["", f"Peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB.", ""]
    rows += [f"- {what}: {spent * 1000:.0f} ms" for what, spent in start_up()]
    some = next(iter(corpora.values()))
    clean = next((texts for name, texts in corpora.items() if name.startswith("clean")), some)
    rows += [f"- {told}" for told in (growth.of_size(cleaner, some, options.megabytes), growth.of_rules(clean))]
    rows += [f"- compiled: {'yes' if native else 'no: there was no C compiler'}"]
    write_table(options.out / "speed.md", rows)
    if ratios:
        (options.out / "speed.svg").write_text(chart(ratios), encoding="utf-8")


if __name__ == "__main__":
    main()
