/** Tells screen readers what is new. The history is no live region, or they would read it again and again. */
import { make } from "./dom.js";

/** @import { Announcer } from "./types" */

// Some screen readers miss what goes sooner; what stays would be found again at the end of the page.
const STAYS = 3000; // milliseconds

/** @type {() => Announcer} */
export function createAnnouncer() {
  const region = make("div", { class: "hidden", "aria-live": "polite" });
  return {
    region,
    say(text) {
      const line = make("p", {}, text);
      region.append(line);
      setTimeout(() => line.remove(), STAYS);
    },
    silence: () => region.replaceChildren(),
  };
}
