/** The conversation in view: messages, what is going on, and the box for the next question. */
import { button, make } from "./dom.js";
import { createHelpBar } from "./help.js";
import { createMessages } from "./messages.js";
import { createQuestionForm } from "./question_form.js";
import { words } from "./words.js";

/** @import { Chat, Conversation, Message } from "./types" */

const SHOWN_AFTER = 400; // milliseconds; most answers come sooner, and what flashes by unsettles
const SLOW_AFTER = 8000;

/** @type {(server: URL, chat: () => Chat | undefined, say: (text: string) => void) => Conversation} */
export function createConversation(server, chat, say) {
  const messages = createMessages(new URL("guide", server), {
    choose: (title) => chat()?.send(title),
    retry: (id) => chat()?.retry(id),
    giveFeedback: async (...opinion) => !!(await chat()?.giveFeedback(...opinion)),
  });
  const form = createQuestionForm(
    (text) => chat()?.send(text),
    () => chat()?.isSending,
  );
  const status = make("p", { class: "status", hidden: true });
  // Telling what is new is the announcer's work, so the log itself is quiet.
  const log = make("div", { role: "log", "aria-live": "off", "aria-label": words.conversation, class: "log", tabindex: "0" });
  log.append(messages.list, status);
  const help = createHelpBar(messages.list);
  const element = make("div", { class: "chat" }, make("div", { class: "middle" }, help.element, log), form.element);
  /** @type {ReturnType<typeof setTimeout>[]} */
  let timers = [];

  function rest() {
    timers.forEach(clearTimeout);
    status.hidden = true;
  }

  /** Tells screen readers what became of what was awaited. @param {string} text */
  function tell(text) {
    rest();
    say(text);
  }

  function showStatus(/** @type {string} */ text) {
    status.textContent = text;
    status.hidden = false;
    reveal(status);
  }

  /** Brings the start of something into view, without moving focus. @param {Element} [item] */
  function reveal(item) {
    help.update();
    if (!item || getComputedStyle(log).overflowY !== "auto") return item?.scrollIntoView({ block: "nearest" });
    log.scrollTop = log.scrollHeight;
    log.scrollTop -= Math.max(0, log.getBoundingClientRect().top - item.getBoundingClientRect().top);
    bringBack(element.parentElement);
  }

  /** @type {(replies: Message[], isOpening?: boolean) => HTMLElement[]} */
  function add(replies, isOpening) {
    const spoken = replies.map(({ text, buttons }) => [text, buttons.length && words.choices, ...buttons].filter(Boolean));
    tell([words.assistant, ...spoken.flat()].join("\n"));
    return replies.map((message) => messages.add(message, isOpening));
  }

  /** Help comes before the reason. @type {(problem: string, help: Message[]) => HTMLElement | undefined} */
  function tellProblem(problem, help) {
    if (!help.length) return void tell(problem);
    const [first] = add(help);
    say(problem);
    return first;
  }

  function showNotice(/** @type {string} */ text) {
    tell(text);
    const notice = messages.addNotice(text);
    reveal(notice);
    return notice;
  }

  /** @type {Conversation} */
  const conversation = {
    element,
    get said() {
      return messages.said;
    },
    focus: () => log.focus(),
    showTimes: (isShown) => void messages.list.classList.toggle("timed", isShown),
    await(text) {
      rest();
      const showSlow = () => {
        showStatus(words.slow);
        say(words.slow);
      };
      timers = [setTimeout(showStatus, SHOWN_AFTER, text), setTimeout(showSlow, SLOW_AFTER)];
    },
    clear() {
      rest();
      messages.clear();
      help.update();
      form.clear();
    },
    showOpening(opening) {
      const items = add(opening, true);
      messages.list.prepend(...items); // something may have been typed already
      reveal(items[0]);
    },
    showConversation(said) {
      messages.clear();
      showNotice(words.so_far);
      reveal(said.map((message) => messages.add(message, false, true)).at(-1));
    },
    showWaiting(message) {
      messages.addTyped(message);
      reveal(messages.setState(message.id, words.waiting));
    },
    showAsking({ id }) {
      messages.setState(id);
      conversation.await(words.thinking);
    },
    showReplies({ id }, replies) {
      messages.setState(id);
      reveal(add(replies)[0]);
    },
    showAnsweredComment(text, replies) {
      messages.addTyped({ id: (replies[0]?.id ?? "").replace(/\.\d+$/, ""), text });
      const [first] = add(replies);
      reveal(first);
      first?.focus({ preventScroll: true }); // the box is taken away
    },
    showUnsent({ id }, problem, help) {
      const state = messages.setState(id, problem, true);
      reveal(tellProblem(problem, help) ?? state);
    },
    giveBack({ id, text }, problem, help) {
      messages.remove(id);
      const first = tellProblem(problem, help);
      form.giveBack(text, problem);
      if (first) reveal(first);
    },
    showNotice,
    showProblem(problem, retry) {
      const notice = showNotice(problem);
      const again = () => {
        log.focus();
        notice.remove();
        retry();
      };
      notice.append(button(words.retry, again));
    },
  };
  return conversation;
}

/**
 * As a part of the page it may have been scrolled away in part, and with it the number to call. While a phone's keyboard is up the
 * browser keeps the box in view, and what is new stands just above it.
 *
 * @param {Element | null} panel
 */
function bringBack(panel) {
  const isKeyboardUp = visualViewport && visualViewport.height < innerHeight - 1;
  if (panel && !isKeyboardUp && getComputedStyle(panel).position === "static") panel.scrollIntoView();
}
