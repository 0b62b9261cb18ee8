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
import { MongoosePersistenceModule } from './infrastructure/persistence/mongoose/mongoose-persistence.module.js';
import { SqlitePersistenceModule } from './infrastructure/persistence/sqlite/sqlite-persistence.module.js';

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
        store.kind === 'mongodb' ? MongoosePersistenceModule.at(store.uri) : SqlitePersistenceModule.in(store.folder),
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
