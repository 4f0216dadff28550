"""Emails to one address at NSCP: that a conversation needs a person, or that a message for NSCP could not be sent."""
