"""Links to places in the documents, that can be sent to a colleague."""

from urllib.parse import urlencode


def link(base_url: str, doc_id: str, start: int, end: int) -> str:
    """The address at which the page opens a document at a span."""
    return f"{base_url.rstrip('/')}/?{urlencode({'doc': doc_id, 'start': start, 'end': end})}"
