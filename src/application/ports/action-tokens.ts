/** Makes and reads the secrets of mails that let their reader do one thing. No method touches the store. */
export abstract class ActionTokens {
  /** 256 random bits in base64url (43 characters), and what the store keeps: base64url(SHA-256(token)). */
  abstract make(): { readonly token: string; readonly hash: string };

  /** The hash of a presented token; null unless it is spelled as `make` spells one. */
  abstract hashOf(token: string): string | null;
}
