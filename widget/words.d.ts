// Types of words.js, which the server makes from data/widget.yml and the contacts (assistant/channel/widget_files.py).

/** Every sentence and label of the widget; see data/widget.yml for what each one says. */
export interface Words {
  lang: string;
  launcher: string;
  title: string;
  close: string;
  exit: string;
  exit_pressed_once: string;
  exit_pressed_twice: string;
  exit_stopped: string;
  before_heading: string;
  before_bot: string;
  before_kept: string;
  before_exit: string;
  before_history: string;
  start: string;
  privacy: string;
  safety: string;
  conversation: string;
  you: string;
  assistant: string;
  important: string;
  dismiss: string;
  source: string;
  choices: string;
  chosen: string;
  emergency: string;
  message_label: string;
  message_hint: string;
  empty: string;
  error_prefix: string;
  send: string;
  person: string;
  person_message: string;
  starting: string;
  thinking: string;
  slow: string;
  waiting: string;
  retry: string;
  not_sent: string;
  no_answer: string;
  unanswered: string;
  failed: string;
  not_started: string;
  not_shown: string;
  after: string;
  new_chat: string;
  so_far: string;
  helpful: string;
  helpful_yes: string;
  helpful_no: string;
  helpful_thanks: string;
  reason_label: string;
  reason_send: string;
  reason_thanks: string;
  feedback_failed: string;
  more: string;
  clear: string;
  clear_hint: string;
  cleared: string;
  print: string;
  download: string;
  copy_hint: string;
  copy_title: string;
  copy_file: string;
}

export const words: Words;

/** Addresses and numbers that become links wherever the assistant says them. */
export const contacts: ReadonlyArray<{ text: string; href: string }>;
