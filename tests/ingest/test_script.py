import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.script import detect, fold, fold_same_length, render, simplify, uses_taiwan_wording

ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "資訊檔案滑鼠電腦程式設計師計程車羣衆裏祕綫着著臺台干乾幹于於领導，。“”１２３ａｂ😀\ud800"
        ),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("办公室主任的七字诀是什么", "hans"),
        ("辦公室主任的七字訣是什麼", "hant-tw"),
        ("點樣處理部門之間嘅矛盾", "hant-hk"),
        ("裏面啲文件點樣處理", "hant-hk"),
        ("What does an office do?", "en"),
        ("人事", "hans"),
        ("「三心」是哪三心", "hant-tw"),
        ("「三心」是什么", "hans"),
        ("What does 七字诀 stand for?", "en"),
        ("Please explain 承上启下", "en"),
        ("is 办公室 really 无权部门?", "en"),
        (
            "The Office Handbook 办公室工作手册。为了规范办公室工作，制定本手册，各科室必须遵照执行。",
            "hans",
        ),
        ("OA系统怎么登录", "hans"),
        ("Is it true? 公章丢了怎么办", "hans"),
        ("用Python怎么读取一个CSV文件", "hans"),
        ("台北吃什麼好", "hant-tw"),
        ("台北吃什么好", "hans"),
        ("", "hans"),
        ("2012-3-20", "hans"),
    ],
)
def test_script_is_detected(text: str, script: str) -> None:
    assert detect(text) == script


@pytest.mark.parametrize(
    "variants",
    ["羣群", "爲為", "祕秘", "裏裡", "臺台", "綫線", "衆眾", "啓啟", "峯峰", "衛衞"],
)
def test_variants_fold_to_one_character(variants: str) -> None:
    assert len({fold_same_length(variant) for variant in variants}) == 1


def test_taiwan_writing_of_zhe_folds_but_names_stay() -> None:
    assert simplify("分管著幾個方面") == "分管着几个方面"
    assert simplify("著名的專著有顯著影響，隨著時間") == "著名的专著有显著影响，随着时间"


def test_full_width_folds() -> None:
    assert fold_same_length("（１）ＡＢ，") == "(1)AB,"


@given(ANY_TEXT)
def test_same_length_fold_keeps_the_length(text: str) -> None:
    assert len(fold_same_length(text)) == len(text)


@given(ANY_TEXT, st.booleans())
def test_fold_map_is_monotone_and_total(text: str, taiwan: bool) -> None:
    folded = fold(text, taiwan_wording=taiwan)
    origins = list(folded.origins)
    assert len(origins) == len(folded.text) + 1
    assert origins == sorted(origins)
    assert origins[-1] == len(text)
    assert all(0 <= origin <= len(text) for origin in origins)


@given(ANY_TEXT)
def test_fold_map_goes_there_and_back(text: str) -> None:
    folded = fold(text, taiwan_wording=False)
    for index in range(len(folded.text)):
        assert folded.position(folded.origins[index]) == index
        assert folded.span(index, index + 1) == (index, index + 1)


def test_fold_map_survives_a_change_of_length() -> None:
    text = "請軟體工程師整理資料庫，再交給計程車司機。"
    folded = fold(text, taiwan_wording=True)
    assert "出租车" in folded.text
    start = folded.text.index("出租车")
    first, last = folded.span(start, start + 3)
    assert text[first:last] == "計程車"
    comma = folded.text.index(",")
    assert text[slice(*folded.span(comma, comma + 1))] == "，"


def test_wording_is_told_from_characters() -> None:
    assert uses_taiwan_wording("各種指令和資訊的傳輸")
    assert not uses_taiwan_wording("處理信息、內部協調")
    assert not uses_taiwan_wording("信息")


def test_both_wordings_fold_alike() -> None:
    taiwan = fold("各種資訊", taiwan_wording=True).text
    assert taiwan == fold("各种信息", taiwan_wording=False).text


@pytest.mark.parametrize(
    ("text", "source", "reader", "expected"),
    [
        ("干部要及时沟通信息", "hans", "hant-tw", "幹部要及時溝通資訊"),
        ("群众里面", "hans", "hant-hk", "羣眾裏面"),
        ("由于各個部門", "hant-tw", "hant-tw", "由於各個部門"),
        ("分管著幾個方面", "hant-tw", "hans", "分管着几个方面"),
        ("許多工作的程序", "hant-tw", "hans", "许多工作的程序"),
        ("沟通信息", "hans", "en", "沟通信息"),
    ],
)
def test_rendering_is_for_the_reader(text: str, source: str, reader: str, expected: str) -> None:
    assert render(text, source, reader) == expected  # type: ignore[arg-type]


def test_office_words_stay_in_taiwan_and_those_of_computers_do_not() -> None:
    office = "事关全局的程序性文件，扩展视野，审核项目"
    assert render(office, "hans", "hant-tw") == "事關全局的程序性文件，擴展視野，審核項目"
    assert render("程序员的鼠标和网络", "hans", "hant-tw") == "程式設計師的滑鼠和網路"
