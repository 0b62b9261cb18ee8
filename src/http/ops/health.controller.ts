import { type BeforeApplicationShutdown, Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { StoreHealth } from '../../application/ports/store-health.js';
import { Public } from '../security/public.decorator.js';

const STATES = ['up', 'down'] as const;
const STATUSES = ['ready', 'unready', 'shutting-down'] as const;

class DependencyView {
  @ApiProperty({ example: 'mongodb' })
  kind!: string;

  @ApiProperty({ enum: STATES })
  status!: (typeof STATES)[number];
}

class DependenciesView {
  @ApiProperty()
  store!: DependencyView;
}

class ReadinessView {
  @ApiProperty({ enum: STATUSES })
  status!: (typeof STATUSES)[number];

  @ApiProperty()
  dependencies!: DependenciesView;
}

class LivenessView {
  @ApiProperty({ enum: ['alive'] })
  status!: 'alive';
}

@ApiTags('operations')
@Public()
@SkipThrottle()
@Controller('health')
export class HealthController implements BeforeApplicationShutdown {
  private isShuttingDown = false;

  constructor(@Inject(StoreHealth) private readonly store: StoreHealth) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process runs' })
  @ApiResponse({ status: 200, type: LivenessView })
  live(): LivenessView {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether the service can do its work, with the state of each dependency' })
  @ApiResponse({ status: 200, type: ReadinessView })
  @ApiResponse({
    status: 503,
    type: ReadinessView,
    description: 'The store is unreachable, or the service is shutting down',
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessView> {
    const status = await this.stateOfStore();
    if (status === 'down' || this.isShuttingDown) reply.status(503);
    return {
      status: this.isShuttingDown ? 'shutting-down' : status === 'up' ? 'ready' : 'unready',
      dependencies: { store: { kind: this.store.store, status } },
    };
  }

  beforeApplicationShutdown(): void {
    this.isShuttingDown = true;
  }

  private async stateOfStore(): Promise<DependencyView['status']> {
    return this.store.check().then(
      () => 'up' as const,
      () => 'down' as const,
    );
  }
}
