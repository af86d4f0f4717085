"""What must be true before the bot can work, asked one thing after the other; each answer says what to do.

``heliograph run`` asks what it cannot work without and stops at what is wrong; ``heliograph check`` asks everything.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from telegram import Bot, Chat, ChatFullInfo, ChatMember
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.errors import CannotRun, Finding
from bot.settings import ChannelTable, Settings
from feeds.model import HARM, Channel, Target, TargetKind, votes_needed

#: Seconds by which this machine's clock may differ from Telegram's.
CLOCK_SKEW = 60.0


@dataclass(frozen=True, slots=True)
class Places:
    """Where the bot writes, by numeric id."""

    channels: tuple[Channel, ...]
    desk: Target | None
    public_name: str | None  #: the first channel's @name, where it has one


async def places(bot: Bot, settings: Settings) -> Places:
    """Find the channels and the desk, and see that the bot may write there; raises ``CannotRun``."""
    channels = [await _channel(bot, table.id) for table in settings.channel]
    desk = await _desk(bot, settings.desk) if settings.desk is not None else None
    return Places(
        channels=tuple(
            _covering(table, chat.id, settings.channel) for table, chat in zip(settings.channel, channels, strict=True)
        ),
        desk=Target(TargetKind.DESK, str(desk.id)) if desk else None,
        public_name=f"@{channels[0].username}" if channels and channels[0].username else None,
    )


def _covering(table: ChannelTable, chat_id: int, tables: Sequence[ChannelTable]) -> Channel:
    """A channel with what it covers; a mirror covers what its original does."""
    original = next((one for one in tables if one.id == table.mirror_of), table)
    target = Target(TargetKind.CHANNEL, str(chat_id))
    return Channel(target, frozenset(original.beats), frozenset(original.languages))


async def identify(bot: Bot) -> None:
    """Ask Telegram who we are; raises ``CannotRun`` where it does not know the token, ``NetworkError`` where it is
    not to be reached.
    """
    try:
        await bot.initialize()
    except InvalidToken:
        await bot.request.shutdown()  # which a bot that was never initialised does not do itself
        raise CannotRun(
            "Telegram does not accept HELIOGRAPH_BOT_TOKEN. Copy it anew from @BotFather (/mybots → API Token)."
        ) from None


async def _channel(bot: Bot, spelt: str) -> ChatFullInfo:
    chat = await _chat(bot, spelt, "HELIOGRAPH_CHANNEL", "add the bot to it as an administrator")
    member = await _membership(bot, chat)
    owner = member is not None and member.status == ChatMemberStatus.OWNER
    may_post = member is not None and getattr(member, "can_post_messages", None) is not False
    if chat.type == Chat.CHANNEL and not owner:
        if member is None or member.status != ChatMemberStatus.ADMINISTRATOR:
            raise CannotRun(
                f"The bot @{bot.username} is not an administrator of {_named(chat)} (HELIOGRAPH_CHANNEL). In the "
                "channel: Administrators → Add Admin, with the right to post messages."
            )
        if not may_post:
            raise CannotRun(
                f"The bot @{bot.username} may not post in {_named(chat)} (HELIOGRAPH_CHANNEL). In the channel: "
                "Administrators → the bot → Post Messages."
            )
    return chat


async def _desk(bot: Bot, chat_id: int) -> ChatFullInfo:
    chat = await _chat(bot, chat_id, "HELIOGRAPH_DESK", "add the bot to the moderators' group")
    if chat.type == Chat.CHANNEL:
        raise CannotRun(f"HELIOGRAPH_DESK is {_named(chat)}, a channel; give the id of the moderators' private group.")
    if chat.username:
        raise CannotRun(f"HELIOGRAPH_DESK is {_named(chat)}, which is public; moderators need a private group.")
    return chat


async def _chat(bot: Bot, chat: int | str, setting: str, advice: str) -> ChatFullInfo:
    try:
        return await bot.get_chat(chat)
    except ChatMissing as exc:
        raise CannotRun(
            f"{setting} is {chat}, and Telegram says: {exc}. Check its spelling (numeric ids of channels and groups "
            f"begin with -100), and {advice}."
        ) from None


ChatMissing = (BadRequest, Forbidden)


async def _membership(bot: Bot, chat: ChatFullInfo) -> ChatMember | None:
    try:
        return await chat.get_member(bot.id)
    except (BadRequest, Forbidden):
        return None


def _named(chat: ChatFullInfo) -> str:
    return f"“{chat.title}” (@{chat.username})" if chat.username else f"“{chat.title or chat.id}”"


# ------------------------------------------------------------------ the doctor


async def telegram(bot: Bot, settings: Settings) -> list[Finding]:
    """Token, clock, channel, desk."""
    try:
        await identify(bot)
    except CannotRun as exc:
        return [Finding("token", ok=False, text=str(exc))]
    except TelegramError as exc:
        return [
            Finding("token", ok=False, text=f"Telegram cannot be reached: {exc}. Check network and HELIOGRAPH_PROXY.")
        ]
    findings = [Finding("token", ok=True, text=f"Telegram knows the bot as @{bot.username}.")]
    findings += [await _ask(f"channel {table.id}", _channel(bot, table.id)) for table in settings.channel]
    if settings.desk is not None:
        findings.append(await _ask("desk", _desk(bot, settings.desk)))
    if staging := settings.staging or next(iter(settings.owners), None):
        advice = "send /start to the bot from the first owner's account, or name another chat"
        findings.append(await _ask("staging chat", _chat(bot, staging, "HELIOGRAPH_STAGING", advice)))
    return findings


def moderators(owners: Sequence[int]) -> Finding:
    """Whether there are as many who may moderate as must agree on what may do harm."""
    needed = votes_needed(HARM)
    if len(owners) >= needed:
        return Finding("moderators", ok=True, text=f"{len(owners)} owners may moderate.")
    text = (
        f"HELIOGRAPH_OWNERS names {len(owners) or 'nobody'}, and {needed} moderators must approve what may do harm (a "
        "named child, where troops are): such a story can only be rejected. Name a second owner."
    )
    return Finding("moderators", ok=True, text=text, warning=True)


async def _ask(name: str, question: Awaitable[ChatFullInfo]) -> Finding:
    try:
        chat = await question
    except CannotRun as exc:
        return Finding(name, ok=False, text=str(exc))
    except TelegramError as exc:
        return Finding(name, ok=False, text=f"Telegram did not answer: {exc}. Try again.")
    return Finding(name, ok=True, text=f"The bot may write to {_named(chat)}.")


async def clock(api_url: str, *, now: datetime) -> Finding:
    """Compare this machine's clock with the Bot API server's."""
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.head(api_url)
        theirs = parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (httpx.HTTPError, KeyError, ValueError):
        return Finding("clock", ok=True, text="Not compared: the server gives no time.")
    off = abs((now - theirs).total_seconds())
    if off > CLOCK_SKEW:
        text = f"This machine's clock differs from Telegram's by {off:.0f} s: set it (for example with timesyncd)."
        return Finding("clock", ok=False, text=text)
    return Finding("clock", ok=True, text="This machine's clock agrees with Telegram's.")
