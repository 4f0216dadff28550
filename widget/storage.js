/** What the tab remembers while a chat goes on: one key of the session storage. Nothing is there before a chat starts. */

/** @import { Remembered } from "./types" */

const KEY = "nscp-chat";

/** @returns {Remembered | null} nothing if there is no chat, or if storage is switched off */
export function recall() {
  try {
    const { token, unanswered } = JSON.parse(sessionStorage[KEY]);
    return { token: String(token), unanswered: [...unanswered] };
  } catch {
    return null;
  }
}

/** @param {Remembered} remembered */
export function remember(remembered) {
  try {
    sessionStorage[KEY] = JSON.stringify(remembered);
  } catch {
    // Storage is switched off or full: the chat goes on, and a reload begins a new one.
  }
}

export function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Storage is switched off, so nothing is there.
  }
}
