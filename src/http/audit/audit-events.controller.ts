import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ListAuditEvents } from '../../application/audit/list-audit-events.js';
import { PageOf, pageView, type PageView } from '../paging/page-of.js';
import { requestedPage } from '../paging/page-query.dto.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { AuditEventView } from './audit-event.view.js';
import { auditFilterOf, AuditEventsQuery } from './audit.dto.js';

@ApiTags('administration')
@ApiBearerAuth()
@ApiProblems(...TOKEN_PROBLEMS, 'storage-unavailable')
@Controller('admin/audit-events')
export class AuditEventsController {
  constructor(@Inject(ListAuditEvents) private readonly listAuditEvents: ListAuditEvents) {}

  @Get()
  @RequirePermission('audit:read')
  @ApiOperation({ summary: 'The audit trail by filter, newest first' })
  @ApiResponse({ status: 200, type: PageOf(AuditEventView, 'AuditEventPage') })
  @ApiProblems('validation-failed')
  async list(@Query() query: AuditEventsQuery): Promise<PageView<AuditEventView>> {
    const page = await this.listAuditEvents.execute(auditFilterOf(query), requestedPage(query));
    return pageView(page, (event) => AuditEventView.of(event));
  }
}
