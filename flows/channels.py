"""The ways by which an alert leaves: e-mail, a webhook, a file. Each raises where it fails; secrets are never told."""

# ruff: noqa: PLC0415 - httpx and smtplib are imported only where an alert is due
import json
import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from flows.sections import Alerts, Mail

USER, PASSWORD = "RELANCE_SMTP_USER", "RELANCE_SMTP_PASSWORD"
Message = Mapping[str, str]
Send = Callable[[Message], None]


def channels(alerts: Alerts, folder: Path) -> Iterator[tuple[str, Send]]:
    """Yield each way that the workspace has set up, by name; a webhook is set up by its address in the environment."""
    if alerts.mail:
        mail = alerts.mail
        yield "mail", lambda message: send_mail(mail, message, alerts.seconds)
    if os.environ.get(alerts.url_env):
        yield "webhook", lambda message: post(os.environ[alerts.url_env], message, alerts.seconds)
    if alerts.file:
        yield "file", lambda message: append(folder / alerts.file, message)


def send_mail(mail: Mail, message: Message, seconds: float) -> None:
    """Send the message as plain text; raises OSError or SMTPException. Without STARTTLS no password is given away."""
    import smtplib
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["Subject"] = " ".join(message["subject"].split())
    letter["From"], letter["To"] = mail.sender, ", ".join(mail.to)
    letter.set_content(as_text(message))
    with smtplib.SMTP(mail.host, mail.port, timeout=seconds) as server:
        if mail.starttls:
            server.starttls(context=ssl.create_default_context())
            if USER in os.environ:
                server.login(os.environ[USER], os.environ.get(PASSWORD, ""))
        server.send_message(letter)


def post(url: str, message: Message, seconds: float) -> None:
    """Post the message as JSON; raises httpx.HTTPError where it is not taken. A redirection is not followed."""
    import httpx

    httpx.post(url, json=dict(message), timeout=seconds, follow_redirects=False).raise_for_status()


def append(path: Path, message: Message) -> None:
    """Append the message as one line of JSON to a file for its owner alone; raises OSError."""
    line = json.dumps(dict(message), ensure_ascii=False) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def as_text(message: Message) -> str:
    """Return the message as a person reads it."""
    titles = {"what": "What happened", "since": "Since", "stands": "What still stands", "do": "What to do"}
    return "\n\n".join(f"{title}\n{message[key]}" for key, title in titles.items()) + "\n"
