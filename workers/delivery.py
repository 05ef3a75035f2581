"""What can go wrong on the way to a supervisor, whatever the way: the same two bits that a carrier's error has."""


class NotDelivered(Exception):
    """A message that was not accepted.

    `cause`: a code. `permanent`: it would be refused again just so. `safe_to_repeat`: it surely did not arrive.
    """

    def __init__(self, cause: str, *, permanent: bool, safe_to_repeat: bool) -> None:
        super().__init__(cause)
        self.cause = cause
        self.permanent = permanent
        self.safe_to_repeat = safe_to_repeat
