import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ViewOverview } from '../../application/audit/view-overview.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { OverviewQuery } from './overview.dto.js';
import { OverviewView } from './overview.view.js';

@ApiTags('administration')
@ApiBearerAuth()
@ApiProblems(...TOKEN_PROBLEMS, 'storage-unavailable')
@Controller('admin/overview')
export class OverviewController {
  constructor(@Inject(ViewOverview) private readonly viewOverview: ViewOverview) {}

  @Get()
  @RequirePermission('audit:read')
  @ApiOperation({ summary: 'Sign-ins, refreshes and alarms over time' })
  @ApiResponse({ status: 200, type: OverviewView })
  @ApiProblems('validation-failed')
  async view(@Query() { from, to, bucket }: OverviewQuery): Promise<OverviewView> {
    return OverviewView.of(await this.viewOverview.execute({ from, to, bucket }));
  }
}
