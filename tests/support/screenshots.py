"""Makes the pictures of the README anew: ``make screenshots``. Plays the demonstration and looks at its page."""

import argparse
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.progress import Progress

from bot.demo.run import QUIET, Demo

DOCS = Path(__file__).parents[2] / "docs"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


def main() -> None:
    """Play a day, then take each picture."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with Demo(day_seconds=60) as demo, sync_playwright() as playwright:
        _play(demo)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            _take(browser, demo)
        finally:
            browser.close()


def _play(demo: Demo) -> None:
    with Progress(transient=True) as bar:
        task = bar.add_task("the wire's day", total=1.0)
        while not demo.wire.finished:
            bar.update(task, completed=demo.wire.progress)
            time.sleep(0.5)
        time.sleep(QUIET)


def _take(browser: Browser, demo: Demo) -> None:
    demo.status("sample wire 23:59 · invented outlets, invented countries")
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page.goto(demo.page)
    page.wait_for_selector("text=Jorvenna", state="attached")
    for words in ("/latest 3", "/subscribe"):
        box = page.get_by_role("textbox").last
        box.fill(words)
        box.press("Enter")
        page.wait_for_timeout(1500)
    _to_story(page, "Jorvenna")
    page.wait_for_timeout(800)
    page.screenshot(path=DOCS / "page.png")
    phone = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark", device_scale_factor=2)
    phone.goto(demo.page)
    phone.wait_for_selector("text=Jorvenna", state="attached")
    _to_story(phone, "Pelgrove")
    phone.wait_for_timeout(800)
    phone.screenshot(path=DOCS / "phone.png")


def _to_story(page: Page, words: str) -> None:
    """Scroll the channel to the first post that says so."""
    page.get_by_text(words).first.evaluate("element => element.scrollIntoView({block: 'start'})")


if __name__ == "__main__":
    main()
