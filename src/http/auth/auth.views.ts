import { ApiProperty } from '@nestjs/swagger';
import type { SignedIn } from '../../application/auth/signed-in.js';
import { type Role, ROLES } from '../../domain/role.js';
import type { User } from '../../domain/user.js';

/** An account as clients see it. */
export class UserView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'email' })
  email!: string;

  @ApiProperty({ enum: ROLES })
  role!: Role;

  @ApiProperty()
  isActive!: boolean;

  @ApiProperty()
  emailVerified!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  static of({ id, email, role, isActive, emailVerifiedAt, createdAt }: User): UserView {
    return { id, email, role, isActive, emailVerified: emailVerifiedAt !== null, createdAt };
  }
}

class SessionSummaryView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'date-time', description: 'When it ends unless it is refreshed before' })
  expiresAt!: Date;
}

/** RFC 6749 §5.1, in this API's spelling; the refresh token travels in its cookie only. */
export class TokenResponse {
  @ApiProperty()
  accessToken!: string;

  @ApiProperty({ enum: ['Bearer'] })
  tokenType!: 'Bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds', example: 600 })
  expiresIn!: number;

  @ApiProperty()
  user!: UserView;

  @ApiProperty()
  session!: SessionSummaryView;

  static of({ accessToken, expiresIn, user, session }: SignedIn): TokenResponse {
    const { id, expiresAt } = session;
    return { accessToken, tokenType: 'Bearer', expiresIn, user: UserView.of(user), session: { id, expiresAt } };
  }
}

export class RevokedSessionsView {
  @ApiProperty({ type: 'integer', description: 'How many sessions this call ended' })
  revokedSessions!: number;
}

/** The same for everyone who asks: what follows is in a mail, or there is none. */
export class AcceptedView {
  @ApiProperty()
  message!: string;

  static of(message: string): AcceptedView {
    return { message };
  }
}
