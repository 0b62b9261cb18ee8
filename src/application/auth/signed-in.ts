import type { ClientContext } from '../../domain/client-context.js';
import type { Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { IssuedToken } from '../ports/refresh-tokens.js';

/** What a successful registration, login or refresh gives: the refresh token travels apart, in its cookie. */
export interface SignedIn {
  readonly accessToken: string;
  /** Seconds that the access token is good for. */
  readonly expiresIn: number;
  readonly user: User;
  readonly session: Session;
}

/** Called at the moment from which the client must hold this refresh token, whatever becomes of the answer. */
export type DeliverRefreshToken = (token: IssuedToken, session: Session) => void;

/** What registration and login are asked with. */
export interface CredentialsRequest {
  readonly email: string;
  readonly password: string;
  /** Refresh tokens that came with the request: one browser keeps one session. */
  readonly presentedTokens: readonly string[];
  readonly client: ClientContext;
  readonly deliver: DeliverRefreshToken;
}
