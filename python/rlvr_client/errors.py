"""What can go wrong between a trainer and its rewards. None of these is ever turned into a reward."""


class RlvrError(Exception):
    """Base of all that this package raises by itself."""


class ServerUnavailable(RlvrError, ConnectionError):
    """The server did not answer within the client's patience: it is down, unreachable, overloaded or too slow."""


class RequestRefused(RlvrError):
    """The server understood the request and refused it (4xx): a wrong row, a missing token, an unknown environment."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class SessionLost(RlvrError):
    """The server no longer knows the session: it was restarted, or the session was idle too long."""


class EnvironmentFailed(RlvrError):
    """The environment's own code failed in this episode; the server has the cause in its log."""


class NotJudged(RlvrError):
    """There is no reward (`Grade.reward` is None) and the trainer has no other way to be told so."""
