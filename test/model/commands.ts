import fc from 'fast-check';
import { CLIENT, DAY, PASSWORD } from '../support/use-cases.js';
import { answerTo, type Rig, same } from './rig.js';
import { back, command, device, expectSame, onSession, owner, password, rarely, times } from './vocabulary.js';

const register = command('register', fc.record({ owner, password }), async (model, rig: Rig, args) => {
  const said = model.passwords.has(args.owner) ? 'email-taken' : 'done';
  const call = rig.app.register({ email: rig.emailOf(args.owner), password: args.password });
  expectSame('register', await answerTo(call), said);
  if (said !== 'done') return;
  model.passwords.set(args.owner, args.password);
  model.signIn(args.owner, 'laptop');
  rig.opened(args.owner, await call);
});

const logInArgs = fc.record({
  owner,
  device,
  password: rarely(password, null),
  cookieOf: rarely(fc.nat(8), null),
});
const logIn = command('login', logInArgs, async (model, rig: Rig, args) => {
  const right = model.passwords.get(args.owner);
  const given = args.password ?? right ?? PASSWORD;
  const isWelcome = given === right && !model.closed.has(args.owner);
  const index = args.cookieOf ?? model.sessions.length;
  const presentedTokens = rig.sessions.slice(index, index + 1).map(({ tokens }) => tokens.at(-1)!);
  const client = isWelcome ? rig.from(args.device) : rig.fromElsewhere(args.device);
  const call = rig.app.login({ email: rig.emailOf(args.owner), password: given, presentedTokens, client });
  expectSame('login', await answerTo(call), isWelcome ? 'done' : 'invalid-credentials');
  if (!isWelcome) return;
  for (const replaced of model.sessions.slice(index, index + 1)) replaced.isOver = true;
  model.signIn(args.owner, args.device);
  rig.opened(args.owner, await call);
});

const refreshArgs = fc.record({
  back,
  device,
  key: fc.constantFrom('none', 'fresh', 'last', 'last'),
  isFuture: fc.nat(24),
});
const refresh = onSession('refresh', refreshArgs, async (real, session, model, rig: Rig, args) => {
  const generation = args.isFuture === 0 ? session.generation + 1 : Math.max(0, session.generation - args.back);
  const keys = { none: null, fresh: rig.freshKey(), last: session.key };
  const key = keys[args.key];
  const call = rig.app.refresh(rig.tokenOf(real, generation), { key, client: rig.from(args.device) });
  const answer = await answerTo(call);
  const said = model.refresh(session, generation, key, args.device);
  const isGranted = said === 'refreshed' || said === 'retried';
  expectSame('refresh', isGranted && answer === 'done' ? said : answer, said);
  if (said === 'refreshed') real.tokens.push((await call).token);
  if (said === 'retried') same('the repeated token', (await call).token, real.tokens[generation + 1]!);
});

const forge = onSession(
  'forge',
  fc.record({ back, how: fc.constantFrom('nonce', 'mac', 'logout') }),
  async (real, _session, _model, rig: Rig, args) => {
    const known = real.tokens.at(-1 - args.back) ?? real.tokens[0]!;
    const forged =
      args.how === 'mac'
        ? known.slice(0, -2) + (known.endsWith('AA') ? 'BA' : 'AA')
        : rig.app.refreshTokens.open(real.id).token;
    const call = args.how === 'logout' ? rig.app.logOut.execute([forged], CLIENT) : rig.app.refresh(forged);
    expectSame(`forged by ${args.how}`, await answerTo(call), args.how === 'logout' ? 'done' : 'refresh-token-invalid');
  },
);

const logOut = onSession('logout', fc.record({ back }), async (real, session, _model, rig: Rig, args) => {
  const token = real.tokens.at(-1 - args.back) ?? real.tokens[0]!;
  expectSame('logout', await answerTo(rig.app.logOut.execute([token], CLIENT)), 'done');
  session.isOver = true;
});

const logOutAll = onSession(
  'logout-all',
  fc.record({ spares: fc.boolean() }),
  async (real, session, model, rig: Rig, args) => {
    const caller = { userId: real.userId, sessionId: real.id };
    const said = model.isLive(session) ? 'done' : 'token-revoked';
    const call = rig.app.logOutEverywhere.execute(caller, args.spares ? 'caller' : 'none', CLIENT);
    expectSame('logout-all', await answerTo(call), said);
    if (said === 'done') model.endAll(session.owner, args.spares ? session : undefined);
  },
);

const revokeOne = onSession('revoke-one', fc.record({ by: owner }), async (real, session, model, rig: Rig, args) => {
  const isFound = args.by === session.owner && !model.isPurged(session);
  const call = rig.app.endSession.execute(real.id, rig.userIds.get(args.by) ?? 'nobody', 'own', CLIENT);
  expectSame('revoke-one', await answerTo(call), isFound ? 'done' : 'not-found');
  if (isFound) session.isOver = true;
});

const adminRevoke = onSession(
  'admin revoke',
  fc.record({ all: fc.boolean() }),
  async (real, session, model, rig: Rig, args) => {
    const call = args.all
      ? rig.app.admin.endUserSessions.execute(real.userId, null, CLIENT)
      : rig.app.endSession.execute(real.id, null, 'any', CLIENT);
    const said = !args.all && model.isPurged(session) ? 'not-found' : 'done';
    expectSame('admin revoke', await answerTo(call), said);
    if (args.all) model.endAll(session.owner);
    else session.isOver = true;
  },
);

const setActive = onSession(
  'set active',
  fc.record({ isActive: fc.constantFrom(true, true, false) }),
  async (real, session, model, rig: Rig, { isActive }) => {
    const change = { actorId: null, userId: real.userId, rights: { isActive }, client: CLIENT };
    expectSame(
      isActive ? 'reactivate' : 'deactivate',
      await answerTo(rig.app.admin.changeRights.execute(change)),
      'done',
    );
    if (isActive) model.closed.delete(session.owner);
    else model.closed.add(session.owner);
    if (!isActive) model.endAll(session.owner);
  },
);

const change = onSession('password change', fc.record({ password }), async (real, session, model, rig: Rig, args) => {
  const caller = { userId: real.userId, sessionId: real.id };
  const currentPassword = model.passwords.get(session.owner)!;
  const call = rig.app.changePassword.execute({ caller, currentPassword, newPassword: args.password, client: CLIENT });
  const said = model.isLive(session) ? 'done' : 'token-revoked';
  expectSame('password change', await answerTo(call), said);
  if (said !== 'done') return;
  model.passwords.set(session.owner, args.password);
  model.endAll(session.owner, session);
});

const reset = command('password reset', fc.record({ owner, password }), async (model, rig: Rig, args) => {
  const { recovery } = rig.app;
  const mails = recovery.mailer.sent.length;
  recovery.requestPasswordReset.execute(rig.emailOf(args.owner), CLIENT);
  await recovery.finish();
  const isMailed = model.passwords.has(args.owner) && !model.closed.has(args.owner);
  expectSame('reset mail', String(recovery.mailer.sent.length > mails), String(isMailed));
  if (!isMailed) return;
  const token = recovery.mailedToken('password-reset');
  const request = { token, newPassword: args.password, client: CLIENT };
  expectSame('password reset', await answerTo(recovery.resetPassword.execute(request)), 'done');
  expectSame('reset again', await answerTo(recovery.resetPassword.execute(request)), 'invalid-action-token');
  model.passwords.set(args.owner, args.password);
  model.endAll(args.owner);
});

/** Up to the boundaries of leeway, key window, idleness, age and purge, onto them and past them. */
const near = (ms: number) => [ms - 1, ms, ms + 1, 1];
const short = fc.constantFrom(...[10_000, 60_000].flatMap(near));
const long = fc.constantFrom(...[30 * DAY, 60 * DAY, 90 * DAY, 7 * DAY, 97 * DAY].flatMap(near));
const passing = (ms: fc.Arbitrary<number>) =>
  command('clock', ms, async (model, rig: Rig, step) => {
    rig.app.clock.advance(step);
    model.now += step;
  });

const purge = command('purge', fc.constant({}), async (model, rig: Rig) => {
  await rig.purge();
  model.purgedUpTo = model.now;
});

const rotateKeys = command('key rotation', fc.constant({}), (_model, rig: Rig) => rig.rotateKeys());

/** As often as they stand here: what ends much is rare, or little would be left to refresh. */
export const COMMANDS = [
  ...times(3, register),
  ...times(10, logIn),
  ...times(24, refresh),
  ...[forge, logOut, logOutAll, revokeOne, adminRevoke, change, reset, setActive],
  ...times(4, passing(short)),
  ...[passing(long), purge, rotateKeys],
];
