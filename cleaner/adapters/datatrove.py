"""A step for datatrove, between a reader and a writer; its numbers go into datatrove's own statistics."""

from __future__ import annotations

import contextlib
from typing import Any

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.typeshelper import StatHints

from cleaner.adapters.recipe import Cleaned, Recipe
from cleaner.rows import dump


class CleanNews(PipelineStep):  # type: ignore[misc, unused-ignore]
    """Replaces `text` by the article in it and puts the object `cleaner` into the metadata.

    `pages` says that texts are pages, as from a reader of WARC. `as_json` writes the object as a string, which is what
    Parquet's writer wants: it takes its schema from the first rows. Documents that are no articles go to
    `exclusion_writer` where there is one; else `Options.rejected` says whether they stay (keep) or go (drop).
    """

    name = "🧹 Arabic news"
    type = "✂️ - FORMAT"

    def __init__(
        self, recipe: Recipe | None = None, *, pages: bool = False, as_json: bool = False, exclusion_writer: DiskWriter | None = None
    ) -> None:
        super().__init__()
        self.recipe, self.pages, self.as_json = recipe or Recipe(), pages, as_json
        self.exclusion_writer = exclusion_writer

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        clean = self.recipe.clean_page if self.pages else self.recipe.clean
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            for document in data:
                with self.track_time():
                    cleaned = clean(document.text, document.metadata.get("url"))
                self._count(document, cleaned)
                if cleaned.status == "rejected" and writer:
                    writer.write(document, rank)
                elif cleaned.status != "rejected" or self.recipe.options.rejected == "keep":
                    self.stat_update(StatHints.forwarded)
                    yield self._tell(document, cleaned)

    def _count(self, document: Document, cleaned: Cleaned) -> None:
        self.stat_update(StatHints.total, cleaned.status or "error")
        if cleaned.status == "rejected" and (self.exclusion_writer or self.recipe.options.rejected != "keep"):
            self.stat_update(StatHints.dropped)
        for kind, number in cleaned.counts().items():
            self.stat_update(f"removed_{kind}", value=number, unit="removal")
        self.stat_update("characters_removed", value=cleaned.gone)

    def _tell(self, document: Document, cleaned: Cleaned) -> Document:
        told: Any = cleaned.told if cleaned.error is None else {"error": cleaned.error}
        document.metadata["cleaner"] = dump(told).decode().rstrip("\n") if self.as_json else told
        document.text = document.text if cleaned.error else cleaned.text
        return document
