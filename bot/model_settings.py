"""The settings of the optional language model; ``bot.settings`` reads them with all others."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, SecretStr

_ENDPOINT = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")


def _endpoint(value: str) -> str:
    if not _ENDPOINT.fullmatch(value):
        raise ValueError("write an address up to /v1, such as http://127.0.0.1:11434/v1, without user name and query")
    return value.rstrip("/")


class LanguageModel(BaseModel):
    """Where a language model is asked, and what for. Without an address nothing is asked of any."""

    llm_url: Annotated[str, AfterValidator(_endpoint)] | None = None
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    llm_tokens: int = Field(default=200_000, ge=1)  #: a day
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")  #: into which it translates what is posted

    def model_problems(self) -> list[str]:
        """What does not go together, a sentence each."""
        if self.llm_url is not None:
            missing = "HELIOGRAPH_LLM_URL needs HELIOGRAPH_LLM_MODEL, the name of the model to ask for"
            return [] if self.llm_model else [missing]
        named = {"HELIOGRAPH_LLM_MODEL": self.llm_model, "HELIOGRAPH_LLM_KEY": self.llm_key}
        problems = [f"{name} is of no use without HELIOGRAPH_LLM_URL" for name, value in named.items() if value]
        if self.language:
            problems.append("HELIOGRAPH_LANGUAGE needs a language model: set HELIOGRAPH_LLM_URL")
        return problems
