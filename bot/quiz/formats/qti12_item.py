"""One item as Canvas writes it in QTI 1.2: what is asked, what is right, what is told after."""

from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

from bot.quiz.formats.blanks import around_blanks
from bot.quiz.formats.export import ORDER_MATCHED, SHORT_FEEDBACK, Export
from bot.quiz.formats.feedback import feedback, with_answers
from bot.quiz.formats.lettered import letter, letters
from bot.quiz.formats.markup import as_html, one_line
from bot.quiz.formats.truths import truths
from bot.quiz.formats.words import Words
from bot.quiz.records import Item

_TYPES = {
    "single": "multiple_choice_question",
    "multiple": "multiple_answers_question",
    "true-false": "true_false_question",
    "blank": "fill_in_multiple_blanks_question",
    "ordering": "matching_question",
    "matching": "matching_question",
    "short": "essay_question",
}
_TOLD = "general_fb"
_MAX_TITLE = 60

Right = Iterable[tuple[str, str]]
"""Pairs of a response's name and the identifier of what is right there."""


def canvas_item(item: Item, number: int, export: Export) -> Element:
    """The element; `number` is its place in the paper and part of its title."""
    title = f"{number}. {one_line(item.stem)}"[:_MAX_TITLE]
    root = Element("item", ident=f"xietiao-{item.id}", title=title)
    _metadata(root, item)
    presentation = SubElement(root, "presentation")
    processing = _processing(root)
    _WRITERS[item.kind](presentation, processing, item, export)
    told = SubElement(root, "itemfeedback", ident=_TOLD)
    _material(SubElement(told, "flow_mat"), _told(item, export.words))
    return root


def _told(item: Item, words: Words) -> str:
    if item.kind == "short":
        return with_answers(item, words)
    return feedback(item, words)


def _metadata(root: Element, item: Item) -> None:
    fields = SubElement(SubElement(root, "itemmetadata"), "qtimetadata")
    for label, entry in (("question_type", _TYPES[item.kind]), ("points_possible", "1.0")):
        field = SubElement(fields, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = label
        SubElement(field, "fieldentry").text = entry


def _material(parent: Element, text: str) -> None:
    material = SubElement(parent, "material")
    SubElement(material, "mattext", texttype="text/html").text = as_html(text)


def _processing(root: Element) -> Element:
    """The explanation is told whatever was answered."""
    processing = SubElement(root, "resprocessing")
    outcomes = SubElement(processing, "outcomes")
    score = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    SubElement(outcomes, "decvar", score)
    condition = SubElement(processing, "respcondition", {"continue": "Yes"})
    SubElement(SubElement(condition, "conditionvar"), "other")
    SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=_TOLD)
    return processing


def _responses(parent: Element, name: str, cardinality: str) -> Element:
    return SubElement(parent, "response_lid", ident=name, rcardinality=cardinality)


def _labels(response: Element, options: Sequence[str]) -> None:
    choices = SubElement(response, "render_choice")
    for index, option in enumerate(options):
        _material(SubElement(choices, "response_label", ident=letter(index)), option)


def _choice(presentation: Element, processing: Element, item: Item, export: Export) -> None:
    options = truths(item) if item.kind == "true-false" else item.options
    _material(presentation, item.stem)
    _labels(_responses(presentation, "response1", "Single"), options)
    right = letter(options.index(item.key[0]))
    _award(processing, [("response1", right)], action="Set", share="100")


def _several(presentation: Element, processing: Element, item: Item, export: Export) -> None:
    _material(presentation, item.stem)
    _labels(_responses(presentation, "response1", "Multiple"), item.options)
    condition = SubElement(processing, "respcondition", {"continue": "No"})
    every = SubElement(SubElement(condition, "conditionvar"), "and")
    for index, option in enumerate(item.options):
        asked = every if option in item.key else SubElement(every, "not")
        SubElement(asked, "varequal", respident="response1").text = letter(index)
    SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"


def _award(processing: Element, right: Right, *, action: str, share: str) -> None:
    for name, value in right:
        condition = SubElement(processing, "respcondition", {"continue": "No"})
        equal = SubElement(SubElement(condition, "conditionvar"), "varequal", respident=name)
        equal.text = value
        SubElement(condition, "setvar", action=action, varname="SCORE").text = share


def _blanks(presentation: Element, processing: Element, item: Item, export: Export) -> None:
    """Canvas finds a blank by its name in brackets."""
    names = [f"blank{number}" for number in range(1, len(item.key) + 1)]
    pieces = around_blanks(item)
    named = (f"[{name}]{piece}" for name, piece in zip(names, pieces[1:], strict=True))
    _material(presentation, pieces[0] + "".join(named))
    for name, text in zip(names, item.key, strict=True):
        response = SubElement(presentation, "response_lid", ident=f"response_{name}")
        SubElement(SubElement(response, "material"), "mattext").text = name
        _labels(response, [text])
    _parts(processing, [(f"response_{name}", letter(0)) for name in names])


def _parts(processing: Element, right: Sequence[tuple[str, str]]) -> None:
    _award(processing, right, action="Add", share=f"{100 / len(right):.2f}")


def _pairs(
    presentation: Element,
    processing: Element,
    item: Item,
    prompts: Sequence[str],
) -> None:
    _material(presentation, item.stem)
    names = [f"response_P{number}" for number in range(1, len(prompts) + 1)]
    for name, prompt in zip(names, prompts, strict=True):
        response = SubElement(presentation, "response_lid", ident=name)
        _material(response, prompt)
        _labels(response, item.options)
    _parts(processing, list(zip(names, letters(item), strict=True)))


def _matching(presentation: Element, processing: Element, item: Item, export: Export) -> None:
    _pairs(presentation, processing, item, item.prompts)


def _ordering(presentation: Element, processing: Element, item: Item, export: Export) -> None:
    export.note(ORDER_MATCHED, item)
    _pairs(presentation, processing, item, [str(n) for n in range(1, len(item.key) + 1)])


def _essay(presentation: Element, processing: Element, item: Item, export: Export) -> None:
    export.note(SHORT_FEEDBACK, item)
    _material(presentation, item.stem)
    response = SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    fib = SubElement(response, "render_fib")
    SubElement(fib, "response_label", ident="answer1", rshuffle="No")


_WRITERS: dict[str, Callable[[Element, Element, Item, Export], None]] = {
    "single": _choice,
    "multiple": _several,
    "true-false": _choice,
    "blank": _blanks,
    "ordering": _ordering,
    "matching": _matching,
    "short": _essay,
}
