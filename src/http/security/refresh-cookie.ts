import { Inject, Injectable } from '@nestjs/common';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../application/ports/clock.js';
import type { DeliverRefreshToken } from '../../application/auth/signed-in.js';
import type { Session } from '../../domain/session.js';
import { HttpSettings } from '../http-settings.js';
import { cookieAttributes, cookieValues } from './cookies.js';

/** The refresh token's cookie: HttpOnly, and sent to `/auth` only, since logging out needs it too. */
@Injectable()
export class RefreshCookie {
  readonly name: string;
  private readonly attributes: CookieSerializeOptions;

  constructor(
    @Inject(HttpSettings) settings: HttpSettings,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.name = settings.refreshCookieName;
    this.attributes = cookieAttributes(settings);
  }

  read(request: FastifyRequest): string[] {
    return cookieValues(request, this.name);
  }

  /** What a use case gets and gives: the tokens that came, and the way to hand out a new one on this reply. */
  exchange(request: FastifyRequest, reply: FastifyReply) {
    const deliver: DeliverRefreshToken = ({ token }, session) => {
      request.signedIn = { userId: session.userId, sessionId: session.id };
      this.set(reply, token, session);
    };
    return { presentedTokens: this.read(request), deliver };
  }

  clear(reply: FastifyReply): void {
    reply.setCookie(this.name, '', { ...this.attributes, maxAge: 0 });
  }

  private set(reply: FastifyReply, token: string, { expiresAt }: Session): void {
    const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - this.clock.now().getTime()) / 1000));
    reply.setCookie(this.name, token, { ...this.attributes, maxAge });
  }
}
