/** The chat's panel and the button that opens it. It is no modal window: the page around it stays usable. */
import { button, linked, make } from "./dom.js";
import { words } from "./words.js";

/** @import { Panel, PanelActions, PanelParts } from "./types" */

/** @type {(server: URL, actions: PanelActions, parts: PanelParts) => Panel} */
export function createPanel(server, actions, { exit, conversation, announcements }) {
  const toggle = () => (section.hidden ? actions.open() : actions.close());
  const launcher = button(words.launcher, toggle, { class: "launcher", "aria-expanded": "false", "aria-controls": "panel" });
  const title = make("h2", { id: "title", tabindex: "-1" }, words.title);
  const notice = make("p", { class: "note" });
  const before = beforeChat(server, actions);
  const more = moreChoices(server, actions);
  const person = button(words.person, actions.askForPerson);
  const section = make(
    "section",
    { id: "panel", class: "panel", "aria-labelledby": "title", hidden: true },
    make("div", { class: "top" }, title, button(words.close, actions.close, { class: "close" })),
    exit,
    notice,
    before,
    conversation,
    make("div", { class: "help" }, make("p", { class: "emergency" }, ...linked(words.emergency)), person, more),
  );
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) actions.close();
  });
  const element = make("div", { class: "root" }, launcher, section, announcements);

  function setOpen(/** @type {boolean} */ isOpen) {
    section.hidden = !isOpen;
    launcher.setAttribute("aria-expanded", String(isOpen));
  }

  /** @type {Panel} */
  const panel = {
    element,
    get isOpen() {
      return !section.hidden;
    },
    open() {
      setOpen(true);
      title.focus();
      title.scrollIntoView(); // where the panel is a part of the page
    },
    close() {
      setOpen(false);
      launcher.focus();
    },
    reset() {
      setOpen(false);
      panel.showChat(false);
      more.open = false;
      element.querySelector("iframe")?.remove();
    },
    showChat(hasStarted) {
      before.hidden = hasStarted;
      conversation.hidden = more.hidden = !hasStarted;
      panel.notice("");
    },
    notice(text) {
      notice.textContent = text;
      notice.hidden = !text;
    },
  };
  panel.reset();
  return panel;
}

/** @type {(server: URL, actions: PanelActions) => HTMLElement} */
function beforeChat(server, { start }) {
  const { before_bot, before_kept, message_hint, before_exit, before_history } = words;
  const facts = [before_bot, before_kept, message_hint, before_exit, before_history].map((fact) => make("p", {}, fact));
  const begin = button(words.start, start, { class: "main" });
  return make("div", { class: "before" }, make("h3", {}, words.before_heading), ...facts, pages(server), begin);
}

/** @type {(server: URL, actions: PanelActions) => HTMLDetailsElement} */
function moreChoices(server, { clear, print, download }) {
  return make(
    "details",
    { class: "more" },
    make("summary", {}, words.more),
    make("p", { id: "clear-hint" }, words.clear_hint),
    button(words.clear, clear, { "aria-describedby": "clear-hint" }),
    make("p", { id: "copy-hint" }, words.copy_hint),
    button(words.print, print, { "aria-describedby": "copy-hint" }),
    button(words.download, download, { "aria-describedby": "copy-hint" }),
    pages(server),
  );
}

/** Links to the server's pages that tell more. @param {URL} server */
function pages(server) {
  const links = Object.entries({ privacy: words.privacy, safety: words.safety }).map(([page, label]) =>
    make("li", {}, make("a", { href: new URL(page, server).href }, label)),
  );
  return make("ul", { role: "list", class: "pages" }, ...links);
}
