import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule, getConfigToken, registerAs } from '@nestjs/config';
import { AuditRetention } from '../../application/audit/audit-retention.js';
import { SessionPolicy } from '../../application/session-policy.js';
import { SuspicionPolicy } from '../../application/suspicion/suspicion-policy.js';
import { VerificationPolicy } from '../../application/verification-policy.js';
import type { AppConfig } from './app-config.js';

const NAMESPACE = 'ratchet';

/** Injects the `AppConfig`. Modules of one's own read their settings beside it, through `@nestjs/config`. */
export const APP_CONFIG = getConfigToken(NAMESPACE);

@Global()
@Module({})
export class SettingsModule {
  /** The configuration is read before the modules exist, because it decides which of them do. */
  static with(config: AppConfig): DynamicModule {
    return {
      module: SettingsModule,
      imports: [ConfigModule.forRoot({ isGlobal: true, load: [registerAs(NAMESPACE, () => config)] })],
      providers: [
        { provide: SessionPolicy, useValue: config.sessions },
        { provide: AuditRetention, useValue: config.auditRetention },
        { provide: VerificationPolicy, useValue: config.verification },
        { provide: SuspicionPolicy, useValue: config.suspicion },
      ],
      exports: [SessionPolicy, AuditRetention, VerificationPolicy, SuspicionPolicy],
    };
  }
}
