"""An item pipeline for Scrapy: texts or pages of items are cleaned as they are scraped; numbers go into its stats.

    ITEM_PIPELINES = {"cleaner.adapters.scrapy.CleanerPipeline": 300}

Settings: `CLEANER_TEXT_FIELD` ("text"), `CLEANER_HTML_FIELD` (none; "html" where an item has no text), `CLEANER_URL_FIELD` ("url"),
`CLEANER_AUDIT_FIELD` ("cleaner"; empty: not told), `CLEANER_OPTIONS` (a dict), `CLEANER_PACKS` (a list of files).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.adapters.recipe import Cleaned, Recipe

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanerPipeline:
    """Replaces the text of each item; items that are no articles are dropped where `rejected` is "drop"."""

    def __init__(self, crawler: Crawler) -> None:
        settings, self.stats = crawler.settings, crawler.stats
        self.recipe = Recipe(options=settings.getdict("CLEANER_OPTIONS"), packs=settings.getlist("CLEANER_PACKS"))
        self.text, self.html = settings.get("CLEANER_TEXT_FIELD", "text"), settings.get("CLEANER_HTML_FIELD")
        self.url, self.audit = settings.get("CLEANER_URL_FIELD", "url"), settings.get("CLEANER_AUDIT_FIELD", "cleaner")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanerPipeline:
        return cls(crawler)

    def process_item(self, item: Any, spider: Any = None) -> Any:  # older Scrapy hands the spider over
        from itemadapter import ItemAdapter
        from scrapy.exceptions import DropItem

        fields = ItemAdapter(item)
        url, text = fields.get(self.url), fields.get(self.text)
        page = fields.get(self.html) if self.html else fields.get("html") if text is None else None
        if page is None and not isinstance(text, str):
            self.stats.inc_value("cleaner/no_text")
            return item
        cleaned = self.recipe.clean_page(page, url) if page is not None else self.recipe.clean(text, url)
        self._count(cleaned)
        if cleaned.status == "rejected" and self.recipe.options.rejected == "drop":
            raise DropItem(f"no article: {url}")
        if cleaned.error is None:
            fields[self.text] = cleaned.text
        if self.audit:
            fields[self.audit] = cleaned.told if cleaned.error is None else {"error": cleaned.error}
        return item

    def _count(self, cleaned: Cleaned) -> None:
        self.stats.inc_value(f"cleaner/status/{cleaned.status or 'error'}")
        self.stats.inc_value("cleaner/characters_removed", cleaned.gone)
        for kind, number in cleaned.counts().items():
            self.stats.inc_value(f"cleaner/removed/{kind}", number)
