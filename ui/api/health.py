"""/healthz, /readyz, /metrics: for whoever watches over the server."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from ingest.errors import XietiaoError
from ui.api.parts import Parts


def add(app: FastAPI, parts: Parts) -> None:
    """Adds the three routes."""

    # Not in a thread: where all threads are taken, the process is still alive.
    @app.get("/healthz")
    async def healthz() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        """The process is alive."""
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        """Questions can be answered: the index opens and holds something."""
        if parts.line.is_closed:
            return JSONResponse({"detail": "the server is about to stop"}, 503)
        try:
            n_documents = int(parts.bot.index.manifest["n_documents"])
        except XietiaoError as problem:
            return JSONResponse({"detail": str(problem)}, 503)
        if not n_documents:
            return JSONResponse({"detail": "the index is empty; `xietiao ingest` fills it"}, 503)
        return JSONResponse({"status": "ready", "documents": n_documents})

    @app.get("/metrics")
    def metrics() -> Response:  # pyright: ignore[reportUnusedFunction]
        """Counts and times of this process, as Prometheus reads them."""
        return Response(parts.metrics.exposition(), media_type=parts.metrics.content_type)
