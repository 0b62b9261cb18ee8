import { Inject, Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { type Device, DeviceClassifier } from '../../application/ports/device-classifier.js';
import type { RevokedReason, Session, SessionSummary } from '../../domain/session.js';

class DeviceView implements Device {
  @ApiProperty({ example: 'desktop' })
  type!: string;

  @ApiProperty({ example: 'Linux' })
  os!: string;

  @ApiProperty({ example: 'Firefox' })
  browser!: string;
}

/** A session as its owner and administrators see it: nothing that could be presented as a token. */
export class SessionView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Whether it is the session of the access token that asks' })
  current!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  lastUsedAt!: Date;

  @ApiProperty({ format: 'date-time', description: 'When it ends unless it is refreshed before' })
  expiresAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt!: Date | null;

  @ApiProperty({ type: String, nullable: true, example: 'ended-by-owner' })
  revokedReason!: RevokedReason | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of the last use' })
  ipAddress!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of the last use' })
  userAgent!: string | null;

  @ApiProperty()
  device!: DeviceView;

  @ApiProperty({ type: 'integer', description: 'How often it was refreshed' })
  rotations!: number;
}

class RotationView {
  @ApiProperty({ description: 'Public id of the spent token' })
  tokenId!: string;

  @ApiProperty({ description: 'Public id of its successor' })
  replacedByToken!: string;

  @ApiProperty({ format: 'date-time' })
  rotatedAt!: Date;

  @ApiProperty({ type: String, nullable: true })
  ipAddress!: string | null;

  @ApiProperty({ type: String, nullable: true })
  userAgent!: string | null;
}

export class SessionDetailView extends SessionView {
  @ApiProperty({ format: 'uuid' })
  userId!: string;

  @ApiProperty({ type: [RotationView], description: 'The last 8 rotations, oldest first' })
  lineage!: RotationView[];
}

/** Makes the views; reading a user agent takes a port. */
@Injectable()
export class SessionViews {
  constructor(@Inject(DeviceClassifier) private readonly devices: DeviceClassifier) {}

  of(session: SessionSummary, callersSessionId: string): SessionView {
    const { id, createdAt, lastUsedAt, expiresAt, revokedAt, revokedReason, ipAddress, userAgent, generation } =
      session;
    const device = this.devices.describe(userAgent);
    const times = { createdAt, lastUsedAt, expiresAt, revokedAt };
    const current = id === callersSessionId;
    return { id, current, ...times, revokedReason, ipAddress, userAgent, device, rotations: generation };
  }

  detailOf(session: Session, callersSessionId: string): SessionDetailView {
    const lineage = session.rotations.map(({ attemptId: _, ...rotation }) => rotation);
    return Object.assign(this.of(session, callersSessionId), { userId: session.userId, lineage });
  }
}
