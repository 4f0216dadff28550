/** The chat's panel and the button that opens it. It is no modal window: the page around it stays usable. */
import { button, linked, make, pageLink } from "./dom.js";
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
  const person = button(words.person, actions.askForPerson, { class: "quiet" });
  const ways = make("div", { class: "ways" }, person, more);
  const section = make(
    "section",
    { id: "panel", class: "panel", "aria-labelledby": "title", hidden: true },
    make("div", { class: "top" }, title, exit, button(words.close, actions.close, { class: "close" })),
    notice,
    before,
    conversation,
    make("div", { class: "help" }, make("p", { class: "emergency" }, ...linked(words.emergency)), ways),
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
      const isPartOfPage = getComputedStyle(section).position !== "fixed";
      if (isPartOfPage) section.scrollIntoView();
      title.focus({ preventScroll: true });
    },
    close() {
      setOpen(false);
      launcher.focus({ preventScroll: true });
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
  const { before_bot, before_names, before_exit, before_kept, before_left, before_history } = words;
  const facts = (/** @type {string[]} */ ...texts) => texts.map((text) => make("p", {}, text));
  const begin = button(words.start, start, { class: "main" });
  const rest = [make("summary", {}, words.typed), ...facts(before_kept, before_left, before_history), pages(server)];
  const heading = make("h3", {}, words.before_heading);
  return make("div", { class: "before" }, heading, ...facts(before_bot, before_names, before_exit), begin, make("details", {}, ...rest));
}

/** @type {(server: URL, actions: PanelActions) => HTMLDetailsElement} */
function moreChoices(server, { clear, print, download, showTimes }) {
  const times = button(words.times, () => press(times.getAttribute("aria-pressed") !== "true"), { "aria-pressed": "false" });
  function press(/** @type {boolean} */ isPressed) {
    times.setAttribute("aria-pressed", String(isPressed));
    showTimes(isPressed);
  }
  return make(
    "details",
    { class: "more" },
    make("summary", { class: "quiet" }, words.more),
    make("p", { id: "clear-hint" }, `${words.clear_hint} ${words.copy_kept}`),
    button(words.clear, clear, { "aria-describedby": "clear-hint" }),
    times,
    make("p", { id: "copy-hint" }, words.copy_hint),
    button(words.print, print, { "aria-describedby": "copy-hint" }),
    button(words.download, download, { "aria-describedby": "copy-hint" }),
    pages(server),
  );
}

/** Links to the server's pages that tell more. @param {URL} server */
function pages(server) {
  const links = Object.entries({ privacy: words.privacy, safety: words.safety }).map(([page, label]) =>
    make("li", {}, pageLink(label, new URL(page, server))),
  );
  return make("ul", { role: "list", class: "pages" }, ...links);
}
