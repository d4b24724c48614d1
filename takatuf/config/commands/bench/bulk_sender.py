"""One process that sends reports through the JSON door, in batches of 1,000, and prints when each batch was answered."""

import http.client
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
_AGES = (9, 11, 12, 14)


_REPORT = json.dumps({
    "key": "bench-%(sender)d-%(number)09d", "kinds": ["grooming"], "language": "en", "narrative": f"%(name)s: {NARRATIVE}",
    "occurred_at": "2026-02-28T18:42:10+03:00", "reference": "R-%(number)d", "service": "bench chat",
    "identifiers": [
        {"kind": "account", "value": "%(name)s", "platform": "bench chat", "whose": "subject"},
        {"kind": "email", "value": "%(name)s@mail.example", "whose": "subject"},
        {"kind": "ip", "value": "203.%(second)d.%(third)d.7", "whose": "subject"},
        {"kind": "url", "value": "https://chat.example/u/%(name)s", "whose": "subject"},
    ],
    "signals": {"grooming_underway": True, "child_age": "%(age)d"},
    "annotations": {"escalated": False},
}).replace('"%(age)d"', "%(age)d")  # fmt: skip


def batch_of(first: int, count: int, sender: int) -> bytes:
    """So many invented reports of a provider: 400 characters, four identifiers, a child's age, flags.

    Written into one text, so that the sender takes little of the machine that is measured.
    """
    source = random.Random(f"{sender} {first}")  # noqa: S311 - invented data, the same each time
    reports = []
    for number in range(first, first + count):
        drawn = source.getrandbits(64)
        reports.append(_REPORT % {
            "sender": sender, "number": number, "name": f"name_{drawn >> 24:x}", "second": drawn & 255,
            "third": drawn >> 8 & 255, "age": _AGES[drawn >> 16 & 3],
        })  # fmt: skip
    return f"[{','.join(reports)}]".encode()


def main() -> int:
    """Arguments: which sender, how many reports, the key, the port."""
    sender, total, key, port = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    for first in range(0, total, BATCH):
        count = min(BATCH, total - first)
        # A connection for each batch: the web processes share them out anew.
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        web.request("POST", "/api/v1/reports", batch_of(first, count, sender), headers)
        answer = web.getresponse()
        body = answer.read()
        web.close()
        whole = body.startswith(b'{"received":%d,"repeated":0,"refused":0,' % count)
        received = count if whole else json.loads(body)["received"] if answer.status == 200 else 0
        print(json.dumps({"at": time.time(), "received": received}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
