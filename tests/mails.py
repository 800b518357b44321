"""Small mails."""


def mail(name: str, body: str = "小区停水两天。", header: str = "", sender: str = "demo@example.com") -> bytes:
    """A plain mail whose Message-ID is `<name@example.com>`; its subject is the name unless `header` has one."""
    subject = "" if "Subject: " in header else f"Subject: {name}\r\n"
    top = f"From: {sender}\r\nMessage-ID: <{name}@example.com>\r\n{subject}{header}MIME-Version: 1.0\r\n"
    return (top + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body).encode()
