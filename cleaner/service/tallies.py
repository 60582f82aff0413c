"""What the service counts, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from cleaner.service.pool import Answer

_REQUEST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_DOCUMENT = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0)


class Tallies:
    """Counters of one service; nothing is shared with another in the same process.

    >>> tallies = Tallies("1", "0f")
    >>> tallies.count_request("/clean", 200, 0.004)
    >>> b'cleaner_requests_total{path="/clean",status="200"} 1.0' in tallies.told()
    True
    """

    def __init__(self, version: str, rules: str) -> None:
        self._registry = kept = CollectorRegistry()
        about = Gauge("cleaner_info", "The version of the package, and the hash of the rules.", ["version", "rules"], registry=kept)
        about.labels(version, rules).set(1)
        self._requests = Counter("cleaner_requests", "Requests that were answered.", ["path", "status"], registry=kept)
        self._seconds = Histogram("cleaner_request_seconds", "From the headers of a request to the end of its answer.", ["path"], buckets=_REQUEST, registry=kept)
        self._documents = Counter("cleaner_documents", "Documents, by what became of them.", ["media", "status"], registry=kept)
        self._cleaning = Histogram("cleaner_document_seconds", "What cleaning one document took.", ["media"], buckets=_DOCUMENT, registry=kept)
        self._removed = Counter("cleaner_removed_characters", "Characters that were removed.", ["kind"], registry=kept)
        self._problems = Counter("cleaner_problems", "Requests and rows that could not be answered.", ["code"], registry=kept)
        self._lost = Counter("cleaner_workers_lost", "Worker processes that had to be replaced.", ["reason"], registry=kept)

    def watch(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Add a gauge that is read whenever somebody asks."""
        Gauge(name, about, registry=self._registry).set_function(read)

    def count_request(self, path: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Count a document."""
        told = answer.told
        if answer.problem is not None:
            self.count_problem(answer.problem.code)
            return
        self._documents.labels(told["media"], told["status"]).inc()
        self._cleaning.labels(told["media"]).observe(told["seconds"])
        for kind, characters in told["removed"].items():
            self._removed.labels(kind).inc(characters)

    def count_problem(self, code: str) -> None:
        """Count what could not be answered."""
        self._problems.labels(code).inc()

    def count_lost(self, reason: str) -> None:
        """Count a worker that had to be replaced."""
        self._lost.labels(reason).inc()

    def told(self) -> bytes:
        """Return all of it in the text format of Prometheus."""
        return generate_latest(self._registry)
