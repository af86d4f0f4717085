// One message as DOM nodes.

import { formatted, link, make } from "./text.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const calendar = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });

export const time = (seconds) => clock.format(seconds * 1000);

export function day(seconds) {
  const then = new Date(seconds * 1000);
  return then.toDateString() === new Date().toDateString() ? "Today" : calendar.format(then);
}

function photo(shown) {
  const label = "Sensitive picture · press to show";
  const image = make("img", { src: shown.url, alt: "Photo", width: shown.width, height: shown.height, loading: "lazy" });
  if (!shown.spoiler) return make("span", { class: "photo" }, image);
  const button = make("button", { type: "button", class: "photo spoilt", "data-label": label, "aria-label": label }, image);
  button.addEventListener("click", () => button.classList.toggle("spoilt"));
  return button;
}

function reply(message, actions) {
  const shown = message.replied;
  return make(
    "button",
    { type: "button", class: "reply", onclick: () => actions.goTo(message.reply_to) },
    make("b", { dir: "auto" }, shown.author || "Deleted message"),
    make("span", { dir: "auto" }, shown.text),
  );
}

function key(button, message, actions) {
  if (button.url) {
    const node = link(button.url, actions.follow, button.text);
    node.className = "key out";
    return node;
  }
  const node = make("button", { type: "button", class: "key", dir: "auto" }, button.text);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    await actions.press(message, button);
    node.removeAttribute("aria-busy");
  });
  return node;
}

function meta(message) {
  const edited = message.edit_date ? `· edited ${time(message.edit_date)}` : null;
  const signed = message.author.signature ? `${message.author.signature},` : null;
  return make(
    "div",
    { class: "meta" },
    signed && make("span", {}, signed),
    make("time", { datetime: new Date(message.date * 1000).toISOString() }, time(message.date)),
    edited && make("span", { class: "edited" }, edited),
    message.silent && make("span", { class: "silent", title: "Sent without a sound", "aria-label": "silent" }, "🔕"),
  );
}

function bubble(message, pane, actions) {
  const own = message.author.id === pane.as_user_id;
  const named = pane.role !== "private" && !(own && pane.role !== "channel");
  const text = message.text ? formatted(message.text, message.entities, actions) : null;
  const picture = message.photo ? photo(message.photo) : null;
  const content = message.photo?.caption_above ? [text, picture] : [picture, text];
  const author = pane.role === "channel" ? 0 : (Math.abs(message.author.id) % 4) + 1;
  return make(
    "div",
    { class: "bubble" },
    named ? make("div", { class: "author", "data-hue": author, dir: "auto" }, message.author.name) : null,
    message.forwarded_from && !(message.automatic_forward && message.forwarded_from === message.author.name) ? make("div", { class: "forwarded", dir: "auto" }, `Forwarded from ${message.forwarded_from}`) : null,
    message.replied ? reply(message, actions) : null,
    ...content,
    meta(message),
  );
}

export function draw(message, pane, actions) {
  if (message.service) return make("li", { class: "service", "data-id": message.id, dir: "auto" }, message.service);
  const own = message.author.id === pane.as_user_id && pane.role !== "channel";
  const rows = message.buttons.map((row) => make("li", {}, ...row.map((button) => key(button, message, actions))));
  return make(
    "li",
    { class: own ? "message own" : "message", "data-id": message.id },
    bubble(message, pane, actions),
    rows.length ? make("ul", { class: "keys", "aria-label": "Buttons" }, ...rows) : null,
  );
}
