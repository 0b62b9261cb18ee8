import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ChangeRights } from '../application/admin/change-rights.js';
import { CreateAdmin } from '../application/admin/create-admin.js';
import { EndEverySession } from '../application/admin/end-every-session.js';
import { EndUserSessions } from '../application/admin/end-user-sessions.js';
import { FindUser } from '../application/admin/find-user.js';
import { ListUserSessions } from '../application/admin/list-user-sessions.js';
import { ListUsers } from '../application/admin/list-users.js';
import { AuditTrail } from '../application/audit/audit-trail.js';
import { ExportAuditTrail } from '../application/audit/export-audit-trail.js';
import { VerifyAuditTrail } from '../application/audit/verify-audit-trail.js';
import { ChoosePassword } from '../application/auth/choose-password.js';
import { NewUser } from '../application/auth/new-user.js';
import { AccessTokens } from '../application/ports/access-tokens.js';
import { AuditEvents } from '../application/ports/audit-events.js';
import { AuditSeal } from '../application/ports/audit-seal.js';
import { CheckpointLog } from '../application/ports/checkpoint-log.js';
import { Clock } from '../application/ports/clock.js';
import { EventObserver } from '../application/ports/event-observer.js';
import { PasswordBlocklist } from '../application/ports/password-blocklist.js';
import { PasswordHasher } from '../application/ports/password-hasher.js';
import { PasswordStrength } from '../application/ports/password-strength.js';
import { Random } from '../application/ports/random.js';
import { SessionRepository } from '../application/ports/session-repository.js';
import { UserRepository } from '../application/ports/user-repository.js';
import { provide } from '../http/provide.js';
import { EndSession } from '../application/sessions/end-session.js';
import { EndSessions } from '../application/sessions/end-sessions.js';
import { RevocationFeed } from '../application/sessions/revocation-feed.js';
import { AuditTrailModule } from '../infrastructure/audit/audit-trail.module.js';
import type { AppConfig } from '../infrastructure/config/app-config.js';
import { SettingsModule } from '../infrastructure/config/settings.module.js';
import { CryptoModule } from '../infrastructure/crypto/crypto.module.js';
import { MongoosePersistenceModule } from '../infrastructure/persistence/mongoose/mongoose-persistence.module.js';
import { SqlitePersistenceModule } from '../infrastructure/persistence/sqlite/sqlite-persistence.module.js';
import { SqliteStore } from '../infrastructure/persistence/sqlite/sqlite-store.js';

const useCases = [
  provide(RevocationFeed, SessionRepository, AccessTokens, Clock),
  provide(EndSessions, UserRepository, SessionRepository, RevocationFeed, AuditTrail, Clock),
  provide(ChoosePassword, PasswordStrength, PasswordHasher, PasswordBlocklist),
  provide(NewUser, Clock, Random),
  provide(CreateAdmin, UserRepository, ChoosePassword, NewUser, AuditTrail),
  provide(FindUser, UserRepository),
  provide(ListUsers, UserRepository),
  provide(ChangeRights, FindUser, UserRepository, EndSessions, AuditTrail, Clock),
  provide(ListUserSessions, FindUser, SessionRepository, EndSessions, Clock),
  provide(EndSession, SessionRepository, EndSessions, AuditTrail),
  provide(EndUserSessions, FindUser, EndSessions),
  provide(EndEverySession, UserRepository, EndUserSessions),
  provide(VerifyAuditTrail, AuditEvents, AuditSeal, Clock),
  provide(ExportAuditTrail, AuditEvents),
];

/** A command ends before anyone could ask for its metrics. */
const observer: EventObserver = { stored: () => undefined };

/** A command has no log; the last checkpoint that it leaves stands in the trail, and the next writer names it. */
class NoCheckpointLog extends CheckpointLog {
  note(): void {}
}

/** The use cases of the command line over the service's own store, without HTTP. */
@Global()
@Module({})
export class CliModule {
  static with(config: AppConfig): DynamicModule {
    const { store } = config;
    return {
      module: CliModule,
      imports: [
        SettingsModule.with(config),
        CryptoModule,
        store.kind === 'mongodb'
          ? MongoosePersistenceModule.at(store.uri)
          : SqlitePersistenceModule.in(store.folder, (folder) => SqliteStore.openBeside(folder)),
        AuditTrailModule.notingIn(new NoCheckpointLog()),
      ],
      providers: [{ provide: EventObserver, useValue: observer }, ...useCases],
      exports: [EventObserver],
    };
  }
}
