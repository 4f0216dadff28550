"""The staff's side of the product, in Django: sign-in, audit log, off switch, and messages for NSCP with their mailer."""
