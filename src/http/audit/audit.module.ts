import { Module } from '@nestjs/common';
import { ListAuditEvents } from '../../application/audit/list-audit-events.js';
import { AuditEvents } from '../../application/ports/audit-events.js';
import { provide } from '../provide.js';
import { AuditEventsController } from './audit-events.controller.js';

/** The audit trail, for those who may read it. */
@Module({
  controllers: [AuditEventsController],
  providers: [provide(ListAuditEvents, AuditEvents)],
})
export class AuditModule {}
