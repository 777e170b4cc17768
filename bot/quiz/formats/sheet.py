"""A Word document in the dress of a Chinese exam paper; the only import of python-docx."""

from collections.abc import Mapping, Sequence
from typing import IO, Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor, Twips

from bot.quiz.records import BLANK

_LATIN = "Times New Roman"
_SIZE = Pt(10.5)  # 五号
_INDENT = Cm(0.74)  # two characters
_TEXT_WIDTH = Cm(16)
_BLANK_SCALE = "300"  # percent: four underscores are too short to write on


class Sheet:
    """What is put on the paper, from the top down."""

    def __init__(self, fonts: Mapping[str, str], language: str) -> None:
        """`fonts` for body, head and aside; `language` says how shared characters are drawn."""
        self._document: Any = docx.Document()
        page = self._document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.5)
        page.top_margin = page.bottom_margin = Cm(2.2)
        self._dress(fonts)
        self._document.styles.element.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), language)

    def _dress(self, fonts: Mapping[str, str]) -> None:
        styles = self._document.styles
        _font(styles["Normal"], fonts["body"], _SIZE)
        _space(styles["Normal"], before=0, after=2)
        _font(styles["Title"], fonts["head"], Pt(18))
        styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _space(styles["Title"], before=0, after=10)
        _font(styles["Heading 1"], fonts["head"], Pt(12))
        _space(styles["Heading 1"], before=12, after=3)
        aside = styles.add_style("Told", WD_STYLE_TYPE.PARAGRAPH)
        aside.base_style = styles["Normal"]
        _font(aside, fonts["aside"], _SIZE)
        aside.paragraph_format.keep_with_next = True

    def title(self, text: str) -> None:
        """A title in the middle, without the template's rule below it."""
        _unruled(self._document.add_paragraph(text, style="Title"))

    def heading(self, text: str) -> None:
        """A section's heading."""
        self._document.add_paragraph(text, style="Heading 1")

    def told(self, text: str) -> None:
        """What to do in this section, in another hand."""
        self._document.add_paragraph(text, style="Told")

    def line(self, text: str, *, centred: bool = False, indented: bool = False) -> Any:
        """The paragraph."""
        paragraph = self._document.add_paragraph(text)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if indented:
            paragraph.paragraph_format.left_indent = _INDENT
        return paragraph

    def lines(self, texts: Sequence[str]) -> None:
        """Paragraphs below a question, kept together."""
        for index, text in enumerate(texts, start=1):
            paragraph = self.line(text, indented=True)
            paragraph.paragraph_format.keep_with_next = index < len(texts)

    def question(self, number: int, text: str, *, keep: bool) -> None:
        """A numbered stem; its blanks are drawn long. `keep` holds it to what follows."""
        paragraph = self._document.add_paragraph(f"{number}. ")
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = _INDENT, -_INDENT
        form.space_before, form.keep_with_next, form.keep_together = Pt(4), keep, True
        for index, piece in enumerate(text.split(BLANK)):
            if index:
                _scale(paragraph.add_run(BLANK))
            paragraph.add_run(piece)

    def columns(self, texts: Sequence[str], n_columns: int, *, keep: bool) -> None:
        """Options beside each other, at the stops of `n_columns`."""
        paragraph = self._document.add_paragraph("\t".join(texts))
        form = paragraph.paragraph_format
        form.left_indent, form.keep_with_next = _INDENT, keep
        width = int((_TEXT_WIDTH - _INDENT) / n_columns)
        for column in range(1, n_columns):
            form.tab_stops.add_tab_stop(_INDENT + column * width)

    def pairs(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Two lists beside each other, without rules."""
        n_rows = max(len(left), len(right))
        table = self._document.add_table(rows=n_rows, cols=2)
        _push_right(table, _INDENT)
        for column, texts in enumerate((left, right)):
            for row, text in enumerate(texts):
                table.cell(row, column).text = text
        self.line("")

    def rules(self, n: int) -> None:
        """Empty lines to write on."""
        for _ in range(n):
            form = self.line("\t", indented=True).paragraph_format
            form.tab_stops.add_tab_stop(_TEXT_WIDTH, leader=WD_TAB_LEADER.LINES)
            form.space_before = Pt(8)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A ruled table in the middle of the page."""
        table = self._document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cells, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text, cell.width = text, Cm(1.8)
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def new_page(self) -> None:
        """What follows starts a page."""
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def footer(self, said: Sequence[str]) -> None:
        """第 1 页 共 9 页: `said` is what stands before, between and after the two numbers."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(said[0])
        for field, text in zip(("PAGE", "NUMPAGES"), said[1:], strict=True):
            _add_field(paragraph, field)
            paragraph.add_run(text)

    def save(self, stream: IO[bytes]) -> None:
        """The document's bytes into `stream`."""
        self._document.save(stream)


def _font(style: Any, chinese: str, size: Any) -> None:
    style.font.name, style.font.size = _LATIN, size
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win
    fonts.set(qn("w:eastAsia"), chinese)


def _space(style: Any, *, before: float, after: float) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.25


def _unruled(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    bottom.set(qn("w:val"), "nil")
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _push_right(table: Any, width: int) -> None:
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), str(width // Twips(1)))
    indent.set(qn("w:type"), "dxa")
    table._tbl.tblPr.append(indent)


def _scale(run: Any) -> None:
    scale = OxmlElement("w:w")
    scale.set(qn("w:val"), _BLANK_SCALE)
    run._r.get_or_add_rPr().append(scale)


def _add_field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)
