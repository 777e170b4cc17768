"""What of a thing a follow-up asks for (its reason, an example, ...), and what text tells it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aspect:
    """`asks` finds it in a folded question, `tells` in a folded sentence of the texts."""

    name: str
    asks: re.Pattern[str]
    tells: re.Pattern[str]


def _aspect(name: str, asks: str, tells: str) -> Aspect:
    return Aspect(name, re.compile(asks), re.compile(tells))


_ASPECTS = (
    _aspect(
        "example",
        r"(?:举.{0,2})?(?:例子|实例|案例)|举.{0,2}例|(?:比如|例如|譬如)(?:说|呢)?|哪些算|哪些属于",
        r"比如|例如|譬如|又如|诸如|好比|目前|有的|有些|多年来|如对",
    ),
    _aspect(
        "source",
        r"谁(?:的话|说|讲|提)|出自|哪位|引用|出处|名言",
        r"认为|说过|说[:,]|讲[:,]|曾|指出|古人|名相|俗语|人云",
    ),
    _aspect("figure", r"多少|几成|数据|比例|数字|百分", r"\d|百分之|多数|大部分|半"),
    _aspect(
        "consequence",
        r"不这样|不这么|否则|会怎么?样|后果|坏处|会有什么|有什么(?:影响|问题|危害|损失)|不.{1,6}(?:会|又?怎么?样|行吗)|要是.{0,3}不",
        r"否则|就会|就可能|可能|造成|导致|容易|贻误|以致|难以|损失|影响|错误|失去",
    ),
    _aspect(
        "benefit",
        r"好处|有什么用|作用|意义|目的|图什么|为了什么|价值|效果",
        r"从而|以便|有利|才能|增强|提高|减少|目的|这样就|避免|保证|有效|实现|使[^用]|能够",
    ),
    _aspect(
        "limit",
        r"例外|限度|但是|任何时候|一定要.*吗|紧急|特殊|可以不|分寸|界限|底线",
        r"但|当然|不能|不过|除非|尤其|特殊|即便|甚至|有时|切不可|绝不",
    ),
    _aspect(
        "reason",
        r"为什么|为何|为啥|原因|理由|凭什么|何以|怎么会|根据是|道理",
        r"因为|由于|因此|所以|为了|才能|否则|容易|使得?[^用]|就会|可能|原因|证明|决定|因.{1,8}而|性质|不然|才|也就|以防|以备|以免|以便|不如|避免|需要",
    ),
    _aspect(
        "way",
        r"(?:怎么|怎样|如何|咋)(?:解决|处理|应对|应付|对待|做到?|办|弄|操作|落实|执行|实现|开展|进行|样)?|办法|方法|做法|步骤|"
        r"(?:具体)?(?:的)?要求|还?要注意|态度|应该|该做|措施|落实|具体(?:做|办|来说|内容)?",
        r"要|应|必须|须|不能|不可|不得|切不|切忌|绝不|决不|可以|可采取|善于|尽量|避免|最好|办法",
    ),
    _aspect(
        "definition",
        r"什么意思|指什么|指的|是什么|何谓|啥意思|含义|怎么理解|怎么讲",
        r"就是|是指|指的是|所谓|即|理解为|是",
    ),
)


def aspect_of(folded: str) -> Aspect | None:
    """The aspect that a folded question asks for, if it names one."""
    return next((aspect for aspect in _ASPECTS if aspect.asks.search(folded)), None)
