// The menu of commands above a box: opened by its button, or by typing a slash.

import { make } from "./text.js";

export function addMenu(form, box, load, choose) {
  const list = form.querySelector(".menu");
  const button = form.querySelector(".slash");
  let commands = [];
  let at = 0;

  const close = () => { list.hidden = true; button.setAttribute("aria-expanded", "false"); };

  const pick = (command) => {
    close();
    box.value = "";
    box.dispatchEvent(new Event("input"));
    choose(`/${command.command}`);
    box.focus();
  };

  const shown = () => {
    const typed = /^\/([a-z0-9_]*)$/i.exec(box.value);
    return commands.filter((command) => !typed || command.command.startsWith(typed[1].toLowerCase()));
  };

  const render = () => {
    const items = shown();
    at = Math.min(at, Math.max(items.length - 1, 0));
    list.replaceChildren(...items.map((command, index) => make(
      "li",
      { role: "option", "aria-selected": index === at ? "true" : "false", onmousedown: (event) => { event.preventDefault(); pick(command); } },
      make("b", {}, `/${command.command}`),
      make("span", { dir: "auto" }, command.description),
    )));
    list.hidden = items.length === 0;
    button.setAttribute("aria-expanded", String(!list.hidden));
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };

  const open = async () => {
    try { commands = await load(); } catch { commands = []; }
    at = 0;
    render();
  };

  button.addEventListener("click", () => { if (list.hidden) { open(); box.focus(); } else close(); });
  box.addEventListener("input", () => { if (/^\/[a-z0-9_]*$/i.test(box.value)) open(); else close(); });
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const count = list.children.length;
      at = (at + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      render();
    }
    if (event.key === "Tab" && shown()[at]) {
      event.preventDefault();
      box.value = `/${shown()[at].command} `;
      close();
    }
  });

  // Whether Enter belongs to the menu: then it sends the chosen command.
  return {
    takes: (event) => {
      const chosen = shown()[at];
      if (list.hidden || !chosen || box.value === `/${chosen.command}`) { close(); return false; }
      event.preventDefault();
      pick(chosen);
      return true;
    },
  };
}
