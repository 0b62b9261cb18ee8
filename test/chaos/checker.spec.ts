import { describe, expect, it } from '@jest/globals';
import { check } from './checker.ts';
import type { Answer, Step } from './journal.ts';
import {
  AWAY,
  changed,
  endedAll,
  LOST,
  OK,
  refreshed,
  registered,
  REVOKED,
  signedIn,
  step,
  told,
  trailOf,
} from './planted.ts';

const found = (journal: readonly Step[], trail = trailOf(journal)) =>
  check(journal, trail).map(({ fault, what }) => `${fault}: ${what}`);

describe('the checker', () => {
  it.each<[string, () => Step[]]>([
    ['plain days', () => [registered(), refreshed(OK), signedIn(), step('me', told(200), { session: 's2' })]],
    [
      'lost answers and 503',
      () => [registered(), refreshed(LOST), refreshed(AWAY), refreshed(OK, 's1', { isRepeated: true })],
    ],
    ['an end and what follows it', () => [registered(), endedAll(), refreshed(REVOKED), signedIn()]],
    ['an end whose answer was lost', () => [registered(), endedAll(LOST), refreshed(REVOKED)]],
    ['an end that did not come about', () => [registered(), endedAll(AWAY), refreshed(OK)]],
    [
      'a login that an end of the same time refuses',
      () => [
        registered(),
        step('login', told(401, 'invalid-credentials'), { password: 'old', sentAt: 0, answeredAt: Infinity }),
        endedAll(told(200), 's1'),
      ],
    ],
    ['a change whose answer was lost, and the old password', () => [registered(), changed(LOST), signedIn('old')]],
    ['a change whose answer was lost, and the new password', () => [registered(), changed(LOST), signedIn('new')]],
    [
      'an e-mail taken by a try of the same client',
      () => [
        step('register', LOST, { password: 'old' }),
        step('register', told(409, 'email-taken'), { password: 'old', isRepeated: true }),
        signedIn(),
      ],
    ],
    [
      'an account closed and opened again',
      () => [
        registered(),
        step('deactivate', told(200)),
        step('login', told(401, 'invalid-credentials'), { password: 'old' }),
        step('reactivate', told(200)),
        signedIn(),
      ],
    ],
    [
      'a thief who is caught',
      () => [registered(), refreshed(OK), step('spent', told(401, 'refresh-token-reused'), { session: 's1' })],
    ],
  ])('finds nothing in %s', (_, journal) => {
    expect(found(journal())).toEqual([]);
  });

  it.each<[string, string, () => Step[]]>([
    [
      'lost: a session is over that nothing has ended',
      'a session that is gone',
      () => [registered(), refreshed(told(401, 'refresh-token-invalid'))],
    ],
    [
      'lost: a session is over that nothing has ended',
      'a rotation that is gone',
      () => [registered(), refreshed(OK), refreshed(told(401, 'refresh-token-revoked', { reason: 'store-rollback' }))],
    ],
    [
      'lost: the right password of an open account is refused',
      'an account that is gone',
      () => [registered(), step('login', told(401, 'invalid-credentials'), { password: 'old' })],
    ],
    [
      'lost: the right password of an open account is refused',
      'a new password that is gone',
      () => [registered(), changed(), step('login', told(401, 'invalid-credentials'), { password: 'new' })],
    ],
    [
      'doubled: a token has two successors',
      'a second chain',
      () => [registered(), refreshed(OK), refreshed(told(200, null, { token: 'another' }), 's1', { isRepeated: true })],
    ],
    [
      'doubled: a spent token works beside its successor',
      'a spent token that works',
      () => [
        registered(),
        refreshed(OK),
        step('spent', told(200, null, { token: 'another' }), { session: 's1', presented: 't0' }),
      ],
    ],
    [
      'resurrected: an ended session works',
      'a session after logout-all',
      () => [registered(), endedAll(), refreshed(OK)],
    ],
    [
      'resurrected: an ended session works',
      'an access token after a logout',
      () => [registered(), step('logout', told(204), { session: 's1' }), step('me', told(200), { session: 's1' })],
    ],
    [
      'resurrected: an ended session works',
      'a session that was told to be over',
      () => [registered(), endedAll(LOST), refreshed(REVOKED), refreshed(OK)],
    ],
    [
      'resurrected: an ended session works',
      "another's session after a change of password",
      () => [registered(), signedIn(), changed(), refreshed(OK, 's2')],
    ],
    [
      'resurrected: an ended session works',
      'a session whose browser signed in again',
      () => [
        registered(),
        step('login', told(200, null, { opened: 's2', token: 'u0' }), { password: 'old', session: 's1' }),
        refreshed(OK, 's1'),
      ],
    ],
    ['resurrected: a replaced password works', 'the old password', () => [registered(), changed(), signedIn('old')]],
    [
      'resurrected: a replaced password works',
      'the old password after the new one was seen to work',
      () => [registered(), changed(LOST), signedIn('new'), signedIn('old', 's3')],
    ],
    [
      'resurrected: a closed account signs in',
      'a closed account',
      () => [registered(), step('deactivate', told(200)), signedIn()],
    ],
    [
      'signed-out: a client that kept to the protocol is taken for a thief',
      'a verdict of reuse',
      () => [registered(), endedAll(LOST), refreshed(told(401, 'refresh-token-reused'))],
    ],
    [
      'signed-out: a session is over that nothing has ended',
      'a session ended by nobody',
      () => [registered(), refreshed(REVOKED)],
    ],
    [
      'signed-out: a session is over that nothing has ended',
      'a session that an older end has hit',
      () => [registered(), endedAll(), signedIn('old', 's2'), refreshed(REVOKED, 's2')],
    ],
    [
      'signed-out: a session is over that nothing has ended',
      'the session that a change of password spares',
      () => [registered(), changed(), refreshed(REVOKED)],
    ],
    [
      'signed-out: a session is over that nothing has ended',
      "a session that somebody else's end has hit",
      () => [
        registered(),
        step('logout-all', told(200), { account: 'eve@example.com', session: 'e1' }),
        refreshed(REVOKED),
      ],
    ],
    [
      'misanswered: the e-mail is taken by its own registration',
      'a first registration',
      () => [step('register', told(409, 'email-taken'), { password: 'old' })],
    ],
    [
      'misanswered: refresh is answered 500 internal-error',
      'a 500',
      () => [registered(), refreshed(told(500, 'internal-error'))],
    ],
    [
      'misanswered: refresh is answered 400 idempotency-key-reused',
      'a refusal that no protocol asks for',
      () => [registered(), refreshed(told(400, 'idempotency-key-reused'))],
    ],
    [
      'misanswered: me is answered 502',
      'an answer without a code',
      () => [registered(), step('me', told(502), { session: 's1' })],
    ],
  ])('finds %s: %s', (fault, _, journal) => {
    expect(found(journal())).toEqual([fault]);
  });

  it('lets a run name answers that are ordinary in it', () => {
    const journal = [registered(), step('me', told(401, 'token-expired'), { session: 's1' })];
    expect(found(journal)).toEqual(['misanswered: me is answered 401 token-expired']);
    expect(check(journal, trailOf(journal), ['401 token-expired'])).toEqual([]);
  });

  it('finds the event that an answered action lacks', () => {
    const journal = [registered(), refreshed(OK)];
    expect(found(journal, trailOf(journal.slice(0, 1)))).toEqual([
      'lost: no event session.refreshed or session.refresh_retried of an action that was answered',
    ]);
  });

  it('asks no event of an action without an answer, nor of an end that may have been before', () => {
    const logOut = (answer: Answer) => step('logout', answer, { session: 's1' });
    const journal = [registered(), refreshed(LOST), logOut(LOST), logOut(told(204))];
    expect(found(journal, trailOf(journal.slice(0, 1)))).toEqual([]);
  });

  it('finds an action that was recorded twice', () => {
    const journal = [registered(), refreshed(OK)];
    const [, event] = trailOf(journal);
    const twice = [...trailOf(journal), { ...event!, details: { generation: -1 } }];
    expect(found(journal, twice)).toEqual([
      'doubled: 2 events of one action: session.refreshed or session.refresh_retried',
    ]);
  });

  it('finds one rotation that two requests have recorded', () => {
    const journal = [registered(), refreshed(OK), refreshed(OK, 's1', { isRepeated: true })];
    const [first, second, third] = trailOf(journal);
    const trail = [first!, second!, { ...third!, details: second!.details }];
    expect(found(journal, trail)[0]).toContain('doubled: two events of what can happen once: session.refreshed s1');
  });
});
