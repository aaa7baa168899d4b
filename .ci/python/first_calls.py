"""The first calls of the README with a generated client, every type of the generator as it is: where the service is comes as an
argument, the tokens by name in the environment."""

import datetime
import hashlib
import importlib
import io
import json
import os
import pkgutil
import sys
import time
import uuid

import penerusan
from penerusan import AuthenticatedClient
from penerusan.api.acts_on_a_referral import receive_referral
from penerusan.api.evidence import add_evidence, download_evidence, read_evidence, seal_evidence
from penerusan.api.feed import read_feed
from penerusan.api.referrals import list_referrals, read_timeline, send_referral
from penerusan.api.violations import document_violation, read_violation, record_violation
from penerusan.models import (
    EvidenceDescriptionInput,
    EvidenceForm,
    EvidenceStatus,
    ListReferralsStatus,
    ProblemDocument,
    ReferralInput,
    ReferralStatus,
    ViolationInput,
    ViolationStatus,
)
from penerusan.types import UNSET, File

origin = sys.argv[1]
recorder, referrer, intake, system = (
    AuthenticatedClient(base_url=origin, token=os.environ[name], raise_on_unexpected_status=True)
    for name in ("RECORDER", "REFERRER", "INTAKE", "SYSTEM")
)


def key():
    return f'"{uuid.uuid4()}"'


def given(answer):
    """What was answered, and its version; a refusal ends everything."""
    if answer.status_code >= 300:
        raise SystemExit(f"refused: {answer.content.decode()}")
    return answer.parsed, answer.headers.get("etag", UNSET)


def refused(answer):
    assert isinstance(answer.parsed, ProblemDocument), answer
    return answer.status_code, answer.parsed.code


# Whatever was generated can be used, and not only what is used here.
modules = [module.name for module in pkgutil.walk_packages(penerusan.__path__, "penerusan.")]
for module in modules:
    importlib.import_module(module)
operations = [name for name in modules if name.startswith("penerusan.api.") and name.count(".") == 3]

with open("violation.json", encoding="utf-8") as file:
    said = json.load(file)
body = ViolationInput.from_dict(said)
assert body.to_dict() == said, "what is sent is what was said"
recorded, etag = given(record_violation.sync_detailed(client=recorder, body=body, idempotency_key=key()))
assert recorded.status == ViolationStatus.DRAFT
assert recorded.content.occurred_at == datetime.datetime.fromisoformat(said["occurredAt"])
assert recorded.content.reported_persons[0].name == said["reportedPersons"][0]["name"]
assert recorded.missing == [] and recorded.reporter_id is None

shown = b"The post, and who liked it."
form = EvidenceForm(
    metadata=EvidenceDescriptionInput.from_dict(
        {
            "title": "The liked post",
            "grade": {"source": "B", "information": "2"},
            "collection": {
                "by": "officer",
                "name": "Tim Patroli Siber",
                "at": "2023-12-01T08:05:00+07:00",
                "method": "Full-page capture with the browser of the patrol unit.",
            },
        }
    ),
    file=File(payload=io.BytesIO(shown), file_name="post.txt", mime_type="text/plain"),
)
added, _ = given(add_evidence.sync_detailed(recorded.id, client=recorder, body=form, idempotency_key=key()))
assert added.digest == hashlib.sha256(shown).hexdigest()
until = time.monotonic() + 60
while True:
    item, etag = given(read_evidence.sync_detailed(recorded.id, added.id, client=recorder))
    if item.status != EvidenceStatus.PENDING:
        break
    assert time.monotonic() < until, "the item is not inspected"
    time.sleep(0.1)
assert item.status == EvidenceStatus.CLEAN, item
middle = download_evidence.sync_detailed(recorded.id, added.id, client=recorder, range_="bytes=4-7")
assert middle.status_code == 206 and middle.parsed.payload.read() == shown[4:8]
given(seal_evidence.sync_detailed(recorded.id, added.id, client=recorder, if_match=etag))

_, etag = given(read_violation.sync_detailed(recorded.id, client=recorder))
documented, _ = given(document_violation.sync_detailed(recorded.id, client=recorder, if_match=etag))
assert documented.status == ViolationStatus.DOCUMENTED

referral = ReferralInput(violation_id=recorded.id)
assert refused(send_referral.sync_detailed(client=recorder, body=referral, idempotency_key=key())) == (403, "role-required")
once = key()
sent, etag = given(send_referral.sync_detailed(client=referrer, body=referral, idempotency_key=once))
again, _ = given(send_referral.sync_detailed(client=referrer, body=referral, idempotency_key=once))
assert again.id == sent.id, "a key that is repeated refers once"

assert refused(receive_referral.sync_detailed(sent.id, client=referrer, if_match=etag)) == (403, "role-required")
received, _ = given(receive_referral.sync_detailed(sent.id, client=intake, if_match=etag))
assert received.status == ReferralStatus.RECEIVED
assert "acceptance" in received.allowed_actions
page, _ = given(list_referrals.sync_detailed(client=intake, status=ListReferralsStatus.RECEIVED, limit=1))
assert [one.id for one in page.items] == [sent.id]
timeline, _ = given(read_timeline.sync_detailed(sent.id, client=intake))
types = [entry.type_ for entry in timeline.items]
assert types[0] == "ReferralSent" and "ReferralReceived" in types, types

until = time.monotonic() + 60
told, last = [], 0
while "referral-received" not in told:
    assert time.monotonic() < until, f"the feed tells {told}"
    feed, _ = given(read_feed.sync_detailed(client=system, after=last, prefer="wait=5"))
    for one in feed.items:
        last = one.number
        if one.subject == f"/v1/referrals/{sent.id}":
            told.append(one.type_.split(".")[-1])

print(f"openapi-python-client: {len(operations)} operations, and a referral that was received")
