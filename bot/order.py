"""Orders to do other work: write, draft, translate. The bot quotes, and says what is near."""

import re

_POLITE = (
    r"(?:请|麻烦|拜托|劳驾|可以|可不可以|能不能|能否|能|快)?(?:你|您)?(?:来)?(?:帮忙?|替"
    r"|给|为)?(?:我们?|俺|咱)?"
)
_MADE = r"(?:写|起草|草拟|拟定?|撰写|代写|编写|创作|作|画|生成|做)"
_PIECE = r"(?:出)?(?:一|几|两|三)?(?:份|篇|封|首|段|张|幅|套|则|个|条)"
_WORK = (  # what offices have written; 写一个 alone may stand before anything
    r"通知|稿|报告|总结|邮件|方案|计划|发言|讲话|请示|批复|函|诗|词|歌|故事|小说"
    r"|作文|文章|论文|代码|程序|脚本"
    r"|检讨|申请|简历|ppt|表格|海报|文案|致辞|祝福|对联|纪要|模板|范文|绝句|心得"
    r"|体会|javascript|python"
)
_WRITE = re.compile(rf"^{_POLITE}{_MADE}{_PIECE}.{{0,24}}?(?:{_WORK})")
_WRITE_FOR_ME = re.compile(rf"(?:帮|替|给)(?:我们?|俺|咱)?{_MADE}(?:{_PIECE}).{{0,24}}?(?:{_WORK})")
_TRANSLATE = re.compile(
    r"(?:翻译|译)(?:成|为|出|做)|^(?:请|帮我|请帮我|麻烦)?翻译|用(?:英|法|德|日|韩"
    r"|俄)[文语](?:说|写|回答|讲|介绍|解释|列出|翻译|告诉)"
)
_ENGLISH = re.compile(
    r"^(?:please |can you |could you )*(?:write|draft|compose|translate)\b(?!.*\?.*\?)"
)
_ASKS = re.compile(
    r"什么|怎|咩|乜|如何|咋|点样|哪|几|多少|为何|谁|注意|要求|步骤|应该|应当|该不该|吗.|时候?[,，要]|要点"
)


def is_order(folded: str) -> bool:
    """Whether a folded message orders other work done, and asks nothing."""
    text = folded.strip()
    if _ASKS.search(text):
        return False
    return any(p.search(text) for p in (_WRITE, _WRITE_FOR_ME, _TRANSLATE, _ENGLISH))


def subject(folded: str) -> str:
    """What the work is to be about: the message without the order."""
    bare = re.sub(
        rf"^{_POLITE}{_MADE}(?:{_PIECE})?|翻译(?:成|为)?|[英法德日韩俄][文语]", " ", folded
    )
    return re.sub(r"^\s*把|\s+", " ", bare).strip()
