// Texts with entities as DOM nodes. Whatever comes from the server goes in as text, never as HTML.

const SIMPLE = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", custom_emoji: "span" };
const SAFE = /^(https?|tg|mailto|tonsite|ton):/i;

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function link(url, follow, ...children) {
  const target = SAFE.test(url) ? url : `http://${url}`;
  return make("a", {
    href: target,
    target: "_blank",
    rel: "noopener noreferrer",
    onclick: (event) => { if (follow(target)) event.preventDefault(); },
  }, ...children);
}

function reveal(node) {
  const open = (event) => {
    if (node.classList.contains("open")) return;
    event.preventDefault();
    node.classList.add("open");
    node.removeAttribute("role");
    node.removeAttribute("tabindex");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", open);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") open(event); });
  return node;
}

function quote(entity) {
  if (entity.type === "blockquote") return make("blockquote", { dir: "auto" });
  const node = make("blockquote", { class: "expandable", dir: "auto", tabindex: "0", "aria-label": "Long quotation, press to open or close" });
  const toggle = () => node.classList.toggle("open");
  node.addEventListener("click", toggle);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter") toggle(); });
  return node;
}

function wrapper(entity, words, actions) {
  switch (entity.type) {
    case "text_link": return link(entity.url, actions.follow);
    case "url": return link(words, actions.follow);
    case "email": return link(`mailto:${words}`, () => false);
    case "bot_command": return make("button", { type: "button", class: "command", onclick: () => actions.say(words) });
    case "text_mention":
    case "mention":
    case "hashtag":
    case "cashtag": return make("span", { class: "command" });
    case "spoiler": return reveal(make("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" }));
    case "blockquote":
    case "expandable_blockquote": return quote(entity);
    case "pre": return make("pre", { dir: "ltr" });
    default: return make(SIMPLE[entity.type] ?? "span");
  }
}

const endOf = (entity) => entity.offset + entity.length;

function fill(parent, text, entities, from, to, actions) {
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    let next = index + 1;
    while (next < entities.length && entities[next].offset < endOf(entity)) next += 1;
    parent.append(text.slice(at, entity.offset));
    const node = wrapper(entity, text.slice(entity.offset, endOf(entity)), actions);
    fill(node, text, entities.slice(index + 1, next), entity.offset, endOf(entity), actions);
    parent.append(node);
    at = endOf(entity);
    index = next;
    // A quotation is a block of its own: the line break after it is already there.
    if (node.tagName === "BLOCKQUOTE" || node.tagName === "PRE") {
      if (text[at] === "\n") at += 1;
      const before = node.previousSibling;
      if (before && before.nodeType === Node.TEXT_NODE) before.data = before.data.replace(/\n$/, "");
    }
  }
  parent.append(text.slice(at, to));
}

// JavaScript's strings count UTF-16 units, as entities do.
export function formatted(text, entities, actions) {
  const node = make("div", { class: "text", dir: "auto" });
  fill(node, text, entities, 0, text.length, actions);
  return node;
}
