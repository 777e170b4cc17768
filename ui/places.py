"""Links to places in the documents, that can be sent to a colleague."""

from urllib.parse import urlencode


def link(base_url: str, doc_id: str, start: int, end: int) -> str:
    """The address at which the page opens a document at a span, beside the conversation."""
    return _address(base_url, doc=doc_id, start=start, end=end)


def reading_link(doc_id: str, start: int | None = None, end: int | None = None) -> str:
    """The address, from any page here, at which a document is read; at a span if one is given."""
    return _address(".", view="read", doc=doc_id, start=start, end=end)


def _address(base_url: str, **place: str | int | None) -> str:
    asked = urlencode({name: value for name, value in place.items() if value is not None})
    return f"{base_url.rstrip('/')}/?{asked}"
