"""Questions asked otherwise: another script, typing slips, Taiwan wording, politeness, word order.

A perturbation gives a case with the same answer, or None where it would change nothing (a
question without a word that Taiwan says otherwise): what can't be perturbed is left out of the
comparison and never counts as passed. Each is deterministic: the slips of a case are drawn from a
generator seeded with its id.

Source: the noise robustness of RGB (Chen et al. 2024, AAAI) is about documents (see
eval.robustness); perturbing the question follows Ribeiro et al. 2020, CheckList, ACL:
invariance tests.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from pypinyin import Style, lazy_pinyin

from eval.cases import Case
from ingest.records import Script
from ingest.script import convert, has_han, render, simplify

Perturbation = Callable[[Case], Case | None]

_FUNCTION_WORDS = frozenset(
    "的地得了着过是在有和与或及就都也还又才会能把被给对让这那个些么什哪怎吗呢吧啊"
)
_POLITE = ("您好，不好意思打扰一下，想请教：", "谢谢您！")
_ENDING = "？?。！! "


def other_script(case: Case) -> Case | None:
    """Traditional (Taiwan) for a Simplified question, Simplified for any other Chinese one."""
    return in_script(case, "hant-tw" if case.script == "hans" else "hans")


def in_script(case: Case, script: Script) -> Case | None:
    """The question and its history in `script`, characters only; None for an English question."""
    if case.script == "en" or not has_han(case.question):
        return None
    config = {"hans": "", "hant-tw": "s2tw", "hant-hk": "s2hk"}.get(script, "")

    def rendered(text: str) -> str:
        simplified = simplify(text)
        return convert(simplified, config) if config else simplified

    history = tuple(m.model_copy(update={"content": rendered(m.content)}) for m in case.history)
    update = {"question": rendered(case.question), "script": script, "history": history}
    return case.model_copy(update=update)


def homophone(case: Case) -> Case | None:
    """One content character replaced by another of the same sound and tone."""
    return _edited(case, _replace_by_homophone)


def misspelt(question: str, n: int, random: Random) -> str:
    """The question, in Simplified, with up to `n` content characters replaced by homophones."""
    text = simplify(question)
    places = _content_places(text)
    for place in random.sample(places, min(n, len(places))):
        text = _replace_by_homophone(text, place, random) or text
    return text


def dropped(case: Case) -> Case | None:
    """One content character left out; None for questions too short to survive it."""
    return _edited(case, _drop)


def taiwan_wording(case: Case) -> Case | None:
    """Taiwan's words (資訊, 檔案, 專案); None where it has none for this question."""
    if case.script == "en":
        return None
    simplified = simplify(case.question)
    worded = convert(simplified, "s2twp")
    if worded == convert(simplified, "s2tw"):
        return None
    return case.model_copy(update={"question": worded, "script": "hant-tw"})


def polite(case: Case) -> Case | None:
    """The question with a greeting before it and thanks after it."""
    if case.script == "en":
        return case.model_copy(update={"question": f"Hello, could you tell me: {case.question}"})
    before, after = (render(words, "hans", case.script) for words in _POLITE)
    return case.model_copy(update={"question": f"{before}{case.question}{after}"})


def word_order(case: Case) -> Case | None:
    """The clauses of a question turned round, or X是什么 for 什么是X; None for others."""
    body = case.question.rstrip(_ENDING)
    clauses = re.split(r"[，,]", body)
    if len(clauses) == 2 and all(len(clause) >= 3 for clause in clauses):
        return case.model_copy(update={"question": f"{clauses[1]}？{clauses[0]}。"})
    what = re.fullmatch(r"(什么是|何谓|什麼是|何謂)(.{2,})", body)
    if what:
        is_what = "是什么" if case.script == "hans" else "是什麼"
        return case.model_copy(update={"question": f"{what[2]}{is_what}？"})
    asked = re.fullmatch(
        r"(.{2,}?)(有哪些|是什么|有哪几[个种项条]|是什麼|有哪幾[個種項條])(.*)", body
    )
    if asked and not asked[3]:
        turned = "哪些是" if asked[2].startswith("有") else "什么是"
        shown = render(turned, "hans", case.script)
        return case.model_copy(update={"question": f"{shown}{asked[1]}？"})
    return None


PERTURBATIONS: dict[str, Perturbation] = {
    "script": other_script,
    "homophone": homophone,
    "dropped": dropped,
    "taiwan-wording": taiwan_wording,
    "polite": polite,
    "word-order": word_order,
}


def perturbed(cases: Sequence[Case], by: Perturbation) -> list[Case]:
    """The cases that the perturbation changes, changed."""
    changed = ((case, by(case)) for case in cases)
    return [new for old, new in changed if new is not None and new.question != old.question]


def _edited(case: Case, edit: Callable[[str, int, Random], str | None]) -> Case | None:
    """One content character edited, tried in random order until an edit is possible."""
    if case.script == "en":
        return None
    text = simplify(case.question)
    places = _content_places(text)
    if len(places) < 6:
        return None
    random = Random(f"perturb {case.id}")
    for place in random.sample(places, len(places)):
        edited = edit(text, place, random)
        if edited is not None:
            shown = render(edited, "hans", case.script)
            return case.model_copy(update={"question": shown})
    return None


def _content_places(text: str) -> list[int]:
    return [i for i, c in enumerate(text) if "一" <= c <= "鿿" and c not in _FUNCTION_WORDS]


def _drop(text: str, place: int, random: Random) -> str | None:
    return text[:place] + text[place + 1 :]


def _replace_by_homophone(text: str, place: int, random: Random) -> str | None:
    sound = lazy_pinyin(text, style=Style.TONE3)
    if len(sound) != len(text):  # a run that is not Chinese counts as one
        sound = [lazy_pinyin(char, style=Style.TONE3)[0] for char in text]
    others = [char for char in _by_sound().get(sound[place], "") if char != text[place]]
    if not others:
        return None
    return text[:place] + random.choice(others) + text[place + 1 :]


@cache
def _by_sound() -> dict[str, str]:
    """The characters of GB 2312's first level (3,755 common ones) by sound and tone."""
    found: dict[str, str] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                char = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            sound = lazy_pinyin(char, style=Style.TONE3)[0]
            found[sound] = found.get(sound, "") + char
    return found
