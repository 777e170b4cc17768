"""Whatever stands in an item, the formats that hold it whole give it back."""

import csv
import html
import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quiz.formats.csv_table import csv_table
from bot.quiz.formats.export import Export
from bot.quiz.formats.gift import gift
from bot.quiz.formats.moodle_xml import moodle_xml
from bot.quiz.formats.printable import printable
from bot.quiz.formats.qti import qti
from bot.quiz.formats.xlsx import xlsx
from bot.quiz.records import Item
from tests.bot.quiz.papers import SINGLE
from tests.bot.quiz.test_gift import pygiftparser
from tests.bot.quiz.test_gift import said as of_gift

SIGNS = st.sampled_from("~=#{}:\\<>&\"'%*[]/-_+@$|;,.\n\r\t 　“”㐀𠮷臺")
TEXT = st.text(st.one_of(SIGNS, st.characters()), max_size=40).map("甲{}乙".format)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """A single choice of two different options, as `write` would hand it to a writer."""
    first, second, stem, explanation = (draw(TEXT) for _ in range(4))
    raw = replace(
        SINGLE,
        stem=stem,
        options=(f"1{first}", f"2{second}"),
        key=(f"2{second}",),
        explanation=explanation,
    )
    return printable(raw, Export("", [raw]))


def written(writer: Any, item: Item) -> bytes:
    return writer([item], Export("", [item]))


@settings(max_examples=200)
@given(items())
def test_gift(item: Item):
    [question] = pygiftparser.parseFile(io.StringIO(written(gift, item).decode(), newline="\n"))
    assert of_gift(question.text) == item.stem
    assert tuple(of_gift(a.answer) for a in question.answers.answers) == item.options
    assert of_gift(question.generalFeedback).startswith(item.explanation)


@given(items())
def test_moodle_xml(item: Item):
    [question] = ET.fromstring(written(moodle_xml, item)).findall("question")
    texts = [question.findtext("questiontext/text")]
    texts += [answer.findtext("text") for answer in question.findall("answer")]
    said = [html.unescape((text or "").replace("<br>", "\n")) for text in texts]
    assert said == [item.stem, *item.options]


@given(items())
def test_qti(item: Item):
    with zipfile.ZipFile(io.BytesIO(written(qti, item))) as packed:
        root = ET.fromstring(packed.read("items/item-001.xml"))
    for br in root.iter("{http://www.imsglobal.org/xsd/imsqti_v2p1}br"):
        br.text = "\n"
    asked = [e for e in root.iter() if e.tag.endswith(("}prompt", "}simpleChoice"))]
    assert ["".join(e.itertext()) for e in asked] == [item.stem, *item.options]


@settings(max_examples=30)
@given(items())
def test_excel_and_csv(item: Item):
    sheet: Any = openpyxl.load_workbook(io.BytesIO(written(xlsx, item))).active
    _, row = sheet.iter_rows(values_only=True)
    assert row[2:5] == (item.stem, *item.options)
    text = written(csv_table, item).decode("utf-8-sig")
    _, line = csv.reader(io.StringIO(text, newline=""))
    assert line[2:5] == [item.stem, *item.options]
