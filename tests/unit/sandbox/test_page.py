"""The page in a real browser."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.telegram import LocalTelegram, local_telegram

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
PICTURE = Path(__file__).parents[3] / "bot" / "sandbox" / "page"
KEYS = {
    "inline_keyboard": [
        [{"text": "Approve", "callback_data": "ok"}, {"text": "Reject", "callback_data": "no"}],
        [{"text": "Open", "url": "https://example.org/"}],
    ]
}
GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def opened(browser: Browser, place: LocalTelegram) -> Iterator[tuple[Page, list[str]]]:
    """The page at a desk's width, opened once, and the errors of its scripts."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(5000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(place.url)
    yield page, problems
    page.close()


@pytest.fixture
def page(opened: tuple[Page, list[str]], place: LocalTelegram) -> Iterator[Page]:
    """The page with its three panes; an error in its scripts fails the test."""
    page, problems = opened
    place.sim.page(status="", title="Heliograph", panes=[])
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    expect(page.locator(".pane")).to_have_count(3)
    yield page
    assert problems == []


def pane(page: Page, role: str):
    return page.locator(f".pane[data-role={role}]")


def last(page: Page, role: str):
    return pane(page, role).locator(".message").last


def test_three_panes_with_their_names(page: Page, place: LocalTelegram):
    expect(page.locator(".pane h2")).to_have_text(["Conflict wire", "The desk", "Heliograph"])
    expect(pane(page, "channel").locator(".compose")).to_be_hidden()
    place.sim.page(status="12 feeds", title="Demo")
    expect(page.locator("#status")).to_have_text("12 feeds")
    expect(page.locator("#name")).to_have_text("Demo")


def test_a_post_that_came_without_a_sound_is_marked(page: Page, place: LocalTelegram):
    for text, silent in (("Quiet", True), ("Loud", False)):
        place.api("sendMessage", chat_id=place.channel, text=text, disable_notification=silent)
    marked = page.locator(".message", has=page.locator(".silent"))
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("Quiet")
    assert re.fullmatch(r"\d\d:\d\d", last(page, "channel").locator(".meta").inner_text())  # of the loud one


def test_a_post_arrives_is_edited_and_goes(page: Page, place: LocalTelegram):
    text = '<b>Head</b>\n<blockquote>said <i>he</i></blockquote>\n<a href="https://example.org/a">source</a>'
    sent = place.api("sendMessage", chat_id=place.channel, text=text, parse_mode="HTML").json()["result"]
    post = pane(page, "channel").locator(f"[data-id='{sent['message_id']}']")
    expect(post.locator("b")).to_have_text("Head")
    expect(post.locator("blockquote i")).to_have_text("he")
    link = post.locator("a")
    expect(link).to_have_attribute("href", "https://example.org/a")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    place.api("editMessageText", chat_id=place.channel, message_id=sent["message_id"], text="corrected")
    expect(post.locator(".text")).to_have_text("corrected")
    expect(post.locator(".edited")).to_contain_text("edited")
    place.api("deleteMessage", chat_id=place.channel, message_id=sent["message_id"])
    expect(post).to_have_count(0)


def test_texts_are_never_html(page: Page, place: LocalTelegram):
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    place.sim.change_chat(place.channel, title=f"Wire {evil}")
    place.sim.write(place.channel, evil, user=place.owner)
    expect(last(page, "channel").locator(".text")).to_have_text(evil)
    assert page.locator("img[src=x], .pane script").count() == 0
    expect(page.locator(".pane h2").first).to_have_text(f"Wire {evil}")
    place.sim.change_chat(place.channel, title="Conflict wire")
    expect(page.locator(".pane h2").first).to_have_text("Conflict wire")


def test_a_button_shows_the_bots_answer(page: Page, place: LocalTelegram):
    place.api("deleteWebhook", drop_pending_updates=True)
    place.api("sendMessage", chat_id=place.desk, text="A case", reply_markup=KEYS)
    card = last(page, "desk")
    expect(card.locator(".key")).to_have_text(["Approve", "Reject", "Open"])
    for label, alert in (("Approve", False), ("Reject", True)):
        card.get_by_role("button", name=label).click()
        expect(card.get_by_role("button", name=label)).to_have_attribute("aria-busy", "true")
        (query,) = (one["callback_query"] for one in place.api("getUpdates", timeout=5).json()["result"])
        place.api("answerCallbackQuery", callback_query_id=query["id"], text=f"{label} it is", show_alert=alert)
        place.api("getUpdates", offset=-1)
        place.api("deleteWebhook", drop_pending_updates=True)
        shown = page.locator("#alert" if alert else ".toast")
        expect(shown).to_contain_text(f"{label} it is")
    page.locator("#alert button").click()
    expect(page.locator("#alert")).to_be_hidden()


def test_writing_and_the_menu_of_commands(page: Page, place: LocalTelegram):
    menu = [{"command": "latest", "description": "The newest"}, {"command": "help", "description": "Help"}]
    place.api("setMyCommands", commands=menu)
    box = pane(page, "private").get_by_role("textbox")
    box.fill("hello")
    box.press("Enter")
    expect(last(page, "private").locator(".text")).to_have_text("hello")
    expect(last(page, "private")).to_have_class("message own fresh")
    box.press_sequentially("/")
    options = pane(page, "private").get_by_role("option")
    expect(options).to_have_count(2)
    box.press("ArrowDown")
    box.press("Enter")
    expect(last(page, "private").locator(".text")).to_have_text("/help")
    pane(page, "private").get_by_role("button", name="Commands").click()
    expect(options).to_have_count(2)
    options.first.click()
    expect(last(page, "private").locator(".text")).to_have_text("/latest")
    assert place.sim.messages(place.owner)[-1].text == "/latest"


def test_a_deep_link_starts_the_bot(page: Page, place: LocalTelegram):
    link = f"https://t.me/{place.bot_username}?start=s_7K3F"
    place.api("sendMessage", chat_id=place.channel, text=f'<a href="{link}">7K3F</a>', parse_mode="HTML")
    last(page, "channel").locator("a").click()
    expect(last(page, "private").locator(".text")).to_have_text("/start s_7K3F")


def test_right_to_left_text_hidden_text_and_pictures(page: Page, place: LocalTelegram):
    text = "<b>خبر</b> <tg-spoiler>مخفي</tg-spoiler>"
    place.api("sendMessage", chat_id=place.channel, text=text, parse_mode="HTML")
    shown = last(page, "channel").locator(".text")
    expect(shown.locator("b")).to_have_text("خبر")
    assert shown.evaluate("node => getComputedStyle(node).direction") == "rtl"
    hidden = shown.locator(".spoiler")
    assert hidden.evaluate("node => getComputedStyle(node).color") == "rgba(0, 0, 0, 0)"
    hidden.press("Enter")
    expect(hidden).to_have_class("spoiler open")
    place.http.post(
        f"{place.api_url}{place.token}/sendPhoto",
        data={"chat_id": place.channel, "caption": "map", "has_spoiler": "true"},
        files={"photo": ("p.gif", GIF)},
    )
    picture = last(page, "channel").locator(".photo")
    expect(picture).to_have_class("photo spoilt")
    picture.click()
    expect(picture).to_have_class("photo")
    assert picture.locator("img").evaluate("image => image.complete && image.naturalWidth") == 1


def test_a_reply_leads_to_what_it_answers(page: Page, place: LocalTelegram):
    first = place.sim.write(place.desk, "the first word", user=place.owner)
    place.sim.write(place.desk, "an answer", user=place.owner, reply_to=first.id)
    quote = last(page, "desk").locator(".reply")
    expect(quote).to_contain_text("the first word")
    quote.click()
    expect(pane(page, "desk").locator(f"[data-id='{first.id}']")).to_have_class("message own fresh found")


def test_unread_messages_are_counted_while_one_reads_elsewhere(page: Page, place: LocalTelegram):
    for number in range(30):
        place.sim.write(place.channel, f"post {number}\n\n.", user=place.owner)
    expect(last(page, "channel").locator(".text")).to_contain_text("post 29")
    page.wait_for_timeout(300)
    pane(page, "channel").locator(".scroll").evaluate("node => node.scrollTo(0, 0)")
    expect(pane(page, "channel").locator(".down")).to_be_visible()
    place.api("sendMessage", chat_id=place.channel, text="news")
    expect(pane(page, "channel").locator(".down .count")).to_have_text("1")
    expect(pane(page, "channel").locator(".unread")).to_have_text("Unread messages")
    pane(page, "channel").locator(".down").click()
    expect(pane(page, "channel").locator(".down")).to_be_hidden()


def test_on_a_phone_tabs_switch_panes_and_count_what_is_unread(browser: Browser, place: LocalTelegram):
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(place.url)
    expect(phone.get_by_role("tab")).to_have_count(3)
    expect(pane(phone, "desk")).to_be_hidden()
    expect(phone.locator("#link")).to_have_attribute("data-state", "live")
    phone.wait_for_timeout(300)
    place.api("sendMessage", chat_id=place.desk, text="for the desk")
    tab = phone.get_by_role("tab", name="Desk")
    expect(tab.locator(".count")).not_to_be_empty()
    tab.click()
    expect(pane(phone, "desk")).to_be_visible()
    expect(last(phone, "desk")).to_be_in_viewport()
    expect(tab.locator(".count")).to_be_empty()
    tab.press("ArrowRight")
    expect(pane(phone, "private")).to_be_visible()
    overflow = phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert overflow is False
    phone.close()


def test_the_page_shows_what_it_is_told(page: Page, place: LocalTelegram):
    place.sim.page(panes=[{"title": "Only this", "chat_id": place.desk, "as_user_id": place.owner, "role": "desk"}])
    expect(page.locator(".pane h2")).to_have_text(["Only this"])
    place.sim.page(panes=[])
    expect(page.locator(".pane")).to_have_count(3)


def test_an_empty_page_fills_as_chats_appear(browser: Browser):
    with local_telegram() as place:
        place.sim.reset()
        page = browser.new_page()
        page.goto(place.url)
        expect(page.locator("#empty")).to_be_visible()
        place.sim.add_channel("Newborn")
        expect(page.locator(".pane h2")).to_have_text(["Newborn"])
        page.close()


def test_nothing_is_fetched_from_elsewhere(place: LocalTelegram):
    policy = place.http.get(place.url).headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    for path in sorted(PICTURE.iterdir()):
        if path.suffix in {".html", ".css", ".js"}:
            assert place.http.get(f"{place.url}/{'' if path.suffix == '.html' else path.name}").status_code == 200
            assert "://" not in path.read_text().replace("http://www.w3.org", "").replace("http://${", "")
