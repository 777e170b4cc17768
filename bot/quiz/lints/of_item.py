"""Lints of one item: each gives a sentence that says what is wrong, or nothing."""

import re
from collections.abc import Callable
from itertools import combinations

from bot.quiz.clues import clue_words
from bot.quiz.misprint import misprint
from bot.quiz.plain import absolute
from bot.quiz.records import BLANK, Item
from bot.quiz.support import FALSE, TRUE, folded, in_turn, key_is_supported, letters
from ingest.words import tag

Lint = Callable[[Item], str]

_QUOTED = re.compile(r"“([^“”]+)”")
LONGEST_KEY = 1.3  # times the mean of the other options
LONGEST_OPTION = 3.0  # times the shortest one
_CHOICES = ("single", "multiple")
_ALL_OR_NONE = re.compile(
    r"(?:以上|上述|下列)(?:各[项条]|[都皆均全]|选项|答案|说法|[三四五]项)|[都皆均]不?(?:对|是|正确)$|没有正确|全选"
)
_NEGATIVE = re.compile(
    r"(?:哪|下列|以下|何)[^。？]*?(?:不是|不属于|不包括|不正确|不应|不能|不得|不可|不宜|不要|错误|除外|反对|没有)"
    r"|(?:不是|不属于|不包括|不正确|错误|除外|反对|没有)的?(?:是|有)?[^，。？]{0,8}(?:哪|下列|以下)"
)
_MARKED = re.compile(r"【(?:不|错误|反对|除|没有)[^】]*】")
_UNFOCUSED = re.compile(
    r"^(?:关于[^，]{0,6}，)?(?:下列|以下)(?:各项|哪一?[项个种些](?:说法|选项)?|说法|表述|选项|陈述)?(?:中)?，?(?:哪[^，？]{0,4})?(?:是|属于)?(?:正确|对|错误|恰当)的?(?:是|有)?[？：]?$"
)
_POINTING = re.compile(r"^(?:这|那|它|其(?![他它余中])|该|此|他|她)|(?<!其)它|她|他们")
_ANTECEDENT = re.compile(r"这(?!时)")
_TRIVIA = re.compile(
    r"\d{2,4}年|\d{1,2}月\d{1,2}日|\d{4}[-/.]\d|发表于|编辑|转载|来源|下载|版权|作者|参考文献|https?:|www\.|ID:|人气|楼主|点击"
)


def one_best_answer(item: Item) -> str:
    """A key that is among the options, once, and not all of them. HDR 19 and 24; NBME."""
    if item.kind in ("blank", "short"):
        return "" if item.key else "there is no key"
    if len(set(item.options)) < len(item.options):
        return "an option stands there twice"
    if not item.key or any(part not in item.options for part in item.key):
        return "the key is not among the options"
    if item.kind in ("single", "true-false") and len(item.key) != 1:
        return "there is more than one key"
    if item.kind == "multiple" and not 2 <= len(item.key) < len(item.options):
        return "a multiple choice has two right answers at least, and a wrong one"
    if item.kind == "matching" and len(item.key) != len(item.prompts):
        return "not every prompt has its option"
    if item.kind == "ordering" and sorted(item.key) != sorted(item.options):
        return "what is to be ordered is not what the key orders"
    return ""


def key_in_quote(item: Item) -> str:
    """A key that the cited words hold. NBME: one answer that can be defended from a source."""
    return "" if key_is_supported(item) else "the quote does not hold the key"


def key_not_longest(item: Item) -> str:
    """A key no longer than 1.3 times the mean of the others. HDR 28a; NBME: long correct answer."""
    if item.kind not in _CHOICES:
        return ""
    others = [option for option in item.options if option not in item.key]
    if not others:
        return "there is no wrong option"
    mean = sum(map(len, others)) / len(others)
    longest = max(map(len, item.key))
    return (
        f"the key is {longest / mean:.1f} times as long as the others"
        if (longest > LONGEST_KEY * mean)
        else ""
    )


def options_alike(item: Item) -> str:
    """Options of one form: none three times as long as another. HDR 23 and 24; NBME."""
    if item.kind not in _CHOICES:
        return ""
    lengths = [len(option) for option in item.options]
    if max(lengths) > LONGEST_OPTION * min(lengths):
        return "an option is three times as long as another"
    stops = [option.endswith("。") for option in item.options]
    return "some options are sentences, others not" if any(stops) and not all(stops) else ""


def options_apart(item: Item) -> str:
    """No option within another. HDR 21: independent options that do not overlap."""
    if item.kind in ("true-false", "blank", "short"):
        return ""
    for a, b in combinations(map(letters, item.options), 2):
        if a in b or b in a:
            return f"one option holds another: {min(a, b, key=len)}"
    return ""


def no_all_of_the_above(item: Item) -> str:
    """No 以上都对, no 以上都不对. HDR 25; NBME: none of the above."""
    found = [o for o in item.options if _ALL_OR_NONE.search(folded(o))]
    return f"an option speaks of the others: {found[0]}" if found else ""


def no_absolutes(item: Item) -> str:
    """No 一定、所有、从不 in an option or a statement to judge. HDR 28a; NBME: absolute terms."""
    judged = item.options if item.kind in _CHOICES else ()
    statement = (item.stem,) if item.kind == "true-false" else ()
    found = [text for text in (*judged, *statement) if absolute(folded(text))]
    return f"an absolute gives it away: {found[0]}" if found else ""


def negative_marked(item: Item) -> str:
    """A negative stem shows that it is one: 【不】. HDR 17; NBME."""
    if item.kind not in (*_CHOICES, "short"):
        return ""
    asked = folded(item.stem).replace("?", "？").replace(",", "，")
    bare = re.sub(r"“[^”]*”|《[^》]*》", "", asked)
    negative = _NEGATIVE.search(bare) is not None
    return (
        "the stem is negative and does not mark it" if negative and not _MARKED.search(bare) else ""
    )


def answerable_covered(item: Item) -> str:
    """A stem that asks something even with the options covered. HDR 14 and 15; NBME: cover test."""
    stem = item.stem.strip()
    if item.kind in (*_CHOICES, "short"):
        if not stem.endswith("？"):
            return "the stem asks nothing"
        plain = folded(stem).replace(",", "，").replace("?", "？")
        return "the stem has no topic" if _UNFOCUSED.match(plain) or len(stem) < 8 else ""
    if item.kind == "blank":
        if BLANK not in stem:
            return "there is no blank"
        shown = letters(stem.replace(BLANK, ""))
        return "the blanks leave too little to go by" if len(shown) < 6 else ""
    return "" if len(stem) >= 8 else "the stem has no topic"


def no_clue_words(item: Item) -> str:
    """No word that the stem shares with the key alone. HDR 28b and c; NBME: word repeats."""
    if item.kind in ("blank", "short"):
        shown = letters(item.stem)
        named = letters("".join(_QUOTED.findall(item.stem)[:1]))
        told = [part for part in item.key if len(part) > 1 and letters(part) in shown]
        if item.kind == "blank" and BLANK not in (_QUOTED.findall(item.stem) or [BLANK])[0]:
            told += [part for part in item.key if letters(part) in named]
        if not told and all(letters(part) in shown for part in item.key):
            told = list(item.key) if item.kind == "short" else []
        return f"the stem tells the answer: {told[0]}" if told else ""
    if item.kind == "ordering":
        told = in_turn(item.key, letters(item.stem))
        return "the stem tells the order" if told else ""
    if item.kind not in _CHOICES:
        return ""
    others = [option for option in item.options if option not in item.key]
    found = clue_words(item.stem, item.key, others)
    return f"stem and key alone share a word: {found[0]}" if found else ""


def no_trivia(item: Item) -> str:
    """Nothing of boilerplate, names or dates is asked for. HDR 2 and 3: important, not trivial."""
    asked = [folded(part) for part in (*item.key, *item.prompts)]
    shown = folded(item.stem) if item.kind == "true-false" else ""
    found = [text for text in (*asked, shown) if _TRIVIA.search(text)]
    named = [part for part in asked if 3 <= len(part) <= 4 and tag(part) == "nr"]
    return (
        f"it asks for a name, a date or boilerplate: {[*found, *named][0]}"
        if (found or named)
        else ""
    )


def no_lone_pronoun(item: Item) -> str:
    """No 这、它、其 without the noun it stands for. HDR 13: clear wording; NBME: vague terms."""
    stem = folded(item.stem)
    outside = re.sub(r"“[^”]*”", "“”", stem)
    points = _POINTING.search(outside) or (
        (found := _ANTECEDENT.search(outside)) and found.start() < 2
    )
    options = [o for o in item.options if item.kind in _CHOICES and _POINTING.search(folded(o))]
    return "a pronoun has no noun" if points or options else ""


def no_misprint(item: Item) -> str:
    """No set phrase printed wrong (失不在来): a reader takes it for the trap. HDR 11 and 12."""
    texts = (item.stem, *item.options, *item.key, *item.prompts)
    found = [wrong for text in texts if (wrong := misprint(folded(text)))]
    return f"a set phrase is misprinted: {found[0]}" if found else ""


def true_or_false(item: Item) -> str:
    """The options of a statement to judge are 正确 and 错误. HDR 10: a format is used as it is."""
    if item.kind != "true-false":
        return ""
    fine = sorted(map(folded, item.options)) == sorted((TRUE, folded(FALSE)))
    return "" if fine else "the options are not 正确 and 错误"


def enough_options(item: Item) -> str:
    """Three options at least, six at most. HDR 18: as many as plausible, three are enough."""
    if item.kind in (*_CHOICES, "ordering"):
        most = 6 if item.kind in _CHOICES else 9
        return "" if 3 <= len(item.options) <= most else f"{len(item.options)} options"
    return ""


ITEM_LINTS: tuple[Lint, ...] = (
    one_best_answer,
    key_in_quote,
    key_not_longest,
    options_alike,
    options_apart,
    no_all_of_the_above,
    no_absolutes,
    negative_marked,
    answerable_covered,
    no_clue_words,
    no_trivia,
    no_lone_pronoun,
    no_misprint,
    true_or_false,
    enough_options,
)
