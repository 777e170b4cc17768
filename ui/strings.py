"""The words of the browser interface, one set a language; the bot's own words are in `bot`."""

import re
from dataclasses import dataclass

from ingest.records import Script

HTML_LANG: dict[Script, str] = {
    "hans": "zh-Hans",
    "hant-tw": "zh-Hant-TW",
    "hant-hk": "zh-Hant-HK",
    "en": "en",
}


@dataclass(frozen=True, slots=True)
class Strings:
    """Every word of the interface; `{n}` stands for a number."""

    name: str
    tagline: str
    welcome: str
    promise: str
    examples: str
    documents: str
    chars: str
    placeholder: str
    question: str
    ask: str
    new: str
    script: str
    auto: str
    pending: str
    answer: str
    sources: str
    also: str
    open_source: str
    copy: str
    copied: str
    refused: str
    nearest: str
    failed: str
    source: str
    close: str
    loading: str
    unavailable: str
    changed: str


STRINGS: dict[Script, Strings] = {
    "hans": Strings(
        name="协调",
        tagline="办公室工作问答，句句有出处",
        welcome="想了解办公室工作的哪一方面？",
        promise="回答只依据下列资料，每句都标明出处，点编号即可核对原文。资料里没有的，会如实告诉你。",
        examples="可以这样问",
        documents="收录资料",
        chars="{n} 字",
        placeholder="输入问题，按 Enter 发送",
        question="问题",
        ask="提问",
        new="新对话",
        script="回答用字",
        auto="自动",
        pending="正在查阅资料……",
        answer="回答",
        sources="出处",
        also="另见",
        open_source="查看原文",
        copy="复制",
        copied="已复制",
        refused="资料中没有",
        nearest="资料里相近的内容，点击即可提问：",
        failed="没有得到回答，请再试一次。",
        source="原文",
        close="关闭原文",
        loading="正在打开原文……",
        unavailable="原文暂时打不开，请再试一次。",
        changed="这份资料在回答之后有改动，引文的位置可能已不准确。",
    ),
    "hant-tw": Strings(
        name="協調",
        tagline="辦公室工作問答，句句有出處",
        welcome="想了解辦公室工作的哪一方面？",
        promise="回答只依據下列資料，每句都標明出處，點編號即可核對原文。資料裡沒有的，會如實告訴您。",
        examples="可以這樣問",
        documents="收錄資料",
        chars="{n} 字",
        placeholder="輸入問題，按 Enter 送出",
        question="問題",
        ask="提問",
        new="新對話",
        script="回答用字",
        auto="自動",
        pending="正在查閱資料……",
        answer="回答",
        sources="出處",
        also="另見",
        open_source="檢視原文",
        copy="複製",
        copied="已複製",
        refused="資料中沒有",
        nearest="資料裡相近的內容，點一下即可提問：",
        failed="沒有得到回答，請再試一次。",
        source="原文",
        close="關閉原文",
        loading="正在開啟原文……",
        unavailable="原文暫時無法開啟，請再試一次。",
        changed="這份資料在回答之後有更動，引文的位置可能已不準確。",
    ),
    "hant-hk": Strings(
        name="協調",
        tagline="辦公室工作問答，句句有出處",
        welcome="想了解辦公室工作的哪一方面？",
        promise="回答只依據下列資料，每句都標明出處，按編號即可核對原文。資料裏沒有的，會如實告訴你。",
        examples="可以這樣問",
        documents="收錄資料",
        chars="{n} 字",
        placeholder="輸入問題，按 Enter 傳送",
        question="問題",
        ask="提問",
        new="新對話",
        script="回答用字",
        auto="自動",
        pending="正在查閱資料……",
        answer="回答",
        sources="出處",
        also="另見",
        open_source="查看原文",
        copy="複製",
        copied="已複製",
        refused="資料中沒有",
        nearest="資料裏相近的內容，按一下即可提問：",
        failed="沒有得到回答，請再試一次。",
        source="原文",
        close="關閉原文",
        loading="正在開啟原文……",
        unavailable="原文暫時無法開啟，請再試一次。",
        changed="這份資料在回答之後有更改，引文的位置可能已不準確。",
    ),
    "en": Strings(
        name="Xietiao 协调",
        tagline="Office work, every line sourced",
        welcome="What would you like to know about office work?",
        promise=(
            "Answers rest on the texts below and nothing else. Every sentence carries a number: "
            "select it to check the original. Where the texts are silent, you are told so."
        ),
        examples="Try asking",
        documents="The texts",
        chars="{n} characters",
        placeholder="Type a question, Enter sends",
        question="Question",
        ask="Ask",
        new="New chat",
        script="Answer in",
        auto="Auto",
        pending="Looking it up…",
        answer="Answer",
        sources="Sources",
        also="See also",
        open_source="Open the source",
        copy="Copy",
        copied="Copied",
        refused="Not in the texts",
        nearest="The nearest things the texts do cover; select one to ask it:",
        failed="No answer came back; please try again.",
        source="Source",
        close="Close the source",
        loading="Opening the source…",
        unavailable="The source can't be opened just now; please try again.",
        changed="This text has changed since the answer; the quoted place may have moved.",
    ),
}

_ACCEPTED = re.compile(r"([A-Za-z*]+(?:-[A-Za-z0-9]+)*)\s*(?:;\s*q\s*=\s*([01](?:\.\d+)?))?")


def language(accept_language: str) -> Script:
    """The interface language for an Accept-Language header; Simplified where it says nothing.

    A reader of neither Chinese nor English gets English.
    """
    accepted = [(float(q or 1), tag.lower()) for tag, q in _ACCEPTED.findall(accept_language)]
    accepted.sort(key=lambda pair: -pair[0])
    for _, tag in accepted:
        if tag.startswith("zh"):
            return _chinese(tag.split("-"))
        if tag.startswith("en"):
            return "en"
    return "en" if accepted and accepted[0][1] != "*" else "hans"


def _chinese(subtags: list[str]) -> Script:
    if "hans" in subtags:
        return "hans"
    if "hk" in subtags or "mo" in subtags:
        return "hant-hk"
    return "hant-tw" if "tw" in subtags or "hant" in subtags else "hans"
