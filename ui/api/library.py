"""/library: an administrator's documents."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict

from bot.library import BadUpload, NameTaken
from ui.api.bodies import Problem
from ui.api.documents import summary
from ui.api.parts import Parts
from ui.api.roles import only

UPLOAD_PATH = "/api/library/documents"
MAX_FILES = 20
_REFUSED: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 404, 409, 413, 422)
}


class IngestRequest(BaseModel):
    """`rebuild`: everything anew, also what has not changed."""

    model_config = ConfigDict(extra="forbid", strict=True)
    rebuild: bool = False


def max_upload_bytes(parts: Parts) -> int:
    """The longest body of an upload: four files as large as may be, with what stands around."""
    return 4 * parts.bot.settings.max_file_mb * 2**20 + 2**16


def routes(parts: Parts) -> APIRouter:
    """The routes."""
    admin = [only("admin", parts.passwords)]
    router = APIRouter(prefix="/library", tags=["library"], dependencies=admin, responses=_REFUSED)
    library = parts.library

    @router.get("")
    def documents() -> dict[str, Any]:
        """The documents, which of them can be removed here, and the ingest at work or the last."""
        found = parts.bot.index.documents()
        rows = [{**summary(doc), "uploaded": library.is_uploaded(doc)} for doc in found]
        return {"documents": rows, "run": library.run().to_dict()}

    @router.post("/documents", status_code=202)
    def upload(
        files: Annotated[list[UploadFile], File()],
        replace: Annotated[bool, Form()] = False,
        list_refused: Annotated[bool, Form()] = False,
    ) -> dict[str, Any]:
        """Takes files in and starts indexing them; GET /library/ingest tells how it goes.

        Files that can't be used are listed with the reason; where none can, that is a 4xx, or with
        `list_refused` a list all the same.
        """
        if len(files) > MAX_FILES:
            raise BadUpload(f"those are {len(files)} files; send at most {MAX_FILES} at once")
        taken = _Taken.of(parts, files, replace=replace)
        if not taken.documents and not list_refused:
            raise taken.problems[0]
        run = library.index() if taken.documents else library.run()
        return {"documents": taken.documents, "refused": taken.refused, "run": run.to_dict()}

    @router.delete("/documents/{doc_id:path}", status_code=202)
    def remove(doc_id: str) -> dict[str, Any]:
        """Deletes an uploaded document and starts taking it out of the index."""
        return library.remove(doc_id).to_dict()

    @router.post("/ingest", status_code=202)
    def reindex(asked: IngestRequest) -> dict[str, Any]:
        """Starts bringing the index in line with the corpus and all uploads."""
        return library.reindex(rebuild=asked.rebuild).to_dict()

    @router.get("/ingest")
    def progress() -> dict[str, Any]:
        """The ingest at work with what is done of it, or the last one with its report."""
        return library.run().to_dict()

    @router.get("/duplicates")
    def duplicates() -> list[list[dict[str, Any]]]:
        """Documents that nearly equal each other, a list a cluster."""
        return [[summary(document) for document in cluster] for cluster in library.duplicates()]

    return router


@dataclass(frozen=True, slots=True)
class _Taken:
    documents: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    problems: list[BadUpload | NameTaken]

    @classmethod
    def of(cls, parts: Parts, files: list[UploadFile], *, replace: bool) -> "_Taken":
        taken = cls([], [], [])
        for file in files:
            name = file.filename or ""
            try:
                document = parts.library.add(name, file.file, replace=replace)
                taken.documents.append(summary(document))
            except (BadUpload, NameTaken) as problem:
                is_there = isinstance(problem, NameTaken)
                taken.refused.append({"file": name, "reason": str(problem), "is_there": is_there})
                taken.problems.append(problem)
        return taken
