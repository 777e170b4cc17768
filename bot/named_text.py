"""Which of the texts a question names: “三个三”那篇, 《保密须知》, the "three threes" article."""

import re
from functools import lru_cache

from bot.frame import without_frame
from ingest.index import Index
from ingest.lexical import tokenize, tokens_of
from ingest.origin import names_searched
from ingest.parse import searched_text
from ingest.records import Document, Passage

_CALLED = (
    r"(?:(?:那|这|该|嗰|呢)一?(?:篇|份|本)(?!些)(?:文章|论文|材料|资料)?"
    r"|(?:写|发)?的(?:那|这)?篇?(?:文章|论文)|一文|写的)"
)
_NAMED = re.compile(
    r"《([^《》]{2,40})》"
    rf"|[“\"「]([^”\"」]{{2,30}})[”\"」]{_CALLED}"
    rf"|([^,。;:?!《》“”\"「」]{{2,30}}?){_CALLED}"
)
_AND = re.compile(r"[和与跟同及、]|以及")
_QUOTES = str.maketrans("", "", "“”\"「」『』‘’'")
_N_HOLDING = 20  # passages that a name is looked for in
_FITS = 0.6  # share, by idf, of the words of the name that the title holds


def names_of_texts(folded: str) -> tuple[str, ...]:
    """What a folded question calls texts by, in order: titles in 《》, “三个三”那篇, 赵文平写的."""
    found = (next(filter(None, groups)) for groups in _NAMED.findall(folded))
    return tuple(name for names in found for name in _parted(names) if without_frame(name))


def without_names_of_texts(folded: str) -> str:
    """A folded question but for the texts that it names."""
    return _NAMED.sub(" ", folded)


def _parted(names: str) -> list[str]:
    """论文和学问君的文章: two texts."""
    return [name for name in _AND.split(names) if len(name) > 1] or [names]


def named_documents(folded: str, index: Index) -> list[Document]:
    """The documents that a folded question calls by their title or by whom they are from."""
    named: dict[str, Document] = {}
    for name in names_of_texts(folded):
        named |= {document.path: document for document in documents_called(name, index)}
    return [named[path] for path in sorted(named)]


def documents_called(name: str, index: Index) -> list[Document]:
    """The documents whose title or origin holds most of a folded name; often none.

    Where no title does, the one text that speaks of it (“四个作用”那篇), if there is only one.
    """
    tokens = tokens_of(without_frame(name))
    found = index.titled(sorted(tokens))
    called = [document for document in found if _share(tokens, document, index) >= _FITS]
    return called or _sole_holder(without_frame(name), index)


def _sole_holder(name: str, index: Index) -> list[Document]:
    """The document whose passages alone say the name in one run."""
    rows = index.words(tokenize(name)).best(_N_HOLDING).tolist()
    holding = {
        passage.document.doc_id: passage.document
        for passage in index.passage_at(rows)
        if name in _folded(passage)
    }
    return list(holding.values()) if len(holding) == 1 else []


def _folded(passage: Passage) -> str:
    document = passage.document
    text = document.text[passage.start : passage.end]
    return searched_text(text, taiwan_wording=document.taiwan_wording).translate(_QUOTES)


def _share(tokens: frozenset[str], document: Document, index: Index) -> float:
    called = _name_tokens(document)
    total = sum(index.lexical.idf(token) for token in tokens)
    shared = sum(index.lexical.idf(token) for token in tokens & called)
    return shared / total if total else 0.0


@lru_cache(maxsize=4096)
def _name_tokens(document: Document) -> frozenset[str]:
    return tokens_of(names_searched(document))
