import { ApiProperty } from '@nestjs/swagger';
import type { Overview, OverviewBucket } from '../../application/audit/view-overview.js';
import type { BucketSize } from '../../application/ports/audit-figures.js';
import { AuditEventView } from './audit-event.view.js';
import { BUCKETS } from './overview.dto.js';

class OverviewBucketView implements OverviewBucket {
  @ApiProperty({ format: 'date-time', description: 'Its start' })
  at!: Date;

  @ApiProperty({ type: 'integer', description: 'Logins, and registrations where these sign in' })
  signIns!: number;

  @ApiProperty({ type: 'integer', description: 'Logins that were refused' })
  failures!: number;

  @ApiProperty({ type: 'integer' })
  refreshes!: number;

  @ApiProperty({ type: 'integer', description: 'Spent refresh tokens that came back' })
  reuse!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Events of guesses that were not looked at, at most one a minute for each limit',
  })
  lockouts!: number;
}

export class OverviewView {
  @ApiProperty({ format: 'date-time', description: 'Included' })
  from!: Date;

  @ApiProperty({ format: 'date-time', description: 'Not included' })
  to!: Date;

  @ApiProperty({ enum: BUCKETS })
  bucket!: BucketSize;

  @ApiProperty({ type: [OverviewBucketView], description: 'Every one that the range touches, in order' })
  buckets!: OverviewBucketView[];

  @ApiProperty({ type: 'integer', description: 'Sessions of all accounts that are now neither revoked nor expired' })
  liveSessions!: number;

  @ApiProperty({ type: [AuditEventView], description: 'The newest of the range, at most 10, newest first' })
  suspicious!: AuditEventView[];

  static of({ from, to, bucket, buckets, liveSessions, suspicious }: Overview): OverviewView {
    const events = suspicious.map((event) => AuditEventView.of(event));
    return { from, to, bucket, buckets: [...buckets], liveSessions, suspicious: events };
  }
}
