"""Who listens to whom: the one place where events meet their listeners."""


def wire() -> None:
    """Subscribe every listener; called once when Django is ready."""
