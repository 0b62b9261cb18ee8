import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../application/ports/clock.js';
import { DEVICE_TOKEN_DAYS, DeviceTokens, type KnownDevice } from '../../application/ports/device-tokens.js';
import { Random } from '../../application/ports/random.js';
import { HttpSettings } from '../http-settings.js';
import { cookieAttributes, cookieValues } from './cookies.js';

const MAX_AGE_SECONDS = DEVICE_TOKEN_DAYS * 86_400;

/** Tells that this browser has signed in to an account before. It opens nothing, and logging out leaves it. */
@Injectable()
export class DeviceCookie {
  constructor(
    @Inject(HttpSettings) private readonly settings: HttpSettings,
    @Inject(DeviceTokens) private readonly tokens: DeviceTokens,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Random) private readonly random: Random,
  ) {}

  /** The devices that genuine cookies speak of, of whatever account. */
  read(request: FastifyRequest): KnownDevice[] {
    const now = this.clock.now();
    return cookieValues(request, this.settings.deviceCookieName)
      .map((token) => this.tokens.recognize(token, now))
      .filter((device) => device !== null);
  }

  /** Remembers who has signed in; a device that was known stays the same one, for another 400 days. */
  set(request: FastifyRequest, reply: FastifyReply, userId: string): void {
    const known = this.read(request).find((device) => device.userId === userId);
    const token = this.tokens.issue(known ?? { userId, deviceId: this.random.uuid() }, this.clock.now());
    reply.setCookie(this.settings.deviceCookieName, token, {
      ...cookieAttributes(this.settings),
      maxAge: MAX_AGE_SECONDS,
    });
  }
}
