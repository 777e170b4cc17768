"""Sentences as answers: by what they say of a theme, and by what is asked for of it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.evidence import Evidence
from bot.weigh import Weighed
from ingest.script import fold_same_length

_FOLLOWS = 0.7  # what a sentence keeps of the worth of those before it in its section
_ADVISES = 0.0
_ADVISES_ASKED = 0.15  # and where advice is asked for
_DEFINES = 0.25  # added to a definition where one is asked for
_HANGING = 0.9  # what is left of the worth of a sentence that needs the one before it
_CUT = 0.6  # and of one that goes on with items it has lost,
_IS_CUT = re.compile(r"[:：,，]\s*$")
_HANGS = re.compile(
    r"这样?就?|那[么些样个]?|此[类种]|其(?![他它次余一二三四五实中])|[他它]们?|是(?!否)|也(?!许)|还|又|则|否则|即[:：,，]|就是"
)
_ADVICE = re.compile(
    r"(?<![主重需只想首纲摘])要(?![求素点件])|应[当该]?(?![对用急酬])|必须|不能|不可|不得|切不|切忌|绝不|决不|"
    r"不要|善于|尽量|避免|最好|做到|坚持|注意|注重"
)
_ASKS_ADVICE = re.compile(
    r"怎[么样](?!说|谈|讲|看|用|写|理解)|如何(?!看|说|理解)|要求|建议|做法|办法|应该|应当|该|注意|预防|避免|态度|对待|应对|侧重|重点|方法|措施"
)
_ASKS_DEFINITION = re.compile(r"定义|含义|意思|理解|什么是|是什么|界定|概念")
_IS = (
    r"[”\"]?[^,。;:的]{0,4},?(?:可以)?(?:简单地)?"
    r"(?:就是|是指|指的是|通常指|理解为|即|是一[种项门个])"
)
DEFINES = re.compile(r"就是(?!这|说)|即[:：,，]|是指|指的是|理解为|称为|叫做|所谓|的意思")


def asks_definition(evidence: Evidence) -> bool:
    """Whether what a word means is compared."""
    return _ASKS_DEFINITION.search(evidence.question.read) is not None


def defining(patterns: Sequence[str]) -> re.Pattern[str]:
    """What finds in a folded sentence that it says what one of the things so named is."""
    return re.compile(rf"(?:{'|'.join(patterns)}){_IS}")


def as_asked(evidence: Evidence, found: Sequence[Weighed]) -> list[Weighed]:
    """A text's sentences by how well they are what is asked for, best first.

    A sentence keeps some of the worth of those before it in its section, and advice and
    definitions count for more where they are asked for.
    """
    asked = evidence.question.read
    advises = _ADVISES_ASKED if _ASKS_ADVICE.search(asked) else _ADVISES
    defines = _DEFINES if asks_definition(evidence) else 0.0
    ranked: list[Weighed] = []
    highest, place = 0.0, None
    for own in sorted(found, key=lambda w: w.sentence.start):
        highest = highest if own.place == place else 0.0
        folded = fold_same_length(own.sentence.text)
        worth = max(own.worth, _FOLLOWS * highest)
        worth *= 1 + advises * min(len(_ADVICE.findall(folded)), 3)
        if _HANGS.match(folded):
            worth *= _HANGING
        if _IS_CUT.search(folded):
            worth *= _CUT
        worth += defines * (own.share > 0 and DEFINES.search(folded) is not None)
        highest, place = max(highest, own.worth), own.place
        ranked.append(replace(own, worth=worth))
    return sorted(ranked, key=lambda w: -w.worth)
