"""The staff's side of the product, in Django: sign-in, audit log, off switch, messages for NSCP and the mailer that sends them."""
