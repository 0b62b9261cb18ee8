import { NewUser } from '../../src/application/auth/new-user.js';
import { endOf } from '../../src/domain/liveness.js';
import type { SessionSummary } from '../../src/domain/session.js';
import { PlainHasher } from '../support/plain-hasher.js';
import { sqlitePorts } from '../support/store-ports.js';
import { CLIENT, EMAIL, PASSWORD, type SignedInClient, UseCases } from '../support/use-cases.js';
import { answerTo } from './rig.js';
import { Scheduler } from './scheduler.js';

const NEW_PASSWORD = 'nine green alpacas';
const KEY = 'drawn for this one refresh';
const RAISES = ['users.raiseSessionEpoch', 'users.replacePassword', 'users.changeRights'];
const ENDS = [...RAISES, 'sessions.revoke'];

const hasher = new PlainHasher();

/** Ada with a laptop and a phone, Eve who does nothing, and a service of one process or of two over one store. */
export class World {
  readonly scheduler = new Scheduler();
  readonly processes: readonly UseCases[];
  private laptop!: SignedInClient;
  private phone!: SignedInClient;
  private eve!: SignedInClient;
  private resetToken = '';

  constructor(processes: 1 | 2) {
    const ports = (store: UseCases['store']) => this.scheduler.hold(sqlitePorts(store));
    const first = new UseCases({ hasher, ports });
    this.processes = processes === 1 ? [first] : [first, new UseCases({ hasher, ports, beside: first })];
  }

  async populate(): Promise<this> {
    const [first] = this.processes as [UseCases];
    const newUser = new NewUser(first.clock, first.random);
    for (const email of [EMAIL, 'eve@example.com']) {
      await first.users.real.insert(newUser.execute(email, await hasher.hash(PASSWORD), 'user'));
    }
    this.eve = await first.login({ email: 'eve@example.com' });
    this.phone = await first.login();
    // Every process has begun its chain of the trail by then.
    this.laptop = await this.processes.at(-1)!.login();
    this.laptop = await first.refresh(this.laptop.token);
    first.recovery.requestPasswordReset.execute(EMAIL, CLIENT);
    await first.recovery.finish();
    this.resetToken = first.recovery.mailedToken('password-reset');
    return this;
  }

  /** What one of the racers does; resolves with the answer. */
  readonly acts = {
    refresh: (app: UseCases) => granted(app.refresh(this.laptop.token)),
    'refresh by key': (app: UseCases) => granted(app.refresh(this.laptop.token, { key: KEY })),
    logout: (app: UseCases) => answerTo(app.logOut.execute([this.laptop.token], CLIENT)),
    'logout-all': (app: UseCases) => answerTo(app.logOutEverywhere.execute(this.caller, 'none', CLIENT)),
    login: (app: UseCases) => answerTo(app.login()),
    'login over it': (app: UseCases) => answerTo(app.login({ presentedTokens: [this.laptop.token] })),
    deactivate: (app: UseCases) =>
      answerTo(
        app.admin.changeRights.execute({
          actorId: null,
          userId: this.phone.user.id,
          rights: { isActive: false },
          client: CLIENT,
        }),
      ),
    reset: (app: UseCases) =>
      answerTo(
        app.recovery.resetPassword.execute({ token: this.resetToken, newPassword: NEW_PASSWORD, client: CLIENT }),
      ),
    'password change': (app: UseCases) =>
      answerTo(
        app.changePassword.execute({
          caller: this.caller,
          currentPassword: PASSWORD,
          newPassword: NEW_PASSWORD,
          client: CLIENT,
        }),
      ),
  };

  /** Which of Ada's sessions live, which password is hers, whether the account is open. */
  async state(): Promise<string> {
    const user = await this.ada();
    const live = (await this.sessions()).filter((session) => endOf(session, user) === null);
    const names = live.map(({ id }) => this.nameOf(id)).toSorted();
    const password = user.passwordHash.endsWith(NEW_PASSWORD) ? 'new' : 'old';
    return `live: ${names.join(', ') || 'none'}; ${password} password${user.isActive ? '' : '; closed'}`;
  }

  /** Throws if anything stands that no order of steps may leave behind. */
  async examine(answers: readonly string[]): Promise<void> {
    const user = await this.ada();
    const sessions = await this.sessions();
    const [live, dead] = [true, false].map((isLive) =>
      sessions.filter((one) => (endOf(one, user) === null) === isLive),
    );
    this.checkOpenings(live!);
    this.checkGrants(answers);
    for (const session of sessions) this.checkTrail(session, live!.includes(session));
    for (const app of this.processes) await app.feed.poll();
    for (const session of dead!) await this.checkDead(session);
    for (const session of live!) await this.checkLive(session);
    await this.processes[0]!.refresh(this.eve.token);
  }

  close(): void {
    this.processes[0]!.store.close();
  }

  /** A login that had read the account before its sessions were ended lets nobody in. */
  private checkOpenings(live: readonly SessionSummary[]): void {
    const { taken } = this.scheduler;
    const isStale = taken.indexOf('users.findByEmail') < taken.findLastIndex((step) => RAISES.includes(step));
    const isNewLive = live.some(({ id }) => this.nameOf(id) === 'new');
    if (isStale && isNewLive) throw new Error('somebody got in after an end');
  }

  /** A refresh that began after the write that ends its session is refused, marked or not. */
  private checkGrants(answers: readonly string[]): void {
    const { taken } = this.scheduler;
    const isAfter = taken.slice(0, taken.indexOf('sessions.rotate')).some((step) => ENDS.includes(step));
    if (isAfter && answers.includes('refreshed')) throw new Error('a session that had ended was refreshed');
  }

  private async checkDead({ id, revokedAt }: SessionSummary): Promise<void> {
    if (revokedAt === null) throw new Error(`${this.nameOf(id)} is dead and not marked`);
    for (const app of this.processes) {
      if (!app.feed.isRevoked(id)) throw new Error(`access tokens of ${this.nameOf(id)} pass`);
      for (const token of this.tokensOf(id)) {
        const answer = await answerTo(app.refresh(token));
        if (answer !== 'refresh-token-revoked') throw new Error(`${this.nameOf(id)}, ended, is answered ${answer}`);
      }
    }
  }

  /** The newest token that somebody was given is the one that works, and no other is live. */
  private async checkLive({ id, tokenHash }: SessionSummary): Promise<void> {
    const [app] = this.processes as [UseCases];
    const works = this.tokensOf(id).filter((token) => app.refreshTokens.recognize(token)?.hash === tokenHash);
    const newest = this.tokensOf(id).at(-1);
    if (works.length !== 1 || works[0] !== newest)
      throw new Error(`${this.nameOf(id)} has ${works.length} live tokens`);
    if (app.feed.isRevoked(id)) throw new Error(`access tokens of ${this.nameOf(id)} are refused`);
    await app.refresh(newest!);
  }

  /** Each step is in the trail once; none of a live session is missing, and none that was told of has gone from the store. */
  private checkTrail({ id, generation }: SessionSummary, isLive: boolean): void {
    const events = this.processes[0]!.events('session.refreshed').filter(({ sessionId }) => sessionId === id);
    const steps = events.map(({ details }) => (details as { generation: number }).generation).sort();
    if (new Set(steps).size !== steps.length) throw new Error(`${this.nameOf(id)} moved twice to one place`);
    if (Math.max(0, this.tokensOf(id).length - 1, ...steps) > generation)
      throw new Error(`${this.nameOf(id)} lost a step`);
    if (isLive && steps.length !== generation) throw new Error(`${this.nameOf(id)} moved without an event`);
  }

  /** Those handed out, each once, in the order of their generations. */
  private tokensOf(id: string): string[] {
    const genuine = this.processes.flatMap(({ refreshTokens, delivered }) => refreshTokens.recognizeAll(delivered));
    const own = genuine.filter(({ sessionId }) => sessionId === id).sort((a, b) => a.generation - b.generation);
    return [...new Set(own.map(({ token }) => token))];
  }

  private get caller() {
    return { userId: this.phone.user.id, sessionId: this.phone.session.id };
  }

  private async ada() {
    return (await this.processes[0]!.users.real.findById(this.phone.user.id))!;
  }

  private async sessions(): Promise<SessionSummary[]> {
    const filter = { state: 'all', now: this.processes[0]!.clock.now() } as const;
    return this.processes[0]!.sessions.real.page(await this.ada(), filter, { limit: 20, after: null });
  }

  private nameOf(id: string): string {
    if (id === this.phone.session.id) return 'phone';
    return id === this.laptop.session.id ? 'laptop' : 'new';
  }
}

async function granted(call: Promise<SignedInClient>): Promise<string> {
  const answer = await answerTo(call);
  return answer === 'done' ? 'refreshed' : answer;
}
