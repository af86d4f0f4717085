"""PURE: the entities Telegram finds by itself: commands, mentions, hashtags, cashtags, addresses and e-mail."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from bot.sandbox.text.entity import Entity
from bot.sandbox.text.links import BadLinkError, parse_address

_BEFORE = r"(?<![\w/<>@])"
_PATTERNS = (
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])(?!@\w)", re.ASCII),
    ),
    ("mention", re.compile(r"(?<![\w@./])@[A-Za-z0-9_]{3,32}\b", re.ASCII)),
    ("hashtag", re.compile(r"(?<!\w)#(?=[\w·]*[^\W\d])[\w·]{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$(?:1[A-Z]{1,7}|[A-Z]{1,8})(?![\w$])")),
    ("email", re.compile(r"(?<![\w.+@-])[A-Za-z0-9_.+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w@])")),
    (
        "url",
        re.compile(
            r"(?:(?:https?|ftp)://[^\s<>\"«»|`]+|tg://[A-Za-z0-9_-]+[^\s<>\"«»]*"
            r"|(?<![\w@./:-])(?:\w(?:[\w-]{0,61}\w)?\.)+(?:[^\W\d_]{2,}|(?<=\d\.)\d{1,3})(?::\d{1,5})?(?:[/?#][^\s<>\"«»|`]*)?(?![\w@]))",
            re.IGNORECASE,
        ),
    ),
)
_TLD_NAMES = """
com net org info biz edu gov mil int io ai app dev tv news press media live online site xyz example test укр рф бел
ac ad ae af ag al am ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci
ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl
gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz
la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl
no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr
ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za
zm zw
"""
_TLDS = frozenset(_TLD_NAMES.split())
_CLOSING = {")": "(", "]": "[", "}": "{"}


def _trimmed(url: str) -> str:
    """An address without the punctuation that ends the sentence around it."""
    while url:
        last = url[-1]
        if last in ".,:;!?'\"…’”" or (
            last in ")]}" and url.count(last) > url.count({")": "(", "]": "[", "}": "{"}[last])
        ):
            url = url[:-1]
        else:
            break
    return url


def _is_address(url: str) -> bool:
    if url.lower().startswith("tg://"):
        return True
    try:
        host = parse_address(re.sub(r"^ftp:", "http:", url, flags=re.IGNORECASE)).host
    except BadLinkError:
        return False
    domain = host.rpartition(".")[2]
    if re.fullmatch(r"(?:\d{1,3}\.){3}\d{1,3}", host):
        return True
    if "://" in url:
        return "." in host and len(domain) > 1
    return "." in host and domain in _TLDS


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            found = _trimmed(match.group()) if kind == "url" else match.group()
            if kind == "mention" and len(found) < 5 and found[1:].lower() not in {"gif", "pic", "vid", "bing", "wiki"}:
                continue
            if kind == "url" and not _is_address(found):
                continue
            yield kind, match.start(), match.start() + len(found)


def find_entities(text: str, *, commands: bool = True) -> list[Entity]:
    """Entities of a cleaned text, left to right, none overlapping; the longer wins where two begin together."""
    wide = [at for at, char in enumerate(text) if char > "\uffff"]
    found: list[Entity] = []
    reached = 0
    ranked = sorted(_candidates(text), key=lambda one: (one[1], -one[2]))
    for kind, start, end in ranked:
        if start < reached or (kind == "bot_command" and not commands):
            continue
        reached = end
        before = bisect_left(wide, start)
        inside = bisect_left(wide, end) - before
        found.append(Entity(kind, start + before, end - start + inside))
    return found
