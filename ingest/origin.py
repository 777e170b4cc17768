"""What a text may be called by: its title, and whom and where it is from, as its page says."""

from ingest.parse import searched_text
from ingest.records import Document

_ORIGINS = (
    *("byline", "person-name", "account-header", "author-notes", "meta-author", "meta-pair"),
    *("meta-counter", "breadcrumb", "reprint-notice", "advert-inline", "site-masthead"),
)
"""How the rules of noise begin whose words name an author, an account or a site."""
_MAX_CHARS = 60  # of one such mask; a longer one says more than a name


def names_searched(document: Document) -> str:
    """A document's title and origins, folded as BM25 reads them."""
    names = [document.title, *origins(document)]
    return "\n".join(searched_text(n, taiwan_wording=document.taiwan_wording) for n in names)


def origins(document: Document) -> list[str]:
    """What the page around a text says of its author and its source; often nothing."""
    return [
        document.text[mask.start : mask.end]
        for mask in document.masks
        if mask.rule.startswith(_ORIGINS) and mask.end - mask.start <= _MAX_CHARS
    ]
