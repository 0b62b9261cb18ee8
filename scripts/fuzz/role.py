"""Signs every request in as an account of the run's role, again whenever a fuzzed call has ended its session."""

import itertools
import os
import subprocess

import requests
import schemathesis

ADDRESS = os.environ["FUZZ_ADDRESS"]
ROLE = os.environ["FUZZ_ROLE"]
CLI = [os.environ["FUZZ_NODE"], os.environ["FUZZ_CLI"]]

# Not the document's example, or the examples would change it.
PASSWORD = "nineteen silver badgers"

accounts = itertools.count(1)

# Fuzzed passwords lock their network out: each login comes from a network of its own.
networks = itertools.count(1)


def send(path, email):
    number = next(networks)
    network = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
    account = {"email": email, "password": PASSWORD}
    return requests.post(f"{ADDRESS}{path}", json=account, headers=network, timeout=60)


def open_account():
    email = f"{ROLE}-{next(accounts)}@fuzz.example.com"
    send("/auth/register", email).raise_for_status()
    if ROLE != "user":
        subprocess.run([*CLI, "users", "set-role", email, ROLE], check=True, stdout=subprocess.DEVNULL)
    return email


@schemathesis.auth(refresh_interval=None)
class SignedIn:
    email = open_account()
    token = ""

    def get(self, case, context):
        if not self.is_live():
            answer = send("/auth/login", SignedIn.email)
            if not self.is_of_role(answer):
                SignedIn.email = open_account()
                answer = send("/auth/login", SignedIn.email)
                answer.raise_for_status()
            SignedIn.token = answer.json()["accessToken"]
        return SignedIn.token

    def is_live(self):
        headers = {"Authorization": f"Bearer {SignedIn.token}"}
        return requests.get(f"{ADDRESS}/auth/me", headers=headers, timeout=60).status_code == 200

    def is_of_role(self, login):
        """Fuzzed calls guess at its password until it is locked; an administrator's may close or demote it."""
        return login.status_code == 200 and login.json()["user"]["role"] == ROLE

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"
