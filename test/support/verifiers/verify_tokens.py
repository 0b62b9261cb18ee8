"""Reads {url, issuer, audience, tokens} and says of each token whether PyJWT and joserfc take it, with nothing but the JWKS."""

import json
import sys
import urllib.request

import jwt
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

ask = json.load(sys.stdin)


def with_pyjwt():
    keys = jwt.PyJWKClient(ask["url"])

    def verify(token):
        key = keys.get_signing_key_from_jwt(token)
        claims = {"require": ["exp", "iss", "aud"]}
        jwt.decode(token, key, algorithms=["ES256"], issuer=ask["issuer"], audience=ask["audience"], options=claims)

    return verify


def with_joserfc():
    with urllib.request.urlopen(ask["url"]) as answer:
        keys = KeySet.import_key_set(json.load(answer))
    audience = {"essential": True, "values": [ask["audience"]]}
    issuer = {"essential": True, "value": ask["issuer"]}
    rules = joserfc_jwt.JWTClaimsRegistry(exp={"essential": True}, iss=issuer, aud=audience)

    def verify(token):
        rules.validate(joserfc_jwt.decode(token, keys, algorithms=["ES256"]).claims)

    return verify


def is_taken(verify, token):
    try:
        verify(token)
        return True
    except Exception:
        return False


verifiers = {"PyJWT": with_pyjwt(), "joserfc": with_joserfc()}
print(json.dumps({name: [is_taken(verify, token) for token in ask["tokens"]] for name, verify in verifiers.items()}))
