"""Why a mail was not sent, in our own words. A mail server's words might repeat the mail, so they are never kept."""

from __future__ import annotations

import errno
import smtplib
import socket
import ssl

from console.handoffs.sealing import SealingError
from nscp.setting_values import SettingsError


def reason_for(error: Exception) -> str:
    """A part of a sentence, such as "the mail server answered 451"."""
    if isinstance(error, (smtplib.SMTPException, OSError)):
        return _of_the_server(error) or _of_the_connection(error)
    if isinstance(error, (SealingError, SettingsError)):
        return "its details cannot be opened with the keys in NSCP_HANDOFF_KEYS"
    return f"the mail could not be written ({type(error).__name__})"


def _of_the_server(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted(str(code) for code, _ in error.recipients.values())
        return f"the mail server answered {', '.join(codes)} to the recipient"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the mail server answered {error.smtp_code} to the sign-in"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the mail server does not offer what NSCP_SMTP_SECURITY or the sign-in needs"
    return ""


def _of_the_connection(error: Exception) -> str:
    # smtplib says "disconnected" also when it waited in vain.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "the mail server did not answer in time"
    if isinstance(error, smtplib.SMTPException):
        return "the mail server closed the connection"
    if isinstance(error, socket.gaierror):
        return "the mail server's name was not found"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the mail server's certificate is not valid"
    if isinstance(error, ssl.SSLError):
        return "no secure connection to the mail server could be made"
    code = errno.errorcode.get(getattr(error, "errno", None) or 0, type(error).__name__)
    return f"the mail server could not be reached ({code})"
