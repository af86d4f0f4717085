"""Whether a feed gives an article or only a stub of it.

What counts: a headline alone, a text that says itself that it goes on (an ellipsis, "read more", in the languages of
the starter list), and a text too short to be an article. From ``WHOLE`` words on nothing is a stub, however it ends.
"""

import re

from feeds.core import text as texts
from feeds.core.fingerprint import fingerprint
from feeds.core.passages import WORD

#: Words from which on a text is an article, and below which it is none.
WHOLE, SHORT = 200, 60

#: What WordPress puts under an excerpt; it is not the article's own.
_APPENDED = re.compile(r"\s*The post .{1,300} (?:appeared first on|first appeared on) .{1,120}$")
_CUT = re.compile(r"(?:…|\.{3,}|\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\))[\s\"'”’»)\]]*$")
_GOES_ON = re.compile(
    r"(?:read (?:more|on|the (?:full|rest)[\w ]{0,30})|continue reading[^.]{0,120}|(?:full|whole) (?:story|article)|"
    r"weiterlesen|mehr lesen|lire (?:la suite|plus)|en savoir plus|leer más|seguir leyendo|sigue leyendo|"
    r"continua a leggere|"
    r"leggi (?:tutto|di più)|leia mais|ler mais|devamını oku|devamı|czytaj (?:więcej|dalej)|"
    r"читать (?:далее|дальше|полностью)|читати (?:далі|більше)|подробнее|докладніше|детальніше|"
    r"اقرأ المزيد|المزيد|ادامه مطلب|קרא עוד|המשך קריאה|阅读全文|閱讀全文|続きを読む)\s*[.:…»›>→\]\)]*\s*$",
    re.IGNORECASE,
)


def stub(title: str, text: str) -> str | None:
    """Why the text is a stub, in words; None where it is an article. ``text`` is plain, as ``normalise`` gives it."""
    own = _APPENDED.sub("", text[-500:]) if len(text) <= 500 else text[:-500] + _APPENDED.sub("", text[-500:])
    own = own.strip()
    if not texts.words(own) or fingerprint(own, "") == fingerprint(title, ""):
        return "a headline alone"
    number = length(own)
    if number >= WHOLE:
        return None
    end = own[-160:]
    if _GOES_ON.search(end):
        return "it says that it goes on elsewhere"
    if _CUT.search(end):
        return "it ends in the middle"
    return f"{number} words" if number < SHORT else None


def length(text: str) -> int:
    """How many words a text has, also in scripts that set no spaces between them."""
    return sum(1 for _ in WORD.finditer(text))
