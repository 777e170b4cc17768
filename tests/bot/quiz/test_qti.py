"""QTI 2.1 by an independent reader and, where XIETIAO_TEST_QTI_XSD names it, the official schema.

The schema is 1EdTech's and draws in the W3C's MathML, sixty files that are not ours: not shipped.
"""

import html
import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from onyx2moodle.classifier import classify
from onyx2moodle.parser import AssessmentItem, Interaction, parse_item

from bot.quiz.formats.export import Export
from bot.quiz.formats.qti import qti
from bot.quiz.formats.qti12 import qti12
from bot.quiz.records import BLANK, Item
from tests.bot.quiz.papers import ITEMS, SOURCE

SCHEMA = os.environ.get("XIETIAO_TEST_QTI_XSD", "")
GAP = re.compile(r"<textEntryInteraction [^>]*/>")


def package(writer=qti) -> dict[str, bytes]:
    raw = writer(ITEMS, Export("QTI", ITEMS))
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, AssessmentItem]:
    """What the independent reader makes of each item's file, by the item's id."""
    folder = tmp_path_factory.mktemp("package")
    items: dict[str, AssessmentItem] = {}
    for name, raw in package().items():
        if name.startswith("items/"):
            file = folder / Path(name).name
            file.write_bytes(raw)
            parsed = parse_item(file)
            items[parsed.identifier.removeprefix("xietiao-")] = parsed
    return items


def said(markup: str) -> str:
    return html.unescape(markup.replace("<br/>", "\n"))


def given(text: str) -> str:
    """What the reader gives: the text before the first element bare, the rest as markup."""
    bare, *rest = text.split("<br/>")
    return "\n".join([bare, *map(html.unescape, rest)])


def body(parsed: AssessmentItem, tag: str) -> str:
    """The inner text of the first such element, markup and all."""
    found = next(e for e in parsed.body_xml.iter() if str(e.tag).endswith(f"}}{tag}"))
    return re.sub(
        r"^<[^>]*>|</[^<>]*>$", "", etree.tostring(found, encoding="unicode", with_tail=False)
    )


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_stem_and_the_feedback_come_back(read: dict[str, AssessmentItem], item: Item):
    parsed = read[item.id]
    blank = item.kind == "blank"
    stem = GAP.sub(BLANK, body(parsed, "p")) if blank else body(parsed, "prompt")
    assert said(stem) == item.stem
    [told] = parsed.feedback
    assert given(told.html) == f"{item.explanation}\n{SOURCE}"


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_options_and_the_key_come_back(read: dict[str, AssessmentItem], item: Item):
    parsed = read[item.id]
    [asked] = parsed.interactions[:1] or [Interaction("order", "RESPONSE")]  # unknown to the reader
    declared = list(parsed.response_decls.values())
    if item.kind == "blank":
        assert tuple(d.correct_values[0] for d in declared) == item.key
    elif item.kind == "matching":
        left = {c.identifier: given(c.html) for c in asked.match_sources}
        right = {c.identifier: given(c.html) for c in asked.match_targets}
        assert (*left.values(),) == item.prompts
        assert (*right.values(),) == item.options
        pairs = [pair.split() for pair in declared[0].correct_values]
        assert [(left[a], right[b]) for a, b in pairs] == [
            *zip(item.prompts, item.key, strict=True)
        ]
    elif item.kind == "short":
        points = re.findall(r"<li[^>]*>(.*?)</li>", body(parsed, "ol"), re.DOTALL)
        assert tuple(map(said, points)) == item.key
    elif item.kind == "ordering":
        assert declared[0].cardinality == "ordered"
        options = choices(parsed)
        assert (*options.values(),) == item.options
        assert tuple(options[name] for name in declared[0].correct_values) == item.key
    else:
        options = {c.identifier: given(c.html) for c in asked.choices}
        assert (*options.values(),) == (item.options or ("正确", "错误"))
        assert tuple(options[name] for name in declared[0].correct_values) == item.key


def choices(parsed: AssessmentItem) -> dict[str, str]:
    """Of an orderInteraction, which the reader has no name for."""
    found = parsed.body_xml.iterfind(".//{*}simpleChoice")
    raw = (
        (c.get("identifier"), etree.tostring(c, encoding="unicode", with_tail=False)) for c in found
    )
    return {str(name): said(re.sub(r"^<[^>]*>|</[^<>]*>$", "", text)) for name, text in raw}


def test_the_reader_can_say_what_each_becomes_elsewhere(read: dict[str, AssessmentItem]):
    becomes = {item.kind: classify(read[item.id]).target for item in ITEMS}
    assert becomes == {
        "single": "multichoice",
        "multiple": "multichoice",
        "true-false": "multichoice",
        "blank": "shortanswer",
        "ordering": "unknown",  # it has no name for an orderInteraction
        "matching": "matching",
        "short": "essay",
    }


def test_the_manifest_names_every_file():
    files = package()
    manifest = etree.fromstring(files["imsmanifest.xml"])
    named = [file.get("href") for file in manifest.iterfind(".//{*}file")]
    assert sorted(map(str, named)) == sorted(files.keys() - {"imsmanifest.xml"})
    tested = etree.fromstring(files["test.xml"]).iterfind(".//{*}assessmentItemRef")
    assert {ref.get("href") for ref in tested} == {n for n in files if n.startswith("items/")}


@pytest.mark.skipif(not SCHEMA, reason="XIETIAO_TEST_QTI_XSD names no imsqti_v2p1.xsd")
def test_every_file_holds_to_the_official_schema():
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    for name, raw in package().items():
        if name != "imsmanifest.xml":
            schema.assertValid(etree.fromstring(raw))


# QTI 1.2: Canvas's own names of types and of responses.


def canvas() -> dict[str, etree._Element]:
    files = package(qti12)
    assert set(files) == {"imsmanifest.xml", "xietiao/xietiao.xml"}
    root = etree.fromstring(files["xietiao/xietiao.xml"])
    found = {str(e.get("ident")).removeprefix("xietiao-"): e for e in root.iterfind(".//{*}item")}
    return found


def shown(element: etree._Element | None) -> str:
    text = "" if element is None else element.findtext(".//{*}mattext")
    return html.unescape((text or "").replace("<br>", "\n"))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_canvas_gets_stem_options_key_and_feedback(item: Item):
    element = canvas()[item.id]
    stem = shown(element.find("{*}presentation/{*}material"))
    for number in range(1, len(item.key) + 1) if item.kind == "blank" else ():
        stem = stem.replace(f"[blank{number}]", BLANK)
    assert stem == item.stem
    assert shown(element.find("{*}itemfeedback")).endswith(f"{item.explanation}\n{SOURCE}")
    if item.kind == "short":
        points = "".join(f"{n}. {point}\n" for n, point in enumerate(item.key, start=1))
        assert f"要点：\n{points}" in shown(element.find("{*}itemfeedback"))
    else:
        assert right_answers(element) == (
            sorted(item.key) if item.kind == "multiple" else [*item.key]
        )


def right_answers(element: etree._Element) -> list[str]:
    """The texts of what brings marks, response by response."""
    texts = {
        (response.get("ident"), label.get("ident")): shown(label)
        for response in element.iterfind(".//{*}response_lid")
        for label in response.iterfind(".//{*}response_label")
    }
    conditions = element.iterfind(".//{*}respcondition")
    scored = [c for c in conditions if c.find("{*}setvar") is not None]
    found = [
        texts[equal.get("respident"), equal.text]
        for condition in scored
        for equal in condition.iterfind(".//{*}varequal")
        if str(equal.getparent().tag).rpartition("}")[2] != "not"  # type: ignore[union-attr]
    ]
    return sorted(found) if len(scored) == 1 else found
