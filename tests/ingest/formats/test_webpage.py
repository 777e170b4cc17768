"""Web pages."""

import pytest

from ingest.errors import UnreadableFile
from ingest.formats import convert, webpage
from tests.ingest.formats.making import ARTICLE


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "gb18030"), ("", "utf-16")],
)
def test_the_main_content_of_a_page_is_read(charset, encoding):
    page = convert(".html", ARTICLE.format(charset=charset).encode(encoding))
    assert page.encoding == encoding
    assert page.title == "正确处理四种关系"
    assert page.text.splitlines() == [
        "# 正确处理四种关系",
        "办公室是一个单位承上启下的纽带,是协调左右的中枢,没有热情是不行的。",
        "## 一、四种关系",
        "第一行。",
        "第二行。",
        "1. 与领导的关系。要主动请示汇报,当好参谋助手。",
        "2. 与部门的关系。要平等协商,互相支持配合。",
        "三、与基层的关系。要深入调查研究。",
        "- 当面沟通",
        "方法 | 时机",
        "会议 | 重大事项",
        "做好这些,协调工作就能事半功倍,上下左右各方都会满意,工作也就有了条理和章法,大家都能安心做事。",
    ]


def test_a_page_without_containers_keeps_its_headings():
    body = "".join(f"<h2>{n}、关系</h2><p>要主动请示汇报,当好参谋助手。</p>" for n in "一二三四")
    text = convert(".htm", f"<html><body>{body}</body></html>".encode()).text
    assert text.splitlines()[:3] == ["## 一、关系", "要主动请示汇报,当好参谋助手。", "## 二、关系"]


def test_a_short_page_keeps_its_lines():
    raw = "<p>一、先沟通。</p><p>二、后协调。</p>".encode("gb18030")
    assert convert(".html", raw).text == "一、先沟通。\n二、后协调。"


def test_a_huge_page_is_taken_whole_and_quickly(monkeypatch):
    monkeypatch.setattr(webpage, "MAX_ITEMS", 100)
    items = "".join(f"<li>第{i}件事" for i in range(101))
    lines = convert(".html", f"<body><ol>{items}</ol></body>".encode()).text.splitlines()
    assert lines[0] == "1. 第0件事"
    assert len(lines) == 101
    assert "字" in convert(".html", ("<b>" * 100 + "字").encode()).text
    with pytest.raises(UnreadableFile, match="larger than 10 MB"):
        convert(".html", b" " * (webpage.MAX_HTML_BYTES + 1))
