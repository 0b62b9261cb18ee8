import fc from 'fast-check';
import { PASSWORD } from '../support/use-cases.js';
import { answerOf, type HttpRig, tokenIn } from './http-rig.js';
import { same } from './rig.js';
import { back, command, device, expectSame, onSession, owner, password, rarely, times } from './vocabulary.js';

const register = command('register', fc.record({ owner, password }), async (model, rig: HttpRig, args) => {
  const said = model.passwords.has(args.owner) ? 'email-taken' : 'done';
  const answer = await rig.browser('laptop').register(rig.emailOf(args.owner), args.password);
  expectSame('register', answerOf(answer), said);
  if (said !== 'done') return;
  model.passwords.set(args.owner, args.password);
  model.signIn(args.owner, 'laptop');
  rig.opened(args.owner, answer);
});

const logInArgs = fc.record({ owner, device, password: rarely(password, null) });
const logIn = command('login', logInArgs, async (model, rig: HttpRig, args) => {
  const right = model.passwords.get(args.owner);
  const given = args.password ?? right ?? PASSWORD;
  const isWelcome = given === right && !model.closed.has(args.owner);
  const answer = await rig.browser(args.device).login(rig.emailOf(args.owner), given);
  expectSame('login', answerOf(answer), isWelcome ? 'done' : 'invalid-credentials');
  if (!isWelcome) return;
  model.signIn(args.owner, args.device);
  rig.opened(args.owner, answer);
});

const refreshArgs = fc.record({ back, device, key: fc.constantFrom('none', 'fresh', 'last', 'last') });
const refresh = onSession('refresh', refreshArgs, async (real, session, model, rig: HttpRig, args) => {
  const generation = Math.max(0, session.generation - args.back);
  const keys = { none: null, fresh: rig.freshKey(), last: session.key };
  const key = keys[args.key];
  const headers = key === null ? {} : { 'idempotency-key': key };
  const answer = await rig.browser(args.device, real.tokens[generation]).refresh(headers);
  const said = model.refresh(session, generation, key, args.device);
  const isGranted = said === 'refreshed' || said === 'retried';
  expectSame('refresh', isGranted && answer.status === 200 ? said : answerOf(answer), said);
  if (!isGranted) return;
  real.accessToken = answer.body.accessToken;
  if (said === 'refreshed') real.tokens.push(tokenIn(answer.cookies));
  else same('the repeated token', tokenIn(answer.cookies), real.tokens[generation + 1]!);
});

const forge = onSession('forge', fc.record({ back }), async (real, _session, _model, rig: HttpRig, args) => {
  const known = real.tokens.at(-1 - args.back) ?? real.tokens[0]!;
  const forged = known.slice(0, -2) + (known.endsWith('AA') ? 'BA' : 'AA');
  expectSame('forged', answerOf(await rig.browser('phone', forged).refresh()), 'refresh-token-invalid');
});

const logOut = onSession('logout', fc.record({ back }), async (real, session, _model, rig: HttpRig, args) => {
  const token = real.tokens.at(-1 - args.back) ?? real.tokens[0]!;
  expectSame('logout', answerOf(await rig.browser('laptop', token).post('/auth/logout')), 'done');
  session.isOver = true;
});

const endMany = onSession(
  'end many',
  fc.record({ spares: fc.boolean() }),
  async (real, session, model, rig: HttpRig, args) => {
    const [method, path] = args.spares ? ['DELETE', '/auth/sessions'] : ['POST', '/auth/logout-all'];
    const said = model.isLive(session) ? 'done' : 'token-revoked';
    expectSame('end many', answerOf(await rig.call(real, method, path)), said);
    if (said === 'done') model.endAll(session.owner, args.spares ? session : undefined);
  },
);

const revokeOne = onSession(
  'revoke-one',
  fc.record({ by: owner }),
  async (real, session, model, rig: HttpRig, args) => {
    const asker = model.sessions.findIndex((other) => other.owner === args.by && model.isLive(other));
    if (asker === -1) return;
    const said = args.by === session.owner ? 'done' : 'not-found';
    expectSame(
      'revoke-one',
      answerOf(await rig.call(rig.sessions[asker]!, 'DELETE', `/auth/sessions/${real.id}`)),
      said,
    );
    if (said === 'done') session.isOver = true;
  },
);

const adminRevoke = onSession(
  'admin revoke',
  fc.record({ all: fc.boolean() }),
  async (real, session, model, rig: HttpRig, args) => {
    const path = args.all ? `/admin/users/${real.userId}/sessions` : `/admin/sessions/${real.id}`;
    expectSame('admin revoke', answerOf(await rig.admin.delete(path)), 'done');
    if (args.all) model.endAll(session.owner);
    else session.isOver = true;
  },
);

const setActive = onSession(
  'set active',
  fc.record({ isActive: fc.constantFrom(true, true, false) }),
  async (real, session, model, rig: HttpRig, { isActive }) => {
    const answer = await rig.admin.patch(`/admin/users/${real.userId}`, { isActive });
    expectSame(isActive ? 'reactivate' : 'deactivate', answerOf(answer), 'done');
    if (isActive) model.closed.delete(session.owner);
    else model.closed.add(session.owner);
    if (!isActive) model.endAll(session.owner);
  },
);

const change = onSession(
  'password change',
  fc.record({ password }),
  async (real, session, model, rig: HttpRig, args) => {
    const body = { currentPassword: model.passwords.get(session.owner)!, newPassword: args.password };
    const said = model.isLive(session) ? 'done' : 'token-revoked';
    expectSame('password change', answerOf(await rig.call(real, 'POST', '/auth/password/change', body)), said);
    if (said !== 'done') return;
    model.passwords.set(session.owner, args.password);
    model.endAll(session.owner, session);
  },
);

/** As often as they stand here. */
export const HTTP_COMMANDS = [
  ...times(3, register),
  ...times(8, logIn),
  ...times(16, refresh),
  ...[forge, logOut, endMany, revokeOne, adminRevoke, change, setActive],
];
