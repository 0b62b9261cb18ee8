import { Authorize } from '../../src/application/admin/authorize.js';
import { ChangeRights } from '../../src/application/admin/change-rights.js';
import { CreateAdmin } from '../../src/application/admin/create-admin.js';
import { EndUserSessions } from '../../src/application/admin/end-user-sessions.js';
import { FindUser } from '../../src/application/admin/find-user.js';
import { ListUserSessions } from '../../src/application/admin/list-user-sessions.js';
import { UnlockAccount } from '../../src/application/admin/unlock-account.js';
import { ViewSession } from '../../src/application/admin/view-session.js';
import type { AuditTrail } from '../../src/application/audit/audit-trail.js';
import type { ChoosePassword } from '../../src/application/auth/choose-password.js';
import type { ConfirmCaller } from '../../src/application/auth/confirm-caller.js';
import type { LimitGuesses } from '../../src/application/auth/limit-guesses.js';
import type { NewUser } from '../../src/application/auth/new-user.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { SessionRepository } from '../../src/application/ports/session-repository.js';
import type { UserRepository } from '../../src/application/ports/user-repository.js';
import type { EndSessions } from '../../src/application/sessions/end-sessions.js';
import type { Tap } from './tap.js';

interface Stores {
  readonly users: Tap<UserRepository>;
  readonly sessions: Tap<SessionRepository>;
  readonly clock: Clock;
}

/** What it shares with the other use cases. */
interface SharedSteps {
  readonly trail: AuditTrail;
  readonly ends: EndSessions;
  readonly confirmCaller: ConfirmCaller;
  readonly choosePassword: ChoosePassword;
  readonly newUser: NewUser;
  readonly guesses: LimitGuesses;
}

/** What administrators do. */
export class AdminCases {
  readonly authorize: Authorize;
  readonly changeRights: ChangeRights;
  readonly createAdmin: CreateAdmin;
  readonly endUserSessions: EndUserSessions;
  readonly listUserSessions: ListUserSessions;
  readonly viewSession: ViewSession;
  readonly unlockAccount: UnlockAccount;

  constructor({ users, sessions, clock }: Stores, shared: SharedSteps) {
    const { trail, ends, confirmCaller, choosePassword, newUser, guesses } = shared;
    this.authorize = new Authorize(confirmCaller, trail);
    const findUser = new FindUser(users.port);
    this.changeRights = new ChangeRights(findUser, users.port, ends, trail, clock);
    this.createAdmin = new CreateAdmin(users.port, choosePassword, newUser, trail);
    this.endUserSessions = new EndUserSessions(findUser, ends);
    this.listUserSessions = new ListUserSessions(findUser, sessions.port, ends, clock);
    this.viewSession = new ViewSession(sessions.port, users.port, ends);
    this.unlockAccount = new UnlockAccount(findUser, guesses, trail);
  }
}
