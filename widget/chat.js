/** A conversation with the server: sends one message at a time, keeps what has no answer, and loses and doubles nothing. */
import { Problem } from "./api.js";
import { recall, remember } from "./storage.js";
import { words } from "./words.js";

/** @import { Api, Chat, Message, Reply, Unanswered, View } from "./types" */

const TRIES = 3; // by itself, after the time that the server asked for
const LONGEST_PAUSE = 120; // seconds; a longer one is left to the family

/** @type {(api: Api, view: View) => Chat} */
export function createChat(api, view) {
  let token = "";
  let isOver = false;
  let ready = Promise.resolve(); // settled once the chat is begun or cannot be
  /** @type {Unanswered[]} */
  let unanswered = []; // oldest first
  /** @type {Unanswered[]} */
  const queue = []; // those of them that are to be sent now, in order
  /** @type {Map<string, { problem: Problem, tries: number }>} */
  const failed = new Map(); // those that were tried in vain, by id
  /** @type {Map<string, string>} */
  const tokens = new Map(); // with which messages came, by id

  const keep = () => remember({ token, unanswered });

  async function begin() {
    const remembered = recall();
    unanswered = remembered?.unanswered ?? [];
    token = remembered?.token ?? "";
    let hasEnded = false;
    try {
      if (token) return restore((await api.read(token)).messages);
    } catch (error) {
      hasEnded = isOfSession(error);
      if (!hasEnded) throw error;
    }
    await start();
    if (hasEnded) tellOfNewChat();
    showUnanswered();
  }

  async function start() {
    takeUp(await api.start());
  }

  function takeUp(/** @type {Reply} */ answer) {
    if (isOver) return;
    token = answer.token;
    view.showOpening(answer.messages);
  }

  function tellOfNewChat() {
    if (isOver) return;
    keep();
    view.showNotice(words.new_chat);
  }

  function restore(/** @type {Message[]} */ messages) {
    if (isOver) return;
    noteToken(messages);
    const answered = new Set(messages.filter(({ who }) => who === "assistant").map(({ id }) => id.replace(/\.\d+$/, "")));
    const isOpen = (/** @type {Message} */ { who, id }) => who === "user" && !answered.has(id);
    // The server's copy of a text is masked, so the tab's own comes after it.
    const open = new Map([...messages.filter(isOpen), ...unanswered].map(({ id, text }) => [id, text]));
    unanswered = [...open].map(([id, text]) => ({ id, text })).filter(({ id }) => !answered.has(id));
    keep();
    view.showConversation(messages.filter((message) => !isOpen(message)));
    showUnanswered();
  }

  /** A chat that becomes long goes on as a new session, which does not know the old one's messages. */
  function noteToken(/** @type {Message[]} */ messages) {
    for (const { id } of messages) tokens.set(id, token);
  }

  function showUnanswered() {
    for (const message of isOver ? [] : unanswered) {
      if (queue.some(({ id }) => id === message.id)) continue;
      view.showWaiting(message);
      fail(message, new Problem(words.unanswered));
    }
  }

  function put(/** @type {Unanswered} */ message) {
    if (queue.includes(message)) return;
    queue.push(message);
    view.showWaiting(message);
    if (queue.length === 1) sendQueue();
  }

  async function sendQueue() {
    // A message that fails does not hold up the next: that may be the one that calls for help.
    while (queue[0] && !isOver) {
      await sendOne(queue[0]);
      queue.shift();
    }
  }

  async function sendOne(/** @type {Unanswered} */ message) {
    view.showAsking(message);
    try {
      const answer = await ask(message);
      if (isOver) return;
      token = answer.token;
      noteToken(answer.messages);
      settle(message);
      view.showReplies(message, answer.messages);
    } catch (error) {
      if (!isOver) fail(message, error instanceof Problem ? error : new Problem(`${words.failed} ${words.after}`, 500));
    }
  }

  /** A message for which there is no chat is sent all the same: its refusal brings help if it is about danger. */
  async function startFor(/** @type {Unanswered} */ message) {
    try {
      return await api.start();
    } catch (error) {
      const refusal = error instanceof Problem && error.status ? await api.send("", message).catch((each) => each) : undefined;
      if (error instanceof Problem && refusal instanceof Problem) error.help = refusal.help;
      throw error;
    }
  }

  async function ask(/** @type {Unanswered} */ message) {
    await ready.catch(() => {}); // whoever began it was told
    if (!token) takeUp(await startFor(message));
    try {
      return await api.send(token, message);
    } catch (error) {
      if (!isOfSession(error)) throw error;
      const answer = await startFor(message);
      if (isOver) throw error;
      token = answer.token;
      tellOfNewChat();
      view.showAsking(message);
      return api.send(token, message);
    }
  }

  function fail(/** @type {Unanswered} */ message, /** @type {Problem} */ problem) {
    const { id } = message;
    if (problem.isOfText) {
      settle(message);
      return view.giveBack(message, problem.message, problem.help);
    }
    const tries = (failed.get(id)?.tries ?? 0) + 1;
    failed.set(id, { problem, tries });
    view.showUnsent(message, problem.message, tries === 1 ? problem.help : []);
    const { retryAfter } = problem;
    if (retryAfter && retryAfter <= LONGEST_PAUSE && tries <= TRIES) setTimeout(() => retry(id), retryAfter * 1000);
  }

  function settle(/** @type {Unanswered} */ message) {
    failed.delete(message.id);
    unanswered = unanswered.filter(({ id }) => id !== message.id);
    keep();
  }

  function retry(/** @type {string} */ id) {
    const message = unanswered.find((each) => each.id === id);
    if (message && failed.has(id) && !isOver) put(message);
  }

  return {
    get token() {
      return token;
    },
    get isSending() {
      return !!queue[0];
    },
    begin: () => (ready = begin()),
    send(text) {
      const message = { id: newId(), text };
      unanswered.push(message);
      keep();
      put(message);
    },
    retry,
    reconnect() {
      for (const [id, { problem }] of failed) if (!problem.status || problem.status >= 500) retry(id);
    },
    async giveFeedback(message_id, helpful, comment = "") {
      try {
        const answer = await api.feedback(tokens.get(message_id) ?? token, { message_id, helpful, comment });
        if (!answer || isOver) return false;
        token = answer.token;
        noteToken(answer.messages);
        keep();
        view.showAnsweredComment(comment, answer.messages);
        return true;
      } catch (error) {
        if (error instanceof Problem && error.help.length && !isOver) view.showAnsweredComment(comment, error.help);
        throw error;
      }
    },
    leave() {
      isOver = true;
    },
  };
}

/** @param {unknown} error */
function isOfSession(error) {
  return error instanceof Problem && error.isOfSession;
}

/** A random UUID. `crypto.randomUUID` is missing on pages without encryption, such as a demonstration in the office. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-8$4-");
}
