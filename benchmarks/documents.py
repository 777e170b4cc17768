"""Generated office prose: numbered Chinese documents, the same ones on every machine."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

_OFFICES = [
    "综合科",
    "秘书科",
    "机要室",
    "档案室",
    "信息中心",
    "信访办",
    "督查室",
    "总务科",
    "车队",
    "财务科",
    "人事科",
    "保卫科",
]
_MATTERS = [
    "会议筹备",
    "公文流转",
    "印章使用",
    "档案借阅",
    "来访接待",
    "值班安排",
    "车辆调度",
    "信息报送",
    "督查督办",
    "办公用品采购",
    "保密检查",
    "安全巡查",
    "文件清退",
    "领导日程",
    "电话记录",
    "资产盘点",
    "食堂管理",
    "培训组织",
    "经费报销",
    "节日慰问",
]
_PEOPLE = [
    "主任",
    "副主任",
    "科长",
    "承办人",
    "值班员",
    "联络员",
    "档案员",
    "机要员",
    "分管领导",
    "经办同志",
    "审核人",
    "司机",
]
_THINGS = [
    "登记表",
    "签收单",
    "会议通知",
    "汇报材料",
    "座次表",
    "发言提纲",
    "领导批示",
    "来文",
    "回执",
    "台账",
    "派车单",
    "合同副本",
    "照片底稿",
    "录音",
    "值班日志",
    "钥匙",
    "门禁卡",
    "采购清单",
    "请假条",
    "花名册",
    "预算说明",
    "验收记录",
    "意见汇总",
    "工作简报",
]
_TIMES = [
    "当天下班前",
    "两个工作日内",
    "会前三天",
    "次日上午",
    "每周五",
    "月底前",
    "收到后半小时内",
    "活动结束后一周内",
    "季度末",
    "节前最后一个工作日",
    "开会前一小时",
    "接到电话后",
    "交接班时",
]
_REASONS = [
    "以免遗漏",
    "防止差错",
    "便于日后查找",
    "避免重复劳动",
    "保证前后一致",
    "让领导心中有数",
    "不给基层添麻烦",
    "确保责任到人",
    "免得互相推诿",
    "为下一步工作留出余地",
    "减少不必要的往返",
]
_MEANS = [
    "电话",
    "内网邮件",
    "当面沟通",
    "书面函件",
    "协同平台",
    "专人递送",
    "短信提醒",
    "现场查看",
    "随机抽查",
    "逐项核对",
    "交叉检查",
]
_SENTENCES = (
    "{p}要在{t}把{x}交到{o}，{r}。",
    "凡涉及{m}的{x}，一律由{p}签字，再通过{v}送{o}。",
    "{x}不全的，{p}应当用{v}说明缺什么，{t}补齐，{r}。",
    "遇到{m}与{n}时间冲突，先请示{p}，再按“{r}”的原则调整。",
    "{o}每次办完{m}，都要在{x}上写清经过、结果和{p}的姓名。",
    "{p}不在岗时，由{q}代为处理{m}，并于{t}补办{x}。",
    "对{m}中发现的第{k}类问题，{o}用{v}通知{p}，限{t}整改。",
    "{x}共{k}份，{p}留一份，{o}存一份，其余{t}销毁。",
    "不得把{x}带出{o}；确需带出的，经{p}同意，{t}归还。",
    "{p}与{q}意见不一致的，以{x}上的记载为准，{r}。",
    "做{m}最怕拖：{t}能办的事，{p}不要等到第{k}天。",
    "{o}牵头、{p}配合，用{v}把{x}核对{k}遍，{r}。",
)
_KINDS = ("办法", "规定", "细则", "须知", "流程", "指南")
_NUMERALS = "一二三四五六七八九十"


def write_documents(folder: Path, n_documents: int) -> int:
    """Writes 0000/000000.txt, ... into `folder`, a hundred files a folder; characters in all."""
    n_chars = 0
    for number, text in enumerate(documents(n_documents)):
        file = folder / f"{number // 100:04d}" / f"{number:06d}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        n_chars += len(text)
    return n_chars


def sentences(n: int) -> Iterator[str]:
    """Sentences of 20 to 50 characters, each from a random state of its own number."""
    for number in range(n):
        yield _sentence(Random(number))


def documents(n_documents: int) -> Iterator[str]:
    """Texts of 600 to 1,300 characters, each from a random state of its own number."""
    for number in range(n_documents):
        yield _document(Random(number))


def _document(random: Random) -> str:
    matters = random.sample(_MATTERS, random.randint(2, 4))
    office = random.choice(_OFFICES)
    lines = [f"{office}关于{matters[0]}的{random.choice(_KINDS)}（第{random.randint(1, 99999)}号）"]
    lines.append(_sentences(random, 3))
    for number, matter in enumerate(matters):
        lines.append(f"{_NUMERALS[number]}、{matter}{random.choice(('要求', '步骤', '注意事项'))}")
        lines.append(_sentences(random, random.randint(1, 3)))
        lines += [
            f"{item}、{_sentences(random, random.randint(1, 3))}"
            for item in range(1, random.randint(3, 5))
        ]
    return "\n".join(lines) + "\n"


def _sentences(random: Random, n: int) -> str:
    return "".join(_sentence(random) for _ in range(n))


def _sentence(random: Random) -> str:
    m, n = random.sample(_MATTERS, 2)
    p, q = random.sample(_PEOPLE, 2)
    return random.choice(_SENTENCES).format(
        m=m,
        n=n,
        p=p,
        q=q,
        o=random.choice(_OFFICES),
        x="、".join(random.sample(_THINGS, random.randint(1, 2))),
        t=random.choice(_TIMES),
        r=random.choice(_REASONS),
        v=random.choice(_MEANS),
        k=random.randint(2, 30),
    )
