"""What counts as a paragraph: told by words, not by characters, so that marks and tatweel change nothing.

Comes in: a line. Goes out: whether it is one, and how many spaces stand between its words.
"""

from __future__ import annotations

PHRASE_SPACES = 16
"""A line of up to 17 words may be a phrase or a headline; longer ones are paragraphs."""
SENTENCE_SPACES = 7
"""So is a line of eight words that ends in a full stop: below that, captions and prompts end so too."""
PHRASE_CHARACTERS = 1200
CLOSING = " \t\r\xa0\"'»”’)]›\u200e\u200f\u202c\u2069"
STOPS = (".", "…")


def is_paragraph(row: str) -> bool:
    """Tell whether a line counts as a paragraph: more than 17 words, or eight and a full stop.

    >>> is_paragraph("اقرأ أيضاً"), is_paragraph("وقال الوزير إن العمل سيبدأ في مطلع العام المقبل.")
    (False, True)
    """
    spaces = count_spaces(row, True)
    return (
        spaces > PHRASE_SPACES
        or (spaces >= SENTENCE_SPACES and row.rstrip(CLOSING).endswith(STOPS))
        or len(row) > PHRASE_CHARACTERS
    )


def count_spaces(row: str, wide: bool) -> int:
    """Count the spaces between the words of a line; two beside each other count once."""
    row = row.strip()
    return len(list(filter(None, row.split(" ")))) - 1 if wide and "  " in row else row.count(" ")
