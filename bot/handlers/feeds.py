"""Handlers of /feeds, /addfeed, /pausefeed and /resumefeed. Who may is asked at the moment of the deed."""

from telegram import CallbackQuery, Message, MessageEntity, Update

from bot import callbacks
from bot.handlers.context import Context, allowed, answer
from bot.handlers.moderators import REFUSAL, may, name
from bot.render import feeds as words
from bot.render import reply
from feeds import listing
from feeds.errors import FeedListError, FetchError, NotFound
from feeds.listing import About
from feeds.model import Discovery, Found, Origin

_ISOLATES = "\u2068\u2069"


async def listed(update: Update, context: Context) -> None:
    """List the feeds with how they are."""
    if await may(update, context):
        await _list(update, context, offset=0)


async def add(update: Update, context: Context) -> None:
    """Find the feeds of an address: a feed is added, of a page's feeds one is chosen with a button."""
    if not await may(update, context):
        return
    address, *rest = context.args or [""]
    if not address:
        await context.reply(update, reply.plain(words.NEEDED))
        return
    what = await _find(update, context, address)
    if what is None:
        return
    outlet = " ".join(rest) or None
    if [feed.origin for feed in what.feeds] == [Origin.ITSELF]:
        await _add(update, context, what.feeds[0], About(outlet))
        return
    now = context.deps.clock.now()
    shown = words.found(what, outlet=outlet or what.whose or "?", named=outlet is not None, now=now)
    await context.reply(update, shown)


async def pause(update: Update, context: Context) -> None:
    """Poll a feed no more."""
    which, *why = context.args or [""]
    if not await _named(update, context, which, "pausefeed"):
        return
    deps, by = context.deps, name(update.effective_user)
    try:
        feed, done = await listing.pause(
            deps.store, which, by=by, now=deps.clock.now(), why=" ".join(why)[:200] or None
        )
    except NotFound:
        await context.reply(update, reply.plain(words.unknown(which)))
        return
    await context.reply(update, words.changed(feed, "Paused" if done else "Paused before"))


async def resume(update: Update, context: Context) -> None:
    """Poll a paused feed again."""
    which, *_ = context.args or [""]
    if not await _named(update, context, which, "resumefeed"):
        return
    deps, by = context.deps, name(update.effective_user)
    try:
        feed, done = await listing.resume(deps.store, which, by=by, now=deps.clock.now())
    except NotFound:
        await context.reply(update, reply.plain(words.unknown(which)))
        return
    await context.reply(update, words.changed(feed, "Polled again" if done else "Not paused"))


async def pressed(update: Update, context: Context) -> None:
    """Go on in the list, or add a feed that was found."""
    query = update.callback_query
    if query is None:
        return
    if not allowed(update, context):
        await answer(query, REFUSAL, alert=True)
        return
    match callbacks.decode(query.data):
        case callbacks.FeedsButton(offset):
            await answer(query)
            await _list(update, context, offset=offset)
        case callbacks.FeedButton(number):
            await _add_shown(update, context, query, number)


async def _list(update: Update, context: Context, *, offset: int) -> None:
    now = context.deps.clock.now()
    feeds = await listing.listed(context.deps.store, now=now)
    await context.reply(update, words.listed(feeds, offset=offset, now=now))


async def _add_shown(update: Update, context: Context, query: CallbackQuery, number: int) -> None:
    """Add the feed that a message shows under a number, as it stands now."""
    url, about = _shown(query, number)
    if url is None:
        await answer(query, "This message can no longer be read. Send /addfeed again.", alert=True)
        return
    await answer(query, "Looking at it once more …")
    what = await _find(update, context, url, quietly=True)
    if what is None:
        return
    feed = next((feed for feed in what.feeds if feed.url == url), None)
    if feed is None:
        await context.reply(update, words.found(what, outlet="?", now=context.deps.clock.now()))
        return
    await _add(update, context, feed, about)


def _shown(query: CallbackQuery, number: int) -> tuple[str | None, About]:
    """A feed's address and its outlet, as a message shows them: the address behind a link, the outlet as code."""
    if not isinstance(query.message, Message):
        return None, About()
    links = [entity.url for entity in query.message.entities if entity.type == MessageEntity.TEXT_LINK]
    outlets = list(query.message.parse_entities([MessageEntity.CODE]).values())
    url = links[number - 1] if 0 < number <= len(links) else None
    outlet = outlets[0].strip(_ISOLATES) if outlets else None
    named = any(line.startswith(words.NAMED) for line in (query.message.text or "").split("\n")[1:2])
    return url, About(outlet=outlet) if named else About(site=outlet)


async def _find(update: Update, context: Context, address: str, *, quietly: bool = False) -> Discovery | None:
    """What is found at an address; None where it cannot be reached, which is told."""
    if not quietly:
        await context.reply(update, reply.plain("Looking for feeds …"))
    try:
        return await context.deps.discover(address)
    except FetchError as error:
        await context.reply(update, words.unreachable(address, str(error)))
        return None


async def _add(update: Update, context: Context, feed: Found, about: About) -> None:
    deps, by = context.deps, name(update.effective_user)
    try:
        done = await listing.add(deps.store, feed, about, by=by, now=deps.clock.now())
    except FeedListError as error:
        await context.reply(update, reply.plain(f"{error}."))
        return
    await context.reply(update, words.added(done.feed, new=done.new))


async def _named(update: Update, context: Context, which: str, command: str) -> bool:
    """Whether a feed was named by somebody who may."""
    if not await may(update, context):
        return False
    if not which:
        await context.reply(update, reply.plain(f"Write which: /{command} 12. /feeds lists them with their numbers."))
    return bool(which)
