"""How a test of a script can end, beside passing and an exception."""


class Outcome(BaseException):
    """Failed by word."""


class Unsupported(BaseException):
    """The script asks for what this sandbox does not have: that is its fault, whatever the program does."""


class Skipped(BaseException):
    """The script leaves a test out, and the program has no part in it."""
