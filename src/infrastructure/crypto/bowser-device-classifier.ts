import Bowser from 'bowser';
import { type Device, DeviceClassifier } from '../../application/ports/device-classifier.js';

const UNKNOWN = 'unknown';

export class BowserDeviceClassifier extends DeviceClassifier {
  describe(userAgent: string | null): Device {
    if (userAgent === null || userAgent === '') return { type: UNKNOWN, os: UNKNOWN, browser: UNKNOWN };
    const { platform, os, browser } = Bowser.parse(userAgent);
    const product = /^[^\s/]{1,64}/.exec(userAgent)?.[0];
    return {
      type: platform.type || UNKNOWN,
      os: os.name || UNKNOWN,
      browser: browser.name || product || UNKNOWN,
    };
  }

  familyOf(userAgent: string | null): string {
    if (userAgent === null || userAgent === '') return 'unknown';
    const { platform, os, browser } = Bowser.parse(userAgent);
    const parts = [platform.type, os.name, browser.name].map((part) => part || 'unknown');
    return parts.join(' / ').toLowerCase();
  }
}
