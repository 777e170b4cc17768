"""Texts about other work in the same manner, to bury the guidance under.

They speak of warehouses, canteens and fleets in the words such texts share (工作, 管理, 负责), so
that word overlap alone doesn't tell them apart, and answer none of the questions. Generated
from phrases by a seeded generator: any amount, the same every time, and no licence to mind.
"""

from collections.abc import Sequence
from random import Random

_FIELDS = (
    ("仓库", ("入库验收", "货位编号", "先进先出", "盘点核对", "防潮防火", "出库复核")),
    ("食堂", ("食材采购", "留样检测", "餐具消毒", "菜谱公示", "用火用电", "剩余称重")),
    ("车队", ("出车登记", "油耗核算", "定点维修", "安全驾驶", "轮胎更换", "保险理赔")),
    ("机房", ("温度监测", "数据备份", "补丁更新", "口令更换", "线缆标识", "断电演练")),
    ("绿化", ("修剪枝叶", "冬季防冻", "浇水施肥", "病虫防治", "苗木补种", "草坪养护")),
    ("物业", ("电梯年检", "水箱清洗", "门禁发卡", "垃圾分类", "外墙检查", "车位划线")),
    ("消防", ("器材点检", "通道畅通", "疏散演习", "报警测试", "电路排查", "值班巡查")),
    ("图书室", ("分类编目", "借阅登记", "破损修补", "新书推荐", "过期催还", "防虫防蛀")),
    ("实验室", ("试剂存放", "废液回收", "仪器校准", "通风检查", "防护穿戴", "样品编号")),
    ("泳池", ("水质化验", "救生值守", "余氯监测", "更衣清扫", "水温调节", "深浅标示")),
)
_OPENINGS = (
    "{field}管理看似简单,其实环环相扣,任何一处疏忽都可能造成损失。",
    "做好{field}的日常管理,关键在于把制度落到每一个岗位。",
    "近年来,{field}的规模不断扩大,对管理人员提出了新的要求。",
    "{field}负责人要把{a}和{b}放在同等位置,不可偏废。",
)
_POINTS = (
    "{a}要做到每日一查、每周一报,发现问题当场登记并限期改正。",
    "对{a}的记录应当保存{n}个月以上,以备抽查。",
    "凡是涉及{a}的事项,须由两人以上共同完成,并在登记簿上签字。",
    "{a}不到位,{b}就无从谈起,因此要先抓{a},再抓{b}。",
    "管理人员应当熟悉{a}的流程,并对新来的同志进行不少于{n}小时的培训。",
    "遇到节假日,{field}要提前安排好{a},防止无人负责。",
    "每年组织{n}次{a}考核,考核结果与当月奖金挂钩。",
    "{a}所用的器具要定点摆放,用后及时清理归位。",
)
_ORDINALS = "一二三四五六"


def distractor(seed: int, *, n_chars: int = 3000) -> str:
    """A text of about `n_chars` characters about one field of work; the same for the same seed."""
    random = Random(f"distractor {seed}")
    field, topics = _FIELDS[seed % len(_FIELDS)]
    lines = [f"{field}管理工作要点(第{seed + 1}期)", _filled(random, _OPENINGS, field, topics)]
    while sum(map(len, lines)) < n_chars:
        chosen = random.sample(topics, 3)
        for ordinal, topic in zip(_ORDINALS, chosen, strict=False):
            rest = [other for other in topics if other != topic]
            points = (_filled(random, _POINTS, field, [topic, *rest]) for _ in range(4))
            lines += [f"{ordinal}、{topic}", "".join(points)]
    return "\n".join(lines) + "\n"


def _filled(random: Random, templates: Sequence[str], field: str, names: Sequence[str]) -> str:
    template = random.choice(templates)
    return template.format(
        field=field, a=names[0], b=random.choice(names[1:]), n=random.randint(2, 9)
    )
