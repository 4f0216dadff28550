"""Messages that families leave for NSCP: drafts, the outbox, and the mail."""
