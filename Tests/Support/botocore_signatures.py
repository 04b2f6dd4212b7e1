# SPDX-License-Identifier: Apache-2.0
"""Signs requests with botocore. Each line of standard input's file is a request; prints a signature for each.

Usage: botocore_signatures.py REQUESTS SIGNATURES, both files, a JSON object or a text a line.
"""
import datetime
import json
import sys
from unittest import mock

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def signature(wanted):
    moment = datetime.datetime.fromtimestamp(wanted["time"], datetime.timezone.utc)
    request = AWSRequest(method=wanted["method"], url=wanted["url"], headers=dict(wanted["headers"]))
    request.headers["X-Amz-Content-SHA256"] = wanted["hash"]
    # The hash is of a body that is not here.
    request.context["payload_signing_enabled"] = True
    credentials = Credentials(wanted["id"], wanted["key"], wanted.get("token"))
    signer = botocore.auth.S3SigV4Auth(credentials, "s3", wanted["region"])
    with mock.patch.object(signer, "payload", lambda request: wanted["hash"]), mock.patch(
        "botocore.auth.get_current_datetime", lambda *_, **__: moment.replace(tzinfo=None), create=True
    ):
        signer.add_auth(request)
    return request.headers["Authorization"].rpartition("Signature=")[2]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as requests, open(sys.argv[2], "w", encoding="utf-8") as found:
        for line in requests:
            found.write(signature(json.loads(line)) + "\n")
