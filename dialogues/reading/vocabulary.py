"""The words that the readers know, in simplified and traditional Chinese and in English.

All are written as `fold` leaves them. What the bot itself says stands in the catalogues, never here; how the
words may be combined is for the readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _words(*lines: str) -> tuple[str, ...]:
    """One line a language: zh-Hans, what zh-Hant writes otherwise, en, marks."""
    return tuple(word for line in lines for word in line.split("|"))


# --- numbers ---------------------------------------------------------------------------------------------------

#: before a number: it is not exact
ABOUT = _words(
    "约|大约|大概|大致|差不多|将近|接近|估计",
    "約|大約|將近|估計",
    "about|around|approx|approx.|approximately|roughly|circa|ca.|~|≈",
)
#: before a number: it says nothing more
THERE_ARE = _words("有|是|为|共|一共|总共|共有|合计", "為|總共|合計")
#: behind a number: it is not exact
OR_SO = _words("左右|上下|的样子|吧", "的樣子", "or so")

#: A unit that holds one of these says that the number is not what is meant: 20多人, 30以上, 3天半, 3点.
NOT_A_UNIT = _words("多|余|几|来人|或|到|至|和|以|不|没|半|点|之|超|未|吗|但", "餘|幾|來人|沒|點|嗎")
#: English words that are no unit either
NOT_UNITS = frozenset(_words("or|to|and|no|not|maybe|plus|ish|st|nd|rd|th|am|pm|e|x"))

#: What may follow a number in Chinese characters. It has to be a closed list, as 一般, 十分满意 and 两者 are no
#: numbers; digits may be followed by any short word.
MEASURES = frozenset(
    _words(
        "人|名|位|个|个人|名员工|家|岁|年|个月|月|周|天|日|小时|分钟|分|秒|小时/年|次/年|次|项|张|台|套|条|份|间|席|座|座席|坐席",
        "班|组|元|万元|美元|平|平米|平方米|公里|米|通|倍",
        "個|個人|名員工|歲|個月|週|小時|分鐘|小時/年|項|張|臺|條|間|組|萬元",
        "people|persons|person|hours|hour|h|hrs|minutes|min|seconds|sec|s|ms|days|day|weeks|months|years|year|times|seats",
        "m2|sqm|%|‰",
    )
)
#: units that say the same
EQUAL_UNITS = (
    frozenset(_words("平|平米|平方米|平方", "m2|sqm")),
    frozenset(_words("人|名|位|个人", "個人", "people|persons|person")),
    frozenset(_words("个", "個")),
    frozenset(_words("小时", "小時", "hours|hour|hrs|hr|h")),
    frozenset(_words("%|百分比|percent")),
)
CURRENCIES = _words("人民币", "人民幣", "$|¥|€|£|us$|hk$|nt$|rmb|cny|usd|eur")
THOUSANDS = {"k": 3, "w": 4, "thousand": 3, "million": 6, "billion": 9}
PER_CENT = _words("%|percent|per cent|pct")

#: An empty cell, by its mark alone. Words such as 无 are kept as typed, since for a yes or no they are an answer.
EMPTY_MARKS = frozenset(_words("-|--|—|——|―|/|\\|_|__|..."))
NOTHING = frozenset(_words("无|没有|空", "無|沒有", "none|nil|null|n/a|na|nothing"))

#: of a cell: there may be such a figure, but nobody keeps it
NOT_RECORDED = frozenset(
    _words(
        "不统计|未统计|没统计|没有统计|无统计|不作统计|不做统计|暂未统计|暂无统计|不统计此项|未作统计|未做统计",
        "不統計|未統計|沒統計|沒有統計|無統計|不作統計|不做統計|暫未統計|暫無統計|不統計此項|未作統計|未做統計",
        "not recorded|not tracked|not measured|not kept|we do not record this|we do not track this",
    )
)
#: the same where a figure has to be there, and else that there is none
NOT_AVAILABLE = frozenset(_words("n/a|na|n.a."))

#: of a whole that is known: half of it, and what the others leave of it
ONE_HALF = frozenset(_words("一半|半数|二分之一", "半數", "half|a half|one half"))
REMAINDER = frozenset(
    _words(
        "其余|其余的|剩余|剩余的|剩下|剩下的|余下|余下的",
        "其餘|其餘的|剩餘|剩餘的|餘下|餘下的",
        "rest|the rest|remainder|the remainder|remaining",
    )
)

#: A table that sets the one against the other: how its two columns are called besides.
SET_AND_REACHED = (
    _words("目标|目标值", "目標|目標值", "target|goal"),
    _words("实际|实际值|达成|实际达成", "實際|實際值|達成|實際達成", "actual|achieved"),
)

# --- durations, ratios, bounds -----------------------------------------------------------------------------------

#: in seconds
TIME_UNITS = {
    name: Decimal(size)
    for size, names in (
        ("86400", "天|日|d|day|days"),
        ("3600", "小时|小時|时|時|钟头|鐘頭|h|hr|hrs|hour|hours"),
        ("60", "分钟|分鐘|分|m|min|mins|minute|minutes"),
        ("1", "秒钟|秒鐘|秒|s|sec|secs|second|seconds"),
        ("0.001", "毫秒|ms"),
    )
    for name in _words(names)
}
HALF = "半"
#: What a comparison may be said with, before the figure and behind it. The first that fits wins, so longer ones
#: are tried first (`one_of`).
BOUNDS_BEFORE: dict[str, Literal[">=", "<=", ">", "<"]] = {
    **dict.fromkeys(
        _words(
            ">=|=>|≥|≧|⩾|大于等于|大于或等于|不低于|不少于|不小于|不短于|至少|最少|最低|高于或等于",
            "大於等於|大於或等於|不低於|不少於|不小於|不短於|高於或等於",
            "at least|no less than|not less than|not below|minimum|min.|min",
        ),
        ">=",
    ),
    **dict.fromkeys(
        _words(
            "<=|=<|≤|≦|⩽|小于等于|小于或等于|不高于|不超过|不多于|不大于|不长于|至多|最多|最高|最长|控制在|低于或等于",
            "小於等於|小於或等於|不高於|不超過|不多於|不大於|不長於|最長|低於或等於",
            "at most|no more than|not more than|up to|within|not above|maximum|max.|max",
        ),
        "<=",
    ),
    **dict.fromkeys(
        _words(">|大于|高于|超过|多于|长于", "大於|高於|超過|多於|長於", "more than|greater than|over|above"),
        ">",
    ),
    **dict.fromkeys(
        _words(
            "<|小于|低于|少于|不到|不足|不满|短于",
            "小於|低於|少於|不滿|短於",
            "less than|fewer than|under|below",
        ),
        "<",
    ),
}
BOUNDS_BEHIND: dict[str, Literal[">=", "<=", ">", "<"]] = {
    **dict.fromkeys(
        _words("以上|及以上|或以上|起", "or more|or above|or higher|and above|and over|+|↑"), ">="
    ),
    **dict.fromkeys(
        _words("以内|之内|以下|及以下|或以下|内", "以內|之內|內", "or less|or below|or lower|and below|↓"),
        "<=",
    ),
}

# --- dates -----------------------------------------------------------------------------------------------------

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
#: Counted from today: words by days, by months, by years.
DAYS = {
    -2: ("前天",),
    -1: ("昨天", "昨日", "yesterday"),
    0: ("今天", "今日", "today"),
    1: ("明天", "明日", "tomorrow"),
    2: ("后天", "後天"),
}
LAST_MONTHS = {
    -1: ("上个月", "上月", "上個月", "last month"),
    0: ("本月", "这个月", "這個月", "this month"),
    1: ("下个月", "下月", "下個月", "next month"),
}
LAST_YEARS = {
    -2: ("前年",),
    -1: ("去年", "last year"),
    0: ("今年", "本年", "this year"),
    1: ("明年", "next year"),
}

#: Of a moment still to come: days from today, days of the week from Monday, and parts of a day with the hour that is
#: meant where none is said, and whether a small hour behind it is one of the afternoon.
DAYS_AHEAD = {
    "今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "後天": 2, "今": 0, "明": 1,
    "this": 0,
}  # fmt: skip
WEEKDAYS = {
    name: day
    for day, names in enumerate(
        (
            _words("周一|星期一|礼拜一", "週一|禮拜一", "monday|mon"),
            _words("周二|星期二|礼拜二", "週二|禮拜二", "tuesday|tue"),
            _words("周三|星期三|礼拜三", "週三|禮拜三", "wednesday|wed"),
            _words("周四|星期四|礼拜四", "週四|禮拜四", "thursday|thu"),
            _words("周五|星期五|礼拜五", "週五|禮拜五", "friday|fri"),
            _words("周六|星期六|礼拜六", "週六|禮拜六", "saturday|sat"),
            _words("周日|周天|星期日|星期天|礼拜天", "週日|週天|禮拜天", "sunday|sun"),
        )
    )
    for name in names
}
DAY_PARTS = {
    **dict.fromkeys(_words("早上|早晨|早|上午", "morning"), (9, 0)),
    **dict.fromkeys(_words("中午", "noon"), (12, 0)),
    **dict.fromkeys(_words("下午", "afternoon"), (15, 12)),
    **dict.fromkeys(_words("晚上|晚", "evening|tonight|night"), (20, 12)),
}

# --- choices ---------------------------------------------------------------------------------------------------

OTHER = _words("其他|其它|另外", "other|others")
#: around a choice: they say nothing more
FILLERS = _words(
    "我们|我|是|选|选择|选项|主要|应该|就|的|吧|做|有|属于|为|一般",
    "我們|選|選擇|選項|應該|屬於|為",
    "i|we|my|our|choose|pick|take|option|is|are|it|the|mainly|mostly|please",
)
#: before a choice: the opposite is meant
NEGATIONS = _words("不|没|无|非|未|别|除", "沒|無|別", "n't")
NEGATIVE_WORDS = _words("not|no|non|without|never|except|but")
#: letters that are a word
NOT_LETTERS = frozenset(_words("no|ok|hi|go"))

# --- yes and no ------------------------------------------------------------------------------------------------

YES = _words("是|是的|对|对的|有|有的", "對|對的", "yes|y|yep|yeah|true", "√|✓|✔|✅|👍")
NO = _words(
    "否|不|不是|不对|不会|没有|没|无|没有的|未做|没做",
    "不對|不會|沒有|沒|無|沒有的|沒做",
    "no|n|nope|false|never|not yet|none",
    "×|✗|✘|❌|👎",
)
#: These begin other sentences too ("no idea", 对 客户 …): only a mark may part them from an explanation.
ALSO_OTHERWISE = frozenset(_words("对|不|不会|无|没", "對|不會|無|沒", "no|n|y"))

#: A plain no is one of the second, alone or behind one of the first, and before or without one of the third:
#: 没做过, 目前还没有, 从来不.
BEFORE_NO = _words(
    "我们|我司|公司|目前|现在|暂时|暂|至今|还|尚|从来|从|一直|并|都|也",
    "我們|現在|暫時|暫|還|尚|從來|從",
)
PLAIN_NO = _words("没有|没|未|未曾|不曾|不|无", "沒有|沒|無")
BEHIND_NO = _words(
    "做|有|搞|弄|开展|进行|实施|建立|设立|使用|制定|执行|安排|开始",
    "開展|進行|實施|建立|設立|執行|開始",
)
#: Begins like a no and is one of these: something is not known, or it is how that is described which there is.
NOT_KNOWN = _words(
    "不知|不清楚|不太清楚|不确定|不太确定|不了解|不一定|不明白|不懂|不好说|不方便|不便|不适用|没有数据|没数据|没统计|不统计|没听",
    "不確定|不太確定|不瞭解|不好說|不適用|沒有數據|沒數據|沒統計|不統計|沒聽",
    "not sure|not applicable|no idea|not known",
)
NOT_A_NO = _words(
    "不定|不少|不低|不止|不只|不仅|不但|不同|不断|不超|不到|不足|不记名|不限|不间断|未来|无论|无纸|无记名|无间断|没问题|没有问题|没错",
    "不僅|不斷|不記名|不間斷|未來|無論|無紙|無記名|無間斷|沒問題|沒有問題|沒錯",
    "no less|no more|not only|no problem|no later",
)
#: begins a sentence that is a no
SAYS_NO = (
    *_words("没|未|不|无|否|暂无|尚", "沒|無|暫無"),
    "not ",
    "never ",
    "no ",
    "we do not ",
    "we don't ",
    "we have not ",
    "we haven't ",
)

#: on a list to tick: what has no tick is not there
REST_IS_NOT = frozenset(
    _words(
        "其余没有|其余都没有|其他没有|其他都没有|剩下的没有|剩下的都没有|没有其他|没有别的|没有了|都没有|都没有了|全没有|其余否",
        "其餘沒有|其餘都沒有|其他沒有|其他都沒有|剩下的沒有|剩下的都沒有|沒有其他|沒有別的|沒有了|都沒有|都沒有了|全沒有",
        "the rest no|no others|none of the others|the others no|nothing else|none",
    )
)
#: somebody is done, without saying with what
FINISHED = frozenset(
    _words(
        "完成|完成了|好了|选好了|选完了|下一题|下一组|继续",
        "選好了|選完了|下一題|下一組|繼續",
        "done|finished|next|that is all|ok",
    )
)

#: Words of buttons and of going on; in the place of a text they are hardly its answer.
MOVING_ON = FINISHED | frozenset(
    _words(
        "下一节|下一步|下一个|下一项|上一节|上一步|上一个|继续填|填完了|写完了|发完了|保存|确定|确认|取消|不改|其余没有|没有了",
        "下一節|下一個|下一項|上一節|上一個|繼續填|填完了|寫完了|發完了|儲存|確定|確認|沒有了",
        "next section|next question|next one|previous|previous question|save|cancel|confirm|go on|that's all|all done",
    )
)

#: what was read is to be saved
SAVING = frozenset(_words("保存|都保存|全部保存|存|都存", "儲存|都儲存|全部儲存", "save|save all|save them"))

# --- commands --------------------------------------------------------------------------------------------------

COMMANDS = {
    "back": ("back", "返回", "上一题", "后退", "上一題", "後退"),
    "skip": ("skip", "跳过", "跳過"),
    "later": ("later", "稍后", "稍后再填", "以后再填", "稍後", "稍後再填", "以後再填"),
    "map": ("map", "目录", "目錄"),
    "where": ("where", "status", "进度", "进展", "進度", "進展"),
    "review": ("review", "检查", "提交前检查", "檢查", "提交前檢查"),
    "edit": ("edit", "change", "改", "修改"),
    "go": ("go", "goto", "go to", "去", "跳到"),
    "help": ("help", "帮助", "幫助", "?"),
    "stop": (
        "stop",
        "pause",
        "come back later",
        "暂停",
        "稍后再来",
        "以后再来",
        "暫停",
        "稍後再來",
        "以後再來",
    ),
    "start": ("start", "continue", "继续", "开始", "开始填报", "繼續", "開始", "開始填報"),
    "copy": ("all answers", "all my answers", "全部答案"),
    "mute": ("no more reminders", "不再提醒"),
    "language": ("language", "语言", "語言"),
    "withdraw": ("withdraw", "撤回"),
    "new": ("new", "新建"),
    "submit": ("submit", "提交"),
    "done": ("done", "finished", "that is all", "完成", "完成了", "收齐了", "收齊了"),
    "not_applicable": ("not applicable", "不适用", "不適用"),
    "decline": ("prefer not to say", "不便提供"),
    "questions": ("questions", "all questions", "问题", "全部问题", "問題", "全部問題"),
    "colleague": ("colleague", "ask a colleague", "交给同事", "交給同事"),
    "undo": ("undo", "撤销", "撤銷"),
    "plain": ("plain",),
    "code": (
        "code",
        "resume code",
        "续填码",
        "换手机",
        "换手机号",
        "换账号",
        "續填碼",
        "換手機",
        "換手機號",
        "換帳號",
    ),
    "resume": ("resume",),
}
#: These take the code of a question without a prefix: 改 5.1, go A3.
TAKING_CODES = (*COMMANDS["edit"], *COMMANDS["go"])
#: These take a resume code without a prefix: 续填码 KX7M-9Q3D.
TAKING_RESUME_CODES = (*COMMANDS["code"], *COMMANDS["resume"])
#: These are no command by themselves.
NEVER_ALONE = frozenset((*COMMANDS["go"], "code", *COMMANDS["resume"]))

# --- small talk ------------------------------------------------------------------------------------------------

#: What people say beside an answer; alone, or together with others of these, it is hardly one.
SMALL_TALK = frozenset(
    (
        *_words(
            "你好|您好|你们好|大家好|嗨|哈喽|喂|在吗|在么|在不在|有人吗|早|早上好|上午好|中午好|下午好|晚上好|再见|拜拜",
            "妳好|你們好|哈囉|在嗎|在麼|有人嗎|再見|掰掰",
            "hi|hello|hey|good morning|good afternoon|good evening|hello there|hi there|bye|goodbye",
        ),
        *_words(
            "好|好的|好吧|好呀|好啊|好嘞|嗯|嗯嗯|哦|噢|收到|知道了|明白了|了解了|没问题|辛苦了|谢谢|谢谢您|谢谢你|多谢|感谢|非常感谢",
            "瞭解了|沒問題|謝謝|謝謝您|謝謝你|多謝|感謝|非常感謝",
            "ok|okay|k|fine|sure|got it|i see|alright|all right|thanks|thank you|many thanks|thanks a lot|thx",
            "👌|🙏|👋|🙂|😊",
        ),
        *_words(
            "等等|稍等|请稍等|稍等一下|请稍等一下|等一下|等一会|等一会儿|等会|等会儿|稍后|一会儿|一会|马上|我看一下|我看看|我想想|我问一下",
            "請稍等|請稍等一下|等一會|等一會兒|等會|等會兒|稍後|一會兒|一會|馬上|我問一下",
            "wait|please wait|wait a moment|one moment|one moment please|just a moment|just a minute|one minute|hold on|hang on",
            "let me see|let me check",
        ),
    )
)
#: A text with one of these at its end, or these before it, asks something, with a question mark or without.
ASKS_AT_END = _words(
    "吗|填什么|填哪个|填谁的|写什么|写哪个|怎么填|怎么写|怎么答|如何填写|是什么意思",
    "嗎|填什麼|填哪個|填誰的|寫什麼|寫哪個|怎麼填|怎麼寫|怎麼答|如何填寫|是什麼意思",
)
ASKS_AT_START = _words(
    "请问|想问一下|问一下|我想问",
    "請問|想問一下|問一下|我想問",
    "what do i |what should i |what do you mean|how do i |how should i |which one should i |can i |may i |should i |do i have to ",
)
#: Where an answer is offered: that one.
SAME = frozenset(
    _words(
        "同上|同前|一样|相同|同前面|跟上面一样|和上面一样",
        "一樣|同前面|跟上面一樣|和上面一樣",
        "same|same as above|the same|as above|ditto",
    )
)
#: In the place of a file: it is not there yet.
NOT_YET = _words(
    "晚点|晚些|稍后|一会|待会|等会|回头|过几天|过两天|明天|后天|改天|下周|用印|盖章中|正在盖|还没盖|还在盖|补发|补上|后补|再发|再传|在电脑上",
    "晚點|稍後|一會|待會|等會|回頭|過幾天|過兩天|後天|下週|用印|蓋章中|正在蓋|還沒蓋|還在蓋|補發|補上|後補|再發|再傳|在電腦上",
    "later|tomorrow|next week|not yet|being stamped|being signed|in a few days",
)
#: A file is meant that is not there.
SEE_ATTACHMENT = frozenset(
    _words(
        "见附件|详见附件|请见附件|请看附件|请查看附件|见附图|详见附图|附件|见文件|详见文件|见图|如图",
        "見附件|詳見附件|請見附件|請看附件|請查看附件|見附圖|詳見附圖|見檔案|詳見檔案|見附檔|詳見附檔|見圖|如圖",
        "see attachment|see attached|see the attachment|see attached file|see file|see the file|please see attached",
        "please see attachment|please see the attachment|as attached|attached|attachment|see picture|see the picture",
    )
)
