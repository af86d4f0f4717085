"""What publishers write over what not everybody wants to see."""

import re

_WARNING = re.compile(
    r"\bgraphic\b(?![\s-]+(?:novel|design|artist|art\b|arts\b|card|organi[sz]er))"
    r"|\b(?:warning|caution)\b.{0,60}\b(?:distress|disturb|upset|violen|gore|blood|dead bod|sensitive)"
    r"|\b(?:distressing|gruesome|nsfw|viewer discretion)\b"
    r"|\b(?:disturbing|sensitive|upsetting|explicit)\s+(?:image|content|material|footage|photo|picture|scene|video)"
    r"|(?<!\d)18\s?\+"
    r"|шокирующ|жест(?:ок|к)\w+ (?:кадр|фото|видео)|не для слабонервных|чутлив\w+ контент|вразлив\w+ контент"
    r"|صادمة|مشاهد قاسية|صور قاسية",
    re.IGNORECASE,
)


def warns(text: str) -> bool:
    """Whether a text warns of what it shows. Rather too often: a cover over a picture is lifted with a touch."""
    return _WARNING.search(text) is not None
