import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsDate, IsIn, IsOptional } from 'class-validator';
import { BUCKET_MS, type BucketSize } from '../../application/ports/audit-figures.js';
import { Instant, INSTANT_HINT } from './audit.dto.js';

export const BUCKETS = Object.keys(BUCKET_MS) as BucketSize[];

export class OverviewQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Included; 24 hours before `to` by default, at most 31 days with `hour`, 400 with `day`',
  })
  @IsOptional()
  @Instant()
  @IsDate(INSTANT_HINT)
  from?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Not included; now by default' })
  @IsOptional()
  @Instant()
  @IsDate(INSTANT_HINT)
  to?: Date;

  @ApiPropertyOptional({ enum: BUCKETS, default: 'hour', description: 'Of UTC' })
  @IsIn(BUCKETS, { message: `must be one of ${BUCKETS.join(', ')}` })
  bucket: BucketSize = 'hour';
}
