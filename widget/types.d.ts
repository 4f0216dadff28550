// What each part of the widget offers to the others. Checked by the compiler; nothing of this reaches the browser.

/** A message as docs/openapi.yml describes it. */
export interface Message {
  id: string;
  who: "user" | "assistant";
  /** Plain; an empty line parts paragraphs. */
  text: string;
  /** Titles of choices. */
  buttons: string[];
  /** The part of NSCP's guide that it rests on. */
  source: { heading: string; section: string } | null;
  kind: "user" | "answer" | "gap" | "safety" | "clarify" | "notice" | "problem" | "other";
  /** Of the text, if it is not that of the assistant's words. */
  lang?: string;
}

/** What the server answers. */
export interface Answer {
  messages: Message[];
}

/** What it answers to a message; the new token takes the place of the old one. */
export interface Reply extends Answer {
  token: string;
}

/** A message of the family that has no answer yet. It is kept so that a reload does not lose it. */
export interface Unanswered {
  id: string;
  text: string;
}

/** What the tab remembers while a chat goes on. */
export interface Remembered {
  /** Of the session; empty before there is one. */
  token: string;
  /** Oldest first. */
  unanswered: Unanswered[];
}

/** The server's API. Every promise may be rejected with a `Problem`. */
export interface Api {
  /** A new session and its opening. */
  start(): Promise<Reply>;
  send(token: string, message: Unanswered): Promise<Reply>;
  /** The conversation so far, without the opening, with personal details hidden. */
  read(token: string): Promise<Answer>;
  /** A reply if the comment may be about danger: it was then answered as a message. */
  feedback(token: string, opinion: { message_id: string; helpful: boolean; comment?: string }): Promise<Reply | null>;
  /** Ends the session, also while the page is being left. There is nobody to tell if that fails. */
  end(token: string): void;
}

/** A conversation with the server. */
export interface Chat {
  /** Empty before there is a session. */
  readonly token: string;
  readonly isSending: boolean;
  /**
   * Begins, or goes on with the conversation that this tab remembers. Only one in which something was said is remembered.
   * Rejected with a `Problem` if the server cannot be reached, or cannot do it now.
   */
  begin(): Promise<void>;
  send(text: string): void;
  /** Sends a message again, under its own id. */
  retry(id: string): void;
  /** Sends again what did not arrive: the connection may be back. */
  reconnect(): void;
  /** Whether the comment was answered in the chat. */
  giveFeedback(replyId: string, helpful: boolean, comment?: string): Promise<boolean>;
  /** Nothing that still arrives is shown or remembered. */
  leave(): void;
}

/** What shows a conversation. */
export interface View {
  showOpening(messages: Message[]): void;
  /** What was said before a reload, in place of what is shown. */
  showConversation(messages: Message[]): void;
  /** What was typed, or is to be sent again. */
  showWaiting(message: Unanswered): void;
  /** Its answer is awaited. */
  showAsking(message: Unanswered): void;
  showReplies(message: Unanswered, replies: Message[]): void;
  /** A comment that may be about danger, as a message. Focus goes to the first reply. */
  showAnsweredComment(text: string, replies: Message[]): void;
  /** It can be sent again as it is. */
  showUnsent(message: Unanswered, problem: string, help: Message[]): void;
  /** It has to be changed first. */
  giveBack(message: Unanswered, problem: string, help: Message[]): void;
  /** Something about the chat itself. */
  showNotice(text: string): void;
}

/** The view of a conversation, with the box for the next question. */
export interface Conversation extends View {
  element: HTMLElement;
  /** What is on the screen. */
  readonly said: Line[];
  focus(): void;
  /** With each message the time at which it was said, or without. */
  showTimes(isShown: boolean): void;
  /** Says after a moment what is being done. */
  await(text: string): void;
  /** Says why there is no conversation to show. */
  showProblem(problem: string, retry: () => void): void;
  clear(): void;
}

/** The list of messages. What is added comes last. */
export interface Messages {
  list: HTMLElement;
  readonly said: Line[];
  /** Choices of the opening are questions to begin with, which stay good. Of an old message nobody knows the time. */
  add(message: Message, isOpening?: boolean, isOld?: boolean): HTMLElement;
  /** Adds what was typed, or moves it to the end when it is sent again. */
  addTyped(message: Unanswered, isOld?: boolean): HTMLElement;
  /** Says below what was typed what became of it; without a sentence nothing is said. */
  setState(id: string, state?: string, canRetry?: boolean): HTMLElement | undefined;
  /** Takes away what was typed. */
  remove(id: string): void;
  /** Adds a line about the chat itself. */
  addNotice(text: string): HTMLElement;
  clear(): void;
}

/** What can be done in the list of messages. */
export interface MessageActions {
  choose(title: string): void;
  retry(id: string): void;
  giveFeedback(replyId: string, helpful: boolean, comment?: string): Promise<boolean>;
}

/** The box for a question. */
export interface QuestionForm {
  element: HTMLElement;
  /** Puts a text back to be changed. */
  giveBack(text: string, problem: string): void;
  clear(): void;
}

/** The panel and the button that opens it. */
export interface Panel {
  element: HTMLElement;
  readonly isOpen: boolean;
  /** Focus goes along with these two, as somebody pressed something. */
  open(): void;
  close(): void;
  /** As it was at first: closed, and before a chat. Focus stays. */
  reset(): void;
  /** Shows the chat, or what to know before it. */
  showChat(hasStarted: boolean): void;
  /** Says something above the rest. */
  notice(text: string): void;
}

/** What can be done in the panel. */
export interface PanelActions {
  open(): void;
  close(): void;
  start(): void;
  askForPerson(): void;
  clear(): void;
  print(): void;
  download(): void;
  showTimes(isShown: boolean): void;
}

/** What the panel holds. */
export interface PanelParts {
  exit: HTMLElement;
  conversation: HTMLElement;
  announcements: HTMLElement;
}

/** The way out. */
export interface Exit {
  element: HTMLElement;
  /** From now on, Shift pressed three times anywhere on the page leaves it. */
  listen(): void;
  stopListening(): void;
}

/** The numbers to call, in reach of what is said after them. */
export interface HelpBar {
  element: HTMLElement;
  /** To be called when messages came or went. */
  update(): void;
}

/** Tells screen readers what is new, once. */
export interface Announcer {
  /** Must be on the page before anything is said. */
  region: HTMLElement;
  say(text: string): void;
  /** Takes back what was not read yet. */
  silence(): void;
}

/** A message on paper or in a file: who said it, and its paragraphs. */
export interface Line {
  who: string;
  text: string[];
}

/** Attributes by name; true sets one without a value, false leaves it out. */
export type Attributes = Record<string, string | boolean>;

/** Makes an element. */
export type Make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes?: Attributes,
  ...content: (Node | string)[]
) => HTMLElementTagNameMap[Tag];

/** Makes a button. One that is used up has `aria-disabled`, as `disabled` would take focus away from it. */
export type MakeButton = (
  label: string,
  onPress: (pressed: HTMLButtonElement) => void,
  attributes?: Attributes,
) => HTMLButtonElement;
