import pytest

from bot.marks import full_width, shown
from ingest.records import Script


@pytest.mark.parametrize(
    ("text", "wide"),
    [('单位的"纽带",左右的"中枢".', "单位的“纽带”，左右的“中枢”。"),
     ("各类文件(电子的、纸质的)都要有", "各类文件（电子的、纸质的）都要有"),
     ("服务(service)要好", "服务（service）要好"),
     ('他说"好', '他说"好'), ("第3.5节", "第3.5节"), ('say "yes" (now)', 'say "yes" (now)'),
     ("要有「纽带」的作用", "要有“纽带”的作用")],
)  # fmt: skip
def test_half_width_marks_beside_han_become_full_width(text: str, wide: str):
    assert full_width(text) == wide


@pytest.mark.parametrize(
    ("reader", "text"),
    [("hans", "做到“三‘不’”"), ("hant-tw", "做到「三『不』」"), ("hant-hk", "做到「三『不』」"), ("en", "做到“三‘不’”")],
)  # fmt: skip
def test_each_script_has_its_own_quotation_marks(reader: Script, text: str):
    assert shown("做到“三‘不’”", "hans", reader) == text
    assert shown("做到「三『不』」", "hant-tw", reader) == text


def test_an_apostrophe_is_no_quotation_mark():
    assert shown("Barnard’s", "hans", "hant-tw") == "Barnard’s"
