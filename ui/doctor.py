"""What `xietiao doctor` finds: installation, model, index, LLM, and what to do next."""

import importlib.metadata
import platform
from pathlib import Path
from typing import Any

from bot.chat import ChatFailed, ChatModel, LlmNotUsable
from bot.rerank import CrossEncoderReranker
from bot.settings import Settings
from ingest.bundled import changed_vectors, damaged_files, unpack_bundled_model
from ingest.embed import BUNDLED, Embedder
from ingest.errors import XietiaoError
from ingest.index import Index

_LIBRARIES = (
    "sentence-transformers",
    "torch",
    "faiss-cpu",
    "opencc",
    "langchain-core",
    "langchain-openai",
    "gradio",
)
_OTHER_VECTORS = (
    "not quite those when it was unpacked, as on another processor; the index stays good,"
    " but one built anew would differ from it in the low bits"
)


def examine(settings: Settings) -> dict[str, Any]:
    """Findings by name; `next` says what to do."""
    findings: dict[str, Any] = {
        "xietiao": _version("xietiao"),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "data": str(settings.data.resolve()),
    }
    todo: list[str] = []
    findings["model"], name = _model(settings, todo)
    try:
        index = Index.open(settings.index_folder, model=name)
        counts = ("n_documents", "n_passages", "n_sentences", "model", "corpus_sha256")
        findings["index"] = {key: index.manifest[key] for key in counts}
    except XietiaoError as error:
        findings["index"] = f"not usable: {error}"
        todo.append(str(error))
    findings["reranker"] = _reranker(settings, todo)
    findings["library"] = _library(settings)
    findings["llm"] = _llm(settings, todo)
    findings["server"] = _server(settings, todo)
    findings["next"] = todo or ["nothing to mend: `xietiao serve` opens the chat"]
    return findings


def _model(settings: Settings, todo: list[str]) -> tuple[dict[str, str] | str, str | None]:
    """What the embedding model is, and its name where it is usable; what to do goes to `todo`."""
    try:
        unpacked = _unpacked(settings)
        if unpacked is not None and (damaged := damaged_files(unpacked)):
            todo.append(f"remove the folder {unpacked}; the next command unpacks the model anew")
            return f"damaged: {', '.join(damaged)}", None
        embedder = Embedder.open(settings.model, settings.models_folder)
        return embedder.describe() | _state(unpacked), embedder.name
    except XietiaoError as error:
        todo.append("fix the setting model")
        return f"not usable: {error}", None


def _unpacked(settings: Settings) -> Path | None:
    """The bundled model's folder, unpacked where it wasn't; None where another model is set."""
    bundled = settings.model == BUNDLED
    return unpack_bundled_model(settings.models_folder) if bundled else None


def _state(unpacked: Path | None) -> dict[str, str]:
    """Of the bundled model, whose files are whole, whether it also computes what it did."""
    if unpacked is None:
        return {}
    changed = changed_vectors(unpacked)
    return {"files": "whole", "vectors": _OTHER_VECTORS if changed else "as when it was unpacked"}


def _reranker(settings: Settings, todo: list[str]) -> str:
    """Whether the reranker loads; what to do where it doesn't goes to `todo`."""
    try:
        reranker = CrossEncoderReranker.open(settings.reranker)
    except XietiaoError as error:
        todo.append("fix the setting reranker")
        return f"not usable: {error}"
    return "none configured; XIETIAO_RERANKER sets one" if reranker is None else reranker.name


def _library(settings: Settings) -> str:
    if settings.admin_password is None:
        return "off; set XIETIAO_ADMIN_PASSWORD to turn it on"
    return "on, for who knows the admin password"


def _server(settings: Settings, todo: list[str]) -> dict[str, str]:
    """Who may do what, how much at once, and what is told of it."""
    rate = settings.requests_per_minute
    by_default = "240 a minute from other machines, no limit from this one"
    return {
        "readers": "need the password" if settings.password else "whoever reaches the server",
        "trainers": "need the password" if settings.trainer_password else "none",
        "requests": by_default if rate is None else f"{rate} a minute" if rate else "no limit",
        "log": f"{settings.log}, from {settings.log_level} on",
        "traces": _traces(settings, todo),
    }


def _traces(settings: Settings, todo: list[str]) -> str:
    if not settings.traces:
        return "none; XIETIAO_TRACES names an OpenTelemetry collector"
    if "not installed" in _version("opentelemetry-sdk"):
        todo.append("install the packages for traces: pip install 'xietiao[traces]'")
        return "not usable: packages are missing"
    return f"to {settings.traces}"


def _llm(settings: Settings, todo: list[str]) -> str:
    """Whether the LLM answers; what to do where it doesn't goes to `todo`."""
    if not settings.llm:
        return "none configured: answers are extractive; XIETIAO_LLM=provider:model sets one"
    try:
        chat = ChatModel.open(settings)
        assert chat is not None
        return f"{settings.llm} reachable, first words after {chat.check():.1f} s"
    except LlmNotUsable as error:
        todo.append(str(error))
        return f"not usable: {error}"
    except ChatFailed as failure:
        todo.append(
            "see that the LLM's server is up, and check XIETIAO_LLM, XIETIAO_LLM_BASE_URL and"
            " XIETIAO_LLM_API_KEY; until then answers are extractive"
        )
        return f"{settings.llm} not reachable: {failure}"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed as a package"
