/**
 * How it looks. Sizes are in em of the reader's own text size, whatever the page around it uses.
 *
 * docs/embedding.md tells what the variables --nscp-* are for.
 */

const CSS = `
/* The page's styles reach in by inheritance only, but it can hide everything. */
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
  --alert: #fff7d1;
  --error: #a42a2a;
  --edge: var(--nscp-inset, 1.25em);
  color: var(--text);
  color-scheme: light dark;
  font: medium/1.4 var(--nscp-font, Arial, Helvetica, sans-serif);
  overflow-wrap: anywhere;
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
    --alert: #3a330f;
    --error: #ff9c9c;
  }
}

* {
  box-sizing: border-box;
  margin: 0;
  padding: 0;
  list-style: none;
}

[hidden] {
  display: none !important;
}

.hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}

h2 {
  font-size: 1.2em;
}

h3 {
  font-size: 1em;
}

/* Controls */

button,
summary,
textarea {
  min-width: max(2.75em, 44px);
  min-height: max(2.75em, 44px);
  padding: 0.5em 0.8em;
  border: 2px solid var(--accent);
  border-radius: 0;
  background: var(--paper);
  color: var(--text);
  font: inherit;
  text-align: start;
}

button,
summary {
  cursor: pointer;
}

button:hover {
  text-decoration: underline;
}

[aria-disabled] {
  border: 1px solid var(--line);
  color: var(--faint);
  cursor: default;
}

.chosen {
  border-inline-start: 6px solid var(--accent);
  color: var(--text);
}

.main,
.leave {
  border: 0;
  border-block-end: 4px solid #083d29;
  background: #0f7a52;
  color: #fff;
  font-weight: bold;
}

.leave {
  width: 100%;
  border-color: #651b1b;
  background: #ca3535;
  text-align: center;
}

.close,
summary {
  border-color: transparent;
  color: var(--link);
  text-decoration: underline;
}

textarea {
  display: block;
  width: 100%;
  border-color: var(--text);
  resize: vertical;
}

[aria-invalid="true"] {
  border: 4px solid #ca3535;
}

a {
  padding-block: 0.25em; /* a larger target; it does not move the lines */
  color: var(--link);
  text-underline-offset: 0.15em;
}

[href^="tel:"] {
  font-weight: bold;
  white-space: nowrap;
}

:focus-visible {
  outline: 3px solid #fd0;
  box-shadow: 0 0 0 6px #0b0c0c;
}

a:focus-visible {
  background: #fd0;
  color: #0b0c0c;
}

.log:focus-visible {
  outline-offset: -3px;
  box-shadow: inset 0 0 0 6px #0b0c0c;
}

/* Panel: below what the website keeps on top, such as its own way out. */

.launcher,
.panel {
  position: fixed;
  z-index: 900;
  inset-block-end: var(--edge);
  inset-inline-end: var(--edge);
}

.launcher {
  background: var(--accent);
  color: var(--on-accent);
  font-weight: bold;
}

.panel {
  inset-block-end: calc(var(--edge) + 3.5em);
  display: flex;
  flex-direction: column;
  width: 28em;
  height: 46em;
  max-height: calc(100vh - 6em - var(--nscp-top, 0em));
  overflow: auto;
  border: 1px solid var(--line);
  border-block-start: 6px solid var(--accent);
  background: var(--paper);
}

.top,
.exit,
.before,
.log,
.ask,
.help {
  padding: 0.6em 1em;
}

.top {
  display: flex;
  align-items: center;
  justify-content: space-between;
  padding-block-end: 0;
}

.close {
  flex: none;
  margin-inline-end: -0.8em;
}

.note {
  padding: 0.5em 1em;
  border-inline-start: 6px solid var(--accent);
  background: var(--tint);
}

.before,
.chat {
  flex: 1 0 auto;
}

.before,
.pages,
.messages,
.choices,
.reason {
  display: flex;
  flex-direction: column;
  align-items: flex-start;
  gap: 0.75em;
}

.chat {
  display: flex;
  flex-direction: column;
}

.middle {
  flex: 1 0 10em;
  position: relative;
  border-block: 1px solid var(--line);
  container-type: size;
}

.log {
  position: absolute;
  inset: 0;
  overflow-y: auto;
}

.ask {
  padding-block-end: 0;
}

.help,
.line,
.rating {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5em;
}

.line {
  flex-wrap: nowrap;
  align-items: flex-end;
  margin-block-start: 0.3em;
}

.line button {
  flex: none;
}

.emergency,
.more[open] {
  width: 100%;
}

.emergency,
.important,
.error,
label {
  font-weight: bold;
}

summary {
  display: list-item;
  width: fit-content;
  list-style: disclosure-closed inside;
}

[open] > summary {
  list-style-type: disclosure-open;
}

.more > :not(summary) {
  margin: 0.5em 0.5em 0 0;
}

/* Messages */

.messages {
  align-items: stretch;
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
  border-inline-start-color: #ca3535;
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

.text p {
  white-space: pre-wrap;
}

.text p + p,
.message > :nth-child(n + 3),
.state button,
.note button,
.reason {
  margin-block-start: 0.6em;
}

.rating button {
  border: 1px solid var(--line);
}

[aria-pressed="true"] {
  box-shadow: inset 0 0 0 3px var(--accent);
  color: var(--text);
}

.status {
  padding-block: 0.6em;
}

.error {
  color: var(--error);
}

.safety {
  border: 4px solid var(--text);
  background: var(--alert);
}

/* Room to touch the right one of two numbers. */
.safety .text {
  line-height: 1.6;
}

.pinned {
  position: sticky;
  inset-block: -0.6em;
  z-index: 1;
  overflow-y: auto;
}

/* Whole while it is new; then it leaves room for what follows, and never covers what has focus. */
.pinned:not(:last-child) {
  max-height: 60cqh;
}

.pinned ~ * * {
  scroll-margin-block-start: 62cqh;
}

:has(~ .pinned) * {
  scroll-margin-block-end: 62cqh;
}

.paper {
  position: absolute;
  width: 0;
  height: 0;
  visibility: hidden;
}

/* Small windows, and large text in large ones: a part of the page. */
@media (max-width: 640px), (max-height: 480px) {
  .root * {
    container-type: normal;
    scroll-margin-block: 4.5em 1em;
  }

  .launcher,
  .panel,
  .middle,
  .log {
    position: static;
    display: block;
    width: 100%;
    height: auto;
    max-height: none;
    overflow: visible;
  }

  .exit {
    position: sticky;
    z-index: 2;
    inset-block-start: var(--nscp-top, 0);
    background: var(--paper);
  }

  .pinned {
    inset-block-start: calc(var(--nscp-top, 0em) + 4em);
  }

  .pinned ~ * * {
    scroll-margin-block-start: calc(60vh + 5em);
  }

  .root :has(~ .pinned) * {
    scroll-margin-block-end: 62vh;
  }
}

@media (max-height: 480px) {
  .root .pinned {
    position: static;
    max-height: none;
  }

  .root *,
  .root :has(~ .pinned) * {
    scroll-margin-block: 6em 1em;
  }
}

/* Contrast themes take away colours and shadows; borders and a real outline stay. */
@media (forced-colors: active) {
  .root button {
    border: 2px solid;
  }

  .root [aria-pressed="true"] {
    border-width: 5px;
  }

  :focus-visible {
    outline-color: Highlight;
  }
}

@media print {
  .root :is(.launcher, .top, .exit, .ask, .help, .before, .message :not(.who, .text, .text *, .source, .source *)) {
    display: none;
  }

  .root :not(a) {
    position: static;
    height: auto;
    max-height: none;
    overflow: visible;
    container-type: normal;
  }
}
`;

export const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
