"""Two scripts, one meaning: which script a text is in, its folded form, its rendering for a reader.

The only import of OpenCC. Conversions carry OpenCC's own names (`t2s`, `s2twp`, ...).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from opencc import OpenCC

from ingest.records import Script
from ingest.words import cut, frequency

FOLD_VERSION = "2"
"""Part of the index manifest: an index folded otherwise is refused."""

# Written Cantonese; none of these is ordinary in Mandarin prose.
_CANTONESE = re.compile(
    r"[嘅唔咗喺嚟冇啲嗰咁佢哋嘢乜睇搵咩]|點樣|點解(?![決釋答讀析說説])|邊個(?![別人性體])|邊度|老細"
    r"|(?<![這那旁身一兩左右上下裡裏])邊[幾兩三四五六][個樣種項點條句類]"
)
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿𠀀-𱍊]+")
# A question in English, whatever Chinese terms it has: how it begins, and what none of it is.
_ENGLISH = re.compile(
    r"\W*(?:(?:and|but|so|then|ok|please|could you|can you)\b\W*)?"
    r"(?:what|who|whom|whose|which|when|where|why|how|is|are|was|do|does|did|can|could|should|would"
    r"|may|must|explain|define|describe|list|name|tell|give|compare|according|the|in|i|my|we)\b",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[A-Za-z]+")
_ASKS = re.compile(r"[吗嗎呢么麼啥哪谁誰咩乜请請]|怎[样樣]|如何|几[个種种]|是否|能否")
# Widths fold one to one, so offsets stay; the ideographic space and the full-width ASCII block.
_WIDTHS = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
_LONE_SURROGATES = dict.fromkeys(range(55296, 57344), "�")


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def convert(text: str, config: str) -> str:
    """`text` through one OpenCC configuration; lone surrogates become U+FFFD first."""
    return _known(text, config) if len(text) <= _SHORT else _converted(text, config)


def _converted(text: str, config: str) -> str:
    return _converter(config).convert(text.translate(_LONE_SURROGATES))


# A question is converted five times over, and the same sentences come up again and again.
_SHORT = 200
_known = lru_cache(maxsize=16_384)(_converted)


def simplify(text: str) -> str:
    """`text` in Simplified, from the standard, Taiwan (著/着) and Hong Kong (衞/衛) forms alike.

    Which 著 is 着 is decided word by word, by how common each spelling is: tw2s alone would also
    make 显着 of 显著.
    """
    simplified = convert(text, "hk2s")
    if "著" not in simplified:
        return simplified
    return "".join(_commoner(word) if "著" in word else word for word in cut(simplified))


def _commoner(word: str) -> str:
    """A word with 著 in it, or the same with 着, whichever is written more often."""
    other = word.replace("著", "着")
    return word if frequency(word) > frequency(other) else other


def _n_changed(text: str, config: str) -> int:
    """Characters of `text` that the conversion changes (a change of length counts as one each)."""
    converted = convert(text, config)
    return sum(a != b for a, b in zip(text, converted, strict=False)) + abs(
        len(text) - len(converted)
    )


def _n_simplified(text: str) -> int:
    """Characters of `text` that Simplified has and Traditional writes otherwise.

    None where Traditional writes all of them so, too: 台 and 吃 are in Big5.
    """
    changed = [a for a, b in zip(text, convert(text, "s2t"), strict=False) if a != b]
    return 0 if all(map(_is_in_big5, changed)) else len(changed)


@lru_cache(maxsize=16_384)
def _is_in_big5(char: str) -> bool:
    try:
        return bool(char.encode("big5"))
    except UnicodeEncodeError:
        return False


def has_han(text: str) -> bool:
    """Whether any Han character stands in `text`."""
    return _HAN.search(text) is not None


def is_traditional(text: str) -> bool:
    """Whether `text` holds more characters that only Traditional has than only Simplified has."""
    return _n_changed(text, "t2s") > _n_simplified(text)


def is_undecided(text: str) -> bool:
    """Whether both scripts would write `text` alike."""
    return convert(text, "s2t") == text == convert(text, "t2s")


def uses_taiwan_wording(text: str) -> bool:
    """Whether `text` says 資訊、支援、檔案 rather than 信息、支持、文件.

    Counted both ways with OpenCC's phrase tables: what tw2sp changes beyond t2s against what
    s2twp changes beyond s2tw, since a mainland text in Traditional characters has the latter.
    """
    if not is_traditional(text):
        return False
    simplified = convert(text, "t2s")
    taiwan = _n_runs_differing(convert(text, "tw2sp"), convert(text, "tw2s"))
    mainland = _n_runs_differing(convert(simplified, "s2twp"), convert(simplified, "s2tw"))
    return taiwan > mainland


def _n_runs_differing(a: str, b: str) -> int:
    """Runs of Han, between marks that conversion leaves alone, that differ."""
    return sum(x != y for x, y in zip(_HAN.findall(a), _HAN.findall(b), strict=False))


def _is_english(text: str) -> bool:
    """Whether a text with Han is a sentence in English about Chinese terms."""
    if _ENGLISH.match(text) is None or _ASKS.search(text) is not None:
        return False
    words = _LATIN.findall(text)
    return len(words) > 1 and sum(map(len, words)) > sum(map(len, _HAN.findall(text)))


def detect(text: str) -> Script:
    """The script of a text or a question: hans, hant-tw, hant-hk, or en where nothing is Han.

    Characters that both scripts share decide nothing; a text made of them only is hans, but where
    it quotes in corners as Traditional does (「三心」是哪三心). English with Chinese terms is en.
    """
    if not has_han(text):
        return "en" if re.search(r"[A-Za-z]", text) else "hans"
    if _is_english(text):
        return "en"
    if _CANTONESE.search(text) and _n_simplified(text) <= _n_changed(text, "t2s"):
        return "hant-hk"
    if not is_traditional(text):
        return "hant-tw" if "「" in text and is_undecided(text) else "hans"
    not_taiwan = _n_changed(text, "t2tw")
    not_hong_kong = _n_changed(text, "t2hk")
    if not_taiwan > not_hong_kong and not uses_taiwan_wording(text):
        return "hant-hk"
    return "hant-tw"


def fold_same_length(text: str) -> str:
    """`text` in Simplified and half width, code point for code point: offsets stay its own."""
    return _known_fold(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    simplified = simplify(text)
    if len(simplified) != len(text):  # no entry does this today; offsets must not depend on it
        simplified = "".join(char if len(c := simplify(char)) != 1 else c for char in text)
    return simplified.translate(_WIDTHS)


_known_fold = lru_cache(maxsize=16_384)(_folded)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched, and where each of its characters came from.

    `origins[i]` is the offset in the original of `text[i]`; monotone; one more entry than
    characters, the last being the original's length.
    """

    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that `text[start:end]` came from."""
        return self.origins[start], self.origins[end] if end > start else self.origins[start]

    def position(self, origin: int) -> int:
        """The first folded index that came from `origin` or from after it."""
        return bisect_left(self.origins, origin)


def fold(text: str, *, taiwan_wording: bool) -> Folded:
    """`text` as it is searched: Simplified, half width, lower case, mainland wording.

    Taiwan wording goes through tw2sp, which may change lengths (電腦程式設計師 and 程序员):
    the map keeps the way back. Anything else keeps its length, and the map is the identity.
    """
    same = fold_same_length(text)
    lowered = _lower(same)
    if not taiwan_wording:
        return Folded(lowered, range(len(lowered) + 1))
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for match in _HAN.finditer(text):
        _keep(lowered, done, match.start(), pieces, origins)
        _align(lowered[match.start() : match.end()], match, pieces, origins)
        done = match.end()
    _keep(lowered, done, len(text), pieces, origins)
    return Folded("".join(pieces), [*origins, len(text)])


def _lower(text: str) -> str:
    """Lower case, code point for code point: as `str.lower` but for İ (two) and Σ (context)."""
    if "İ" in text or "Σ" in text:
        return "".join(c if len(low := c.lower()) != 1 else low for c in text)
    return text.lower()


def _keep(folded: str, start: int, end: int, pieces: list[str], origins: list[int]) -> None:
    pieces.append(folded[start:end])
    origins.extend(range(start, end))


def _align(plain: str, match: re.Match[str], pieces: list[str], origins: list[int]) -> None:
    """Appends the tw2sp form of a run of Han, each character with the offset it came from."""
    converted = convert(match.group(), "tw2sp")
    start = match.start()
    pieces.append(converted)
    if len(converted) == len(plain):
        origins.extend(range(start, match.end()))
        return
    matcher = SequenceMatcher(None, plain, converted, autojunk=False)
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        width = max(i2 - i1 - 1, 0)
        origins.extend(start + i1 + min(step, width) for step in range(j2 - j1))


def render(text: str, source: Script, reader: Script) -> str:
    """`text` of a `source` script in the reader's script; for reading, never for a quote.

    Traditional goes by way of Simplified even to a Traditional reader: that mends what careless
    conversion left behind (由于, 里面). Wording changes only from a Simplified source to a
    Taiwan reader: back again it does harm (tw2sp makes 进程 of 程序, 许多任务作 of 許多工作), and
    a reader of Simplified knows what 资讯 is. An English reader gets Simplified.
    """
    simplified = text if source == "hans" else simplify(text)
    if reader == "hant-tw":
        return _taiwan(simplified) if source == "hans" else convert(simplified, "s2tw")
    return convert(simplified, "s2hk") if reader == "hant-hk" else simplified


_KEPT_IN_TAIWAN = re.compile(
    "文件|全局|局部|窗口|调度|数据|对象|发布|支持|程序(?!员|设计|语言|库|包)|声明|审核|权限|设备|项目|社区|高级|类型|"
    "扩展|智能|挂断|循环|运行|批量|指针"
)
"""Words of computers in OpenCC's table (檔案, 視窗, 擴充套件) that are others in an office."""


def _taiwan(simplified: str) -> str:
    """`simplified` in Taiwan's characters and words.

    Words are replaced only where they are words: s2twp alone finds 通信 in 沟通信息 and makes
    溝通訊息 of it.
    """
    characters = convert(simplified, "s2tw")
    if len(characters) != len(simplified):
        return convert(simplified, "s2twp")
    pieces: list[str] = []
    offset = 0
    for word in cut(simplified):
        worded = word if _KEPT_IN_TAIWAN.search(word) else convert(word, "s2twp")
        as_is = characters[offset : offset + len(word)]
        pieces.append(as_is if worded in (word, convert(word, "s2tw")) else worded)
        offset += len(word)
    return "".join(pieces)
