"""Made-up conversations for a look at the console and for measuring it, from the project's own test messages."""
