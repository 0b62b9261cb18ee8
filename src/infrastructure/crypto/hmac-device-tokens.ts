import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { DEVICE_TOKEN_DAYS, DeviceTokens, type KnownDevice } from '../../application/ports/device-tokens.js';
import { deriveMacKeys, type MacKeys } from './derive-key.js';

const PURPOSE = 'device-token';
const UUID_BYTES = 16;
const CLAIM_BYTES = 2 * UUID_BYTES + 4;
const MAC_BYTES = 32;
const MAX_AGE_SECONDS = DEVICE_TOKEN_DAYS * 86_400;

/**
 * token = base64url(claim ‖ HMAC-SHA-256(key, "device-token" ‖ claim)), claim = userId ‖ deviceId ‖ seconds since 1970 (uint32).
 * Keys are derived from `APP_KEYS`: the first signs, all verify.
 */
export class HmacDeviceTokens extends DeviceTokens {
  private readonly keys: MacKeys;

  constructor(appKeys: readonly [string, ...string[]]) {
    super();
    this.keys = deriveMacKeys(appKeys, PURPOSE);
  }

  issue({ userId, deviceId }: KnownDevice, now: Date): string {
    const claim = Buffer.alloc(CLAIM_BYTES);
    claim.set(parse(userId));
    claim.set(parse(deviceId), UUID_BYTES);
    claim.writeUInt32BE(secondsOf(now), 2 * UUID_BYTES);
    return Buffer.concat([claim, macOf(this.keys[0], claim)]).toString('base64url');
  }

  recognize(token: string, now: Date): KnownDevice | null {
    const bytes = Buffer.from(token, 'base64url');
    // base64url has several spellings of one value; only the one that we would write is a token.
    if (bytes.length !== CLAIM_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return null;
    const claim = bytes.subarray(0, CLAIM_BYTES);
    const mac = bytes.subarray(CLAIM_BYTES);
    if (!this.keys.some((key) => timingSafeEqual(macOf(key, claim), mac))) return null;
    if (secondsOf(now) - claim.readUInt32BE(2 * UUID_BYTES) > MAX_AGE_SECONDS) return null;
    return {
      userId: stringify(claim.subarray(0, UUID_BYTES)),
      deviceId: stringify(claim.subarray(UUID_BYTES, 2 * UUID_BYTES)),
    };
  }
}

function macOf(key: KeyObject, claim: Buffer): Buffer {
  return createHmac('sha256', key).update('device-token').update(claim).digest();
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
