// A chat on the page: its messages, kept in step with the server, and its box for writing.

import { ask, send } from "./server.js";
import { day, draw } from "./message.js";
import { make } from "./text.js";
import { addMenu } from "./menu.js";

const ABOUT = { channel: "channel", desk: "group", private: "bot" };
const SHOWN = 200;

export class Pane {
  constructor(settings, hooks) {
    this.settings = settings;
    this.hooks = hooks;
    this.drawn = new Map();
    this.days = new Map();
    this.lastSeen = 0;
    this.first = true;
    const fragment = document.getElementById("pane").content.cloneNode(true);
    this.node = fragment.querySelector(".pane");
    this.list = this.node.querySelector(".messages");
    this.scroll = this.node.querySelector(".scroll");
    this.about = this.node.querySelector(".pane-about");
    this.down = this.node.querySelector(".down");
    this.decorate();
  }

  get chat() { return this.settings.chat_id; }

  decorate() {
    const { role, title } = this.settings;
    this.node.dataset.role = role;
    this.node.setAttribute("aria-label", title);
    this.node.querySelector("h2").textContent = title;
    const avatar = this.node.querySelector(".avatar");
    avatar.dataset.role = role;
    avatar.textContent = [...title.trim()][0]?.toUpperCase() ?? "";
    this.scroll.setAttribute("aria-label", `Messages of ${title}`);
    this.about.textContent = ABOUT[role] ?? "chat";
    this.down.addEventListener("click", () => this.toBottom("smooth"));
    this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Pictures and fonts that arrive late, and the keyboard of a phone, must not push the newest message out of sight.
    const stay = new ResizeObserver(() => { if (this.held) this.toBottom(); });
    stay.observe(this.list);
    stay.observe(this.scroll);
    if (role !== "channel") this.addCompose();
  }

  addCompose() {
    const form = this.node.querySelector(".compose");
    const box = form.querySelector("textarea");
    form.hidden = false;
    box.setAttribute("aria-label", `Message to ${this.settings.title}`);
    box.placeholder = this.settings.role === "private" ? "Message the bot" : "Message";
    box.addEventListener("input", () => { box.style.height = "auto"; box.style.height = `${box.scrollHeight + 2}px`; });
    const submit = async () => {
      const text = box.value.trim();
      if (!text) return;
      box.value = "";
      box.dispatchEvent(new Event("input"));
      await this.say(text);
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
    const menu = addMenu(form, box, () => ask(`chats/${this.chat}/menu?user=${this.settings.as_user_id}`), (text) => this.say(text));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !menu.takes(event)) { event.preventDefault(); submit(); }
    });
  }

  async say(text) {
    try {
      await send(`chats/${this.chat}/messages`, { from: this.settings.as_user_id, text });
      this.toBottom("smooth");
    } catch (error) { this.hooks.toast(error.message); }
  }

  scrolled() {
    this.held = this.atBottom();
    if (this.held && this.isRead()) this.markRead();
    else this.down.hidden = this.held;
  }

  atBottom() { return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 60; }

  toBottom(behavior = "auto") {
    this.held = true;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior });
    this.markRead();
  }

  isRead() { return document.visibilityState === "visible" && this.node.offsetParent !== null && this.atBottom(); }

  markRead() {
    this.lastSeen = Math.max(this.lastSeen, ...this.drawn.keys(), 0);
    this.count(0);
    this.down.hidden = true;
  }

  count(unread) {
    this.down.querySelector(".count").textContent = unread || "";
    this.down.hidden = !unread && this.atBottom();
    this.down.setAttribute("aria-label", unread ? `${unread} unread messages, to the newest` : "To the newest message");
    this.hooks.unread(this, unread);
  }

  async refresh() {
    this.wanted = true;
    if (this.running) return;
    this.running = true;
    while (this.wanted) {
      this.wanted = false;
      try {
        const { messages } = await ask(`chats/${this.chat}/messages?limit=${SHOWN}`);
        this.show(messages);
      } catch { /* The stream asks again when the server is back. */ }
    }
    this.running = false;
  }

  show(messages) {
    const follow = this.first || this.isRead();
    const present = new Set(messages.map((message) => message.id));
    for (const [id, { node }] of this.drawn) if (!present.has(id)) { node.remove(); this.drawn.delete(id); }
    let before = null;
    for (const message of messages) before = this.place(message, before);
    this.separate(messages);
    this.about.textContent = this.describe(messages);
    if (follow) this.toBottom();
    else {
      const unread = messages.filter((message) => message.id > this.lastSeen && !message.service && message.author.id !== this.settings.as_user_id);
      this.mark(unread[0]);
      this.count(unread.length);
    }
    this.first = false;
  }

  place(message, before) {
    const state = JSON.stringify(message);
    const old = this.drawn.get(message.id);
    if (old?.state === state) return old.node;
    const node = draw(message, this.settings, this.actions(message));
    if (old) old.node.replaceWith(node);
    else if (before) before.after(node);
    else this.list.prepend(node);
    if (!old && !this.first) node.classList.add("fresh");
    this.drawn.set(message.id, { state, node });
    return node;
  }

  separate(messages) {
    for (const chip of this.list.querySelectorAll(".day")) chip.remove();
    let last = "";
    for (const message of messages) {
      const name = day(message.date);
      if (name !== last) this.drawn.get(message.id).node.before(make("li", { class: "day" }, name));
      last = name;
    }
  }

  mark(message) {
    this.list.querySelector(".unread")?.remove();
    if (message) this.drawn.get(message.id).node.before(make("li", { class: "unread" }, "Unread messages"));
  }

  describe(messages) {
    const count = messages.filter((message) => !message.service).length;
    if (this.settings.role === "private") return "bot";
    const [one, many] = this.settings.role === "channel" ? ["post", "posts"] : ["message", "messages"];
    return `${ABOUT[this.settings.role] ?? "chat"} · ${count === SHOWN ? "200+" : count} ${count === 1 ? one : many}`;
  }

  typing() {
    const quiet = this.about.textContent;
    this.about.classList.add("busy");
    this.about.textContent = "typing…";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.about.classList.remove("busy"); if (this.about.textContent === "typing…") this.about.textContent = quiet; }, 4000);
  }

  goTo(id) {
    const found = this.drawn.get(id)?.node;
    if (!found) return false;
    found.scrollIntoView({ block: "center", behavior: "smooth" });
    found.classList.remove("found");
    requestAnimationFrame(() => found.classList.add("found"));
    return true;
  }

  actions() {
    return {
      follow: (url) => this.hooks.follow(url),
      say: (text) => { if (this.settings.role !== "channel") this.say(text); },
      goTo: (id) => this.goTo(id),
      press: (message, button) => this.press(message, button),
    };
  }

  async press(message, button) {
    try {
      const body = { from: this.settings.as_user_id, message_id: message.id, data: button.callback_data, timeout: 15 };
      const { answered, answer } = await send(`chats/${this.chat}/press`, body);
      if (!answered) this.hooks.toast("The bot did not answer.");
      else if (answer.url) this.hooks.follow(answer.url);
      else if (answer.text && answer.show_alert) this.hooks.alert(answer.text);
      else if (answer.text) this.hooks.toast(answer.text);
    } catch (error) { this.hooks.toast(error.message); }
  }
}
