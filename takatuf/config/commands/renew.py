"""Further time stamps over signed documents whose last one ends soon, now instead of at the worker's next round."""


def renew() -> int:
    """Print what was done and why the rest was not; 0 when nothing is left that can be done, 1 otherwise."""
    from takatuf.court.actions.renewing import renew_documents
    from takatuf.kernel.clock import now

    came_to = renew_documents(at=now())
    print(f"{came_to.done} documents got a further time stamp.")
    for document, reason in came_to.refused:
        print(f"FAIL document {document}: {reason}")
    if came_to.missed:
        print(
            f"FAIL {came_to.missed} documents: the last time stamp has ended; the ledger alone proves them now."
        )
    return 0 if came_to.whole else 1
