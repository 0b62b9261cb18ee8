import { Module } from '@nestjs/common';
import { ListAuditEvents } from '../../application/audit/list-audit-events.js';
import { ViewOverview } from '../../application/audit/view-overview.js';
import { AuditEvents } from '../../application/ports/audit-events.js';
import { AuditFigures } from '../../application/ports/audit-figures.js';
import { Clock } from '../../application/ports/clock.js';
import { SessionRepository } from '../../application/ports/session-repository.js';
import { VerificationPolicy } from '../../application/verification-policy.js';
import { provide } from '../provide.js';
import { AuditEventsController } from './audit-events.controller.js';
import { OverviewController } from './overview.controller.js';

/** The audit trail, for those who may read it. */
@Module({
  controllers: [AuditEventsController, OverviewController],
  providers: [
    provide(ListAuditEvents, AuditEvents),
    provide(ViewOverview, AuditFigures, SessionRepository, VerificationPolicy, Clock),
  ],
})
export class AuditModule {}
