"""What of a thing a follow-up asks for (its reason, an example, ...), and what text tells it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aspect:
    """`asks` finds it in a folded question, `tells` in a folded sentence of the texts.

    An `exact` one (a price, a time) is told beside what was talked of, or not at all; for a
    `telling` one (a reason) the sentence that tells it is enough, whatever words ask for it.
    """

    name: str
    exact: bool
    telling: bool
    asks: re.Pattern[str]
    tells: re.Pattern[str]


_EXACT = frozenset({"money", "time", "who", "where", "figure", "source"})
_TELLING = frozenset({"reason", "example", "consequence", "benefit", "detail"})
_NUMERAL = r"[\d零一二两三四五六七八九十百千万]+"


def _aspect(name: str, asks: str, tells: str) -> Aspect:
    return Aspect(name, name in _EXACT, name in _TELLING, re.compile(asks), re.compile(tells))


_ASPECTS = (
    _aspect(
        "words",
        r"真的(?:吗|假的)|确定吗|肯定吗|有(?:什么)?(?:依据|根据)|依据(?:是什么|在哪)|原文|原话|出处|哪里(?:说|写|讲)的",
        r"",
    ),
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
    _aspect(
        "money",
        r"(?:要|收|交|花|得)+钱|免费|(?:要|收|交|花|得)?(?:多少|几多?)钱|几多?[块元蚊]|(?:收)?费用?(?:是)?多少|怎么收费|贵不贵|收费",
        rf"{_NUMERAL}(?:元|块|万|港币)|免费|不收|收费|费用|报销",
    ),
    _aspect(
        "time",
        r"多久|多长时间|几(?:个)?(?:天|日|周|星期|月|年|小时|分钟|工作日)(?:之?[内前后])?|什么时候|何时|几时|几点|期限|时限|哪天",
        rf"{_NUMERAL}(?:个)?(?:天|日|周|星期|月|年|小时|分钟|工作日|点|号)|当天|当日|随时|及时|立即|半",
    ),
    _aspect(
        "who",
        r"(?:由|找|归|向|跟|问)谁|谁(?:来)?(?:负责|管|批|审批|审核|决定|办)|哪个(?:部门|科室|人)|哪位",
        r"由|负责|向.{1,8}(?:报|请示|反映|说)|报.{1,8}批|部|科|室|人员|领导",
    ),
    _aspect("where", r"在?哪(?:里|儿|边|层|个地方)|什么地方|地点|几楼", r"在|到|楼|处|室|层|门|厅"),
    _aspect(
        "figure",
        r"多少(?:天|次|人|个|份)?|几成|(?:具体)?数据(?:支持|依据|支撑)?|比例|数字|百分|几(?:个人|人|次|份)",
        rf"{_NUMERAL}|百分之|多数|大部分|半",
    ),
    _aspect(
        "consequence",
        r"不这样|没(?:有)?(?:做|办)(?:到|好)|做不到|不这么|否则|会怎么?样|后果|坏处|会有什么|有什么(?:影响|问题|危害|损失)|不.{1,6}(?:会|又?怎么?样|行吗)|要是.{0,3}不",
        r"否则|就会|就可能|可能|造成|导致|容易|贻误|以致|难以|损失|影响|错误|失去|则",
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
        r"因为|由于|因此|所以|为了|才能|否则|容易|使得?[^用]|就会|可能|原因|证明|决定|因.{1,8}而|性质|不然|才|也就|以防|以备|以免|以便|不如|避免|需要|则",
    ),
    _aspect(
        "way",
        r"(?:怎么|怎样|如何|咋)(?:解决|处理|应对|应付|对待|做到?|办|弄|操作|落实|执行|实现|开展|进行|样)?|(?:有)?(?:什么|哪些|何)(?:好)?(?:办法|方法|做法|步骤|措施)|"
        r"落到实处|付诸|要求(?:做到)?(?:什么|哪些)?|(?:还?要|该|应该|需要)(?:注意|做到?|干)(?:些?什么|啥|哪些)?|做到?(?:些?什么|哪些)|"
        r"态度|应该|落实|具体(?:做|办|来说|内容|讲)?",
        r"要|应|必须|须|不能|不可|不得|切不|切忌|绝不|决不|可以|可采取|善于|尽量|避免|最好|办法|做到",
    ),
    _aspect(
        "definition",
        r"什么意思|指什么|指的|是什么|何谓|啥意思|含义|怎么理解|怎么讲",
        r"就是|是指|指的是|所谓|即|理解为|是",
    ),
    _aspect(
        "detail",
        r"(?:再|更|能|多)?(?:说|讲)?(?:得)?(?:更)?(?:详细|具体|仔细|细|清楚|展开|深入)(?:一?些|一?点|来)?(?:地?(?:说说?|讲讲?|谈谈?|介绍)(?:一下)?)?|"
        r"(?:再|多)?(?:说说|讲讲|谈谈|介绍)(?:一下|看)?|还说了?什么",
        r"",
    ),
)
ADVICE = re.compile(
    r"要|应|应当|必须|须|不能|不可|不得|切不|切忌|绝不|决不|不要|可以|善于|尽量|避免|最好|办法"
)
"""What advice is worded with, in a sentence whose script is folded."""
WAY = next(aspect for aspect in _ASPECTS if aspect.name == "way")


def aspect_of(folded: str) -> Aspect | None:
    """The aspect that a folded question asks for, if it names one."""
    return next((aspect for aspect in _ASPECTS if aspect.asks.search(folded)), None)
