"""Every setting, with a default that works offline; environment XIETIAO_* or xietiao.toml."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ingest.milvus import Milvus

_TESTS = "XIETIAO_TEST_"


class Settings(BaseSettings):
    """The whole configuration. Unknown keys are refused, so that a misspelt one is noticed."""

    model_config = SettingsConfigDict(
        env_prefix="XIETIAO_",
        toml_file="xietiao.toml",
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )

    data: Path = Field(default=Path("data"), description="index, models, uploads, feedback, logs")
    corpus: Path = Field(default=Path("corpus"), description="what `xietiao ingest` reads")
    model: str = Field(default="bundled", description="a sentence-transformers name or folder")
    reranker: str = Field(default="", description="a CrossEncoder's name or folder; empty for none")
    store: Literal["faiss", "milvus"] = Field(default="faiss", description="where passages are")
    milvus_uri: str = Field(
        default="", description="of a Milvus server; empty: a file in the data folder"
    )
    milvus_token: SecretStr = Field(default=SecretStr(""), description="user:password of Milvus")
    max_chars: int = Field(default=300, ge=80, le=600, description="longest passage, characters")
    max_file_mb: int = Field(default=50, ge=1, description="larger files are skipped")
    max_question_chars: int = Field(default=2000, ge=10, description="longer questions are refused")
    top_k: int = Field(default=5, ge=1, le=50, description="passages given with an answer")
    script: Literal["auto", "hans", "hant-tw", "hant-hk"] = "auto"
    admin_password: SecretStr | None = Field(
        default=None, min_length=8, description="turns the library on, for who knows it"
    )
    trainer_password: SecretStr | None = Field(default=None, min_length=8)
    password: SecretStr | None = Field(
        default=None, min_length=8, description="asked of every reader; none: whoever gets here"
    )
    hosts: str = Field(
        default="", description="names this server goes by, comma-separated; * is any"
    )
    answers_at_once: int | None = Field(
        default=None, ge=1, le=1000, description="none: one a core, or 20 where an LLM writes"
    )
    answers_waiting: int = Field(
        default=200, ge=0, le=100_000, description="questions that may wait; more are told 503"
    )
    max_wait_s: float = Field(
        default=10.0, gt=0, le=600, description="longest wait for a turn; then a 503"
    )
    requests_per_minute: int | None = Field(
        default=None,
        ge=0,
        description="of one client; none: 240 from other machines, no limit from this; 0: no limit",
    )
    log: Literal["auto", "json", "text"] = Field(
        default="auto", description="form of the server's log; auto: JSON unless on a terminal"
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    traces: str = Field(
        default="", description="an OpenTelemetry collector, as http://127.0.0.1:4318; empty: none"
    )
    llm: str = Field(default="", description="provider:model that writes answers; empty for none")
    llm_base_url: str = Field(default="", description="of an OpenAI-compatible or other own server")
    llm_api_key: SecretStr = Field(default=SecretStr(""), description="key of the LLM's provider")
    llm_timeout_s: float = Field(default=30.0, gt=0, le=600, description="longest wait for the LLM")
    llm_temperature: float | None = Field(default=0.0, ge=0, le=2, description="of the LLM")

    @model_validator(mode="before")
    @classmethod
    def _know_the_environment(cls, values: dict[str, Any]) -> dict[str, Any]:
        """A misspelt XIETIAO_* name is noticed; pydantic-settings passes over unknown ones."""
        names = (name.removeprefix("XIETIAO_").lower() for name in os.environ if _is_ours(name))
        return {**{name: None for name in names if name not in cls.model_fields}, **values}

    @property
    def index_folder(self) -> Path:
        """Where the index generations live."""
        return self.data / "index"

    def milvus(self) -> Milvus | None:
        """The Milvus store, where passages are in one.

        Raises:
            StoreUnavailable: nothing answers there.
        """
        if self.store == "faiss":
            return None
        uri = self.milvus_uri or str(self.data / "milvus.db")
        if "://" not in uri:
            Path(uri).parent.mkdir(parents=True, exist_ok=True)
        return Milvus(uri, self.milvus_token.get_secret_value())

    @property
    def models_folder(self) -> Path:
        """Where the bundled model is unpacked, once."""
        return self.data / "models"

    @property
    def uploads_folder(self) -> Path:
        """Where the library keeps the files that were uploaded."""
        return self.data / "uploads"

    @property
    def questions_file(self) -> Path:
        """The questions that administrators attached to spans."""
        return self.data / "questions.jsonl"

    @property
    def feedback_file(self) -> Path:
        """What readers thought of answers."""
        return self.data / "feedback.sqlite"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then xietiao.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def _is_ours(name: str) -> bool:
    return name.startswith("XIETIAO_") and not name.startswith(_TESTS)
