/** `<nscp-chat>`: the assistant on a page of a website. docs/embedding.md tells what its attributes are for. */
import { createAnnouncer } from "./announcer.js";
import { createApi, Problem } from "./api.js";
import { createChat } from "./chat.js";
import { createConversation } from "./conversation.js";
import { createExit } from "./exit.js";
import { createPanel } from "./panel.js";
import { forget, recall } from "./storage.js";
import { sheet } from "./styles.js";
import { download, print } from "./transcript.js";
import { words } from "./words.js";

/** @import { Chat } from "./types" */

const HERE = new URL("../..", import.meta.url).href; // from SERVER/widget/v1/nscp-chat.js
const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ps|sd|ug|ur|yi)\b/;
const LEFT_BY_HOST = "govuk-exit-this-page-hide-content"; // GOV.UK's own exit button sets it on the body

export class NscpChat extends HTMLElement {
  /** @type {NscpChat | undefined} */
  static #shown; // one chat a page: two would lie on each other and answer for each other

  /** @type {Chat | undefined} */
  #chat; // the one going on
  /** @type {ReturnType<NscpChat["build"]> | undefined} */
  #made;
  /** @type {AbortController | undefined} */
  #connection;

  connectedCallback() {
    const shown = NscpChat.#shown;
    if (shown !== this && shown?.isConnected) return void (this.hidden = true);
    NscpChat.#shown = this;
    this.hidden = false;
    const { exit } = this.#parts;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    addEventListener("online", () => this.#chat?.reconnect(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#chat?.reconnect(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#comeBack(), { signal });
    addEventListener("pagehide", () => document.body.classList.contains(LEFT_BY_HOST) && this.#wipe(), { signal });
    signal.addEventListener("abort", exit.stopListening);
    if (recall()) exit.listen();
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  /** Everything inside. Made when it is first on a page, as the attributes may come after the element. */
  get #parts() {
    return (this.#made ??= this.build());
  }

  build() {
    const server = new URL(`${(this.getAttribute("server") ?? HERE).replace(/\/+$/, "")}/`, document.baseURI);
    const announcer = createAnnouncer();
    const say = (/** @type {string} */ text) => void (panel.isOpen && announcer.say(text));
    const stay = () => {
      this.#open();
      panel.notice(words.exit_in_frame);
      announcer.say(words.exit_in_frame);
    };
    const exit = createExit(this.getAttribute("exit"), announcer, () => this.#wipe(), stay);
    const conversation = createConversation(server, () => this.#chat, say);
    const actions = {
      open: () => this.#open(),
      close: () => this.#close(),
      start: () => this.#start(),
      askForPerson: () => this.#askForPerson(),
      clear: () => this.#clear(),
      print: () => print(conversation.said, panel.element),
      download: () => download(conversation.said),
      showTimes: conversation.showTimes,
    };
    const parts = { exit: exit.element, conversation: conversation.element, announcements: announcer.region };
    const panel = createPanel(server, actions, parts);
    panel.element.classList.toggle("host-exit", this.hasAttribute("host-exit"));
    const lang = this.lang || words.lang;
    panel.element.lang = lang;
    panel.element.dir = RIGHT_TO_LEFT.test(lang) ? "rtl" : "ltr";
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(panel.element);
    return { api: createApi(server), announcer, exit, conversation, panel };
  }

  #open() {
    const { exit, panel } = this.#parts;
    panel.open();
    exit.listen();
    if (!this.#chat && recall()) this.#begin();
  }

  #close() {
    const { exit, panel } = this.#parts;
    panel.close();
    if (!this.#chat) exit.stopListening();
  }

  #start() {
    const begun = this.#begin();
    this.#parts.conversation.focus();
    return begun;
  }

  async #askForPerson() {
    if (this.#chat || (await this.#start())) this.#chat?.send(words.person_message);
  }

  /** Begins a chat, or shows the one going on anew. @returns {Promise<boolean>} whether that worked */
  async #begin() {
    const { api, conversation, panel } = this.#parts;
    const chat = (this.#chat ??= createChat(api, conversation));
    panel.showChat(true);
    conversation.await(words.starting);
    try {
      await chat.begin();
      return true;
    } catch (error) {
      if (this.#chat !== chat) return false;
      const unreached = `${chat.token ? words.not_shown : words.not_started} ${words.after}`;
      const problem = error instanceof Problem && error.status ? error.message : unreached;
      conversation.showProblem(problem, () => this.#begin());
      return false;
    }
  }

  #clear() {
    const { announcer, panel } = this.#parts;
    this.#wipe();
    panel.notice(`${words.cleared} ${words.copy_kept}`);
    this.#open();
    announcer.say(words.cleared);
  }

  /** Leaves nothing of the chat on the screen or in the tab, and ends it on the server. */
  #wipe() {
    const { api, exit } = this.#parts;
    const token = this.#chat?.token || recall()?.token;
    this.#drop();
    exit.stopListening();
    forget();
    if (token) api.end(token);
  }

  /** Takes the chat off the screen; in the tab it goes on. */
  #drop() {
    const { announcer, conversation, panel } = this.#parts;
    this.#chat?.leave();
    this.#chat = undefined;
    conversation.clear();
    announcer.silence();
    panel.reset();
  }

  /** The browser shows this page again as it was left; meanwhile the chat may have gone on or been left on another page. */
  #comeBack() {
    if (!this.#chat) return;
    if (recall()?.token === this.#chat.token) this.#begin();
    else this.#drop();
  }
}

// The script may have come from another address as well.
if (!customElements.get("nscp-chat")) customElements.define("nscp-chat", NscpChat);
