import { type BeforeApplicationShutdown, Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { StoreHealth } from '../../application/ports/store-health.js';
import { Public } from '../security/public.decorator.js';

type State = 'up' | 'down';

interface Readiness {
  readonly status: 'ready' | 'unready' | 'shutting-down';
  readonly dependencies: { readonly store: { readonly kind: string; readonly status: State } };
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
  @ApiResponse({ status: 200 })
  live() {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether the service can do its work, with the state of each dependency' })
  @ApiResponse({ status: 200 })
  @ApiResponse({ status: 503, description: 'The store is unreachable, or the service is shutting down' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
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

  private async stateOfStore(): Promise<State> {
    return this.store.check().then(
      () => 'up' as const,
      () => 'down' as const,
    );
  }
}
