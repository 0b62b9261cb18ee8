import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { Metrics } from '../../application/ports/metrics.js';
import { Public } from '../security/public.decorator.js';

@ApiTags('operations')
@Public()
@SkipThrottle()
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  @ApiOperation({ summary: 'The metrics of this process, for Prometheus' })
  @ApiResponse({
    status: 200,
    description: 'Text exposition format 0.0.4',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  async expose(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { mediaType, text } = await this.metrics.exposition();
    reply.type(mediaType);
    return text;
  }
}
