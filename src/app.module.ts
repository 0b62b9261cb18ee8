import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from './http/auth/auth.module.js';
import { HttpSettings } from './http/http-settings.js';
import { HttpModule } from './http/http.module.js';
import { OpsModule } from './http/ops/ops.module.js';
import type { AppConfig } from './infrastructure/config/app-config.js';
import { SettingsModule } from './infrastructure/config/settings.module.js';
import { CryptoModule } from './infrastructure/crypto/crypto.module.js';
import { MongoosePersistenceModule } from './infrastructure/persistence/mongoose/mongoose-persistence.module.js';
import { SqlitePersistenceModule } from './infrastructure/persistence/sqlite/sqlite-persistence.module.js';

/** The whole service: the one place where adapters meet the HTTP side. */
@Module({})
export class AppModule {
  static with(config: AppConfig): DynamicModule {
    const { http, cookies, store, throttling } = config;
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(config),
        CryptoModule,
        store.kind === 'mongodb' ? MongoosePersistenceModule.at(store.uri) : SqlitePersistenceModule.in(store.folder),
        HttpModule.with(new HttpSettings(http.publicUrl, http.allowedOrigins, cookies), throttling),
        AuthModule,
        OpsModule,
      ],
    };
  }
}
