import { beforeEach, describe, expect, it } from '@jest/globals';
import { sampleEvent } from '../../../test/support/samples.js';
import type { SuspiciousEvent } from '../../domain/suspicion.js';
import { SecurityNotifier } from '../ports/security-notifier.js';
import { NotifySuspicions } from './notify-suspicions.js';

class KeptNotices extends SecurityNotifier {
  readonly notices: (readonly SuspiciousEvent[])[] = [];

  notify(events: readonly SuspiciousEvent[]): void {
    this.notices.push(events);
  }
}

const ORDINARY = sampleEvent();
const SUSPICIOUS = sampleEvent({ type: 'suspicious.new_network', details: { network: '192.0.2.1' } });

let kept: KeptNotices;
let observer: NotifySuspicions;
beforeEach(() => {
  kept = new KeptNotices();
  observer = new NotifySuspicions(kept);
});

describe('a notice', () => {
  it('has the suspicious among the stored events, and no other', () => {
    observer.stored([ORDINARY, SUSPICIOUS, ORDINARY]);
    expect(kept.notices).toEqual([[SUSPICIOUS]]);
  });

  it('is not sent when nothing is suspicious', () => {
    observer.stored([ORDINARY]);
    expect(kept.notices).toEqual([]);
  });
});
