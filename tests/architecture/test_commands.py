"""Every command is in the menu and in the README, and what they list exists; the same for the command line."""

import re
from pathlib import Path

import pytest
from telegram import BotCommand
from telegram.ext import ApplicationBuilder, CommandHandler

from bot import handlers
from bot.cli import app

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def registered():
    """The commands that the application answers."""
    application = ApplicationBuilder().token("1:x").job_queue(None).updater(None).build()
    handlers.register(application)
    found = [handler for group in application.handlers.values() for handler in group]
    return {name for handler in found if isinstance(handler, CommandHandler) for name in handler.commands}


def test_every_command_that_is_answered_has_a_line_in_the_owners_menu(registered):
    assert {line.command for line in handlers.menu(owners=True)} == registered


def test_readers_are_offered_what_readers_may_use():
    offered = {line.command for line in handlers.menu(owners=False)}
    assert offered == {row.name for row in handlers.COMMANDS if not row.owners}


def test_telegram_takes_the_menus():
    for line in handlers.menu(owners=True):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", line.command)
        assert BotCommand.MIN_DESCRIPTION <= len(line.description) <= BotCommand.MAX_DESCRIPTION


@pytest.mark.parametrize("row", handlers.COMMANDS, ids=lambda row: row.name)
def test_every_command_stands_in_the_readme(row):
    assert re.search(rf"`/{row.name}\b", README.read_text("utf-8"))


def test_every_command_of_the_readme_is_answered(registered):
    rows = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| `/")]
    said = {name for row in rows for name in re.findall(r"`/([a-z]+)\b", row.split("|")[1])}
    assert said
    assert said <= registered


def test_every_subcommand_of_the_command_line_stands_in_the_readme():
    text = README.read_text("utf-8")
    names = [command.name for command in app.registered_commands] + [group.name for group in app.registered_groups]
    assert [name for name in names if not re.search(rf"heliograph {name}\b", text)] == []
