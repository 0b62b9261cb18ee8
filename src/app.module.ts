import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AdminModule } from './http/admin/admin.module.js';
import { AuditModule } from './http/audit/audit.module.js';
import { AuthModule } from './http/auth/auth.module.js';
import { HttpSettings } from './http/http-settings.js';
import { HttpModule } from './http/http.module.js';
import { OpsModule } from './http/ops/ops.module.js';
import { SessionsModule } from './http/sessions/sessions.module.js';
import { AuditTrailModule } from './infrastructure/audit/audit-trail.module.js';
import type { AppConfig } from './infrastructure/config/app-config.js';
import { SettingsModule } from './infrastructure/config/settings.module.js';
import { CryptoModule } from './infrastructure/crypto/crypto.module.js';
import { ObservabilityModule } from './infrastructure/observability/observability.module.js';
import { PinoCheckpointLog } from './infrastructure/observability/pino-checkpoint-log.js';
import { MailModule } from './infrastructure/mail/mail.module.js';
import { NotificationModule } from './infrastructure/notification/notification.module.js';

/** Makes the Nest module of a module of one's own (docs/extending.md), with the adapter for the store in the settings. */
export type Extension = (config: AppConfig) => DynamicModule;

/** The whole service: the one place where adapters meet the HTTP side. */
@Module({})
export class AppModule {
  static with(config: AppConfig, logger: Logger, extensions: readonly Extension[]): DynamicModule {
    const { http, cookies, store, throttling } = config;
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(config),
        ObservabilityModule,
        CryptoModule,
        persistence(store),
        AuditTrailModule.notingIn(new PinoCheckpointLog(logger)),
        MailModule,
        NotificationModule,
        HttpModule.with(new HttpSettings(http.publicUrl, http.allowedOrigins, cookies), throttling),
        AuthModule,
        SessionsModule,
        AdminModule,
        AuditModule,
        OpsModule,
        ...extensions.map((extension) => extension(config)),
      ],
    };
  }
}

/** Only the adapter that is used is loaded: mongoose alone takes 20 MB and a fifth of a second. */
async function persistence(store: AppConfig['store']): Promise<DynamicModule> {
  if (store.kind === 'mongodb') {
    const adapter = await import('./infrastructure/persistence/mongoose/mongoose-persistence.module.js');
    return adapter.MongoosePersistenceModule.at(store.uri);
  }
  const adapter = await import('./infrastructure/persistence/sqlite/sqlite-persistence.module.js');
  return adapter.SqlitePersistenceModule.in(store.folder);
}
