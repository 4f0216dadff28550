"""The staff's side of the product, in Django: today the outbox of messages for NSCP and the mailer that sends them."""
