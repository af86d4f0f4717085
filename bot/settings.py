"""Settings, read once: from the environment and, where there is one, ``heliograph.toml``. The only module that reads
the environment. Every problem is reported together, by name, with what to do.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import unquote

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from bot.model_settings import LanguageModel
from feeds.core.cadence import CadenceRules
from feeds.core.policy import PolicyRules, Review
from feeds.model import Beat, BeatTerms
from feeds.models import beats

PREFIX = "HELIOGRAPH_"
FILE = "heliograph.toml"
#: Names that begin like settings and are none: data for tests and benchmarks.
NOT_SETTINGS = frozenset({"HELIOGRAPH_CORPUS"})

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{10,80}")
_PROXY = re.compile(r"(https?|socks5h?)://[^\s/]+")
_PUBLIC = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")
_PASSWORD = re.compile(r"//[^:/@]*:([^@]+)@")
_PATH = re.compile(r"(?:~|\.{0,2}/)(?!.*=$)")
_CHANNEL = re.compile(r"-\d{5,20}|@[A-Za-z]\w{3,31}")


class SettingsError(Exception):
    """Settings that cannot work; ``problems`` has one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _listed(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _duration(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(seconds=value)
    if isinstance(value, str):
        found = _DURATION.fullmatch(value.strip())
        if not found:
            raise ValueError("write a time such as 90s, 10m, 6h or 2d")
        try:
            return timedelta(seconds=float(found[1]) * _UNITS[found[2]])
        except OverflowError:
            raise ValueError("this is longer than anybody can wait") from None
    return value


def _token(value: object) -> object:
    if isinstance(value, str) and not _TOKEN.fullmatch(value.strip()):
        raise ValueError("this is not a bot token; @BotFather gives one that looks like 123456789:AAE…")
    return value.strip() if isinstance(value, str) else value


def _channel(value: str) -> str:
    if not _CHANNEL.fullmatch(str(value)):
        raise ValueError(f"{value!r} is neither a numeric id such as -1001234567890 nor an @name")
    return str(value)


def _channels(value: object) -> object:
    """Tables as they are; of channels that are only named, the second and further ones mirror the first."""
    listed = _listed(value)
    if not isinstance(listed, list | tuple):
        return listed
    first = next((one for one in listed if isinstance(one, str)), None)
    return [
        {"id": one, "mirror_of": None if number == 0 else first} if isinstance(one, str) else one
        for number, one in enumerate(listed)
    ]


def _networks(value: object) -> object:
    listed = _listed(value)
    if not isinstance(listed, list | tuple):
        return listed
    try:
        return [part if not isinstance(part, str) else ip_network(part) for part in listed]
    except ValueError as exc:
        raise ValueError(f"{exc}; write networks such as 10.1.0.0/16, separated by commas") from exc


def _address(value: object) -> object:
    if value == "off":
        return None
    if isinstance(value, str):
        host, colon, port = value.rpartition(":")
        if not colon or not port.isdigit() or int(port) > 65535:
            raise ValueError("write an address to bind such as 127.0.0.1:8080, or off")
        return (host.strip("[]") or "127.0.0.1", int(port))
    return value


def _public_url(value: str) -> str:
    if not _PUBLIC.fullmatch(value):
        raise ValueError("write an address such as https://news.example.org, without user name and query")
    return value.rstrip("/")


def _api_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("write an address that begins with https:// or http:// and ends in /bot")
    return value


def _proxy(value: object) -> object:
    if isinstance(value, str) and not _PROXY.match(value):
        raise ValueError("write an address that begins with http://, https:// or socks5://")
    return value


def _switch(value: object) -> object:
    named = {"on": True, "yes": True, "true": True, "1": True, "off": False, "no": False, "false": False, "0": False}
    if isinstance(value, str) and value.lower() not in named:
        raise ValueError("write on or off")
    return named[value.lower()] if isinstance(value, str) else value


Switch = Annotated[bool, BeforeValidator(_switch)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Token = Annotated[SecretStr, BeforeValidator(_token)]
Channel = Annotated[str, BeforeValidator(_channel)]
PublicUrl = Annotated[str, AfterValidator(_public_url)]
ApiUrl = Annotated[str, AfterValidator(_api_url)]
Proxy = Annotated[SecretStr, BeforeValidator(_proxy)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_networks)]
Address = Annotated[tuple[str, int] | None, BeforeValidator(_address)]

#: Messages a second that Telegram lets a bot send without paying.
_FREE = 30
_STRICT = ConfigDict(frozen=True, extra="forbid")
_POLICY = PolicyRules()


class Thresholds(BaseModel):
    """``[thresholds]`` of the settings file."""

    model_config = _STRICT
    relevant: float = Field(default=_POLICY.relevant, ge=0, le=1)
    unsure: float = Field(default=_POLICY.unsure, ge=0, le=1)
    breaking: float = Field(default=_POLICY.breaking, ge=0, le=1)
    post: float = Field(default=_POLICY.post, ge=0, le=1)
    line: float = Field(default=_POLICY.line, ge=0, le=1)
    loud: float = Field(default=_POLICY.loud, ge=0, le=1)
    toll_speakers: int = Field(default=_POLICY.toll_speakers, ge=1)
    toll_floor: int = Field(default=_POLICY.toll_floor, ge=1)


class ChannelTable(BaseModel):
    """``[[channel]]`` of the settings file: a channel, and which stories go to it; a mirror gets its original's."""

    model_config = _STRICT
    id: Channel
    beats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    mirror_of: Channel | None = None


def _term(value: str) -> str:
    if not re.search(r"\w", value) or "*" in value.rstrip().removesuffix("*"):
        raise ValueError(f"{value!r} must hold a letter, and a * at its end only")
    return value


def _by_language(value: object) -> object:
    """Terms by language; a plain list is of no language."""
    return value if isinstance(value, dict) else {"": value}


Terms = Annotated[
    dict[Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")], tuple[Annotated[str, AfterValidator(_term)], ...]],
    BeforeValidator(_by_language),
]


class BeatTable(BaseModel):
    """``[[beat]]`` of the settings file: a topic, and the terms by which a story is known to be about it: lists, or
    tables of lists by language.
    """

    model_config = _STRICT
    name: str = Field(min_length=1)
    words: Terms = Field(default_factory=dict)
    names: Terms = Field(default_factory=dict)
    places: Terms = Field(default_factory=dict)

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not any(terms for kind in (self.words, self.names, self.places) for terms in kind.values()):
            raise ValueError("[[beat]]: give it words, names or places, or leave it out to use the shipped one")
        return self

    def beat(self) -> Beat:
        """The beat as routing and relevance take it."""
        languages = dict.fromkeys((*self.words, *self.names, *self.places))
        parts = [(at, self.words.get(at, ()), self.names.get(at, ()), self.places.get(at, ())) for at in languages]
        terms = (BeatTerms(at or None, words, names, places) for at, words, names, places in parts)
        return Beat(self.name, terms=tuple(terms))


class Pacing(BaseModel):
    """``[pacing]`` of the settings file: how fast messages go out, how long edits are gathered, and how long
    after a broken attempt its message is looked for. With paid broadcasts (Telegram charges for them) more than thirty
    messages a second may go to readers.
    """

    model_config = _STRICT
    per_chat: float = Field(default=1.0, gt=0)  #: messages a second to one chat
    per_group: int = Field(default=20, gt=0)  #: messages a minute to a channel or group, edits among them
    overall: float = Field(default=30.0, gt=0)  #: messages a second in all
    edit_after: Duration = timedelta(minutes=2)
    settle_after: Duration = timedelta(seconds=60)
    paid_broadcast: bool = False


class Cadence(BaseModel):
    """``[cadence]`` of the settings file: the shortest and the longest pause between two looks at a feed."""

    model_config = _STRICT
    fastest: Duration = timedelta(minutes=1)
    slowest: Duration = timedelta(hours=6)


class Settings(LanguageModel):
    """What an operator has decided. The README's table says what each means."""

    model_config = _STRICT
    bot_token: Token | None = None
    channel: Annotated[tuple[ChannelTable, ...], BeforeValidator(_channels)] = ()
    beat: tuple[BeatTable, ...] = ()
    desk: int | None = None
    staging: int | None = None
    owners: Annotated[tuple[Annotated[int, Field(gt=0)], ...], BeforeValidator(_listed)] = ()
    feeds: Path | None = None
    review: Review = Review.POLICY
    fresh: Duration = timedelta(hours=6)
    posts_per_hour: int = Field(default=10, ge=1, le=600)
    data_key: SecretStr | None = None
    contact: str | None = None
    api_url: ApiUrl = "https://api.telegram.org/bot"
    database_url: SecretStr = SecretStr("sqlite+aiosqlite:///heliograph.db")
    allow_networks: Networks = ()
    public_url: PublicUrl | None = None
    listen: Address = ("127.0.0.1", 8080)
    proxy: Proxy | None = None
    maps: Switch = False
    thresholds: Thresholds = Thresholds()
    pacing: Pacing = Pacing()
    cadence: Cadence = Cadence()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if problems := (*self._number_problems(), *self.model_problems(), *self._channel_problems()):
            raise ValueError("\n".join(problems))
        return self

    def _number_problems(self) -> list[str]:
        limits, pace, seen = self.thresholds, self.pacing, self.listen is not None
        free = self.api_url != Settings.model_fields["api_url"].default or pace.overall <= _FREE
        sound = {
            "[thresholds]: unsure must not be above relevant": limits.unsure <= limits.relevant,
            "[thresholds]: line must not be above post": limits.line <= limits.post,
            "[thresholds]: post must not be above breaking": limits.post <= limits.breaking,
            "[cadence]: fastest must not be above slowest": self.cadence.fastest <= self.cadence.slowest,
            "HELIOGRAPH_PUBLIC_URL is where HELIOGRAPH_LISTEN is seen, which is off": seen or self.public_url is None,
            f"[pacing]: over {_FREE} a second need paid_broadcast = true: Telegram charges": free
            or pace.paid_broadcast,
        }
        return [problem for problem, is_sound in sound.items() if not is_sound]

    def _channel_problems(self) -> list[str]:
        known, ids = {beat.name for beat in self.beats}, [table.id for table in self.channel]
        originals = {table.id for table in self.channel if table.mirror_of is None}
        problems = [f"[[channel]]: {one} is there twice" for one in dict.fromkeys(ids) if ids.count(one) > 1]
        for table in self.channel:
            problems += [
                f"[[channel]] {table.id}: there is no [[beat]] named {name!r}, and none is shipped"
                for name in table.beats
                if name not in known
            ]
            if table.mirror_of is not None and table.mirror_of not in originals:
                problems.append(f"[[channel]] {table.id}: mirror_of must name another channel that is no mirror itself")
            if table.mirror_of is not None and (table.beats or table.languages):
                problems.append(f"[[channel]] {table.id}: a mirror has the beats and languages of {table.mirror_of}")
        return problems

    @property
    def own_beats(self) -> tuple[Beat, ...]:
        """The operator's beats."""
        return tuple(table.beat() for table in self.beat)

    @property
    def beats(self) -> tuple[Beat, ...]:
        """The operator's beats and the shipped ones; his take the place of those of the same name."""
        return beats.covering(self.own_beats)

    @property
    def policy(self) -> PolicyRules:
        """The rules that policy decides by."""
        limits = self.thresholds
        return PolicyRules(
            review=self.review, fresh=self.fresh, posts_per_hour=self.posts_per_hour, **limits.model_dump()
        )

    @property
    def cadence_rules(self) -> CadenceRules:
        """The rules that polling is timed by."""
        return CadenceRules(fastest=self.cadence.fastest.total_seconds(), slowest=self.cadence.slowest.total_seconds())

    def secrets(self) -> tuple[str, ...]:
        """Every text that must never be printed, and the parts of it that are as good."""
        held = [secret.get_secret_value() for secret in (self.bot_token, self.proxy, self.llm_key) if secret]
        if self.bot_token:
            held.append(held[0].partition(":")[2])
        if self.data_key and not _PATH.match(self.data_key.get_secret_value()):
            held.append(self.data_key.get_secret_value())
        for url in (self.proxy, self.database_url):
            if url and (found := _PASSWORD.search(url.get_secret_value())):
                held += [found[1], unquote(found[1])]
        return tuple(dict.fromkeys(held))

    def missing_to_run(self) -> list[str]:
        """What ``heliograph run`` needs and does not have, a sentence each."""
        problems = []
        if self.bot_token is None:
            problems.append("HELIOGRAPH_BOT_TOKEN is not set: get a token from @BotFather and set it.")
        if not self.channel:
            problems.append("HELIOGRAPH_CHANNEL is not set: give the channel's @name or numeric id.")
        if not self.owners:
            problems.append("HELIOGRAPH_OWNERS is not set: give your own user id (@userinfobot tells it).")
        if self.review is not Review.AUTO and self.desk is None:
            problems.append(
                f"HELIOGRAPH_REVIEW is '{self.review}', which needs moderators: set HELIOGRAPH_DESK to the id of their "
                "group, or set HELIOGRAPH_REVIEW=auto to publish without review."
            )
        return problems


@dataclass(frozen=True, slots=True)
class Documented:
    """A setting as documentation lists it."""

    variable: str
    default: str


def documented() -> list[Documented]:
    """All settings that the environment may carry, in their order."""
    tables = {"beat", "thresholds", "pacing", "cadence"}
    listed = ((name, field) for name, field in Settings.model_fields.items() if name not in tables)
    return [Documented(PREFIX + name.upper(), str(field.default)) for name, field in listed]


def config_folder() -> Path:
    """The user's configuration folder, where the data key lies unless told otherwise."""
    return Path(platformdirs.user_config_dir("heliograph"))


def read(file: Path | None = None) -> Settings:
    """The settings of this process; raises ``SettingsError``. ``file`` must exist if it is named."""
    return parse(os.environ, _file(file))


def environment(**extra: str) -> dict[str, str]:
    """The process's environment without any setting of ours, with ``extra``, for processes that it starts."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)} | extra


def corpus() -> Path | None:
    """The folder of measuring data, where ``HELIOGRAPH_CORPUS`` names one."""
    named = os.environ.get("HELIOGRAPH_CORPUS")
    return Path(named) if named else None


def _file(named: Path | None) -> Mapping[str, Any]:
    path = named or Path(FILE)
    if named is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError([f"{path} cannot be read: {exc}"]) from exc
    except tomllib.TOMLDecodeError as exc:
        raise SettingsError([f"{path} is not valid TOML: {exc}"]) from exc


def parse(environ: Mapping[str, str], file: Mapping[str, Any]) -> Settings:
    """Settings from values: the environment wins over the file. Raises ``SettingsError`` with every problem."""
    values: dict[str, Any] = dict(file)
    origin = dict.fromkeys(file, FILE)
    for name, value in environ.items():
        if name.startswith(PREFIX) and name not in NOT_SETTINGS and value.strip():
            values[name.removeprefix(PREFIX).lower()] = value.strip()
            origin[name.removeprefix(PREFIX).lower()] = name
    try:
        return Settings.model_validate(values)
    except ValidationError as exc:
        raise SettingsError(
            [said for error in exc.errors(include_url=False) for said in _sentences(error, origin)]
        ) from None


def _sentences(error: Any, origin: Mapping[str, str]) -> list[str]:
    """In words what is wrong with a value, or all that does not go together; never the value of a secret."""
    path = [str(part) for part in error["loc"] if not str(part).startswith("function-")]
    said = str(error["msg"]).removeprefix("Value error, ")
    if not path:
        return [f"{problem}." for problem in said.split("\n")]
    name = origin.get(path[0], FILE)
    name = name if name != FILE else f"{FILE}: {'.'.join(part for part in path if not part.isdigit())}"
    if error["type"] == "extra_forbidden":
        return [f"{name} is not a setting{_meant(path[0])}"]
    return [f"{name}: {said}."]


def _meant(name: str) -> str:
    """A guess at what a wrong name should be."""
    from difflib import get_close_matches  # noqa: PLC0415 - needed on the way out only

    close = get_close_matches(name, list(Settings.model_fields), n=1)
    return f"; did you mean {PREFIX}{close[0].upper()}?" if close else "; the README lists them all."
