"""A model by name or folder, as sentence-transformers saves and loads them."""

from pathlib import Path
from typing import Any, Protocol

from ingest.errors import ModelNotFound


class Load(Protocol):
    """A class of sentence-transformers; imported when it is called, since that takes 6 s."""

    def __call__(self, model: str, *, device: str, local_files_only: bool = False) -> Any:
        """The model, ready to use."""
        ...


def load_pretrained(load: Load, model: str, *, what: str, setting: str, instead: str) -> Any:
    """What `load` makes of a folder, else of the local cache, else of a download.

    Raises:
        ModelNotFound: there is no such `what`; `setting` may be set `instead`.
    """
    folder = Path(model).expanduser()
    is_path = folder.exists() or model.startswith((".", "/", "~"))
    if is_path and not folder.is_dir():
        raise ModelNotFound(f"no model folder {model}; set `{setting}` to a folder, or {instead}")
    import torch
    from transformers.utils import logging

    # Threads of one call spin, and collapse when cores are shared; the pool of workers is ours.
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    try:
        if is_path:
            return load(str(folder), device="cpu", local_files_only=True)
        return _cached_or_downloaded(load, model)
    # What a missing, private or broken model or a dead network raises has no common base.
    except Exception as error:
        raise ModelNotFound(
            f"the {what} {model!r} can't be loaded; check the name and the network, "
            f"or set `{setting}` {instead}"
        ) from error


def _cached_or_downloaded(load: Load, model: str) -> Any:
    try:
        return load(model, device="cpu", local_files_only=True)
    except (OSError, ValueError):
        return load(model, device="cpu")
