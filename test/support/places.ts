import { Browser } from './browser.ts';

export const LAPTOP = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
export const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

/** A client on a device at an address, to a service that trusts one proxy (`TRUST_PROXY=1`). */
export function browserAt(address: string, userAgent: string, ipAddress: string): Browser {
  return new Browser(address, { 'user-agent': userAgent, 'x-forwarded-for': ipAddress });
}

/** The same client, with its cookie, in another place. */
export function movedTo(browser: Browser, userAgent: string, ipAddress: string): Browser {
  const moved = browserAt(browser.address, userAgent, ipAddress);
  moved.token = browser.token;
  return moved;
}
