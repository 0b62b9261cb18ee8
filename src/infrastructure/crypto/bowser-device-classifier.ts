import Bowser from 'bowser';
import { DeviceClassifier } from '../../application/ports/device-classifier.js';

export class BowserDeviceClassifier extends DeviceClassifier {
  familyOf(userAgent: string | null): string {
    if (userAgent === null || userAgent === '') return 'unknown';
    const { platform, os, browser } = Bowser.parse(userAgent);
    const parts = [platform.type, os.name, browser.name].map((part) => part || 'unknown');
    return parts.join(' / ').toLowerCase();
  }
}
