"""The type of thing a question asks for, and whether a text holds one of that type."""

import re
from functools import lru_cache

from bot.frame import TOO_GENERAL, is_frame
from ingest.words import cut

_NUMERAL = r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万亿半]+)"
# Type asked for -> how a question asks for it, and what a text that answers must hold.
_TYPES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "money",
        re.compile(r"多少钱|几块|几元|多少元|费用|奖金|经费|工资|薪|补贴|报销|罚多少|收费|价"),
        re.compile(rf"{_NUMERAL}\s*(?:元|块|万|美元|港币|角)|费用|奖金|经费|工资|补贴|报销"),
    ),
    (
        "period",
        re.compile(
            r"几(?:个)?(?:天|日|周|星期|月|年|小时|分钟|钟头|工作日)|多久|多长时间|多少(?:天|日|年|小时|分钟)|期限|时限|提前多"
        ),
        re.compile(
            rf"{_NUMERAL}\s*(?:个)?(?:天|日|周|星期|月|年|小时|分钟|钟头|工作日|当天)|当天|当日|半小时"
        ),
    ),
    (
        "date",
        re.compile(
            r"哪(?:一)?(?:年|月|天|日)|什么时候(?:开始|成立|发布|制定|提出)|何时|几号|几月|几点"
        ),
        re.compile(rf"{_NUMERAL}\s*(?:年|月|日|号|点|时)|上班|下班|时机|最佳"),
    ),
    (
        "quantity",
        re.compile(
            r"多少(?!人说)|百分之几|几成|多大|多高|多重|几(?:人|名|位|次|份|字|页|分|倍|级)"
        ),
        re.compile(
            rf"{_NUMERAL}\s*(?:%|％|人|名|位|次|份|字|页|分|倍|级|个|种|项|条|成|支|张)|百分之|\d"
        ),
    ),
    (
        "source",
        re.compile(
            r"哪(?:一)?(?:本|部|篇|份|期|家|所)|出自|出版|作者|谁(?:写|编|提出|统计|规定|创|发明|最早)|依据(?:是|什么|哪)|什么(?:法律|规定|文件|条例)规定|哪(?:个|位)(?:学者|专家|作者|机构|城市|单位|国家)"
        ),
        re.compile(r"《|认为|说过|曾|古人|古语|讲[:：]|说[:：]|名相|家"),
    ),
)
_FORMS = {
    "who": re.compile(r"谁|哪位|哪个人|哪个部门|哪个单位|什么部门|何人|哪级"),
    "number": re.compile(r"几|多少|多大|多长|多久|多高"),
    "which": re.compile(r"哪|什么|啥"),
    "name": re.compile(
        r"哪(?:一)?(?:年|月|天|日|位|家|间|本|部|个(?:城市|人|部门|单位|公司|学者|专家|领导|国家|软件|牌子|版本|网站|平台))|叫什么|什么名字|叫啥"
    ),
    "ordinal": re.compile(r"第[一二三四五六七八九十\d]"),
    "yes": re.compile(
        r"[吗么]\??$|是不是|能不能|可不可以|要不要|有没有|会不会|该不该|算不算|行不行|得不得"
    ),
}
_MARKERS = {
    "why": re.compile(
        r"因为|由于|因此|所以|为了|才能|否则|容易|使得?|就会|可能|原因|决定|以免|以防|避免|这样|从而|意味|说明|是因|为的是|结果|导致"
    ),
    "how-to": re.compile(
        r"要|应|必须|须|不能|不可|不得|切不|切忌|可以|善于|尽量|避免|最好|办法|通过|采取|先|把"
    ),
}
"""Kind of question -> what a text that answers it says in some way."""
_ASKING = re.compile(
    r"(?:哪(?:一|几|两|三|四)?|什么|几|多少|啥)(?:样的)?(?:个|种|项|条|本|部|家|位|份|张|句|次|类|名|间|款|些)?"
)


def types_asked(folded: str) -> list[str]:
    """Names of the types of thing that a folded question asks for."""
    return [name for name, asks, _ in _TYPES if asks.search(folded)]


def missing_types(folded: str, evidence: str) -> list[str]:
    """Those of the types asked for of which the folded evidence holds none."""
    return [
        name for name, asks, holds in _TYPES if asks.search(folded) and not holds.search(evidence)
    ]


def forms_asked(folded: str) -> dict[str, bool]:
    """Form of question -> whether a folded question has it; it may have several."""
    return {name: pattern.search(folded) is not None for name, pattern in _FORMS.items()}


def absent_markers(kind: str, evidence: str) -> bool:
    """Whether a question asks for a reason or a way and the folded evidence names none."""
    return kind in _MARKERS and _MARKERS[kind].search(evidence) is None


@lru_cache(maxsize=1024)
def asked_noun(folded: str) -> str | None:
    """The noun right after the question word (哪一部法律: 法律), if it says something."""
    match = _ASKING.search(folded)
    if match is None:
        return None
    for word in cut(folded[match.end() : match.end() + 8]):
        if word in TOO_GENERAL or not word.isalnum():
            return None
        if not is_frame(word) and len(word) > 1:
            return word
    return None
