"""Makes the pictures of the README anew: ``make screenshots``. Plays the demonstration and looks at its page.

The post with a map needs a place that exists, of which nothing may be invented that could pass for news: it is played
on a wire of the year 1429.
"""

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from rich.progress import Progress

from bot.demo.run import QUIET, Demo
from tests.support.feed_server import FeedServer
from tests.support.process import Newsroom, an_entry
from tests.support.telegram import local_telegram

DOCS = Path(__file__).parents[2] / "docs"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
#: Seconds of the wire's day: long enough to look at a post between two edits.
DAY = 180
PHONE = {"width": 390, "height": 844}
#: A window in which the longest post fits whole.
TALL = {"width": 390, "height": 1900}
WALL, GAP = (207, 224, 234), 16
MARKET, SUBSTATION, OTHER_SIDE = "Jorvenna", "Pelgrove", "Olmarian Defence"
CORRECTION = "Power was cut to about 14,000 homes, not 40,000, the grid operator says now."

ORLEANS = (
    (
        "Journal du Siège",
        "Siege of 1429: French troops storm English fort at Orléans, priest says",
        """
        French troops under Joan of Arc stormed an English fort in Orléans on Saturday, a priest said. Dozens of
        soldiers were killed in the fighting for the bridge in Orléans, among them the English commander, William
        Glasdale.
        """,
    ),
    (
        "Paris Chronicle",
        "1429: English army gives up siege of Orléans after the fall of its fort",
        """
        English troops left the forts around Orléans and marched away a day after the battle in which their commander
        was killed, a messenger said. The siege of Orléans had lasted for seven months.
        """,
    ),
)


def main() -> None:
    """Play a day and a battle, and take each picture."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            _wire(browser)
            _battle(browser)
        finally:
            browser.close()


def _wire(browser: Browser) -> None:
    with Demo(day_seconds=DAY) as demo:
        demo.status("a sample wire, invented")
        tall = _opened(browser, demo.page, TALL, MARKET)
        _play(demo, lambda: OTHER_SIDE in _text(_post(tall, MARKET)))
        _keep([_shot(_post(tall, MARKET))], "post.png")
        _play(demo, lambda: False)
        _keep([_shot(_post(tall, MARKET))], "post-updated.png")
        _desktop(browser, demo)
        _phone(browser, demo)
        _correction(tall)


def _play(demo: Demo, done: Callable[[], bool]) -> None:
    """Let the wire's day go on until something is so, or to its end."""
    with Progress(transient=True) as bar:
        task = bar.add_task("the wire's day", total=1.0)
        while not demo.wire.finished and not done():
            bar.update(task, completed=demo.wire.progress)
            time.sleep(0.5)
        if demo.wire.finished:
            time.sleep(QUIET)


def _opened(browser: Browser, address: str, size: dict[str, int], words: str, *, dark: bool = False) -> Page:
    """The local Telegram's page as a phone shows it, once it has a post that says so."""
    page = browser.new_page(viewport=size, color_scheme="dark" if dark else "light", device_scale_factor=2)
    page.goto(address)
    page.wait_for_selector(f"text={words}", state="attached", timeout=120_000)
    return page


def _post(page: Page, words: str, *, newest: bool = False) -> Locator:
    """The channel's first message, or its newest one, that says so."""
    found = page.locator(".pane[data-role=channel] .message", has_text=words)
    return found.last if newest else found.first


def _text(post: Locator) -> str:
    return post.inner_text()


def _shot(post: Locator) -> Image.Image:
    post.page.wait_for_timeout(1500)  # until what has just come stands still
    return Image.open(io.BytesIO(post.screenshot()))


def _keep(shots: Sequence[Image.Image], name: str) -> None:
    """One above the other on the page's ground, in 256 colours, as a file of some ten kilobytes."""
    wide, high = max(shot.width for shot in shots), sum(shot.height for shot in shots)
    whole = Image.new("RGB", (wide + 2 * GAP, high + GAP * (len(shots) + 1)), WALL)
    top = GAP
    for shot in shots:
        whole.paste(shot, (GAP, top))
        top += shot.height + GAP
    _save(whole, name)


def _save(picture: Image.Image, name: str) -> None:
    few = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(DOCS / name, optimize=True)


def _desktop(browser: Browser, demo: Demo) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page.goto(demo.page)
    page.wait_for_selector(f"text={MARKET}", state="attached")
    for words in ("/latest 3", "/subscribe"):
        _say(page, words)
    _to_story(page, MARKET)
    page.wait_for_timeout(800)
    _save(Image.open(io.BytesIO(page.screenshot())), "page.png")


def _phone(browser: Browser, demo: Demo) -> None:
    page = _opened(browser, demo.page, PHONE, MARKET, dark=True)
    _to_story(page, SUBSTATION)
    page.wait_for_timeout(800)
    _save(Image.open(io.BytesIO(page.screenshot())), "phone.png")


def _correction(page: Page) -> None:
    with _in_chat(page):
        _say(page, f"/correct {_story_id(page, SUBSTATION)} {CORRECTION}")
    page.wait_for_selector(f".pane[data-role=channel] >> text={CORRECTION}", timeout=60_000)
    page.wait_for_timeout(3000)
    _keep([_shot(_post(page, SUBSTATION)), _shot(_post(page, CORRECTION, newest=True))], "correction.png")


@contextmanager
def _in_chat(page: Page) -> Iterator[None]:
    """For the length of a block, the private chat with the bot instead of the channel."""
    tabs = page.get_by_role("tab")
    tabs.last.click()
    yield
    tabs.first.click()


def _story_id(page: Page, words: str) -> str:
    """The id that stands in a story's post."""
    lines = (_post(page, words).text_content() or "").split("Story ")
    return lines[-1][:4]


def _say(page: Page, words: str) -> None:
    box = page.locator(".compose textarea:visible").last
    box.fill(words)
    box.press("Enter")
    page.wait_for_timeout(1500)


def _to_story(page: Page, words: str) -> None:
    """Scroll the channel to the first post that says so."""
    _post(page, words).evaluate("element => element.scrollIntoView({block: 'start'})")


def _battle(browser: Browser) -> None:
    """A post with a map."""
    with local_telegram() as telegram, FeedServer() as feeds, tempfile.TemporaryDirectory() as folder:
        channel = {"title": "Sample wire of 1429", "chat_id": telegram.channel, "role": "channel"}
        telegram.sim.change_chat(telegram.channel, title=channel["title"])
        telegram.sim.page(panes=[{**channel, "as_user_id": telegram.owner}])
        room = Newsroom(telegram, feeds, Path(folder))
        for number, (outlet, title, summary) in enumerate(ORLEANS):
            room.outlet(f"/{number}", outlet)
            room.publish(f"/{number}", an_entry(title, summary=" ".join(summary.split())))
        with room.run(HELIOGRAPH_MAPS="on"):
            page = _opened(browser, telegram.url, TALL, "1429")
            page.wait_for_timeout(6000)  # until the second report has come
            _keep([_shot(_post(page, "1429"))], "post-map.png")


if __name__ == "__main__":
    main()
