"""One process that sends reports through the JSON door, in batches of 1,000, and prints when each batch was answered."""

import json
import random
import sys
import time

NARRATIVE = (
    "The account wrote to a child of about twelve every day for two weeks, gave another name each time, and asked for a"
    " number outside our service. The child did not answer after the first day and told a parent, who wrote to us. We"
    " closed the account, kept its messages for ninety days, and found the same device behind two more accounts. No"
    " picture was sent or asked for in our service."
)
BATCH = 1000


def batch_of(first: int, count: int, sender: int) -> bytes:
    """So many invented reports of a provider: 400 characters, four identifiers, a child's age, flags."""
    source = random.Random(f"{sender} {first}")  # noqa: S311 - invented data, the same each time
    reports = []
    for number in range(first, first + count):
        name = f"name_{source.getrandbits(40):x}"
        reports.append({
            "key": f"bench-{sender}-{number:09}", "kinds": ["grooming"], "language": "en", "narrative": f"{name}: {NARRATIVE}",
            "occurred_at": "2026-02-28T18:42:10+03:00", "reference": f"R-{number}", "service": "bench chat",
            "identifiers": [
                {"kind": "account", "value": name, "platform": "bench chat", "whose": "subject"},
                {"kind": "email", "value": f"{name}@mail.example", "whose": "subject"},
                {"kind": "ip", "value": f"203.{source.randrange(256)}.{source.randrange(256)}.7", "whose": "subject"},
                {"kind": "url", "value": f"https://chat.example/u/{name}", "whose": "subject"},
            ],
            "signals": {"grooming_underway": True, "child_age": source.choice([9, 11, 12, 14])},
            "annotations": {"escalated": False},
        })  # fmt: skip
    return json.dumps(reports).encode()


def main() -> int:
    """Arguments: which sender, how many reports, the key."""
    sender, total, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    import django

    django.setup()
    from django.test import Client

    client = Client(headers={"Authorization": f"Bearer {key}", "Host": "127.0.0.1"})
    for first in range(0, total, BATCH):
        body = batch_of(first, min(BATCH, total - first), sender)
        answer = client.post("/api/v1/reports", body, content_type="application/json")
        received = answer.json()["received"] if answer.status_code == 200 else 0
        print(json.dumps({"at": time.time(), "received": received}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
