"""A local server that speaks Telegram's Bot API, and a page that shows its chats.

It refuses what Telegram refuses, in Telegram's words. It knows nothing of any client library.
"""

from bot.sandbox.options import LimitRules, Options
from bot.sandbox.server import Sandbox, serve

__all__ = ["LimitRules", "Options", "Sandbox", "serve"]
