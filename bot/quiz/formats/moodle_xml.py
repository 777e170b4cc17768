"""Moodle XML: every kind has a question type of its own there."""

from collections.abc import Callable, Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.quiz.formats.blanks import around_blanks
from bot.quiz.formats.export import NEWER_MOODLE, NO_PLACE, Export
from bot.quiz.formats.feedback import feedback
from bot.quiz.formats.grades import percents
from bot.quiz.formats.lettered import is_true
from bot.quiz.formats.markup import as_html, one_line
from bot.quiz.records import Item

_MAX_NAME = 60
# In a gap, Moodle undoes entities, and ends an answer at ~ # or } that none of them stands for.
_GAP = {sign: f"&#{ord(sign)};" for sign in '~#{}\\/%="<>&\n'}


def moodle_xml(items: Sequence[Item], export: Export) -> bytes:
    """UTF-8 XML; the id is Moodle's id number, kind, levels and title of the text are tags."""
    export.say(NO_PLACE)
    quiz = Element("quiz")
    for item in items:
        quiz.append(_question(item, export))
    indent(quiz)
    return tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n"


def _question(item: Item, export: Export) -> Element:
    name, write = _TYPES[item.kind]
    question = Element("question", type=name)
    _text(SubElement(question, "name"), one_line(item.stem)[:_MAX_NAME])
    _html(question, "questiontext", _gaps(item) if item.kind == "blank" else as_html(item.stem))
    _html(question, "generalfeedback", as_html(feedback(item, export.words)))
    if item.kind != "blank":
        SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "idnumber").text = item.id
    write(question, item, export)
    _tags(question, item)
    return question


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def _html(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, {**attributes, "format": "html"})
    _text(element, text)
    return element


def _tags(question: Element, item: Item) -> None:
    tags = SubElement(question, "tags")
    for tag in (item.kind, item.difficulty, item.bloom, one_line(item.citation.title)[:50]):
        if tag:
            _text(SubElement(tags, "tag"), tag)


def _choices(question: Element, item: Item, export: Export) -> None:
    single = item.kind == "single"
    shares = _all_or_nothing(item) if single else percents(item, export)
    SubElement(question, "single").text = str(single).lower()
    SubElement(question, "shuffleanswers").text = "true"
    SubElement(question, "answernumbering").text = "ABCD"
    _combined(question)
    for option, share in zip(item.options, shares, strict=True):
        _html(question, "answer", as_html(option), fraction=share)


def _combined(question: Element) -> None:
    """Empty, but there: without them Moodle's import of ordering makes hints it can't store."""
    for said in ("correct", "partiallycorrect", "incorrect"):
        _html(question, f"{said}feedback", "")
    SubElement(question, "shownumcorrect")


def _all_or_nothing(item: Item) -> list[str]:
    return ["100" if option in item.key else "0" for option in item.options]


def _truth(question: Element, item: Item, export: Export) -> None:
    for said, right in (("true", is_true(item)), ("false", not is_true(item))):
        answer = SubElement(question, "answer", fraction="100" if right else "0")
        answer.set("format", "moodle_auto_format")
        _text(answer, said)


def _gaps(item: Item) -> str:
    """The stem with a short answer in each blank; a brace of its own stays an entity."""
    pieces = [as_html(piece).replace("{", "&#123;") for piece in around_blanks(item)]
    gaps = [_gap(text) for text in item.key]
    return pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True))


def _gap(text: str) -> str:
    return "{1:SHORTANSWER:=" + "".join(_GAP.get(sign, sign) for sign in text) + "}"


def _nothing_more(question: Element, item: Item, export: Export) -> None:
    """The gaps are in the text already."""


def _matching(question: Element, item: Item, export: Export) -> None:
    SubElement(question, "shuffleanswers").text = "true"
    _combined(question)
    left_over = [("", option) for option in item.options if option not in item.key]
    for prompt, option in [*zip(item.prompts, item.key, strict=True), *left_over]:
        pair = _html(question, "subquestion", as_html(prompt))
        _text(SubElement(pair, "answer"), escape(option, quote=False))


def _ordering(question: Element, item: Item, export: Export) -> None:
    export.note(NEWER_MOODLE, item)
    for tag, text in _LAYOUT.items():
        SubElement(question, tag).text = text
    _combined(question)
    for place, text in enumerate(item.key, start=1):
        _html(question, "answer", as_html(text), fraction=f"{place}.0000000")


def _essay(question: Element, item: Item, export: Export) -> None:
    SubElement(question, "responseformat").text = "editor"
    SubElement(question, "responserequired").text = "1"
    SubElement(question, "responsefieldlines").text = "10"
    label = export.words["points"]
    points = "".join(f"<li>{as_html(point)}</li>" for point in item.key)
    _html(question, "graderinfo", f"<p>{label}：</p><ol>{points}</ol>")


_LAYOUT = {
    "layouttype": "VERTICAL",
    "selecttype": "ALL",
    "selectcount": "0",
    "gradingtype": "RELATIVE_NEXT_EXCLUDE_LAST",
    "showgrading": "SHOW",
    "numberingstyle": "none",
}
_TYPES: dict[str, tuple[str, Callable[[Element, Item, Export], None]]] = {
    "single": ("multichoice", _choices),
    "multiple": ("multichoice", _choices),
    "true-false": ("truefalse", _truth),
    "blank": ("cloze", _nothing_more),
    "ordering": ("ordering", _ordering),
    "matching": ("matching", _matching),
    "short": ("essay", _essay),
}
