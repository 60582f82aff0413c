"""Words by which a site names itself: one of them stands where a paragraph opens that says what the site is."""

from __future__ import annotations

OUTLETS = ("موقع", "شبك", "صحيف", "جريد", "بواب", "منص", "وكال", "مجل")
"""One of them stands in every paragraph that says what a site is, among the first characters."""
OPENING = 90


def names_outlet(row: str) -> bool:
    """Tell whether a paragraph may say what a site is.

    >>> names_outlet("موقع إخباري مستقل"), names_outlet("أعلنت الوزارة")
    (True, False)
    """
    opening = row[:OPENING]
    return any(outlet in opening for outlet in OUTLETS)
