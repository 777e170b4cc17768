"""The headers that keep a page to itself."""

from starlette.datastructures import MutableHeaders

# The page may talk to the server it came from and to nobody else, whatever Gradio's next version
# would like; Gradio's own pages need inline and evaluated script.
_PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_DATA = "default-src 'none'; frame-ancestors 'none'"
_DATA_PATHS = ("/api", "/v1", "/healthz", "/readyz", "/metrics")


def add_security_headers(headers: MutableHeaders, path: str) -> None:
    """Adds them to the headers of the response for `path`."""
    is_data = path.startswith(_DATA_PATHS)
    headers["content-security-policy"] = _DATA if is_data else _PAGE
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "same-origin"
    headers["cross-origin-opener-policy"] = "same-origin"
    headers["cross-origin-resource-policy"] = "same-origin"
    headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
    if is_data:
        headers.setdefault("cache-control", "no-store")
