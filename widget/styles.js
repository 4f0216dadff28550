/**
 * How it looks. Sizes are in em of the reader's own text size, whatever the page around it uses.
 *
 * A website may set: --nscp-accent, --nscp-on-accent, --nscp-font, --nscp-inset (distance from the window's edge), --nscp-top
 * (height of a bar of its own that stays at the top).
 */

const CSS = /* css */ `
/* The page's styles reach in by inheritance only. It must still be able to hide everything. */
.root {
  all: initial;
  visibility: inherit;
  display: block;
  --accent: var(--nscp-accent, #1d70b8);
  --on-accent: var(--nscp-on-accent, #fff);
  --text: #0b0c0c;
  --faint: #484949;
  --paper: #fff;
  --tint: #f3f2f1;
  --line: #b1b4b6;
  --link: #144e81;
  --hover: #d2e2f1;
  --go: #0f7a52;
  --go-edge: #083d29;
  --stop: #ca3535;
  --stop-edge: #651b1b;
  --stop-text: #a42a2a;
  --alert: #fff7d1;
  color: var(--text);
  color-scheme: light dark;
  font: medium/1.4 var(--nscp-font, Arial, Helvetica, sans-serif);
  overflow-wrap: anywhere;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}

@media (prefers-color-scheme: dark) {
  .root {
    --accent: var(--nscp-accent-dark, #5694ca);
    --on-accent: var(--nscp-on-accent-dark, #0b0c0c);
    --text: #fff;
    --faint: #cecece;
    --paper: #1b1d1e;
    --tint: #2b2f31;
    --line: #6f777b;
    --link: #9cc5ea;
    --hover: #24415c;
    --stop-text: #ff9c9c;
    --alert: #3a330f;
  }
}

* {
  box-sizing: border-box;
}

[hidden] {
  display: none !important;
}

.hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

h2,
h3,
p,
ol,
ul {
  margin: 0;
  padding: 0;
  list-style: none;
}

/* Controls */

button,
summary,
textarea {
  min-width: 2.75em;
  min-height: 2.75em; /* 44 px */
  margin: 0;
  padding: 0.5em 0.8em;
  border: 2px solid var(--accent);
  border-radius: 0;
  background: var(--paper);
  color: var(--text);
  font: inherit;
  text-align: start;
  cursor: pointer;
}

button:hover,
summary:hover {
  background: var(--hover);
}

button[aria-disabled="true"] {
  border: 1px solid var(--line);
  background: var(--paper);
  color: var(--faint);
  cursor: default;
}

button.chosen {
  border-inline-start: 6px solid var(--accent);
  color: var(--text);
}

button.main {
  border-color: var(--go);
  border-bottom: 4px solid var(--go-edge);
  background: var(--go);
  color: #fff;
  font-weight: bold;
}

button.main:hover {
  background: #0b5c3e;
}

button.leave {
  width: 100%;
  border-color: var(--stop);
  border-bottom: 4px solid var(--stop-edge);
  background: var(--stop);
  color: #fff;
  font-weight: bold;
  text-align: center;
}

button.leave:hover {
  background: #a42a2a;
}

textarea {
  display: block;
  width: 100%;
  border-color: var(--text);
  resize: vertical;
  cursor: text;
}

textarea[aria-invalid="true"] {
  border: 4px solid var(--stop);
}

a {
  padding-block: 0.25em; /* a larger target; it does not move the lines */
  color: var(--link);
  text-underline-offset: 0.15em;
}

a[href^="tel:"] {
  font-weight: bold;
  white-space: nowrap;
}

:is(a, button, summary, textarea, [tabindex]):focus-visible {
  outline: 3px solid #fd0;
  outline-offset: 0;
  box-shadow: 0 0 0 6px #0b0c0c;
}

a:focus-visible {
  background: #fd0;
  color: #0b0c0c;
}

:is(h2, .log, .message):focus-visible {
  outline-offset: -3px;
  box-shadow: inset 0 0 0 6px #0b0c0c;
}

/* Panel */

.launcher {
  position: fixed;
  z-index: 900; /* below what the website keeps on top, such as its own way out */
  inset-block-end: var(--nscp-inset, 1.25em);
  inset-inline-end: var(--nscp-inset, 1.25em);
  border-color: var(--accent);
  background: var(--accent);
  color: var(--on-accent);
  font-weight: bold;
}

.launcher:hover {
  background: var(--accent);
  text-decoration: underline;
}

.panel {
  position: fixed;
  z-index: 900;
  inset-block-end: calc(var(--nscp-inset, 1.25em) + 3.5em);
  inset-inline-end: var(--nscp-inset, 1.25em);
  display: flex;
  flex-direction: column;
  width: 28em;
  height: 46em;
  max-height: calc(100vh - 6em);
  overflow: auto;
  border: 1px solid var(--line);
  border-block-start: 6px solid var(--accent);
  background: var(--paper);
  box-shadow: 0 2px 12px rgb(0 0 0 / 25%);
}

.top {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 0.5em;
  padding: 0.5em 1em 0.25em;
}

h2 {
  font-size: 1.2em;
  font-weight: bold;
  line-height: 1.25;
}

.close {
  margin-inline-end: -0.8em;
  border-color: transparent;
  color: var(--link);
  text-decoration: underline;
  text-underline-offset: 0.15em;
}

.exit {
  padding: 0.25em 1em 0.6em;
}

.dots {
  letter-spacing: 0.2em;
}

.note {
  padding: 0.5em 0.75em;
  border-inline-start: 4px solid var(--accent);
  background: var(--tint);
}

.panel > .note {
  margin: 0 1em 0.5em;
}

.before {
  flex: 1 1 auto;
  display: flex;
  flex-direction: column;
  align-items: flex-start;
  gap: 0.75em;
  padding: 0.75em 1em 1em;
  border-block-start: 1px solid var(--line);
}

h3 {
  font-size: 1em;
  font-weight: bold;
}

.before h3 {
  font-size: 1.1em;
}

.pages {
  display: flex;
  flex-direction: column;
  gap: 0.6em;
}

.chat {
  flex: 1 1 auto;
  display: flex;
  flex-direction: column;
  min-height: 22em;
}

.middle {
  flex: 1 1 auto;
  position: relative;
  min-height: 9em;
  border-block: 1px solid var(--line);
  container-type: size;
}

.log {
  position: absolute;
  inset: 0;
  padding: 0.75em 1em;
  overflow-y: auto;
  overscroll-behavior: contain;
}

.ask,
.help {
  padding: 0.6em 1em 0;
}

.help {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5em;
  padding-block-end: 0.75em;
}

.emergency {
  width: 100%;
  font-weight: bold;
}

.more {
  flex: 1 1 auto;
}

.more summary {
  display: list-item;
  list-style: disclosure-closed inside;
  width: fit-content;
  border-color: transparent;
  color: var(--link);
  text-decoration: underline;
  text-underline-offset: 0.15em;
}

.more[open] summary {
  list-style-type: disclosure-open;
}

.more[open] {
  flex-basis: 100%;
}

.more > :is(p, button, ul) {
  margin-block-start: 0.5em;
}

.more > button {
  margin-inline-end: 0.5em;
}

/* Messages */

.messages {
  display: flex;
  flex-direction: column;
  gap: 0.75em;
}

.message {
  padding: 0.6em 0.8em;
  border: 1px solid var(--line);
  border-inline-start: 6px solid var(--accent);
  background: var(--paper);
}

.user {
  margin-inline-start: 1.5em;
  border-inline-start-color: var(--faint);
  background: var(--tint);
}

.failed {
  border-inline-start-color: var(--stop);
}

.who,
.hint,
.source,
.feedback,
.status {
  color: var(--faint);
  font-size: 0.95em;
  font-weight: normal;
}

.text p + p {
  margin-block-start: 0.6em;
}

.text p {
  white-space: pre-line;
}

.typed p {
  white-space: pre-wrap;
}

.source,
.choices,
.feedback,
.state,
.dismiss,
.note button {
  margin-block-start: 0.6em;
}

.choices {
  display: flex;
  flex-direction: column;
  align-items: flex-start;
  gap: 0.5em;
}

.rating {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5em;
}

.rating button {
  border: 1px solid var(--line);
}

.rating button[aria-pressed="true"] {
  border: 3px solid var(--accent);
  color: var(--text);
  font-weight: bold;
}

.reason {
  display: flex;
  flex-direction: column;
  align-items: flex-start;
  gap: 0.4em;
  margin-block-start: 0.5em;
}

.state button {
  margin-block-start: 0.4em;
}

.status {
  padding-block: 0.6em;
}

.safety {
  border: 4px solid var(--text);
  background: var(--alert);
}

/* Numbers to call stand on neighbouring lines: room to touch the right one. */
.safety .text p {
  line-height: 1.7;
}

.important {
  margin-block-end: 0.25em;
  font-size: 1.1em;
  font-weight: bold;
}

.pinned {
  position: sticky;
  inset-block: -0.75em;
  z-index: 1;
  overflow-y: auto;
}

/* It shows whole when it is new, and leaves room for what follows. */
.pinned:not(:last-child) {
  max-height: 60cqh;
}

/* What gets focus must not end up behind it. */
.log:has(.pinned) :is(a, button, textarea) {
  scroll-margin-block: 62cqh 1em;
}

.pinned :is(a, button) {
  scroll-margin-block: 0 !important;
}

/* Asking */

label {
  display: block;
  font-weight: bold;
}

.line textarea {
  flex: 1;
  min-width: 0;
}

.line button {
  flex: none;
}

.line {
  display: flex;
  align-items: flex-end;
  gap: 0.5em;
  margin-block-start: 0.3em;
}

.error {
  color: var(--stop-text);
  font-weight: bold;
}

.paper {
  position: absolute;
  width: 0;
  height: 0;
  border: 0;
  visibility: hidden;
}

/* Small windows, and large text in large ones: part of the page, which scrolls as one. */
@media (max-width: 640px), (max-height: 480px) {
  .launcher,
  .panel {
    position: static;
    width: 100%;
    height: auto;
    max-height: none;
    overflow: visible;
  }

  .launcher {
    text-align: center;
  }

  .panel {
    border-inline: 0;
    box-shadow: none;
  }

  .exit {
    position: sticky;
    z-index: 2;
    inset-block-start: var(--nscp-top, 0);
    background: var(--paper);
  }

  .chat,
  .middle {
    display: block;
    min-height: 0;
    container-type: normal;
  }

  .log {
    position: static;
    overflow: visible;
  }

  .user {
    margin-inline-start: 0.75em;
  }

  .pinned {
    inset-block: calc(var(--nscp-top, 0em) + 3.6em) 0;
  }

  .pinned:not(:last-child) {
    max-height: 55vh;
  }

  :is(a, button, summary, textarea, .message) {
    scroll-margin-block: 4.5em 1em;
  }

  .log:has(.pinned) :is(a, button, textarea, .message) {
    scroll-margin-block: calc(55vh + 5em) 1em;
  }
}

@media (max-height: 480px) {
  .pinned:nth-child(n) {
    position: static;
    max-height: none;
  }

  .log:has(.pinned) :is(a, button, textarea, .message) {
    scroll-margin-block: 4.5em 1em;
  }
}

/* Contrast themes take away colours and shadows; borders and a real outline stay. */
@media (forced-colors: active) {
  button,
  summary,
  textarea {
    border-color: ButtonText;
  }

  button[aria-disabled="true"] {
    border-color: GrayText;
  }

  :is(a, button, summary, textarea, [tabindex]):focus-visible {
    outline-color: Highlight;
  }
}

@media print {
  .launcher,
  .top,
  .exit,
  .ask,
  .help,
  .before,
  .choices,
  .feedback,
  .state,
  .dismiss,
  .status {
    display: none;
  }

  .panel,
  .chat,
  .middle,
  .log,
  .pinned {
    position: static;
    display: block;
    width: auto;
    height: auto;
    max-height: none;
    overflow: visible;
    container-type: normal;
    border: 0;
    box-shadow: none;
  }

  .message {
    margin-block-end: 1em;
    break-inside: avoid;
  }
}
`;

export const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
