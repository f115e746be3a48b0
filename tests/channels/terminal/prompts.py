"""Prompts and notices of the two dialogues as the core makes them, for the tests of drawing."""

from __future__ import annotations

from dialogues.prompt import (
    Button,
    Choice,
    Expects,
    Listing,
    ListItem,
    Notice,
    Paragraph,
    Progress,
    Prompt,
    Table,
)
from dialogues.reply import Chosen, Command, Ticked, Typed


def button(label: str, command: str = "x", argument: str = "") -> Button:
    return Button(label=label, reply=Command(name=command, argument=argument))


LATER = (button("稍后再填", "skip"),)
NAVIGATION = (button("‹ 返回", "back"), button("目录", "map"))

CHALLENGES = (
    "强化主动销售功能",
    "客户维系/保有",
    "提高员工生产力",
    "利用当前技术提升效益",
    "提高员工能力水平",
    "提高管理效率",
    "提高服务水平",
    "提高服务质量（客户体验）",
    "提高呼叫一次性解决率",
    "与其他客户沟通渠道集成",
    "整合技术及系统",
    "保持激励动力/人才发展文化",
)


def challenges(*picked: int, hint: str = "点编号，或发「1 2 3」。\n已选 0/3", problem: str = "") -> Prompt:
    """Exactly three of many."""
    return Prompt(
        language="zh-Hans",
        screen="question",
        path="challenges",
        header="战略规划（2）",
        progress=Progress(answered=33, total=107, section_position=3, section_total=3),
        number="2.3",
        required="required",
        label="在未来12个月面临的三大挑战是什么？（仅选3）",
        hint=hint,
        choices=tuple(
            Choice(
                name=f"c{number}",
                label=label,
                short=label,
                number=number,
                reply=Ticked(name=f"c{number}", on=number not in picked),
                picked=number in picked,
            )
            for number, label in enumerate(CHALLENGES, start=1)
        ),
        expects=Expects(kind="choices"),
        actions=(LATER,),
        navigation=NAVIGATION,
        problem=problem,
    )


SURVEY = Prompt(
    language="zh-Hans",
    screen="question",
    path="survey",
    header="人员管理（5）",
    progress=Progress(answered=43, total=107, section_position=2, section_total=5),
    number="5.2",
    label="是否有做员工满意度调查？",
    hint="选「是」要补一句说明，也可以直接发「是，……」。",
    choices=tuple(
        Choice(name=name, label=label, short=label, number=number, reply=Chosen(names=(name,)))
        for number, (name, label) in enumerate((("yes", "是"), ("no", "否")), start=1)
    ),
    expects=Expects(kind="choice"),
    actions=((*LATER, button("不便提供", "decline")),),
    navigation=NAVIGATION,
    echo="5.1 记为 18%",
)

STRATEGY = Prompt(
    language="zh-Hans",
    screen="question",
    path="strategy",
    header="战略规划（2）",
    progress=Progress(answered=31, total=107, section_position=1, section_total=3),
    number="2.1",
    label="阐述呼叫中心的总体战略及其功能，以及它如何为组织/机构的整体成功做出贡献？",
    hint="可以分几条发，文字、图片、文件我都按顺序接在一起；也可以从电脑端粘贴。发完点「完成」。",
    notes=("请从呼叫中心的整体出发作答，不必分渠道。",),
    expects=Expects(kind="text", multiline=True),
    actions=(LATER,),
    navigation=NAVIGATION,
)

_SEATS = ("总人数", "本科及以上", "大专", "中专", "高中及以下")


def seats(at: int, *rows: tuple[str, ...], problem: str = "", echo: str = "") -> Prompt:
    """A table, row by row."""
    names = ("全职座席", "兼职座席", "远程客户代表")
    cells = [(name, *(rows[at] if at < len(rows) else ("—",) * 5)) for at, name in enumerate(names)]
    return Prompt(
        language="zh-Hans",
        screen="question",
        path="seats",
        header="呼叫中心现况（C）",
        progress=Progress(answered=21, total=107, section_position=9, section_total=15),
        number="C9",
        label="座席员数",
        hint="请发 5 个数：总人数，再按本科及以上、大专、中专、高中及以下\n例：120 40 35 15 10（百分比）",
        body=(
            Table(columns=_SEATS, rows=tuple(cells), at=at),
            Paragraph(text=f"第 {at + 1}/3 行：{names[at]}", style="strong"),
        ),
        expects=Expects(kind="cells"),
        actions=((button(f"没有{names[at]}", "none"),), LATER),
        navigation=NAVIGATION,
        problem=problem,
        echo=echo,
    )


REVIEW = Prompt(
    language="zh-Hans",
    screen="review",
    header="中国十佳呼叫中心奖",
    progress=Progress(answered=99, total=107),
    label="提交前检查",
    hint="点一处就到那一题；发编号也可以。",
    body=(
        Paragraph(text="已答 99 · 不适用 3 · 不便提供 2 · 未填 3"),
        Listing(
            title="有 2 处请您看一眼：",
            items=(
                ListItem(
                    text="5.1 流失率: 18 %. 和 8.2 的 15.2 % 不同", button=button("5.1", "go", "attrition")
                ),
                ListItem(
                    text="6.1 认证: 有 ISO27001. 10.2 答「否」", button=button("6.1", "go", "certified")
                ),
            ),
        ),
    ),
    actions=(
        (button("补 3 题", "sweep"),),
        (button("提交", "submit"),),
        tuple(button(code, "section", code) for code in ("A", "B", "C", "1", "2")),
    ),
    navigation=NAVIGATION,
)

MAP = Prompt(
    language="zh-Hans",
    screen="map",
    header="目录",
    progress=Progress(answered=58, total=107),
    label="中国十佳呼叫中心奖",
    hint="约还要 55 分钟。点一节，或发它的编号；发「6.4」直接到那一题。",
    body=tuple(
        Listing(
            title=title,
            items=tuple(
                ListItem(text=line, button=button(line.split()[0], "section", line)) for line in lines
            ),
        )
        for title, lines in (
            ("第一部分 基本信息", ("A 企业基本信息 5/5 ✅", "B 填表人信息 8/8 ✅", "C 呼叫中心现况 14/15")),
            ("第二部分 管理信息", ("1 企业文化 3/3 ✅", "10 环境建设及管理 0/10 · 必答 4")),
        )
    ),
    actions=(
        (button("从 8.1 继续 ›", "start"),),
        tuple(
            button(line.split()[0], "section", line)
            for line in ("A 企业基本信息 5/5 ✅", "1 企业文化 3/3 ✅")
        ),
        (button("提交前检查", "review"),),
    ),
)

CONFIRM = Prompt(
    language="zh-Hans",
    screen="confirm",
    label="撤销申报 A-7F3K？撤销后不再送审，也不能继续填写。",
    actions=((button("确认撤销", "confirm"), button("取消", "cancel")),),
    numbered=True,
)

DOUBT = Prompt(
    language="zh-Hans",
    screen="question",
    path="age",
    header="About you (1)",
    number="1.2",
    label="When did you begin?",
    body=(Paragraph(text="05/03/2026 can mean two days. Which one?"),),
    expects=Expects(kind="date"),
    actions=(
        (Button(label="5 March 2026", reply=Typed(text="2026-03-05")),),
        (Button(label="3 May 2026", reply=Typed(text="2026-05-03")),),
    ),
    numbered=True,
    navigation=NAVIGATION,
)

LAYOUT = Prompt(
    language="zh-Hans",
    screen="question",
    path="layout",
    header="呼叫中心环境建设及管理（10）",
    progress=Progress(answered=89, total=107, section_position=6, section_total=10),
    number="10.6",
    label="请添加图片说明（呼叫中心的布局）",
    hint="可以多个一起发，单个不超过 20 MB。",
    expects=Expects(kind="file", accept=("png", "jpg"), max_size=20_971_520),
    actions=(LATER,),
    navigation=NAVIGATION,
)

REMINDER = Notice(
    language="zh-Hans",
    blocks=(
        Paragraph(text="「中国十佳呼叫中心奖」已存 96/107。"),
        Listing(
            title="还差 3 道必答：",
            items=(
                ListItem(text="8.2 运营支撑指标"),
                ListItem(text="R8 单位意见"),
                ListItem(text="R9 公章"),
            ),
        ),
        Paragraph(text="约还要 15 分钟"),
    ),
    buttons=((button("从 8.2 继续 ›", "go", "support"),),),
)

SUMMARY = Notice(
    language="zh-Hans",
    blocks=(
        Paragraph(text="A-7F3K　示例银行股份有限公司", style="strong"),
        Paragraph(text="十佳呼叫中心申报表 · 11月28日 17:42", style="quiet"),
        Listing(items=(ListItem(text="C9 全职座席: 210 人"), ListItem(text="5.1 流失率: 18 %"))),
        Table(columns=("目标", "达成"), rows=(("放弃率", "≤5 %", "3.8 %"), ("解决率", "≥85 %", "87.2 %"))),
    ),
)
