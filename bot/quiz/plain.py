"""Which words of a text stand on their own: clauses read for what a reader would miss."""

import re
from functools import lru_cache

from ingest.words import cut_known, tag

_PRONOUN = re.compile(
    r"这|那(?!么)|(?<!其)[它]|[她你我咱您]|(?<!其)他(?!人)|此(?!外)|其(?![他它余中实次])|该(?=[项个种类事人单部])|上述|(?:^|[,;。])以上|以上(?:[各所几两三四五六七八九]|情况|问题|内容)|前者|后者"
)
_BACK = re.compile(r"这|那(?!么)|(?<!其)它|此(?!外)|^其(?![它他余中实次])|[我你]")
_LEANING = re.compile(
    r"(?:其中|需要|该|有了|都|均|皆|更|往往|因此|所以|因而|从而|而|但|却|只有|才|则|就|也|还|又|再|并|且|以便|以|使|即|如|例如|比如|譬如|否则|不然|及(?![时早格])|和(?![谐睦])|与|或"
    r"|甚至|尤其|特别是|等(?![到候待])|的|地(?![点方区])|得(?!到)|时(?![刻时])|后(?!勤)|于是|然后|因为|由于|为此|对此|那么|不仅|不但|既|虽然|尽管|无论|不论|总之|可见"
    r"|同时|此外|另外|其次|再次|首先|第[一二三四五六七八九十]|一是|二是|三是|四是|五是|当然|事实上|实际上|具体|包括)"
)
_ASKING = re.compile(r"[?]|凭什么|如何|怎样|怎么|为什么|[吗呢](?:$|[,。])|何以|多少|谁")
_TOLD = re.compile(
    r"说过|曾说|认为|古人|俗[话语]|古语|名言|有人|据说|资料|著名|表明|《|》|笔者|本文|作者|试想|众所周知|例[如:]"
)
_FOREIGN = re.compile(r"[0-9A-Za-z()\[\]{}`~^*_|\\/<>@#]")
_DEMAND = re.compile(
    r"必须|应当|应该|务必|应(?![用付对变急邀])|须|不[能得可要应该宜许准]|切[不忌勿]|[绝决]不|严禁|禁止|做到|善于|坚持"
    r"|(?<![主重需首必只想])要(?![求点素领害务闻职件是紧])|需要|力[争求戒]|避免|防止|注意"
)
_OPEN = re.compile(
    r"(?:^|[,;])(?:既|不仅|不但|虽然|尽管|与其|只要|如果|如遇?|凡|当|无论|不论|因为|由于|若|除非)[^,;]*$|(?:^|[,;])(?:为(?:了|避免|防止|使)|随着|由于|鉴于|通过|经过|根据)[^,;]*$|[,;](?:对于?|在|从|按|向)[^,;要应须能做有]*$|(?:时|的时候|同时|情况下|之前|之后|的话)$|摘要|[,:、即]$|即:|如下|以下|^另?一方面|^[㐀-鿿]{2,4}:"
)
_REQUIRED = re.compile(
    r"必须|应当|应该|务必|不[得可要应宜许准]|不能|切忌|切勿|[绝决]不|严禁|做到|善于|坚持|注意|避免|防止|树立|努力"
    r"|(?:^|[,;])(?:[^,;]{0,14}(?:人员|主任|干部|办公室|单位|员工|同志))?(?:都|就|也)?要(?![求点素领害务闻职件是紧])"
    r"|(?:^|[,;])(?:对|在)[^,;]{2,16}要(?![求点素领害务闻职件是紧])|应(?![用付对变急邀])"
)
_USUAL = re.compile(
    r"因[^,;]{1,10}(?:要|需)|决定了|有赖于|取决于|离不开|涉及的方面"
    r"|有[些的时][^,;]*要|往往|常常|会出现"
)
_PART = re.compile(r"[^,;:、。“”‘’\"]+")
_CUT_OFF = re.compile(r"(?:而|且|与|及|并|或|但|则|把|被|使|让)$")
"""A joining word with nothing behind it: the source lost what stood there."""
_DUBIOUS = re.compile(
    r"一定|必定|所有|从不|从来|永远|任何|绝对|完全|全部|总是|一切|每个|唯一|肯定|毫无"
)


@lru_cache(maxsize=32_768)
def stands_alone(text: str) -> bool:
    """Whether a folded statement says who and what by itself: no pronoun, nothing it leans on."""
    if _PRONOUN.search(text) or _LEANING.match(text) or _ASKING.search(text):
        return False
    if _TOLD.search(text) or _names_a_person(text) or _FOREIGN.search(text):
        return False
    if _OPEN.search(text) or _is_cut_off(text):
        return False
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _is_cut_off(text: str) -> bool:
    """Whether a joining word stands last before a mark, and is no part of a longer word."""
    return any(
        not any(word.endswith(found.group()) and len(word) > 1 for word in cut_known(part))
        for part in _PART.findall(text)
        if (found := _CUT_OFF.search(part))
    )


def _names_a_person(text: str) -> bool:
    """Whether the dictionary has one of the longer words as a person's name."""
    return any(len(word) > 2 and tag(word) == "nr" for word in cut_known(text))


def demands(text: str) -> bool:
    """Whether a folded clause says that something is to be done or left."""
    return _DEMAND.search(text) is not None


def requires(text: str) -> bool:
    """Whether a folded statement is a demand, and no 要 that tells of what is usual."""
    return _REQUIRED.search(text) is not None and _USUAL.search(text) is None


def absolute(text: str) -> bool:
    """Whether a folded text promises more than prose about work can hold (一定、所有、从不)."""
    return _DUBIOUS.search(text) is not None


def points_back(text: str) -> bool:
    """Whether a folded name points at what stands before it; 其 may have its noun within."""
    return _BACK.search(text) is not None


def has_pronoun(text: str) -> bool:
    """Whether a folded text points at something with 这、它、其 or the like."""
    return _PRONOUN.search(text) is not None


@lru_cache(maxsize=32_768)
def begins_with_noun(text: str) -> bool:
    """Whether the dictionary has the first word as a noun."""
    return tag(text[:8]).startswith(("n", "l", "i"))
