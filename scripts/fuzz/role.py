"""Signs every request in as the account of the run, again whenever a fuzzed call has ended its session."""

import itertools
import os

import requests
import schemathesis

ADDRESS = os.environ["FUZZ_ADDRESS"]
ACCOUNT = {"email": os.environ["FUZZ_EMAIL"], "password": os.environ["FUZZ_PASSWORD"]}

KEEPER = {"email": os.environ["FUZZ_KEEPER"], "password": os.environ["FUZZ_PASSWORD"]}

# Fuzzed passwords lock their network out: each login comes from a network of its own.
networks = itertools.count(1)


def log_in(account):
    number = next(networks)
    network = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
    return requests.post(f"{ADDRESS}/auth/login", json=account, headers=network, timeout=30)


def unlock(user_id):
    """Guesses of a signed-in caller, as fuzzed password changes are, end with all logins locked."""
    headers = {"Authorization": f"Bearer {log_in(KEEPER).json()['accessToken']}"}
    requests.post(f"{ADDRESS}/admin/users/{user_id}/unlock", headers=headers, timeout=30).raise_for_status()


@schemathesis.auth(refresh_interval=None)
class SignedIn:
    token = ""
    user_id = ""

    def get(self, case, context):
        if not self.is_live():
            answer = log_in(ACCOUNT)
            if answer.status_code == 429:
                unlock(SignedIn.user_id)
                answer = log_in(ACCOUNT)
            answer.raise_for_status()
            SignedIn.token = answer.json()["accessToken"]
            SignedIn.user_id = answer.json()["user"]["id"]
        return SignedIn.token

    def is_live(self):
        headers = {"Authorization": f"Bearer {SignedIn.token}"}
        return requests.get(f"{ADDRESS}/auth/me", headers=headers, timeout=30).status_code == 200

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"
