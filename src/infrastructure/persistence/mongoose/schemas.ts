import { Schema, type Types } from 'mongoose';
import type { SealedEvent } from '../../../domain/audit-chain.js';
import type { ActionToken } from '../../../domain/action-token.js';
import type { FailureCount } from '../../../domain/lockout.js';
import type { Session } from '../../../domain/session.js';
import type { User } from '../../../domain/user.js';

/** Ids are BSON UUIDs (binary subtype 4); the driver reads them back as `UUID`. */
type WithUuids<T, Keys extends keyof T> = {
  [K in keyof T as K extends 'id' ? '_id' : K]: K extends Keys ? Types.UUID | Extract<T[K], null> : T[K];
};

export type UserDocument = WithUuids<User, 'id' | 'sparedSessionId'> & {
  /** Counted up by each opening, so that two of them at once conflict: the limit on sessions hangs on it. */
  sessionsOpened: number;
};
export type SessionDocument = WithUuids<Session, 'id' | 'userId' | 'revokedBy'>;
export type AuditEventDocument = WithUuids<SealedEvent, 'id' | 'actorId' | 'userId' | 'sessionId' | 'writerId'>;

export interface ActionTokenDocument extends WithUuids<ActionToken, 'userId'> {
  /** Purpose and user, so that a user has one for each purpose. */
  _id: string;
  /** How many since there last was no live one. */
  issued: number;
}

const uuid = { type: Schema.Types.UUID, required: true } as const;
const uuidOrNull = { type: Schema.Types.UUID, default: null } as const;
const text = { type: String, required: true } as const;
const textOrNull = { type: String, default: null } as const;
const count = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;
const instantOrNull = { type: Date, default: null } as const;

/** `strict: 'throw'` and no automatic indexes, ids, versions or timestamps: a document is what the mapper says. */
export function schemaOf<T>(definition: Record<string, unknown>, collection: string): Schema<T> {
  return new Schema<T>(definition as ConstructorParameters<typeof Schema<T>>[0], {
    collection,
    strict: 'throw',
    strictQuery: 'throw',
    autoIndex: false,
    autoCreate: false,
    versionKey: false,
    id: false,
  });
}

export const userSchema = schemaOf<UserDocument>(
  {
    _id: uuid,
    email: text,
    passwordHash: text,
    role: text,
    isActive: { type: Boolean, required: true },
    emailVerifiedAt: instantOrNull,
    sessionEpoch: count,
    sessionEpochReason: textOrNull,
    sparedSessionId: uuidOrNull,
    sessionsOpened: count,
    createdAt: instant,
    updatedAt: instant,
  },
  'users',
);
userSchema.index({ email: 1 }, { unique: true });
userSchema.index({ role: 1, email: 1 });
userSchema.index({ isActive: 1, email: 1 });

/** A document that transactions write to when what they check spans documents, so that two of them conflict. */
export interface GuardDocument {
  _id: 'last-admin';
  version: number;
}

export const guardSchema = schemaOf<GuardDocument>({ _id: text, version: count }, 'guards');

export const sessionSchema = schemaOf<SessionDocument>(
  {
    _id: uuid,
    userId: uuid,
    userEpoch: count,
    familyHash: text,
    generation: count,
    tokenHash: text,
    createdAt: instant,
    lastUsedAt: instant,
    expiresAt: instant,
    absoluteExpiresAt: instant,
    purgeAt: instant,
    revokedAt: instantOrNull,
    revokedReason: textOrNull,
    revokedBy: uuidOrNull,
    userAgent: textOrNull,
    ipAddress: textOrNull,
    idempotencyKeyHash: textOrNull,
    rotations: {
      type: [
        {
          _id: false,
          tokenId: text,
          replacedByToken: text,
          attemptId: text,
          rotatedAt: instant,
          ipAddress: textOrNull,
          userAgent: textOrNull,
        },
      ],
      default: [],
    },
    places: { type: [{ _id: false, device: text, network: textOrNull }], default: [] },
  },
  'sessions',
);
sessionSchema.index({ userId: 1, revokedAt: 1, createdAt: -1 });
sessionSchema.index({ userId: 1, _id: -1 });
// A comparison, and no `$type`: the planner takes a partial index only for queries that it can prove to lie within it.
sessionSchema.index({ revokedAt: 1 }, { partialFilterExpression: { revokedAt: { $gt: new Date(0) } } });
sessionSchema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 });
sessionSchema.index({ absoluteExpiresAt: 1 }, { partialFilterExpression: { revokedAt: null } });

export const auditEventSchema = schemaOf<AuditEventDocument>(
  {
    _id: uuid,
    type: { type: String, required: true },
    class: text,
    occurredAt: instant,
    outcome: text,
    actorId: uuidOrNull,
    userId: uuidOrNull,
    sessionId: uuidOrNull,
    ipAddress: textOrNull,
    userAgent: textOrNull,
    requestId: textOrNull,
    details: { type: Schema.Types.Mixed, default: {} },
    writerId: uuid,
    seq: count,
    keyId: text,
    purgeAt: instant,
    prevHash: textOrNull,
    prevPurgeAt: instantOrNull,
    hash: text,
  },
  'audit_events',
);
auditEventSchema.set('minimize', false);
auditEventSchema.index({ writerId: 1, class: 1, seq: 1 }, { unique: true });
auditEventSchema.index({ userId: 1, _id: 1 });
auditEventSchema.index({ sessionId: 1, _id: 1 });
auditEventSchema.index({ type: 1, _id: 1 });
auditEventSchema.index({ outcome: 1, _id: 1 });
auditEventSchema.index({ type: 1, occurredAt: 1 });
auditEventSchema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

export const actionTokenSchema = schemaOf<ActionTokenDocument>(
  {
    _id: text,
    purpose: text,
    userId: uuid,
    hash: text,
    createdAt: instant,
    expiresAt: instant,
    purgeAt: instant,
    redeemedBy: textOrNull,
    issued: count,
  },
  'action_tokens',
);
actionTokenSchema.index({ hash: 1 }, { unique: true });
actionTokenSchema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

/** `_id` is the key. */
export interface RequestCounterDocument {
  _id: string;
  hits: number;
  resetsAt: Date;
}

export const requestCounterSchema = schemaOf<RequestCounterDocument>(
  { _id: text, hits: count, resetsAt: instant },
  'request_counters',
);
requestCounterSchema.index({ resetsAt: 1 }, { expireAfterSeconds: 0 });

/** `_id` is the digest of the account's e-mail. */
export interface LockoutDocument {
  _id: string;
  counts: FailureCount[];
  /** Whether the last guess was counted. */
  wasFree: boolean;
  drainedAt: Date;
}

export const lockoutSchema = schemaOf<LockoutDocument>(
  {
    _id: text,
    counts: { type: [{ _id: false, counter: text, drainedAt: instant, lockedUntil: instant }], required: true },
    wasFree: { type: Boolean, required: true },
    drainedAt: instant,
  },
  'lockouts',
);
lockoutSchema.index({ drainedAt: 1 }, { expireAfterSeconds: 0 });
