"""What `formbot doctor` says of the token, the webhook and the rooms, on the fake server; and that nobody notices."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.checkup import Place, _is_reachable, _may_write, checkup
from bot.findings import Finding, Level
from tests.fakes.telegram import TOKEN, Group, Telegram
from tests.fakes.telegram.by_hand import Caller

BOT = "@formbot_test_bot"


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram() as server:
        yield server


async def found(
    telegram: Telegram, *rooms: Place, token: str = TOKEN, webhook: str = ""
) -> dict[str, Finding]:
    """What is found, by what it is about."""
    findings = await checkup(token=token, api=telegram.url, webhook=webhook, rooms=rooms)
    assert token not in "".join(finding.as_line() for finding in findings)
    return {finding.about: finding for finding in findings}


async def of_room(telegram: Telegram, group: Group, topic: object = "") -> Finding:
    """What is found of a room, which nobody in it sees."""
    before = group.screen
    place = Place(str(group.id), str(topic))
    finding = (await found(telegram, place))[str(place)]
    assert (group.screen, group.chat.actions) == (before, [])
    assert telegram.violations == []
    return finding


async def test_a_bot_that_is_ready(telegram: Telegram) -> None:
    """Its name, where updates come from, and each room once."""
    group = telegram.group("Reviewers", telegram.user("Ann"), supergroup=True)
    room = Place(str(group.id), "")
    findings = await found(telegram, room, room)
    assert [finding.level for finding in findings.values()] == [Level.OK] * 4
    assert findings["token"].says == f"Formbot ({BOT})"
    assert findings["webhook"].says.startswith("none, updates are polled for; ")
    assert findings[str(room)].says == f"{BOT} may write to Reviewers"
    assert len(telegram.called("getChat")) == 1


async def test_a_token_that_is_refused(telegram: Telegram) -> None:
    """Nothing more is asked."""
    findings = await found(telegram, token="42:wrong")
    assert list(findings) == ["token"]
    assert findings["token"].level is Level.WRONG
    assert "@BotFather" in findings["token"].remedy


async def test_a_server_that_is_not_there(telegram: Telegram) -> None:
    """By its host alone."""
    await telegram.stop()
    findings = await found(telegram)
    assert list(findings) == ["api"]
    assert findings["api"].says == f"{telegram.url.removeprefix('http://')} does not answer (network)"


async def test_the_topics_of_a_room(telegram: Telegram) -> None:
    """One that is there, one that was deleted, one that never was, and the general one, which has no number."""
    group = telegram.group("Reviewers", telegram.user("Ann"), forum=True)
    topic, other = group.topic("Award"), group.topic("Other")
    await group.delete_topic(other)
    assert (await of_room(telegram, group, topic)).level is Level.OK
    assert (await of_room(telegram, group)).level is Level.OK
    for missing in (other, 4711):
        finding = await of_room(telegram, group, missing)
        assert (finding.level, finding.says) == (Level.WRONG, f"there is no topic {missing}")
    assert f"write telegram:{group.id} in REVIEWERS" in (await of_room(telegram, group, 1)).remedy


async def test_a_group_without_topics(telegram: Telegram) -> None:
    """A topic in REVIEWERS leads nowhere there."""
    group = telegram.group("Reviewers", telegram.user("Ann"), supergroup=True)
    finding = await of_room(telegram, group, 7)
    assert (finding.level, finding.says) == (Level.WRONG, "Reviewers has no topics")


@pytest.mark.parametrize("supergroup", [True, False])
@pytest.mark.parametrize("standing", ["left", "kicked"])
async def test_a_group_that_the_bot_is_not_in(telegram: Telegram, standing: str, supergroup: bool) -> None:
    """It must be added again."""
    ann = telegram.user("Ann")
    group = telegram.group("Reviewers", ann, supergroup=supergroup)
    await group.set_bot(standing, by=ann)
    finding = await of_room(telegram, group)
    assert (finding.level, finding.says) == (Level.WRONG, f"{BOT} is not in this group")


async def test_a_group_where_the_bot_may_not_write(telegram: Telegram) -> None:
    """Its own standing says so."""
    group = telegram.group("Reviewers", telegram.user("Ann"), supergroup=True, bot="muted")
    finding = await of_room(telegram, group)
    assert (finding.level, finding.says) == (Level.WRONG, f"{BOT} may not write there")


async def test_a_chat_that_nobody_knows(telegram: Telegram) -> None:
    """The way to its id is to add the bot to it."""
    place = Place("-100123", "7")
    finding = (await found(telegram, place))[str(place)]
    assert (finding.level, finding.says) == (Level.WRONG, f"{BOT} knows no such chat")


async def test_a_group_that_has_become_a_supergroup(telegram: Telegram) -> None:
    """Its new id is told, to be written where the old one stands."""
    group = telegram.group("Reviewers", telegram.user("Ann"))
    new = await group.migrate()
    finding = (await found(telegram, Place(str(group.id), "")))[f"room telegram:{group.id}"]
    assert finding.remedy == f"write telegram:{new.id} in REVIEWERS"


async def test_a_fault_of_telegram_is_not_ours(telegram: Telegram) -> None:
    """What could not be looked at is said to be so, and is not wrong."""
    group = telegram.group("Reviewers", telegram.user("Ann"), supergroup=True)
    telegram.faults.fail(500, methods=("getChat",))
    telegram.faults.fail(502, methods=("getWebhookInfo",))
    findings = await found(telegram, Place(str(group.id), ""))
    assert findings["webhook"].level is Level.WARNING
    assert findings[f"room telegram:{group.id}"].level is Level.WARNING


async def test_a_webhook_that_is_not_as_the_settings_have_it(telegram: Telegram) -> None:
    """Set where they poll, not set where they have one, and another one; of an address only the host is told."""
    wanted = "http://127.0.0.1:9/a-secret-path"
    async with Caller(telegram) as call:
        assert (await found(telegram, webhook=wanted))["webhook"].says == "not set yet; 0 updates wait"
        await call.ok("setWebhook", url=wanted)
        polls = (await found(telegram))["webhook"]
        other = (await found(telegram, webhook="http://127.0.0.1:8/"))["webhook"]
        right = (await found(telegram, webhook=wanted))["webhook"]
        await call.ok("deleteWebhook")
    assert polls.says == "one is set at 127.0.0.1:9, while these settings poll; 0 updates wait"
    assert other.says == "one is set at 127.0.0.1:9, while these settings have another; 0 updates wait"
    assert [polls.level, other.level, right.level] == [Level.WARNING, Level.WARNING, Level.OK]
    assert right.says == "set at 127.0.0.1:9; 0 updates wait"


async def test_a_webhook_where_nobody_answers(telegram: Telegram) -> None:
    """With what Telegram says of it, and how much waits."""
    wanted = "http://127.0.0.1:9/hook"
    async with Caller(telegram) as call:
        await call.ok("setWebhook", url=wanted)
        await telegram.user("Ann").say("/start")
        await telegram.webhook.changes.until(lambda: telegram.webhook.failures or None, 5)
        finding = (await found(telegram, webhook=wanted))["webhook"]
        await call.ok("deleteWebhook")
    assert finding.level is Level.WRONG
    assert finding.says.startswith("set at 127.0.0.1:9; 1 updates wait; it last failed at ")
    assert finding.says.endswith(": Connection refused")


async def test_organisers_must_have_begun(telegram: Telegram) -> None:
    """A bot may write only to who has pressed Start, and not to who has blocked it since."""
    ann, ben, eve = (telegram.user(name) for name in ("Ann", "Ben", "Eve"))
    await ann.say("/start")
    await eve.say("/start")
    await eve.block()
    people = [str(one.id) for one in (ann, ben, eve)]
    findings = await checkup(token=TOKEN, api=telegram.url, webhook="", rooms=(), organisers=people)
    assert [finding.level for finding in findings[-3:]] == [Level.OK, Level.WRONG, Level.WRONG]
    assert findings[-1].remedy == f"they open {BOT} and press Start"
    assert ann.chat.from_bot == []


@pytest.mark.parametrize(
    ("chat", "member", "may"),
    [
        ({"type": "group"}, {"status": "member"}, True),
        ({"type": "group", "permissions": {"can_send_messages": False}}, {"status": "member"}, False),
        ({"type": "group", "permissions": {"can_send_messages": False}}, {"status": "administrator"}, True),
        (
            {"type": "supergroup", "permissions": {"can_send_messages": True, "can_send_documents": False}},
            {"status": "member"},
            False,
        ),
        (
            {"type": "supergroup", "permissions": {"can_send_messages": True}},
            {"status": "restricted", "can_send_messages": False},
            False,
        ),
        ({"type": "channel"}, {"status": "administrator", "can_post_messages": True}, True),
        ({"type": "channel"}, {"status": "administrator"}, False),
    ],
)
def test_who_may_write(chat: dict[str, object], member: dict[str, object], may: bool) -> None:
    """By what the group allows everybody, what it allows the bot, and what administrators may."""
    assert _may_write(chat, member) is may


@pytest.mark.parametrize(
    ("address", "is_reachable"),
    [
        ("", True),
        ("https://bot.example.org/hook", True),
        ("https://bot.example.org:8443", True),
        ("https://bot.example.org:8080", False),
        ("http://bot.example.org/hook", False),
    ],
)
def test_where_telegram_posts_to(address: str, is_reachable: bool) -> None:
    """Encrypted, at one of four ports."""
    assert _is_reachable(address) is is_reachable
