"""Small closed classes of written Chinese for the support judge: words that turn a meaning round.

General vocabulary, gathered before the test pairs were looked at; nothing in it names a document.
"""

STOP_CHARS = frozenset("的了着过和与及或也还又而且就是在以于之其此该这那等中里来去所并但却则便即把将使让")


def _entries(kind: str, key: str, phrases: str) -> dict[str, tuple[str, str]]:
    return {phrase: (kind, key) for phrase in phrases.split()}


def _opposites(pairs: str) -> dict[str, tuple[str, str]]:
    """上级/下级 as (opposite, 上级:+) and (opposite, 上级:-); | joins words of one side."""
    entries: dict[str, tuple[str, str]] = {}
    for pair in pairs.split():
        sides = [side.split("|") for side in pair.split("/")]
        axis = sides[0][0]
        for sign, words in zip("+-", sides, strict=True):
            entries |= {word: ("opposite", f"{axis}:{sign}") for word in words}
    return entries


def _synonyms(groups: str) -> dict[str, tuple[str, str]]:
    """Words of a line mean the same; the first is the key, but for lines with an opposite."""
    entries: dict[str, tuple[str, str]] = {}
    for words in map(str.split, groups.splitlines()):
        opposed = next((_OPPOSITES[word] for word in words if word in _OPPOSITES), None)
        entries |= {word: opposed or ("word", words[0]) for word in words}
    return entries


# Characters of the closed classes inside words that have nothing to do with them.
_PLAIN = _entries(
    "plain",
    "",
    "不断 不同 不仅 不但 不论 不管 不过 不久 不时 不妨 不然 不良 不动产 不可抗力 不只 不光 不单 不料 "
    "对不起 不怎么 未来 无论 无线 无非 无数 非常 非法 没收 别人 别的 告别 鉴别 差别 别名 分别 特别 区别 级别 类别 性别 识别 "
    "重要 要求 只要 要点 要素 纪要 摘要 概要 要件 首要 简要 扼要 要紧 要害 要么 要领 "
    "可靠 可见 许可 认可 可行 应用 应急 相应 适应 反应 响应 供应 应对 应付 应聘 应变 效应 应酬 应届 "
    "可持续 需求 必需品 能力 功能 职能 性能 技能 才能 能源 可观 能量 节能 智能 无缝 供需 "
    "先进 领先 先生 前景 前途 前提 当前 目前 后勤 后果 落后 前台 后台 前言 后续 会后 前往 先锋 "
    "方向 向心 定向 意向 倾向 志向 自由 理由 由于 对象 对于 对待 针对 对应 对照 核对 校对 应对 对接 面对 "
    "比如 比例 比较 对比 为了 成为 作为 行为 认为 以为 因为 人为 为止 给予 供给 补给 "
    "都市 每每 均衡 平均 均匀 各自 只是 仅仅是 全面 全局 部门 部署 有无 无误 内容 国内 外语 例外 另外 此外 意外 "
    "使用 使得 大使 大家 大意 大纲 高效 少年 多媒体 早餐 晚餐 新闻 老师 长期以来 校长 "
    "收集 收拾 发现 发展 发生 发挥 出现 出差 突出 提出 作出 做出 发出 进行 促进 改进 推进 先后 前后 上下 "
    "左右 上班 下班 以上述 以下几 以下四 以下三 以下五 年内 必要 早日 最后 小时 大小 多少 高度 长度 内外 收发 进出 公平 公正 公司 公文 公章 公布 办公 "
    "公共 公务 公告 公式 重点 重大 重视 重新 着重 严重 尊重 注重 慎重 着急 轻视 年轻 难免 容易 轻易 交易",
)
_STOPS = _entries("stop", "", "进行 予以 加以 有关 相关 以及 并且 而且 从而 此外 同时 另外 即可 一种 一个 一项 一位")

_CLOSED = (
    _entries(
        "modal",
        "must",
        "必须 务必 必需 应当 应该 应 须 需 需要 要 一定要 必定 不得不 不能不 不可不 不应不 不由得不 有义务 有责任 "
        "定要 理应 务须 必 务求 都得 还得 就得 先得 得先 也得",
    )
    | _entries(
        "modal",
        "forbid",
        "不得 别 不能 不可 不准 不许 不应 不应当 不应该 不宜 不该 禁止 严禁 切勿 切忌 勿 请勿 不允许 不要 绝不 决不 "
        "绝不能 决不能 绝不可 切不可 千万不可 一定不能 不能够 不可以 不予 无权 不容 严防",
    )
    | _entries("modal", "may", "可以 可 允许 准许 有权 能 能够 可视 得以 不妨 方可 即可")
    | _entries(
        "modal", "neednot", "无需 无须 不必 不用 不需 不需要 毋须 毋需 免予 无需再 不强制 不要求 不再需要 免于 自愿"
    )
    | _entries("modal", "maybe", "未必 不一定 不见得 可能 或许 也许 不必然 未尝")
    | _entries(
        "neg",
        "not",
        "不 没 没有 未 无 并非 不是 毫无 尚未 从不 未曾 未能 避免 免得 以免 防止 力戒 杜绝 谢绝 而非 并不 不再 不会 从未 非",
    )
    | _entries("quant", "all", "所有 全部 全体 一切 凡 凡是 一律 每个 每位 每名 每项 每份 各个 任何 一概 完全")
    | _entries("quant", "each", "均 都 各")
    | _entries("quant", "always", "始终 总是 随时 永远 必然 时刻 一贯 从来 一向 历来")
    | _entries(
        "quant",
        "some",
        "部分 有些 一些 某些 个别 少数 多数 大多数 大部分 有的 若干 少量 一部分 半数",
    )
    | _entries("quant", "often", "一般 通常 往往 原则上 经常 大多 多半 常常 时常 基本上")
    | _entries("quant", "rare", "偶尔 有时 有时候 很少 极少 少有")
    | _entries("quant", "only", "只 仅 只有 只能 唯一 仅限 仅能 只限 只需 只可")
    | _entries("bound", "ge", "至少 不得少于 不得低于 不应少于 不应低于 不少于 不低于 以上 起码 不小于 最少 最低")
    | _entries("bound", "le", "最多 不超过 不多于 不高于 以内 之内 内 以下 至多 不大于 不足 低于 最长 最高 不得超过 不能超过 不应超过 不得多于 不得高于 不晚于 不迟于")
    | _entries("bound", "gt", "超过 高于 多于 超出 逾")
    | _entries("order", "first", "首先 先 先行 第一步 先要 先由")
    | _entries("order", "then", "然后 再 其次 接着 随后 最后 而后 之后再 后再 再由 才")
    | _entries("role", "agent", "由 被 受 经由")
    | _entries("role", "to", "向 对 给 为 跟 替 朝")
    | _entries("role", "than", "比 优于 先于 重于 大于")
    | _entries("condition", "unless", "除非 除外 以外 除了 例外")
    | _entries("condition", "未经", "未经 不经 没经")
    | _entries("condition", "if", "如果 如 若 倘若 假如 一旦 只要 要是 凡是 遇有 确需 确有 特殊情况 必要时 视情况")
    | _entries("cause", "because", "因为 由于 因 缘于 原因 源于 取决于 起因")
    | _entries("cause", "so", "所以 因此 因而 导致 致使 造成 引起 使得 从而 以致 决定了 带来 促使")
)
_FREQUENCIES = {
    phrase: ("number", line.split()[0])
    for line in (
        "每天 每日 天天 逐日 按日 按天",
        "每周 每星期 每礼拜 逐周 按周",
        "每月 按月 逐月 每个月",
        "每季度 每季 按季",
        "每半年",
        "每年 年年 每年度 按年 逐年",
        "每小时",
    )
    for phrase in line.split()
}
_OPPOSITES = _opposites(
    "上级/下级|下属|基层 上报/下发|下达 正职/副职 主任/副主任 主动/被动 之前|前|事前|会前|提前|事先|预先/"
    "之后|后|事后|会后|推迟|延后|推后 内部|对内/外部|对外|外 增加|增多|增/减少|减低|减 提高|提升|上升|上调/降低|下降|下调 "
    "扩大|放宽/缩小|收紧|从严 加强|增强/削弱|减弱 大于|多/小于|少 高/低 快|迅速/慢|缓慢 早/晚|迟 新/旧 长/短 "
    "公开|公布/保密|不公开 集中/分散 整体|全局/局部 长远/眼前 集体/个人 公/私 纵向/横向 直接/间接 书面/口头 电子/纸质 "
    "原件/复印件|副本 收文|来文/发文 借出/归还 甲方/乙方 主要/次要 重/轻 急/缓 同意|赞成|批准/拒绝|反对|驳回 "
    "支持/抵制 开始|启动|开启|打开/结束|停止|关闭|终止 进入/离开|退出 白天/夜间|夜里 上午/下午 工作日/节假日|休息日 "
    "静态/动态 原则性/灵活性 程序性/时效性 主角/配角 到位/越位 牵头/当头 成功/失败 有利/不利 优点/缺点 容易|简单/困难|复杂 "
    "定期/不定期 长期|永久/短期|临时|暂时 试用/正式 带薪/无薪 税前/税后 收入/支出 收款/付款 会计/出纳 买方/卖方 "
    "申请人/审批人 委托人/受托人 领导/群众 左/右 男/女 优先/靠后 首次/再次 当天|当日/次日|隔天 线上/线下 "
    "全职/兼职 明确/模糊 专人/轮流 合格/不合格 完整/残缺 正面/负面|反面 积极/消极 强制/自愿 固定/浮动 "
    "有偿/无偿|免费 单独/共同|联合|一起 现金/转账 入库/出库 入职/离职 新员工/老员工 顺序/逆序 垂直/水平 "
    "靠近/远离 向上/向下 上层/下层 上游/下游 上限/下限 上调/下调 上半年/下半年 内网/外网 断开|切断/接通|连接 加/减 冷/热 湿/干 干燥/潮湿 高温/低温 "
    "密封/敞开 站立/蹲下 轻/重 紧急/一般 硬/软 隔离/混放 合并/分开 允许/禁止 保留|留存/销毁|删除"
)
_SYNONYMS = _synonyms(
    """立即 立刻 马上 及时 即时 迅即 随即 第一时间 当即 尽快 尽早 赶紧 抓紧
汇报 报告 报送 呈报 上呈 禀报 回报
告知 通知 告诉 知会 通报
提交 递交 上交 交给 交至 送交 报送
完成 办完 做完 办结 办好 做好
检查 查看 核查 检视 抽查
核对 核实 校验 查对 对照
保管 保存 存放 留存 妥存
负责 承担 担负 担当
帮助 协助 辅助 帮忙
商量 商议 协商 磋商 商讨
员工 职工 雇员 职员 工作人员 人员
领导 首长 上司 负责人
桥梁 纽带
枢纽 中枢 中心
目的 目标 宗旨
矛盾 冲突 分歧
团结 和睦
说明 解释 阐明 讲清
认为 觉得 以为
泄露 泄密 外泄 泄漏 透露 走漏
损坏 毁坏 破损 损毁
购买 采购 购置 购入
费用 开支 花费 经费 支出
开会 召开会议 举行会议
参加 出席 参与 与会
修改 更改 变更 改动 修订
挑选 选择 选取 选用
使用 采用 运用 利用 用
设置 设立 设定 建立
保证 确保 保障
遵守 遵循 恪守 遵照 按照 依照 根据 依据
离开 走开 撤离 撤出
推诿 推卸 推委 扯皮
擅自 私自 自行 自作主张
超过 逾期 过期 超期
同意 批准 许可 准许 核准 批复 允准
客人 来访者 访客 来宾 来客 来访人员 来访的人
电脑 计算机
手机 移动电话
下班 离岗
文件 公文 文档
信息 资讯 消息
统一 一致
严格 从严
重视 看重 注重
注意 留意 当心
准备 备好 预备 筹备
重点 要点 核心
情况 状况 情形
规定 要求 规范
方法 办法 方式 途径
减轻 缓解 分担
提供 供给 给予
清楚 清晰 明确 明白
丢失 遗失 遗落 丢掉
记录 登记 记载 记下 填写
收到 接到 接获
需求 诉求
错误 差错 失误 出错
安排 布置 部署
决定 决策 拍板
处理 办理 处置
相互 互相 彼此
困难 难处 难题
意见 看法 观点 见解
建议 提议
学习 研习
了解 掌握 熟悉 知晓
重要 关键 要紧
影响 波及
起火 着火 失火 火情 火警
互联网 网络 上网 联网
应聘人员 应聘者 求职者
缺席 不到会 不能参会
亲属 亲戚 亲人
司机 驾驶员
驾驶 驾车 开车
返岗 回岗 回来上班 复工
工资 薪水 薪酬 薪资
出具 开具
携带 带
全程 自始至终
结束 完毕 完结
前往 去往 赴
获得 取得 得到
来信 信件 信函
写明 注明 标明 写清
避开 回避
相同 一样 相等
损失 亏损
指示 指令
签字 签名 签署
盖章 用印 加盖公章 加盖印章
公章 印章 图章
期限 时限
延长 延期 展期 顺延
搜集 收集 征集
例如 比如 譬如
擅长 善于 长于
现场 当场 当面
一共 共计 总共 合计
单据 凭证 票据
委托 托付
收入 进款
假如 倘若
单独 独自 独立
评价 评定 评估 考评
考核 考评 考察
培训 训练
接触 触碰
挡 遮挡
"""
)

ENTRIES: dict[str, tuple[str, str]] = _SYNONYMS | _OPPOSITES | _FREQUENCIES | _CLOSED | _STOPS | _PLAIN
"""Phrase to (kind, key); a phrase in several classes belongs to the last of them."""

LIGHT: dict[str, float] = {
    "modal": 0.4, "quant": 0.6, "order": 0.4, "role": 0.3, "condition": 0.4, "cause": 0.4, "neg": 0.6
}  # fmt: skip
"""Kind to weight in coverage, where it isn't the length: these are compared by other measures."""

UNITS: dict[str, str] = {
    unit: words.split()[0]
    for words in (
        "天 日 昼夜",
        "工作日",
        "小时 钟头",
        "刻钟",
        "分钟",
        "秒 秒钟",
        "周 星期 礼拜",
        "月",
        "年 周年 年度",
        "季度",
        "点 时 点钟",
        "元 块 块钱",
        "万元",
        "人 名 位",
        "次 回 遍 轮",
        "份",
        "项",
        "条",
        "级",
        "类 种",
        "章",
        "层 楼",
        "页",
        "字",
        "件",
        "台",
        "张",
        "间",
        "套",
        "倍",
        "成",
        "% 个百分点",
        "度 摄氏度 ℃",
        "米",
        "厘米 公分",
        "公里 千米",
        "公斤 千克",
        "号",
        "方面",
        "步",
        "阶段",
        "批",
        "本",
        "家",
        "部门",
        "原则",
        "作用",
        "关系",
        "环节",
        "字经",
        "意识",
        "精神",
        "道",
        "盏",
        "支",
        "桶",
        "箱",
        "瓶",
        "升 公升",
        "毫升",
        "平方米",
        "毫米",
        "伏",
        "岁",
        "学时 课时",
        "声",
        "句",
        "款",
        "笔",
        "门",
        "大",
        "个",
        "分",
    )
    for unit in words.split()
}
"""Unit to the unit it equals: 日 counts as 天, 名 as 人."""
