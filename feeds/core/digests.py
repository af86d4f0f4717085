"""Is it a digest: one text about many events, such as a morning briefing? Pure.

A digest shares words with each of its events, so that it would tie them into one story; it stands alone instead.
"""

import re

_DIGEST = re.compile(
    r"\b(?:morning|evening|daily|weekly|news|world|war)\s+(?:news\s+)?(?:brief|briefing|digest|round-?up|newsletter|wrap|recap)\b"
    r"|\b(?:this week in|daily:|the week in|timeline:|in pictures|in brief|newsletter|week in review)(?:\b|(?<=:))",
    re.IGNORECASE,
)
#: Characters of the text, after the title, in which a digest says that it is one.
OPENING = 80


def is_digest(title: str, text: str = "") -> bool:
    """Whether a title, or the first words of a text, speak of many events: several headlines in one, or by its name."""
    return ";" in title or bool(_DIGEST.search(title) or _DIGEST.search(text[:OPENING]))
