// The page: panes as the server names them, live by its events.

import { ask, listen } from "./server.js";
import { make } from "./text.js";
import { Pane } from "./pane.js";

const element = (id) => document.getElementById(id);
const TAB_NAMES = { channel: "Channel", desk: "Desk", private: "Bot" };
const SCENERY = new Set(["page", "chat", "bot", "reset"]);
const CHANGES = new Set(["message", "edit", "delete", "pin"]);

let panes = [];
let bot = null;
let current = 0;
let layout = "";

function toast(text) {
  const node = make("div", { class: "toast", dir: "auto" }, text);
  element("toasts").append(node);
  setTimeout(() => node.remove(), 4500);
}

function alertWith(text) {
  element("alert-text").textContent = text;
  element("alert").showModal();
}

// A link into this Telegram is followed here; true says that it was.
function follow(url) {
  const found = /^(?:https?:\/\/(?:www\.)?t(?:elegram)?\.me\/|tg:\/\/resolve\?domain=)([A-Za-z0-9_]+)(?:[/&?](.*))?$/.exec(url);
  if (!found) return false;
  const [, name, rest = ""] = found;
  const start = /(?:^|&)start=([A-Za-z0-9_-]*)/.exec(rest);
  const talk = panes.findIndex((pane) => pane.settings.role === "private");
  if (bot && name.toLowerCase() === bot.username.toLowerCase() && talk >= 0) {
    select(talk);
    panes[talk].say(start?.[1] ? `/start ${start[1]}` : "/start");
    return true;
  }
  const post = /^(\d+)/.exec(rest);
  const place = panes.findIndex((pane) => pane.settings.username && pane.settings.username.toLowerCase() === name.toLowerCase());
  if (place < 0) return false;
  select(place);
  return post ? panes[place].goTo(Number(post[1])) : true;
}

function select(index) {
  current = index;
  panes.forEach((pane, at) => {
    pane.node.classList.toggle("current", at === index);
    pane.tab.setAttribute("aria-selected", String(at === index));
    pane.tab.tabIndex = at === index ? 0 : -1;
  });
  if (panes[index]?.node.offsetParent) requestAnimationFrame(() => panes[index].toBottom());
}

function unread(pane, count) {
  if (!pane.tab) return;
  pane.tab.querySelector(".count").textContent = count || "";
  const total = panes.reduce((sum, one) => sum + Number(one.tab?.querySelector(".count").textContent || 0), 0);
  document.title = `${total ? `(${total}) ` : ""}${element("name").textContent} · local Telegram`;
}

function addTab(pane, index) {
  const name = TAB_NAMES[pane.settings.role] ?? pane.settings.title;
  pane.node.id = `pane-${index}`;
  pane.tab = make("button", { type: "button", class: "tab", role: "tab", "aria-controls": pane.node.id, onclick: () => select(index) }, name, make("span", { class: "count" }));
  pane.tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (index + step + panes.length) % panes.length;
    select(next);
    panes[next].tab.focus();
  });
  return pane.tab;
}

function build(settings) {
  panes = settings.map((one) => new Pane(one, { toast, alert: alertWith, follow, unread }));
  element("tabs").replaceChildren(...panes.map(addTab));
  element("panes").replaceChildren(...panes.map((pane) => pane.node));
  element("panes").dataset.count = panes.length;
  element("empty").hidden = panes.length > 0;
  select(Math.min(current, Math.max(panes.length - 1, 0)));
}

async function load() {
  const page = await ask("page");
  element("name").textContent = page.title;
  element("status").textContent = page.status;
  bot = page.bot;
  const wanted = JSON.stringify(page.panes);
  if (wanted !== layout) {
    layout = wanted;
    build(page.panes);
  }
  await Promise.all(panes.map((pane) => pane.refresh()));
}

let loading = null;
function loadSoon() {
  clearTimeout(loading);
  loading = setTimeout(() => load().catch(() => {}), 60);
}

function heard(event) {
  if (SCENERY.has(event.event)) loadSoon();
  for (const pane of panes) {
    if (pane.chat !== event.chat_id) continue;
    if (CHANGES.has(event.event)) pane.refresh();
    if (event.event === "action") pane.typing();
  }
}

function told(state) {
  const link = element("link");
  link.dataset.state = state;
  link.firstElementChild.textContent = state === "live" ? "live" : "reconnecting";
  if (state === "live") loadSoon();
}

document.addEventListener("visibilitychange", () => { for (const pane of panes) if (pane.isRead()) pane.markRead(); });
addEventListener("resize", () => { const pane = panes[current]; if (pane?.isRead()) pane.toBottom(); });
listen(heard, told);
