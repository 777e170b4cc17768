from bot.series import Series, series_of
from ingest.outline import build_outline
from ingest.records import Document, Section


def outline_of(text: str) -> list[Section]:
    return build_outline(Document("d", "d.txt", "题", text, "hans", ""))


TWO = """讲解要点
开讲之前，要做“三看”：一看人，是学生还是游客；二看时间，有急事的压到二十分钟；三看场地，心里有数。

讲的时候，注意几条。一是站位，不挡视线。二是手势，五指并拢。三是语速，放慢一点。四是提问，一两个就好。
"""
HIDDEN = "四种关系\n要处理好以下四种关系：\n其一，上级关系。要从容。\n其二，班子关系。要协调。\n其四，部门关系。要合力。\n"


def only(text: str) -> Series:
    outline = outline_of(text)
    (series,) = series_of(outline, outline[0])
    return series


def test_a_section_may_hold_two_series():
    outline = outline_of(TWO)
    assert [len(series.items) for series in series_of(outline, outline[0])] == [3, 4]


def test_an_item_that_is_hidden_has_its_place_all_the_same():
    series = only(HIDDEN)
    assert (series.announced, series.last) == (4, 4)
    assert [item.heading[:2] for item in series.at([4])] == ["部门"]
    assert series.at([3]) == []


def test_items_without_numbers_are_counted():
    outline = outline_of("要点\n- 关灯\n- 关窗\n- 锁门\n")
    (series,) = series_of(outline, outline[0])
    assert [series.place(item) for item in series.items] == [1, 2, 3]


def test_a_section_without_items_holds_no_series():
    outline = outline_of("只有一句话。")
    assert series_of(outline, outline[0]) == []
