import Bowser from 'bowser';
import { type Device, DeviceClassifier } from '../../application/ports/device-classifier.js';

const UNKNOWN = 'unknown';

const MAX_PRODUCT_LENGTH = 64;

export class BowserDeviceClassifier extends DeviceClassifier {
  describe(userAgent: string | null): Device {
    if (userAgent === null || userAgent === '') return { type: UNKNOWN, os: UNKNOWN, browser: UNKNOWN };
    const { platform, os, browser } = Bowser.parse(userAgent);
    const program = isBrowser(userAgent, browser.name) ? browser.name : productOf(userAgent);
    return { type: platform.type || UNKNOWN, os: os.name || UNKNOWN, browser: program || UNKNOWN };
  }

  familyOf(userAgent: string | null): string {
    if (userAgent === null || userAgent === '') return UNKNOWN;
    const { type, os, browser } = this.describe(userAgent);
    return `${type} / ${os} / ${browser}`.toLowerCase();
  }
}

/** Every browser calls itself Mozilla first; where Bowser knows none it repeats what the text begins with. */
function isBrowser(userAgent: string, name: string | undefined): boolean {
  return userAgent.startsWith('Mozilla/') && name !== undefined && name !== '' && !name.startsWith('Mozilla');
}

/** The first product of the text, without its version (RFC 9110 §10.1.5). */
function productOf(userAgent: string): string | undefined {
  return userAgent.split(/[/\s]/, 1)[0]?.slice(0, MAX_PRODUCT_LENGTH);
}
