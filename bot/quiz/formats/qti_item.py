"""One item as a QTI 2.1 assessmentItem: its interaction, how it is marked, what is told after."""

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement

from bot.quiz.formats.blanks import around_blanks
from bot.quiz.formats.feedback import feedback
from bot.quiz.formats.lettered import letter, letters
from bot.quiz.formats.markup import one_line
from bot.quiz.formats.truths import truths
from bot.quiz.formats.words import Words
from bot.quiz.records import Item

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_TOLD = "EXPLANATION"
_MAX_TITLE = 60


def assessment_item(item: Item, words: Words) -> Element:
    """The element; its text is mixed with markup, so that no white space may be put into it."""
    root = Element("assessmentItem", _attributes(item))
    body = Element("itemBody")
    responses = _BODIES[item.kind](root, body, item, words)
    _declare_outcomes(root)
    root.append(body)
    _processing(root, responses)
    told = SubElement(
        root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=_TOLD, showHide="show"
    )
    _write(told, feedback(item, words))
    return root


def _attributes(item: Item) -> dict[str, str]:
    return {
        "xmlns": _QTI,
        "identifier": f"xietiao-{item.id}",
        "title": one_line(item.stem)[:_MAX_TITLE],
        "adaptive": "false",
        "timeDependent": "false",
    }


def _write(parent: Element, text: str) -> None:
    """The text at the end of `parent`, its line breaks as <br/>."""
    first, *others = text.split("\n")
    _append(parent, first)
    for line in others:
        SubElement(parent, "br").tail = line


def _append(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _declare(root: Element, name: str, cardinality: str, kind: str, key: Sequence[str]) -> str:
    declaration = SubElement(
        root, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=kind
    )
    if key:
        correct = SubElement(declaration, "correctResponse")
        for value in key:
            SubElement(correct, "value").text = value
    return name


def _declare_outcomes(root: Element) -> None:
    score = SubElement(
        root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float"
    )
    SubElement(SubElement(score, "defaultValue"), "value").text = "0"
    SubElement(
        root,
        "outcomeDeclaration",
        identifier="FEEDBACK",
        cardinality="single",
        baseType="identifier",
    )


def _choices(root: Element, body: Element, item: Item, words: Words) -> list[str]:
    several = item.kind == "multiple"
    options = truths(item) if item.kind == "true-false" else item.options
    key = [letter(options.index(text)) for text in item.key]
    name = _declare(root, "RESPONSE", "multiple" if several else "single", "identifier", key)
    asked = _ask(body, "choiceInteraction", item, shuffle="false", maxChoices=str(int(not several)))
    _list(asked, "simpleChoice", options)
    return [name]


def _ask(body: Element, tag: str, item: Item, **attributes: str) -> Element:
    asked = SubElement(body, tag, {"responseIdentifier": "RESPONSE", **attributes})
    _write(SubElement(asked, "prompt"), item.stem)
    return asked


def _list(asked: Element, tag: str, options: Sequence[str]) -> None:
    for index, option in enumerate(options):
        _write(SubElement(asked, tag, identifier=letter(index)), option)


def _ordering(root: Element, body: Element, item: Item, words: Words) -> list[str]:
    name = _declare(root, "RESPONSE", "ordered", "identifier", letters(item))
    _list(_ask(body, "orderInteraction", item, shuffle="false"), "simpleChoice", item.options)
    return [name]


def _matching(root: Element, body: Element, item: Item, words: Words) -> list[str]:
    pairs = [f"P{number} {said}" for number, said in enumerate(letters(item), start=1)]
    name = _declare(root, "RESPONSE", "multiple", "directedPair", pairs)
    most = str(len(item.prompts))
    asked = _ask(body, "matchInteraction", item, shuffle="false", maxAssociations=most)
    prompts, options = SubElement(asked, "simpleMatchSet"), SubElement(asked, "simpleMatchSet")
    for number, prompt in enumerate(item.prompts, start=1):
        _write(_associable(prompts, f"P{number}", "1"), prompt)
    for index, option in enumerate(item.options):
        _write(_associable(options, letter(index), most), option)
    return [name]


def _associable(matched: Element, name: str, most: str) -> Element:
    return SubElement(matched, "simpleAssociableChoice", identifier=name, matchMax=most)


def _blanks(root: Element, body: Element, item: Item, words: Words) -> list[str]:
    pieces = around_blanks(item)
    paragraph = SubElement(body, "p")
    _write(paragraph, pieces[0])
    names: list[str] = []
    for number, (text, piece) in enumerate(zip(item.key, pieces[1:], strict=True), start=1):
        names.append(_declare(root, f"RESPONSE{number}", "single", "string", [text]))
        SubElement(paragraph, "textEntryInteraction", responseIdentifier=names[-1])
        _write(paragraph, piece)
    return names


def _essay(root: Element, body: Element, item: Item, words: Words) -> list[str]:
    """Marked by a person: the key points are for the scorer's eyes."""
    _declare(root, "RESPONSE", "single", "string", ())
    told = SubElement(body, "rubricBlock", view="scorer")
    SubElement(told, "p").text = f"{words['points']}："
    points = SubElement(told, "ol")
    for point in item.key:
        _write(SubElement(points, "li"), point)
    _ask(body, "extendedTextInteraction", item)
    return []


def _processing(root: Element, responses: Sequence[str]) -> None:
    """One mark where every response is its key; the explanation is shown in either case."""
    processing = SubElement(root, "responseProcessing")
    if responses:
        condition = SubElement(processing, "responseCondition")
        found = SubElement(condition, "responseIf")
        matched = SubElement(found, "and") if len(responses) > 1 else found
        for name in responses:
            both = SubElement(matched, "match")
            SubElement(both, "variable", identifier=name)
            SubElement(both, "correct", identifier=name)
        _set(found, "SCORE", "float", "1")
    _set(processing, "FEEDBACK", "identifier", _TOLD)


def _set(parent: Element, name: str, kind: str, value: str) -> None:
    outcome = SubElement(parent, "setOutcomeValue", identifier=name)
    SubElement(outcome, "baseValue", baseType=kind).text = value


_BODIES: dict[str, Callable[[Element, Element, Item, Words], list[str]]] = {
    "single": _choices,
    "multiple": _choices,
    "true-false": _choices,
    "blank": _blanks,
    "ordering": _ordering,
    "matching": _matching,
    "short": _essay,
}
