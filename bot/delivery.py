"""The adapter to Telegram: the only caller of ``Bot.send_*`` and ``Bot.edit_*``, and the judge of how a call ended.

python-telegram-bot's ``BadRequest`` and ``TimedOut`` *are* ``NetworkError``s, so order matters in ``classify``; what
tells "never left this machine" from "may have arrived" is the cause: only failures to connect, or to get a connection
from the pool, happen before anything is sent.
"""

import re
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.render import case, chain, post
from bot.render.message import Keyboard, Rendered
from bot.uploads import Maps, NoMap
from feeds.core.outbox import Attempt, Outcome
from feeds.model import DueDelivery, PostKind, TargetKind
from feeds.model.places import MapSpot
from feeds.ports import Clock

#: Seconds to wait for the answer to a send. Shorter than Telegram's slowest honest answer would make uncertain what is
#: only slow.
READ_TIMEOUT = 30.0
#: Attempts to send a post with its picture, the last of which broke off, before it goes without: a picture that makes
#: Telegram stumble each time must not hold up the channel.
PATIENCE = 2

#: Refusals that are the chat's fault, not the post's (lower case, as python-telegram-bot rewrites capitals).
_CHAT = re.compile(
    r"chat not found|not enough rights|need administrator rights|have no write access|chat_write_forbidden|"
    r"chat_admin_required|channel_private|not a member|was kicked|peer_id_invalid|group chat was deleted|"
    r"user is deactivated|can't initiate conversation|topic_closed|chat_restricted"
)
_MARKUP = re.compile(r"can't parse entities|entity|unsupported parse_mode")
#: Refusals of a photo that no text would meet: its address, its content, and the right to send photos at all.
_PICTURE = re.compile(r"photo|image_process|http url|web ?page|file identifier|file of type|by url|media_|send_media")
_OTHER_FORM = re.compile(r"there is no (?:text|caption) in the message to edit")
_GONE = re.compile(r"message to edit not found|message can't be edited|message_id_invalid")


def classify(error: Exception) -> Attempt:
    """How an attempt ended that raised ``error``. Exceptions that no call to Telegram raises are not for this."""
    words = str(error).lower()
    problem = f"{type(error).__name__}: {error}"
    match error:
        case RetryAfter():
            return Attempt(Outcome.RETRY, retry_after=flood_wait(error), problem=problem)
        case InvalidToken():
            return Attempt(Outcome.FATAL, problem="Telegram does not accept the token")
        case ChatMigrated():
            return Attempt(Outcome.RETRY, problem=problem, moved_to=error.new_chat_id)
        case Forbidden():
            return Attempt(Outcome.REFUSED, problem=problem)
        case BadRequest() if _CHAT.search(words):
            return Attempt(Outcome.REFUSED, problem=problem)
        case BadRequest():
            return Attempt(Outcome.REJECTED, problem=problem)
        case NetworkError() if isinstance(
            error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
        ):
            return Attempt(Outcome.RETRY, problem=problem)
        case NetworkError() | Conflict() | TelegramError():
            return Attempt(Outcome.UNCERTAIN, problem=problem)
    raise error


def is_pictures_fault(error: BadRequest) -> bool:
    """Whether a photo was refused for what a text need not be: for anything but what is the chat's or the markup's
    fault, since what the text would be refused for as well its own refusal says.
    """
    words = str(error).lower()
    return bool(_PICTURE.search(words)) or not (_CHAT.search(words) or _MARKUP.search(words))


def flood_wait(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait. The library warns that their type will change; both are taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Delivery:
    """Sends deliveries; implements ``bot.publish.Send``."""

    def __init__(
        self, bot: Bot, clock: Clock, *, paid: bool = False, maps: Maps | None = None, alone: bool = False
    ) -> None:
        """``alone``: there is one moderator and no second."""
        self._bot, self._clock, self._paid, self._alone = bot, clock, paid, alone
        self._maps = maps or Maps()

    async def __call__(self, due: DueDelivery, chat: int) -> Attempt:
        """Attempt one delivery to a chat and say how it ended; never raises for what Telegram answers."""
        try:
            if due.edits_message is not None:
                return await self._edit(chat, due.edits_message, due)
            return await self._send(chat, due)
        except TelegramError as error:
            attempt = classify(error)
        if attempt.outcome is Outcome.REFUSED and due.target.kind is TargetKind.READER:
            return Attempt(Outcome.GONE, problem=attempt.problem)
        return attempt

    def leaves_rest(self, due: DueDelivery) -> bool:
        """Whether a delivery, standing as a photo, leaves a text to be sent as part 1."""
        return _may_be_photo(due) and self._render(due, caption=True).rest

    def _render(self, due: DueDelivery, *, caption: bool) -> Rendered:
        return render(due, bot_name=self._bot.username, now=self._clock.now(), caption=caption, alone=self._alone)

    async def _send(self, chat: int, due: DueDelivery) -> Attempt:
        """Send a message: a photo with its caption where there is a picture, a text where that is refused."""
        as_photo = await self._send_photo(chat, due) if _has_picture(due) else None
        if isinstance(as_photo, Attempt):
            return as_photo
        message = self._render(due, caption=False)
        sent = await _send_text(self._bot, chat, message, due.replies_to, paid=self._pays_for(due), silent=_silent(due))
        return Attempt(Outcome.SENT, sent.id, problem=as_photo, degraded=sent.degraded)

    async def _send_photo(self, chat: int, due: DueDelivery) -> Attempt | str:
        """Send a photo with its caption; in words why it has to go without the picture."""
        message = self._render(due, caption=True)
        if message.photo is None and message.map is None:
            return "the picture's address is none that Telegram fetches"
        if due.attempts > PATIENCE and due.problem is None:  # what broke off, and was looked for, has no problem left
            return f"it was tried {due.attempts - 1} times with its picture, and the sending broke off"
        try:
            if message.map is not None:
                sent = await self._send_map(chat, due, message, message.map)
            else:
                sent = await self._send_picture(chat, due, message, message.photo or "")
        except NoMap as error:
            return f"there is no map: {error}"
        except BadRequest as error:
            if not is_pictures_fault(error):
                raise
            return f"Telegram refused the picture: {error}"
        return Attempt(Outcome.SENT, sent.id, photo=True, rest=message.rest, degraded=sent.degraded)

    async def _send_picture(self, chat: int, due: DueDelivery, message: Rendered, photo: str | bytes) -> "_Sent":
        call = partial(
            self._bot.send_photo,
            chat,
            photo,
            filename=None if isinstance(photo, str) else "map.png",
            has_spoiler=message.spoiler,
            reply_parameters=_reply(due.replies_to),
            allow_paid_broadcast=self._pays_for(due),
            disable_notification=_silent(due),
        )
        return await _with_fallback(call, message, "caption")

    async def _send_map(self, chat: int, due: DueDelivery, message: Rendered, spot: MapSpot) -> "_Sent":
        """Send a map of ours: by the id that Telegram gave it, or drawn and uploaded. Raises ``NoMap``."""
        async with self._maps.shown(spot) as shown:
            try:
                sent = await self._send_picture(chat, due, message, shown.photo)
            except BadRequest as error:
                if not isinstance(shown.photo, str) or not is_pictures_fault(error):
                    raise
                self._maps.forget(spot)  # the id is not good any more
            else:
                shown.file_id = sent.file_id
                return sent
        async with self._maps.shown(spot) as shown:
            sent = await self._send_picture(chat, due, message, shown.photo)
            shown.file_id = sent.file_id
            return sent

    def _pays_for(self, due: DueDelivery) -> bool | None:
        """Whether a message may go beyond the free rate: readers' copies, where the operator pays for it."""
        return True if self._paid and due.target.kind is TargetKind.READER else None

    async def _edit(self, chat: int, message_id: int, due: DueDelivery) -> Attempt:
        """Write over a message: a photo's caption or a text; where the other is there than is on record, the other."""
        try:
            return await self._overwrite(chat, message_id, due, photo=due.edits_photo)
        except BadRequest:
            if due.part:  # a rest is a text, whatever stands there now
                raise
        return await self._overwrite(chat, message_id, due, photo=not due.edits_photo)

    async def _overwrite(self, chat: int, message_id: int, due: DueDelivery, *, photo: bool) -> Attempt:
        """An edit may be repeated, so an unknown end is tried again; what is gone is gone. Raises ``BadRequest`` where
        the message is of the other form.
        """
        message = self._render(due, caption=photo)
        done = Attempt(Outcome.SENT, message_id, photo=photo, rest=message.rest)
        try:
            change = _edit_caption if photo else _edit_text
            sent = await change(self._bot, chat, message_id, message)
        except TelegramError as error:
            words = str(error).lower()
            if "not modified" in words:
                return done
            if _OTHER_FORM.search(words):
                raise
            if _GONE.search(words) and due.target.kind is TargetKind.READER:
                return done  # he deleted his copy: nothing is left to put right
            if _GONE.search(words):
                return Attempt(Outcome.REJECTED, problem=str(error))
            attempt = classify(error)
            unknown = attempt.outcome is Outcome.UNCERTAIN
            return Attempt(Outcome.RETRY, problem=attempt.problem) if unknown else attempt
        return replace(done, degraded=sent.degraded)


def _may_be_photo(due: DueDelivery) -> bool:
    """A story's post, new or edited: nothing else stands under a picture."""
    return due.part == 0 and due.kind in {PostKind.NEW, PostKind.EDIT}


def _silent(due: DueDelivery) -> bool | None:
    """Whether a message comes without a sound: as its post says, and what goes on under a photo that has just rung."""
    return True if due.payload.silent or due.part else None


def _has_picture(due: DueDelivery) -> bool:
    brief = due.payload.brief
    return _may_be_photo(due) and brief is not None and (brief.picture is not None or brief.map is not None)


def render(due: DueDelivery, *, bot_name: str, now: datetime, caption: bool = False, alone: bool = False) -> Rendered:
    """What a delivery says; of a story's post as a caption what stands under its picture. ``alone``: there is one
    moderator and no second.
    """
    match due.kind:
        case PostKind.CASE:
            return case.card(due.payload, bot_name=bot_name, now=now, alone=alone)
        case PostKind.NOTICE:
            return case.notice(due.payload)
        case PostKind.QUESTION:
            return case.question(due.payload)
        case PostKind.CHAIN_HEAD:
            return chain.head(due.payload, bot_name=bot_name, nonce=due.nonce)
        case _ if due.part:
            return post.rest(due.payload, bot_name=bot_name, now=now, nonce=due.nonce)
        case _:
            return post.post(due.payload, due.kind, bot_name=bot_name, now=now, nonce=due.nonce, caption=caption)


async def send(bot: Bot, chat: int, message: Rendered) -> int:
    """Send a message; as plain text where its markup is refused. The message's id."""
    return (await _send_text(bot, chat, message, None)).id


async def send_picture(bot: Bot, chat: int, picture: bytes, message: Rendered) -> int:
    """Send a picture of ours with its caption, for somebody who asked. The message's id."""
    return (await _with_fallback(partial(bot.send_photo, chat, picture, filename="figures.png"), message, "caption")).id


async def edit(bot: Bot, chat: int, message_id: int, message: Rendered) -> int:
    """Write over a text, keyboard and all; as plain text where the markup is refused."""
    return (await _edit_text(bot, chat, message_id, message)).id


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message that Telegram took."""

    id: int
    degraded: str | None = None  #: why without its markup
    file_id: str | None = None  #: what Telegram calls its photo


async def _send_text(
    bot: Bot,
    chat: int,
    message: Rendered,
    replies_to: int | None,
    *,
    paid: bool | None = None,
    silent: bool | None = None,
) -> _Sent:
    call = partial(
        bot.send_message,
        chat,
        link_preview_options=_preview(message),
        reply_parameters=_reply(replies_to),
        allow_paid_broadcast=paid,
        disable_notification=silent,
    )
    return await _with_fallback(call, message, "text")


async def _edit_text(bot: Bot, chat: int, message_id: int, message: Rendered) -> _Sent:
    call = partial(bot.edit_message_text, chat_id=chat, message_id=message_id, link_preview_options=_preview(message))
    return await _with_fallback(call, message, "text", message_id)


async def _edit_caption(bot: Bot, chat: int, message_id: int, message: Rendered) -> _Sent:
    call = partial(bot.edit_message_caption, chat_id=chat, message_id=message_id)
    return await _with_fallback(call, message, "caption", message_id)


async def _with_fallback(
    call: Callable[..., Awaitable[Message | bool]], message: Rendered, name: str, message_id: int = 0
) -> _Sent:
    """Make a call that takes a text as ``name``; as plain text where the markup is refused."""
    call = partial(call, reply_markup=_markup(message.keyboard), read_timeout=READ_TIMEOUT, write_timeout=READ_TIMEOUT)
    why = None
    try:
        done = await call(**{name: message.html}, parse_mode=ParseMode.HTML)
    except BadRequest as error:
        if not _MARKUP.search(str(error).lower()):
            raise
        why = f"Telegram refused the markup: {error}"
        done = await call(**{name: message.plain}, parse_mode=None)
    if not isinstance(done, Message):
        return _Sent(message_id, why)
    return _Sent(done.message_id, why, done.photo[-1].file_id if done.photo else None)


def _preview(message: Rendered) -> LinkPreviewOptions:
    return LinkPreviewOptions(is_disabled=not message.preview)


def _reply(message_id: int | None) -> ReplyParameters | None:
    """What a message answers; it is sent all the same where that was deleted."""
    return None if message_id is None else ReplyParameters(message_id, allow_sending_without_reply=True)


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.data, url=button.url) for button in row]
        for row in keyboard
    ]
    return InlineKeyboardMarkup(rows) if rows else None
