"""What can go wrong in a way a person can mend. Each error knows its HTTP status and speaks both languages."""


class HotlineError(Exception):
    """Base of all. `zh` and `en` are whole sentences for the person; `status` is the HTTP answer."""

    status = 400

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def words(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


class NotAllowed(HotlineError):
    """This actor may not do this to this ticket now."""

    status = 403


class NotFound(HotlineError):
    """It does not exist, or not for this actor: both look the same from outside."""

    status = 404


class Incomplete(HotlineError):
    """The step must bring something that is missing or absurd. `field` names the form field."""

    status = 422

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.field = field


class Stale(HotlineError):
    """Somebody was faster: the ticket changed since this person opened it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "这件工单刚被别人处理过。下面是最新情况，您写的内容还在，请核对后再提交。",
            "Somebody was faster. This is the fresh ticket; your text is still here. Check and send again.",
        )


class Misconfigured(HotlineError):
    """A setting is wrong or missing; the operator of the machine must act."""

    status = 500


class AlreadySent(Exception):
    """This very form came before and was acted on: it is answered as the first time, and nothing is done twice."""
