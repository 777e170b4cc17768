"""Lines without a number: titles, unnumbered headings, labels, closing words, signatures.

Everything here reads folded text, masked spans blanked out.
"""

import re
from dataclasses import dataclass

_PUNCTUATION = re.compile(r"[^0-9A-Za-z㐀-鿿]+")
_CLOSING = re.compile(
    r"最后|总之|总而言之|综上|总的来说|总的来看|总体来看|总体而言|一言以蔽之|概而言之|概括起来|归根到底"
    r"|特此(?:通知|通报|通告|公告|报告|函|批复|证明|说明|公布)|此致"
    r"|以上(?:通知|意见|规定|办法|各项|各点|几点)?,?(?:请|望|如有)|妥否|当否"
    r"|(?:本|此)(?:通知|办法|规定|制度|方案|规则|细则|指引|守则|手册|指南|意见|通告|通函|规程)"
    r".{0,12}(?:起|日)(?:施行|实施|执行|生效|试行)"
)
_WISH = re.compile(r"最后[,、:]?.{0,8}(?:祝|希望|让我们|感谢|谢谢|愿|欢迎|总之|提醒|说明)")
_DATE = re.compile(
    r"[(]?(?:[〇零一二三四五六七八九十]{4}|\d{4}|中华民国.{1,4}|民国.{1,4})\s*(?:年|[-./])\s*"
    r"[\d一二三四五六七八九十]{1,3}\s*(?:月|[-./])\s*(?:[\d一二三四五六七八九十]{1,3}\s*日?)?"
    r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*(?:修订|印发|发布|制定|更新))?[)]?"
)
_ENDS = frozenset("。.;!?,、…~")
_CLOSERS = "”’\"'』」》)】〕"
_NO_HEADING = re.compile(
    r"发表于|最后由|https?:|www\.|@|人气|浏览|阅读|点击|上一篇|下一篇|当前位置|责任编辑|编辑:|来源:"
    r"|[〔\[(]\d{4}[〕\])]|^\W*页|^第?\s*\d+\s*页|^[-—]\s*\d+\s*[-—]$|\d{2}:\d{2}|^\(.*\)$|^[—–]"
    r"|^\[\d|此处|[以如]下|下列|^图\s*\d|^表\s*\d|^附件?\s*\d*$|^(?:回复|转载|分享|登录|注册|版权)"
)
_BEGINS = re.compile(r"[㐀-鿿A-Za-z0-9“\"‘《「『【(]")
_CN = "[一二三四五六七八九十]"
_SUB_TEXT = re.compile(
    rf"(?:[【\[(]?篇\s*(?:{_CN}{{1,3}}|\d{{1,2}})[】\])]?|(?<=\s)[(]?之{_CN}[)]?)$"
    rf"|^第{_CN}{{1,3}}篇[: ]"
)
_TAIL = re.compile(
    r"(?:附\s*则|小\s*结|结\s*论|结\s*语|结束语|后\s*记|附\s*录|参考文献|参考资料|尾声)(?:[:\s一二三四12345]|$)"
)
_LABEL = re.compile(
    r"【(?P<boxed>[㐀-鿿A-Za-z/、 ]{1,12})】\s*:?"
    r"|[\"“「『\[]?(?P<name>[㐀-鿿A-Za-z/、 ]{1,10}?)[\"”」』\]]?\s*(?P<sep>:|——|--)"
)
_META = re.compile(
    r"(?:发布|发文|成文|印发|更新|收文|上传|修改|创建)(?:时间|日期|机关|字号|单位|部门|人)|作者|来源|编辑|责编"
    r"|责任编辑|编者按|导语|导读|摘要|论文摘要|关键词|关键字|标签|速别|密等.*|正本|副本|受文者|档号|文号"
    r"|字号|索引号|主题词|抄送|主送|抄报|网址|链接|问|答|记者|校对|审核|签发|浏览次数|阅读|TAGS?|tags?|ID"
    r"|版权声明|注|备注|附|附件|例|例如|比如|注意|提示|说明如下|具体如下|原文|译文|传真|邮编|地址|电邮"
    r"|编号|版本|页码|如下|其中|包括|即|致|由|经办|檔號"
)
_ADDRESS = re.compile(
    r"^(?:各|尊敬|亲爱|全体|致)|(?:们|同志|同事|先生|女士|老师|领导|单位|部门|科室|厅|局|委|办|处|科|院|校"
    r"|公司|政府|中心|站|所|区|县|市|镇|街道|好|如下|以下|下列|包括|认为|指出|表示|强调|要求是|就是)$"
)
_CLAUSE = re.compile(
    r"[以如]下|下列|[二三四五六七八九十\d][个项点步种条类]|[我你他们须]|请(?!假|示)|分为|包括"
    r"|^(?:在(?!职|岗)|对|把|将|为|如|其|此|这|那|该)"
    r"|(?<!需)(?<!主)(?<!重)(?<!纪)要(?!求|点|素|闻|件)|应(?![急用对酬聘])"
)
_MAX_BARE_LABEL = 8
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹章苏潘葛范彭鲁韦马方俞任袁柳"
    "史唐费薛雷贺汤罗毕郝安常于傅齐康伍余顾孟黄穆萧尹姚邵汪毛狄戴宋庞熊纪舒项祝董梁杜阮蓝季贾江童郭"
    "梅林钟徐邱骆高夏蔡田樊胡凌霍万卢莫房丁邓洪石崔龚程邢陆翁荀甄芮储靳段焦侯全秋仲宁甘刘叶白赖卓池"
    "乔谭温庄晏柴瞿阎连习艾向古易廖耿文欧聂曾关游盖岳帅涂肖"
)


def key(line: str) -> str:
    """A line's letters and digits only: what two printings of a title have in common."""
    return _PUNCTUATION.sub("", line)


def is_closing(line: str) -> bool:
    """Whether a paragraph sums up or ends the text (总之…, 特此通知): it closes every list."""
    return _CLOSING.match(line) is not None


def is_wish(line: str) -> bool:
    """Whether a paragraph with 最后 ends a speech (最后，祝大家…) rather than a list."""
    return _WISH.match(line) is not None


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    return len(line) <= 30 and _DATE.fullmatch(line) is not None


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a mark that ends a sentence or clause (not a colon)."""
    return line.rstrip(_CLOSERS + " \t")[-1:] in _ENDS


def is_byline(line: str) -> bool:
    """Whether a line right below the title may be an author's name (赵文平, 李 明)."""
    name = line.replace(" ", "")
    spaced = len(name) == 2 and " " in line
    return (len(name) == 3 or spaced) and name[0] in _SURNAMES


def is_sub_text(line: str) -> bool:
    """Whether a line titles one of several texts in one document (…… 篇1, 第二篇：……)."""
    return len(line) <= 60 and not ends_sentence(line) and _SUB_TEXT.search(line) is not None


def is_tail(line: str) -> bool:
    """Whether a heading by its words stands beside the others (附则, 结语)."""
    return _TAIL.match(line) is not None


def is_short_heading(line: str) -> bool:
    """Whether an unnumbered line could be a heading by its own form."""
    line = line.strip("*_ ")
    if not 2 <= len(line) <= 28 or ends_sentence(line) or not _BEGINS.match(line):
        return False
    if sum("㐀" <= c <= "鿿" for c in line) * 2 < len(line) or line.count(",") > 1:
        return False
    return not (any(c in ";。!:" for c in line) or is_date(line) or _NO_HEADING.search(line))


@dataclass(frozen=True, slots=True)
class Label:
    """The name before a colon or dash at the start of a line; `bare` where nothing follows."""

    start: int
    end: int
    close: int
    kind: str
    bare: bool


def may_label(name: str) -> bool:
    """Whether a name before a colon may be that of an item: not 作者, 来源, 注."""
    return _META.fullmatch(name) is None


def read_label(text: str, start: int, end: int) -> Label | None:
    """The label (时间：…, 脑勤——…) a line begins with; not who wrote or sent the text."""
    match = _LABEL.match(text, start, end)
    if not match:
        return None
    group = "boxed" if match["boxed"] else "name"
    name = match[group].replace(" ", "")
    bare = not text[match.end() : end].strip()
    if _META.fullmatch(name) and not (bare and name in ("注意", "提示", "备注")):
        return None
    if bare and (_ADDRESS.search(name) or _CLAUSE.search(name) or len(name) > _MAX_BARE_LABEL):
        return None
    kind = "【" if match["boxed"] else match["sep"][0]
    return Label(*match.span(group), match.end(), kind, bare)
