"""The mail server of the session."""

from tests.mailserver import mail_server

__all__ = ["mail_server"]
