/** The server's API, as docs/openapi.yml describes it. */
import { words } from "./words.js";

/** @import { Api, Message } from "./types" */

const LONGEST_WAIT = 25_000; // milliseconds; the server gives up after 10 seconds, a slow connection takes its time

/**
 * Why something could not be done, in words for the family: HTTP's status, 0 if no answer came, seconds to wait, and help if it
 * was about danger.
 */
export class Problem extends Error {
  constructor(/** @type {string} */ detail, status = 0, retryAfter = 0, /** @type {Message[]} */ help = []) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
    this.help = help;
  }

  /** The session is over or was never there. */
  get isOfSession() {
    return this.status === 401 || this.status === 410;
  }

  /** Sending the same text again would not help. */
  get isOfText() {
    return this.status === 413 || this.status === 422;
  }
}

/** @type {(server: URL) => Api} */
export function createApi(server) {
  const address = new URL("webhooks/website", server).href;

  /** @type {(method: string, path: string, token: string, body?: object) => Promise<any>} */
  async function ask(method, path, token, body) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), LONGEST_WAIT);
    try {
      const response = await fetch(address + path, {
        method,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body && { "Content-Type": "application/json" }),
        },
        body: body && JSON.stringify(body),
        credentials: "omit",
        signal: giveUp.signal,
      });
      if (!response.ok) throw await problemOf(response);
      return response.status === 204 ? null : await response.json();
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(`${giveUp.signal.aborted ? words.no_answer : words.not_sent} ${words.after}`);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    start: () => ask("POST", "/sessions", "", {}),
    send: (token, message) => ask("POST", "/messages", token, message),
    read: (token) => ask("GET", "/messages", token),
    feedback: (token, opinion) => ask("POST", "/feedback", token, opinion),
    end: (token) => navigator.sendBeacon(`${address}/session/end`, token),
  };
}

/** What stands in front of the server (a proxy) answers with a page of its own. @param {Response} response */
async function problemOf(response) {
  const { detail, messages } = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  return new Problem(detail ?? `${words.failed} ${words.after}`, response.status, retryAfter, messages);
}
