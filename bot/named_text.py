"""Which of the texts a question names: “三个三”那篇, 《保密须知》, the "three threes" article."""

import re
from functools import lru_cache

from bot.frame import without_frame
from ingest.build import searched_text
from ingest.index import Index
from ingest.lexical import tokens_of
from ingest.records import Document

_NAMED = re.compile(
    r"《([^《》]{2,40})》"
    r"|([^,。;:?!《》]{2,30}?)(?:那|这|该|嗰|呢)一?(?:篇|份|本)(?!些)"
    r"|[“\"「]([^”\"」]{2,30})[”\"」](?:一文|的?文章|的?论文)"
)
_FITS = 0.6  # share, by idf, of the words of the name that the title holds


def named_documents(folded: str, index: Index) -> list[Document]:
    """The documents whose title holds most of what the folded question calls a text; often none."""
    names = [next(filter(None, found)) for found in _NAMED.findall(folded)]
    if not names:
        return []
    named: dict[str, Document] = {}
    for name in names:
        tokens = tokens_of(without_frame(name))
        found = index.titled(sorted(tokens))
        named |= {d.path: d for d in found if _share(tokens, d, index) >= _FITS}
    return [named[path] for path in sorted(named)]


def _share(tokens: frozenset[str], document: Document, index: Index) -> float:
    title = _title_tokens(document.title, document.taiwan_wording)
    total = sum(index.lexical.idf(token) for token in tokens)
    shared = sum(index.lexical.idf(token) for token in tokens & title)
    return shared / total if total else 0.0


@lru_cache(maxsize=4096)
def _title_tokens(title: str, taiwan_wording: bool) -> frozenset[str]:
    return tokens_of(searched_text(title, taiwan_wording=taiwan_wording))
