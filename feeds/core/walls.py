"""Walls before an article: what a page says of itself that shows that its text is for others than who asks.

A wall is respected, never climbed: where one is recognised the article is left alone. So the signs may be wrong in that
direction only. They are what publishers declare to search engines (schema.org's ``isAccessibleForFree``, also of a part
of the article; Facebook's ``article:content_tier``), hosts to which readers are led to consent, and, on a page with
hardly any text, the words that stand beside a wall.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from feeds.core.stub import length
from feeds.model import Wall

#: Words of an article below which what stands beside it is looked at.
HARDLY_ANY = 120
#: Scripts of structured data that are read, and values in them.
_SCRIPTS, _VALUES = 20, 20_000

_DATA = re.compile(r"<script[^>]{0,300}application/ld\+json[^>]{0,300}>", re.IGNORECASE)
_META = re.compile(r"<(?:meta|link|span|div)\s[^>]{0,500}>", re.IGNORECASE)
_TIER = re.compile(r"article:content_tier[\"']?\s[^>]*content\s*=\s*[\"']?\s*(?:locked|metered)", re.IGNORECASE)
_TIER_BEFORE = re.compile(r"content\s*=\s*[\"']?\s*(?:locked|metered)[\"']?\s[^>]*article:content_tier", re.IGNORECASE)
_ITEMPROP = re.compile(r"isAccessibleForFree[^>]*content\s*=\s*[\"']?\s*false", re.IGNORECASE)
_UNSHOWN = re.compile(r"<(script|style|noscript|template)\b", re.IGNORECASE)

#: Hosts, or beginnings of their names, to which readers are led to consent.
_CONSENT_HOSTS = ("consent.", "guce.", "cmp.", "privacy.", "gdpr.", "cookies.", "privacy-mgmt.")
_CONSENT_WORDS = (
    *("before you continue to", "we value your privacy", "we use cookies", "manage your consent", "accept all cookies"),
    *("consent to the use", "your privacy choices", "accept cookies to continue", "with ads and tracking"),
    *("wir schätzen ihre privatsphäre", "ihre einwilligung", "mit werbung und tracking", "cookies zustimmen"),
    *("nous respectons votre vie privée", "accepter les cookies", "continuer sans accepter"),
    *("valoramos tu privacidad", "aceptar cookies", "rispettiamo la tua privacy", "accetta i cookie"),
    *("файлы cookie", "файли cookie", "çerezleri kabul"),
)
_PAYWALL_WORDS = (
    *("subscribe to read", "subscribe to continue", "subscribe now to", "subscribers only", "subscriber-only"),
    *("for subscribers", "already a subscriber", "already subscribed?", "become a subscriber", "members only"),
    *("to continue reading", "sign in to read", "log in to read", "register to read", "start your free trial"),
    *("unlock this article", "nur für abonnenten", "jetzt abonnieren", "weiterlesen mit", "bereits abonnent"),
    *("réservé aux abonnés", "abonnez-vous pour", "déjà abonné", "article réservé"),
    *("solo para suscriptores", "suscríbete para", "ya soy suscriptor", "riservato agli abbonati", "abbonati per"),
    *("exclusivo para assinantes", "assine para", "abonelere özel", "tylko dla prenumeratorów"),
    *("доступно по подписке", "только для подписчиков", "оформите подписку", "доступно за передплатою"),
    *("тільки для передплатників", "оформіть передплату", "للمشتركين فقط", "اشترك لقراءة", "למנויים בלבד"),
)


def consent_host(url: str, *, asked: str) -> bool:
    """Whether an address to which ``asked`` led is one where readers consent first."""
    try:
        host, own = urlsplit(url).hostname or "", urlsplit(asked).hostname or ""
    except ValueError:
        return False
    return host != own and host.startswith(_CONSENT_HOSTS)


def wall(page: str, text: str) -> tuple[Wall, str] | None:
    """The wall before an article with the sign by which it was known; ``page`` is its HTML, ``text`` what was taken."""
    if any(_paid(data) for data in _structured(page)) or _says(page, _ITEMPROP):
        return Wall.PAYWALL, "the page says that it is not accessible for free"
    if _says(page, _TIER) or _says(page, _TIER_BEFORE):
        return Wall.PAYWALL, "the page says that its content is locked or metered"
    if length(text) >= HARDLY_ANY:
        return None
    shown = _shown(page.lower())
    if sign := next((words for words in _PAYWALL_WORDS if words in shown), None):
        return Wall.PAYWALL, f"hardly any text, beside “{sign}”"
    if sign := next((words for words in _CONSENT_WORDS if words in shown), None):
        return Wall.CONSENT, f"hardly any text, beside “{sign}”"
    return None


def _says(page: str, sign: re.Pattern[str]) -> bool:
    return any(sign.search(tag.group()) for tag in _META.finditer(page))


def _structured(page: str) -> Iterator[object]:
    """The page's JSON-LD; what cannot be read is left out."""
    for number, opening in enumerate(_DATA.finditer(page)):
        end = page.find("</script", opening.end())
        if number == _SCRIPTS or end < 0:
            return
        try:
            yield json.loads(page[opening.end() : end])
        except (ValueError, RecursionError):
            continue


def _paid(data: object) -> bool:
    """Whether anything in structured data says that it, or a part of it, is not free."""
    left, seen = [data], 0
    while left and seen < _VALUES:
        value = left.pop()
        seen += 1
        if isinstance(value, dict):
            if "isAccessibleForFree" in value and str(value["isAccessibleForFree"]).lower().endswith("false"):
                return True
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
    return False


def _shown(page: str) -> str:
    """The page, in lower case, without what browsers do not show; tags stay."""
    parts, place = [], 0
    while opening := _UNSHOWN.search(page, place):
        parts.append(page[place : opening.start()])
        end = page.find(f"</{opening[1]}", opening.end())
        if end < 0:
            return " ".join(parts)
        place = end
    return " ".join((*parts, page[place:]))
