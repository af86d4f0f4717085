"""The settings of the optional language model; ``bot.settings`` reads them with all others."""

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr

_ENDPOINT = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")
_KEY = re.compile(r"[!-~]+")
#: The languages of ISO 639-1, by their codes.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv "
    "dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie "
    "ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv "
    "mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm "
    "rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts "
    "tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_LANGUAGES = frozenset(re.findall(r"\w+", _CODES))
#: Names that no server on the public network has.
_NEAR = (".local", ".lan", ".internal", ".home.arpa", ".localhost")


def _endpoint(value: str) -> str:
    if not _ENDPOINT.fullmatch(value) or not _has_host(value):
        raise ValueError("write an address up to /v1, such as http://127.0.0.1:11434/v1, without user name and query")
    return value.rstrip("/")


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:  # brackets that do not close, a port that is none
        return False


def _key(value: object) -> object:
    if isinstance(value, str) and not _KEY.fullmatch(value):
        raise ValueError("a key has no blank, no line break and no letter beyond ASCII; copy it anew")
    return value


def _language(value: object) -> object:
    code = value.lower() if isinstance(value, str) else value
    if code not in _LANGUAGES:
        raise ValueError("write the two letters of a language (ISO 639-1), such as de, uk or ar")
    return code


def _is_near(url: str) -> bool:
    """Whether an address is of this machine or of a network of one's own."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_NEAR)


class LanguageModel(BaseModel):
    """Where a language model is asked, and what for. Without an address nothing is asked of any."""

    llm_url: Annotated[str, AfterValidator(_endpoint)] | None = None
    llm_model: str | None = None
    llm_key: Annotated[SecretStr, BeforeValidator(_key)] | None = None
    llm_tokens: int = Field(default=200_000, ge=1)  #: a day
    language: Annotated[str, BeforeValidator(_language)] | None = None  #: into which it translates what is posted

    def model_problems(self) -> list[str]:
        """What does not go together, a sentence each."""
        if self.llm_url is not None:
            return self._endpoint_problems(self.llm_url)
        named = {"HELIOGRAPH_LLM_MODEL": self.llm_model, "HELIOGRAPH_LLM_KEY": self.llm_key}
        problems = [f"{name} is of no use without HELIOGRAPH_LLM_URL" for name, value in named.items() if value]
        if self.language:
            problems.append("HELIOGRAPH_LANGUAGE needs a language model: set HELIOGRAPH_LLM_URL")
        return problems

    def _endpoint_problems(self, url: str) -> list[str]:
        problems = []
        if not self.llm_model:
            problems.append("HELIOGRAPH_LLM_URL needs HELIOGRAPH_LLM_MODEL, the name of the model to ask for")
        if self.llm_key and url.lower().startswith("http:") and not _is_near(url):
            problems.append(
                "HELIOGRAPH_LLM_URL begins with http://, over which anybody on the way could read HELIOGRAPH_LLM_KEY; "
                "write https://, or leave the key out"
            )
        return problems
