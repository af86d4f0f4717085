"""The whole routing table, on one screen. The menu that Telegram shows is made from the same list."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.handlers import (
    corrections,
    desk,
    failures,
    feeds,
    figures,
    following,
    hearing,
    readers,
    regrouping,
    splitting,
    trouble,
    why,
)
from bot.handlers.context import Context, allowed
from bot.render import reply

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its handler and what the menu says."""

    name: str
    what: str
    handler: Handler
    owners: bool = False  #: not in readers' menus


async def help_(update: Update, context: Context) -> None:
    """Answer /help with every command that this user may use."""
    shown = [(row.name, row.what) for row in COMMANDS if not row.owners or allowed(update, context)]
    await context.reply(update, reply.help_text(shown))


COMMANDS: tuple[Command, ...] = (
    Command("start", "what this is", readers.start),
    Command("latest", "the newest stories; /latest 10 for ten", readers.latest),
    Command("search", "stories with all these words", readers.search),
    Command("story", "a story with all sources, and how it came about: /story 7K3F", readers.story),
    Command("figures", "who counts how many, over time: /figures 7K3F", figures.figures),
    Command("sources", "the outlets that are read", readers.sources),
    Command("subscribe", "each new story here as well; /subscribe gaza for a beat's", following.subscribe),
    Command("beats", "choose whose stories come", following.beats),
    Command("stop", "no more stories here", readers.stop),
    Command("help", "all commands", help_),
    Command("correct", "say what was wrong in a story: /correct 7K3F text (owners)", corrections.correct, owners=True),
    Command("retract", "withdraw a story: /retract 7K3F reason (owners)", corrections.retract, owners=True),
    Command("why", "what decided about a story: /why 7K3F (owners)", why.why, owners=True),
    Command("merge", "make two stories one: /merge 7K3F 9ABC (owners)", regrouping.merge, owners=True),
    Command("apart", "never make them one: /apart 7K3F 9ABC (owners)", regrouping.apart, owners=True),
    Command("split", "take reports out of a story: /split 7K3F shows them (owners)", splitting.split, owners=True),
    Command("failed", "what Telegram refused, and what to do (owners)", failures.failed, owners=True),
    Command("feeds", "the feeds and how they are (owners)", feeds.listed, owners=True),
    Command("addfeed", "find the feeds of a page, and add one: /addfeed example.org (owners)", feeds.add, owners=True),
    Command("pausefeed", "read a feed no more: /pausefeed 12 (owners)", feeds.pause, owners=True),
    Command("resumefeed", "read it again (owners)", feeds.resume, owners=True),
    Command("halt", "stop all sending at once (owners)", desk.halt, owners=True),
    Command("resume", "send again (owners)", desk.resume, owners=True),
)


def register(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    """Every handler, in order: commands, buttons, commands that do not exist, talk."""
    for row in COMMANDS:
        application.add_handler(CommandHandler(row.name, row.handler))
    application.add_handler(MessageHandler(filters.IS_AUTOMATIC_FORWARD, hearing.heard))
    application.add_handler(CallbackQueryHandler(readers.older, pattern=r"^v1:latest:"))
    application.add_handler(CallbackQueryHandler(figures.pressed, pattern=r"^v1:figures:"))
    application.add_handler(CallbackQueryHandler(following.pressed, pattern=r"^v1:beat:"))
    application.add_handler(CallbackQueryHandler(feeds.pressed, pattern=r"^v1:feeds?:"))
    application.add_handler(CallbackQueryHandler(desk.pressed))
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    application.add_handler(MessageHandler(filters.COMMAND & private, readers.unknown))
    application.add_handler(MessageHandler(filters.TEXT & private & ~filters.FORWARDED, readers.talk))
    application.add_error_handler(trouble.on_error)


def menu(*, owners: bool) -> list[BotCommand]:
    """What Telegram lists when someone types a slash."""
    return [BotCommand(row.name, row.what) for row in COMMANDS if owners or not row.owners]
