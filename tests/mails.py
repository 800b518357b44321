"""Small mails."""


def mail(name: str, body: str = "小区停水两天。", header: str = "", sender: str = "demo@example.com") -> bytes:
    """A plain mail whose Message-ID is `<name@example.com>`."""
    top = f"From: {sender}\r\nMessage-ID: <{name}@example.com>\r\nSubject: {name}\r\n{header}MIME-Version: 1.0\r\n"
    return (top + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body).encode()
