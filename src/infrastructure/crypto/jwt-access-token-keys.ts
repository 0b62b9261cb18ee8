import type { KeyObject } from 'node:crypto';
import { AccessTokenKeys, type PublicJwk } from '../../application/ports/access-tokens.js';
import type { AccessTokenKey } from './signing-keys.js';

/** The configured keys, by `kid`: the first signs, all verify. Keys are `KeyObject`s, parsed once. */
export class JwtAccessTokenKeys extends AccessTokenKeys {
  readonly signing: { readonly kid: string; readonly key: KeyObject };
  private readonly byId: ReadonlyMap<string, AccessTokenKey>;

  constructor(
    readonly algorithm: 'ES256' | 'HS256',
    readonly issuer: string,
    readonly audience: string,
    keys: readonly AccessTokenKey[],
  ) {
    super();
    const [first] = keys;
    if (first?.signing === undefined) throw new Error('the first access token key must be a private key');
    this.signing = { kid: first.kid, key: first.signing };
    this.byId = new Map(keys.map((key) => [key.kid, key]));
  }

  find(kid: string): KeyObject | undefined {
    return this.byId.get(kid)?.verifying;
  }

  jwks(): { readonly keys: readonly PublicJwk[] } {
    return { keys: [...this.byId.values()].flatMap(({ jwk }) => (jwk === undefined ? [] : [jwk])) };
  }
}
