"""What `formbot doctor` says of the token, its scopes, the way events come, rooms and organisers, on the fake
workspace; and that nobody notices."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.channels.slack.checkup import Place, checkup
from bot.channels.slack.places import _standing
from bot.findings import Finding, Level
from tests.fakes.slack import APP_TOKEN, SECRET, TOKEN, Slack, User
from tests.fakes.slack.channels import Channel

BOT = "@formbot"


async def found(
    slack: Slack,
    *rooms: Place,
    organisers: tuple[Place, ...] = (),
    bot_token: str = TOKEN,
    app_token: str = APP_TOKEN,
    signing_secret: str = "",
    api: str = "",
) -> dict[str, Finding]:
    """What is found, by what it is about."""
    findings = await checkup(
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=signing_secret,
        api=api or slack.base_url,
        rooms=rooms,
        organisers=organisers,
    )
    lines = "".join(finding.as_line() for finding in findings)
    assert not any(secret in lines for secret in (bot_token, app_token, signing_secret, "ticket") if secret)
    return {finding.about: finding for finding in findings}


def at(slack: Slack, channel: Channel | User) -> Place:
    return Place(slack.space.team, channel.id)


async def of_room(slack: Slack, channel: Channel) -> Finding:
    """What is found of a room, which nobody in it sees."""
    before, place = channel.screen, at(slack, channel)
    finding = (await found(slack, place))[f"room {place}"]
    assert channel.screen == before
    assert {call.method for call in slack.calls} == {
        "auth.test",
        "apps.connections.open",
        "conversations.info",
    }
    assert slack.violations == []
    return finding


async def test_a_bot_that_is_ready(slack: Slack, li: User) -> None:
    """Its name and workspace, how events come, and each place once."""
    reviews = at(slack, slack.channel("reviews", li, private=True))
    person = at(slack, li)
    findings = await found(slack, reviews, reviews, organisers=(person, person))
    assert list(findings) == [
        "api",
        "token",
        "scopes",
        "events",
        "app",
        f"room {reviews}",
        f"organiser {person}",
    ]
    assert {finding.level for finding in findings.values()} == {Level.OK}
    assert findings["token"].says == f"{BOT} in Test ({slack.space.team})"
    assert findings["events"].says == "come by Socket Mode; Slack gives a connection"
    assert findings[f"room {reviews}"].says == f"{BOT} may write to #reviews"
    assert findings[f"organiser {person}"].says == f"{BOT} may write to them"
    assert len(slack.called("conversations.info")) == len(slack.called("users.info")) == 1
    assert slack.sockets.opened == 0
    assert li.screen == ""
    assert slack.violations == []


async def test_what_no_bot_can_see_is_said(slack: Slack) -> None:
    """The Messages tab can be off without a call that tells; the symptom is named, with what to do."""
    slack.space.messages_tab = False
    finding = (await found(slack))["app"]
    assert "sending messages to it has been turned off" in finding.says
    assert "formbot slack manifest" in finding.says


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("xoxb-wrong", "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        (APP_TOKEN, "Slack refuses SLACK_BOT_TOKEN (not_allowed_token_type)"),
        ("", "SLACK_BOT_TOKEN is not set"),
    ],
)
async def test_a_bot_token_that_is_none(slack: Slack, token: str, says: str) -> None:
    """The other token is looked at as well, so that both are mended at once; and nothing more."""
    findings = await found(slack, Place("T1", "C1"), bot_token=token, app_token="xapp-wrong")
    assert list(findings) == ["token", "events"]
    assert (findings["token"].level, findings["token"].says) == (Level.WRONG, says)
    assert "xoxb-" in findings["token"].remedy
    assert findings["events"].says == "Slack refuses SLACK_APP_TOKEN (invalid_auth)"


async def test_a_token_that_ends(slack: Slack) -> None:
    """Where token rotation is on, before and after its 12 hours."""
    slack.faults.refuse("token_expired", methods=("auth.test",))
    assert "rotation" in (await found(slack))["token"].remedy
    slack.token = f"xoxe.{TOKEN}"
    finding = (await found(slack, bot_token=slack.token))["token"]
    assert finding.level is Level.WRONG
    assert finding.says.startswith("SLACK_BOT_TOKEN ends within 12 hours")


async def test_scopes_that_are_missing(slack: Slack, li: User) -> None:
    """Each with what it is for; what cannot be looked at for want of one is not called wrong."""
    slack.scopes -= {"users:read", "groups:read"}
    secret, organiser = at(slack, slack.channel("secret", li, private=True)), at(slack, li)
    findings = await found(slack, secret, organisers=(organiser,))
    assert findings["scopes"].level is Level.WRONG
    assert findings["scopes"].says.startswith("missing: users:read (")
    assert ", groups:read (" in findings["scopes"].says
    assert "install the app again" in findings["scopes"].remedy
    for about in (f"room {secret}", f"organiser {organiser}"):
        assert findings[about].level is Level.WARNING
        assert findings[about].remedy == "mend the scopes first"


@pytest.mark.parametrize(
    ("app_token", "secret", "level", "says"),
    [
        (
            APP_TOKEN,
            SECRET,
            Level.WRONG,
            "SLACK_APP_TOKEN says Socket Mode and SLACK_SIGNING_SECRET says HTTP",
        ),
        ("", "", Level.WRONG, "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set"),
        ("", SECRET, Level.OK, "come by HTTP, signed; whether Slack reaches /slack/events, "),
        (TOKEN, "", Level.WRONG, "Slack refuses SLACK_APP_TOKEN (not_allowed_token_type)"),
    ],
)
async def test_how_events_come(slack: Slack, app_token: str, secret: str, level: Level, says: str) -> None:
    """In one of two ways, and not in both."""
    finding = (await found(slack, app_token=app_token, signing_secret=secret))["events"]
    assert finding.level is level
    assert finding.says.startswith(says)


@pytest.mark.parametrize(
    ("error", "level", "remedy"),
    [
        ("missing_scope", Level.WRONG, "make an app-level token, xapp-…, with connections:write "),
        ("forbidden_team", Level.WRONG, "is Socket Mode on in the app's settings?"),
        ("internal_error", Level.WARNING, "try again"),
    ],
)
async def test_no_connection(slack: Slack, error: str, level: Level, remedy: str) -> None:
    """For want of a scope, for want of Socket Mode, and by a fault of Slack's."""
    slack.faults.refuse(error, methods=("apps.connections.open",))
    finding = (await found(slack))["events"]
    assert finding.level is level
    assert finding.remedy.startswith(remedy)
    assert f"({error})" in finding.says


async def test_a_gateway_in_the_way_of_a_connection(slack: Slack) -> None:
    """Says nothing about Socket Mode."""
    slack.faults.fail(503, methods=("apps.connections.open",))
    finding = (await found(slack))["events"]
    assert (finding.level, finding.says) == (Level.WARNING, "Slack does not say (http_503)")


async def test_a_server_that_is_not_there(slack: Slack) -> None:
    """By its host alone."""
    await slack.stop()
    findings = await found(slack)
    assert list(findings) == ["api"]
    assert findings["api"].says == f"{slack.url.removeprefix('http://')} does not answer (network)"


async def test_rooms_that_the_bot_cannot_post_to(slack: Slack, li: User) -> None:
    """Each with what to do."""
    old = slack.channel("old", li)
    old.archived = True
    for channel, says in (
        (slack.channel("open", li, bot=False), f"{BOT} is not in #open"),
        (slack.channel("secret", li, private=True, bot=False), f"{BOT} sees no such channel"),
        (Channel("C404", "channel"), f"{BOT} sees no such channel"),
        (old, "#old is archived"),
        (li.dm, "is a direct message"),
    ):
        finding = await of_room(slack, channel)
        assert (finding.level, finding.says) == (Level.WRONG, says)
        assert finding.remedy


async def test_a_room_that_is_open_to_all(slack: Slack, li: User) -> None:
    """Whoever sets it up should know who can read it."""
    finding = await of_room(slack, slack.channel("reviews", li))
    assert (finding.level, finding.says) == (
        Level.OK,
        f"{BOT} may write to #reviews, which every member of the workspace can open",
    )


async def test_places_of_another_workspace(slack: Slack) -> None:
    """Nothing is asked about them: their ids may be somebody's here."""
    room, person = Place("T999", "C1"), Place("T999", "U1")
    findings = await found(slack, room, organisers=(person,))
    for about in (f"room {room}", f"organiser {person}"):
        assert findings[about].level is Level.WRONG
        assert findings[about].says == f"Test ({slack.space.team}) is another workspace"
    assert not slack.called("conversations.info")
    assert not slack.called("users.info")


async def test_organisers_who_cannot_be_told(slack: Slack, li: User) -> None:
    """A deactivated account, an id of nobody, and a bot."""
    li.deactivate()
    robot = slack.user("Robot")
    slack.space.users[robot.id]["is_bot"] = True
    nobody = Place(slack.space.team, "U404")
    findings = await found(slack, organisers=(at(slack, li), nobody, at(slack, robot)))
    told = [finding for about, finding in findings.items() if about.startswith("organiser")]
    assert [finding.level for finding in told] == [Level.WRONG] * 3
    assert [finding.says for finding in told] == [
        "their account is deactivated",
        f"{BOT} knows nobody of this id",
        "is a bot",
    ]


async def test_a_fault_of_slack_is_not_ours(slack: Slack, li: User) -> None:
    """What could not be looked at is said to be so, and is not wrong."""
    reviews, person = at(slack, slack.channel("reviews", li)), at(slack, li)
    slack.faults.fail(502, methods=("conversations.info",))
    slack.faults.throttle(30, methods=("users.info",))
    findings = await found(slack, reviews, organisers=(person,))
    assert findings[f"room {reviews}"].says == "Slack does not say (http_502)"
    assert findings[f"organiser {person}"].says == "Slack does not say (ratelimited)"
    assert {findings[about].level for about in (f"room {reviews}", f"organiser {person}")} == {Level.WARNING}


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[str, list[web.Response]]]:
    """An address where something else answers, with what is put there."""
    answers: list[web.Response] = []

    async def answer(_: web.Request) -> web.Response:
        return answers.pop()

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api", answers
    await runner.cleanup()


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("<html>Sign in with xoxb-something</html>", "text/html", "http_200"),
        ("Sign in", "text/plain", "no_answer"),
        ("[]", "application/json", "http_200"),
        ("[1]", "application/json", "no_answer"),
        ("{", "application/json", "http_200"),
        ('{"ok": false, "error": "Token xoxb-something is bad"}', "application/json", "http_200"),
        ('{"ok": false, "error": {}}', "application/json", "http_200"),
    ],
)
async def test_something_else_answers(
    slack: Slack, elsewhere: tuple[str, list[web.Response]], text: str, kind: str, code: str
) -> None:
    """A page of a network's own, or of a proxy: nothing of it is repeated."""
    api, answers = elsewhere
    answers.append(web.Response(text=text, content_type=kind))
    findings = await found(slack, api=api)
    assert list(findings) == ["api"]
    assert findings["api"].level is Level.WRONG
    assert findings["api"].says.endswith(f" does not answer ({code})")


async def test_the_token_of_a_person_and_an_answer_without_scopes(
    slack: Slack, elsewhere: tuple[str, list[web.Response]]
) -> None:
    """The first is accepted by Slack and would post as that person; the second is a proxy's doing."""
    api, answers = elsewhere
    me = {"ok": True, "user": "formbot", "user_id": "U1", "team": "Test", "team_id": "T1"}
    answers.append(web.json_response(me))
    findings = await found(slack, api=api, app_token="")
    assert findings["token"].says == "SLACK_BOT_TOKEN is no bot token"
    assert list(findings) == ["token", "events"]
    answers.append(web.json_response({**me, "bot_id": "B1"}))
    assert (await found(slack, api=api, app_token=""))["scopes"].level is Level.WARNING


@pytest.mark.parametrize(
    ("channel", "level"),
    [
        ({}, Level.OK),
        ({"is_member": True, "is_private": True}, Level.OK),
        ({"is_mpim": True, "is_member": True}, Level.WRONG),
        ({"is_im": True}, Level.WRONG),
        ({"is_frozen": True}, Level.WARNING),
        ({"is_read_only": True}, Level.WARNING),
        ({"is_thread_only": True}, Level.WARNING),
        ({"is_non_threadable": True}, Level.WARNING),
        ({"is_ext_shared": True}, Level.WARNING),
        ({"is_ext_shared": True, "is_member": False}, Level.WRONG),
    ],
)
def test_how_a_channel_stands(channel: dict[str, bool], level: Level) -> None:
    """By what conversations.info says beside archived and member."""
    assert _standing("room", BOT, {"name": "reviews", **channel}).level is level
