// Types of words.js, which the server makes from data/widget.yml and the contacts (assistant/channel/widget.py).

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
  exit_in_frame: string;
  before_heading: string;
  before_bot: string;
  before_names: string;
  before_exit: string;
  start: string;
  typed: string;
  before_kept: string;
  before_left: string;
  before_history: string;
  privacy: string;
  safety: string;
  new_tab: string;
  conversation: string;
  you: string;
  assistant: string;
  important: string;
  numbers: string;
  read_all: string;
  help_now: string;
  help_number: string;
  help_more: string;
  help_less: string;
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
  copy: string;
  copied: string;
  more: string;
  times: string;
  clear: string;
  clear_hint: string;
  copy_kept: string;
  cleared: string;
  print: string;
  download: string;
  copy_hint: string;
  copy_title: string;
  copy_file: string;
}

export const words: Words;

/** Addresses and numbers that become links wherever the assistant says them; of a number, whose it is and when it answers. */
export const contacts: ReadonlyArray<{ text: string; href: string; label: string }>;
