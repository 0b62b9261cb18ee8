import { describe, expect, it } from '@jest/globals';
import { BowserDeviceClassifier } from './bowser-device-classifier.js';

const devices = new BowserDeviceClassifier();

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0';
const APPLE = 'like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('familyOf', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'desktop / linux / firefox'],
    [`${WINDOWS} Safari/537.36`, 'desktop / windows / chrome'],
    [`${WINDOWS} Safari/537.36 Edg/142.0.0.0`, 'desktop / windows / microsoft edge'],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 ${APPLE} Version/18.5 Mobile/15E148 Safari/604.1`,
      'mobile / ios / safari',
    ],
    [`Mozilla/5.0 (iPad; CPU OS 17_6 ${APPLE} Version/17.6 Mobile/15E148 Safari/604.1`, 'tablet / ios / safari'],
    [
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
      'mobile / android / chrome',
    ],
  ])('%s', (userAgent, family) => {
    expect(devices.familyOf(userAgent)).toBe(family);
  });

  it('does not change with an update of browser or system', () => {
    const of = (os: string, version: string) =>
      devices.familyOf(`Mozilla/5.0 (Windows NT ${os}; Win64; x64; rv:${version}) Gecko/20100101 Firefox/${version}`);
    expect(of('10.0', '141.0')).toBe(of('6.1', '115.0'));
  });

  it.each([null, ''])('is "unknown" where there is none: %j', (userAgent) => {
    expect(devices.familyOf(userAgent)).toBe('unknown');
  });

  it.each([
    ['curl/8.9.1', 'unknown / unknown / curl'],
    ['okhttp/4.12.0', 'unknown / unknown / okhttp'],
    ['python-requests/2.32.3', 'unknown / unknown / python-requests'],
    ['Go-http-client/1.1', 'unknown / unknown / go-http-client'],
    ['PostmanRuntime/7.43.0', 'unknown / unknown / postmanruntime'],
    ['Dart/3.5 (dart:io)', 'unknown / unknown / dart'],
    ['Notes 2.1', 'unknown / unknown / notes'],
    ['Notes/2.1 Alamofire/5.9 (beta)', 'unknown / unknown / notes'],
    ['Notes/2.1 (Linux; Android 15; Pixel 9)', 'tablet / android / notes'],
    ['Mozilla/5.0 (X11; Linux x86_64) Lamp/1.0 (lit) x', 'desktop / linux / mozilla'],
    [' curl/8.9.1', 'unknown / unknown / unknown'],
  ])('tells programs that are no browser by their product: %s', (userAgent, family) => {
    expect(devices.familyOf(userAgent)).toBe(family);
  });

  it('does not change with an update of such a program', () => {
    expect(devices.familyOf('Notes/2.2 Alamofire/5.10 x')).toBe(devices.familyOf('Notes/2.1 Alamofire/5.9 x'));
  });

  it('bounds what it takes from them', () => {
    expect(devices.familyOf(`${'x'.repeat(500)}/1.0`)).toBe(`unknown / unknown / ${'x'.repeat(64)}`);
  });

  it.each([' ', '()[]{}*+?\\', 'x'.repeat(512), 'curl/8.9.1', '\u00e9'])('takes any text: %j', (userAgent) => {
    expect(devices.familyOf(userAgent)).toMatch(/^\S+ \/ \S+ \/ \S+$/);
  });
});

describe('describe', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      { type: 'desktop', os: 'Linux', browser: 'Firefox' },
    ],
    [`${WINDOWS} Safari/537.36 Edg/142.0.0.0`, { type: 'desktop', os: 'Windows', browser: 'Microsoft Edge' }],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 ${APPLE} Version/18.5 Mobile/15E148 Safari/604.1`,
      { type: 'mobile', os: 'iOS', browser: 'Safari' },
    ],
    ['curl/8.9.1', { type: 'unknown', os: 'unknown', browser: 'curl' }],
    ['Notes/2.1 (Linux; Android 15; Pixel 9)', { type: 'tablet', os: 'Android', browser: 'Notes' }],
    ['()', { type: 'unknown', os: 'unknown', browser: '()' }],
    ['/', { type: 'unknown', os: 'unknown', browser: 'unknown' }],
    ['', { type: 'unknown', os: 'unknown', browser: 'unknown' }],
    [null, { type: 'unknown', os: 'unknown', browser: 'unknown' }],
  ])('puts %j into words for people, without versions', (userAgent, device) => {
    expect(devices.describe(userAgent)).toEqual(device);
  });

  it('is as short as it may get, whatever a client sends', () => {
    const { type, os, browser } = devices.describe(`Mozilla/5.0 (${'x'.repeat(400)}) ${'y'.repeat(64)}/1`);
    for (const word of [type, os, browser]) expect(word.length).toBeLessThanOrEqual(64);
  });
});
