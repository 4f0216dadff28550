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
  --accent: var(--nscp-accent, #22577a);
  --on-accent: var(--nscp-on-accent, #fff);
  --text: #1f1d1a;
  --quiet: #5a544c;
  --page: #fffdfa;
  --tint: #f3eee6;
  --line: #cfc6ba;
  --control: #857b6e;
  --link: #1b4d6e;
  --help: #fff6da;
  --red-text: #a42a2a;
  --edge: var(--nscp-inset, 1em);
  --top: var(--nscp-top, 0px);
  color: var(--text);
  color-scheme: inherit;
  font: medium/1.5 var(--nscp-font, Arial, Helvetica, sans-serif);
  overflow-wrap: anywhere;
  text-size-adjust: 100%;
}

/* As the page is, and not as the system is: a dark panel on a page that stays light would be a hole in it. */
@supports (color: light-dark(red, red)) {
  .root {
    --accent: light-dark(var(--nscp-accent, #22577a), var(--nscp-accent-dark, #8fc1de));
    --on-accent: light-dark(var(--nscp-on-accent, #fff), var(--nscp-on-accent-dark, #0b0c0c));
    --text: light-dark(#1f1d1a, #f4f1ec);
    --quiet: light-dark(#5a544c, #cbc4ba);
    --page: light-dark(#fffdfa, #1c1b19);
    --tint: light-dark(#f3eee6, #2e2b27);
    --line: light-dark(#cfc6ba, #57514a);
    --control: light-dark(#857b6e, #9a9187);
    --link: light-dark(#1b4d6e, #a3cdea);
    --help: light-dark(#fff6da, #383119);
    --red-text: light-dark(#a42a2a, #f4a3a3);
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
  font-size: 1.1em;
  line-height: 1.25;
}

h3 {
  font-size: 1.1em;
}

/* Controls */

button,
summary,
textarea {
  min-width: 44px;
  min-height: max(2.75em, 44px);
  padding: 0.4em 0.8em;
  border: 1px solid var(--control);
  border-radius: 0.6em;
  background: var(--page);
  color: var(--text);
  font: inherit;
  line-height: 1.3;
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
  border-color: var(--line);
  color: var(--quiet);
  cursor: default;
}

.chosen {
  border-inline-start: 4px solid var(--accent);
  color: var(--text);
}

.launcher,
.main {
  border-color: transparent;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: bold;
}

.leave {
  border-color: transparent;
  background: #b52e2e;
  color: #fff;
  font-weight: bold;
  text-align: center;
}

.close,
.quiet,
summary {
  padding-inline: 0.3em;
  border-color: transparent;
  background: none;
  color: var(--link);
  text-decoration: underline;
  text-underline-offset: 0.15em;
}

textarea {
  display: block;
  width: 100%;
  max-height: 8em;
  border: 2px solid var(--control);
  resize: none;
}

[aria-invalid="true"] {
  border-color: var(--red-text);
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

/* What looks like a link is filled, as a ring would be cut off at the edge of its row. */
a:focus-visible,
:is(.close, .quiet, summary, .help-line button):focus-visible,
a:focus-visible * {
  outline-color: transparent;
  background: #fd0;
  box-shadow: inset 0 -3px #0b0c0c;
  color: #0b0c0c;
}

a:focus-visible * {
  box-shadow: none;
}

.leave:focus-visible,
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

.panel {
  inset-block-end: calc(var(--edge) + max(2.75em, 44px) + 0.5em);
  display: flex;
  flex-direction: column;
  width: 29em;
  height: 46em;
  max-height: calc(100vh - var(--edge) - max(2.75em, 44px) - 0.75em - var(--top));
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 0.9em;
  background: var(--page);
  box-shadow: 0 0.4em 1.6em rgb(0 0 0 / 18%);
}

.top,
.before,
.log,
.ask,
.help,
.help-line,
.help-all {
  padding: 0.25em 1em;
}

.top {
  display: flex;
  align-items: center;
  gap: 0.5em;
  padding-block: 0.1em;
  border-block-end: 1px solid var(--line);
  background: var(--tint);
}

.top > * {
  flex: none;
}

.top h2 {
  flex: 1;
  min-width: 0;
}

.note {
  padding: 0.5em 1em;
  border-inline-start: 4px solid var(--accent);
  background: var(--tint);
}

.before,
.log,
.help,
.help-all {
  scroll-padding: 0.5em; /* room for the ring of what has the focus */
}

.before,
.log {
  position: relative; /* or what is hidden in them, being placed, makes the website's page longer */
  overflow-y: auto;
}

.before {
  padding-block: 1em;
}

.before,
.chat {
  flex: 1;
  min-height: 0;
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

.before > p {
  margin: 0;
}

.chat,
.middle {
  display: flex;
  flex-direction: column;
}

.middle {
  flex: 1;
  min-height: 0;
}

.log {
  flex: 1;
  min-height: 0;
  padding-block: 1em;
}

.ask {
  padding-block: 0.25em;
  border-block-start: 1px solid var(--line);
}

label,
.ask .hint {
  display: inline;
  margin-inline-end: 0.5em;
  font-size: 0.875em;
}

.help,
.line,
.rating,
.help-line {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0 0.5em;
}

.line {
  align-items: flex-end;
  gap: 0.5em;
  margin-block-start: 0.2em;
}

.line textarea {
  flex: 1 1 8em;
}

.help {
  flex: none;
  max-height: 50%;
  overflow-y: auto;
  padding: 0 1.143em;
  font-size: 0.875em;
}

.emergency {
  margin-inline-end: auto;
}

.help a {
  padding-block: 0.35em;
}

.ways {
  display: flex;
  flex-wrap: wrap;
  gap: 0 0.5em;
}

.ways:has([open]),
.more[open] {
  width: 100%;
  padding-block-end: 0.75em;
}

.error,
label {
  font-weight: bold;
}

summary {
  display: list-item;
  width: fit-content;
  padding-block: calc(max(1.375em, 22px) - 0.65em - 1px); /* in the middle, as in a button */
  list-style: disclosure-closed inside;
}

[open] > summary {
  list-style-type: disclosure-open;
}

.more > :not(summary) {
  margin: 0.4em 0.5em 0 0;
}

/* Messages: answers read like a letter, and what was typed stands in a shape of its own. */

.messages {
  align-items: stretch;
  gap: 1.1em;
}

.message {
  border: 1px solid transparent; /* seen in contrast themes */
}

.user {
  align-self: flex-end;
  max-width: 85%;
  padding: 0.5em 0.9em;
  border-color: var(--line);
  border-radius: 0.9em;
  border-end-end-radius: 0.2em;
  background: var(--tint);
}

.failed {
  border-color: var(--red-text);
}

.hint,
.source,
.feedback,
.status,
time,
small {
  color: var(--quiet);
  font-size: 0.9em;
  font-weight: normal;
}

small {
  font-size: 1em;
}

time {
  display: none;
}

.timed time {
  display: block;
}

.typed p,
.text p {
  white-space: pre-wrap;
}

p + p,
p + .pages,
.text + *,
.source + *,
.choices + .feedback,
.state button,
.note button,
.reason {
  margin-block-start: 0.6em;
}

.feedback > p:not(:empty) {
  margin-block-start: 0.4em;
}

.top ~ .note,
.choices button {
  margin: 0;
}

.rating span {
  flex: 1 1 9em;
}

.rating button {
  padding-block: 0.2em;
  border-color: transparent;
  background: none;
  color: var(--link);
  text-decoration: underline;
}

.rating [aria-pressed] {
  border-color: var(--line);
  text-decoration: none;
}

[aria-pressed="true"] {
  box-shadow: inset 0 0 0 2px var(--accent);
}

.error {
  color: var(--red-text);
}

/* Help in danger */

.help-now,
.safety {
  background: var(--help);
}

.help-now {
  display: flex;
  flex-direction: column;
  flex: none;
  max-height: 80%;
  border-block-end: 1px solid var(--control);
}

.help-line {
  padding-block: 0;
  justify-content: space-between;
}

.help-line p {
  font-weight: bold;
}

.help-line a {
  padding: 0.6em;
  font-size: 1.1em;
}

.help-line button {
  padding-block: 0;
  border-color: transparent;
  background: none;
  color: var(--link);
  text-decoration: underline;
}

.help-all {
  overflow-y: auto;
  padding-block-end: 1em;
}

.help-all .text,
.safety details .text {
  margin-block: 0.75em 1em;
}

.safety {
  padding: 0 0.75em;
  border: 2px solid var(--text);
  border-radius: 0.6em;
  line-height: 1.4;
}

.safety summary {
  position: relative;
  min-height: 0;
  padding-block: 0.1em 0.2em;
  font-size: 0.9em;
}

/* As high a target as the others, without the room for it: no link stands in what it covers. */
.safety summary::after {
  position: absolute;
  inset: auto 0 0;
  height: max(2.75em, 44px);
  content: "";
}

.number {
  display: flex;
  flex-wrap: wrap;
  align-content: center;
  align-items: center;
  gap: 0 0.6em;
  min-height: 44px;
  padding: 0;
  border-block-end: 1px solid var(--control);
  line-height: 1.2;
  text-decoration: none;
}

[href].number {
  font-weight: normal;
  white-space: normal;
}

.number strong {
  flex: 0 1 auto;
  min-width: min(8.4em, 100%);
  font-size: 1.15em;
  text-decoration: underline;
}

.number span {
  flex: 1 1 15em;
  color: var(--text);
  font-size: 0.85em;
}

@media (min-height: 45em) {
  .number {
    padding-block: 0.25em;
  }
}

.short {
  margin-block-start: 0.2em;
  font-size: 0.875em;
  line-height: 1.35;
}

.short p + p {
  margin-block-start: 0.2em;
}

.paper {
  position: absolute;
  width: 0;
  height: 0;
  visibility: hidden;
}

/* Small windows, and large text in large ones: a part of the page, as high as the window. */
@media (max-width: 40em), (max-height: 30em) {
  .root .panel {
    position: static;
    width: auto;
    height: calc(100vh - var(--top));
    height: calc(100dvh - var(--top));
    max-height: none;
    margin: 0.5em calc(-1 * var(--nscp-bleed, 0px));
    scroll-margin-block-start: var(--top);
    overflow: visible;
    border-radius: 0;
    border-inline-width: 0;
    box-shadow: none;
  }

  /* The website's scroll padding leaves room for the button that opens the chat; now it is not there. */
  .ask *,
  .emergency *,
  .ways > *,
  .ways summary {
    scroll-margin-block-end: -8em;
  }

  .top,
  .before,
  .log,
  .ask,
  .help,
  .help-line,
  .help-all {
    padding-inline: 0.75em;
  }

  .root .help {
    gap: 0 0.3em;
    padding-inline: 0.857em;
  }

  /* One row where there is room for it, and flush with the words above it where there is not. */
  .ways {
    gap: 0 0.3em;
  }

  .ways > .quiet,
  .ways summary {
    padding-inline: 0 0.3em;
  }

  .number strong {
    flex-basis: 100%;
  }

  /* From edge to edge, as the bar that it leaves behind. */
  .safety {
    margin-inline: -0.75em;
    border-inline: 0;
    border-radius: 0;
  }

  [aria-expanded="true"].launcher {
    position: static;
    width: 100%;
  }

  .top h2 {
    font-size: 1em;
  }

  /* In view also when the page was scrolled, by a person or to what has the focus. */
  .root .top {
    position: sticky;
    z-index: 1;
    inset-block-start: var(--top);
    gap: 0 0.5em;
  }

  .top button {
    padding-inline: 0.5em;
    font-size: 0.9em;
  }

  /* The website has no way out of its own: a large one. */
  .root:not(.host-exit) .top {
    flex-wrap: wrap;
  }

  .root:not(.host-exit) .leave {
    order: -1;
    width: 100%;
  }
}

@media (max-width: 23em) {
  .chat:not([hidden]) ~ .help .ways {
    margin-block-start: -0.25em;
  }
}

/* Low windows, as at 400 % zoom: nothing scrolls inside, and only the way out stays in view. */
@media (max-height: 30em) {
  .root :is(.launcher, .panel, .before, .log, .middle, .help, .help-now, .help-all) {
    position: static;
    display: block;
    height: auto;
    max-height: none;
    overflow: visible;
  }

  .root .before {
    display: flex;
  }

  .root :is(.launcher, .help) {
    width: 100%;
  }

  .root .panel {
    display: flex;
    flex-flow: wrap;
    align-items: center;
  }

  .panel > * {
    flex: none;
    width: 100%;
  }

  .root .top {
    display: contents;
  }

  h2,
  .close {
    padding-inline: 0.75em;
  }

  .root .top .leave {
    position: sticky;
    z-index: 2;
    inset-block-start: var(--top);
    order: -1;
    width: 100%;
  }

  .root * {
    scroll-margin-block: calc(var(--top) + 3.5em) 1em;
  }
}

@media (min-height: 22em) and (max-height: 30em) {
  .root .help-now {
    position: sticky;
    z-index: 1;
    inset-block-start: calc(var(--top) + 2.75em);
    max-height: 60vh;
    overflow-y: auto;
  }

  .root * {
    scroll-margin-block-start: calc(var(--top) + 7em);
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

  .root :focus-visible {
    outline-color: Highlight;
  }
}

@media print {
  .root :is(.launcher, .top, .ask, .help, .help-now, .before, .feedback, .choices, .state, summary) {
    display: none;
  }

  .root ::details-content {
    content-visibility: visible;
  }

  .root :not(a) {
    position: static;
    height: auto;
    max-height: none;
    overflow: visible;
  }
}
`;

export const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
