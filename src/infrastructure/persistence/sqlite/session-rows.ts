import type { SQLInputValue } from 'node:sqlite';
import type { Place } from '../../../domain/place.js';
import type { RevokedReason, Rotation, Session, SessionSummary } from '../../../domain/session.js';
import { date, dateOrNull, integer, millis, text, textOrNull } from './columns.js';
import type { Row } from './sqlite-store.js';

/** What `toSummary` takes. The history comes after it in the record, and is neither copied nor parsed. */
export const SUMMARY = `
  id, userId, userEpoch, familyHash, generation, tokenHash, createdAt, lastUsedAt, expiresAt, absoluteExpiresAt, purgeAt,
  revokedAt, revokedReason, revokedBy, userAgent, ipAddress, idempotencyKeyHash`;

/** Takes the values of `columnsOf`. */
export const INSERT_SESSION = `
  INSERT INTO sessions (${SUMMARY}, rotations, places)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

type StoredRotation = Omit<Rotation, 'rotatedAt'> & { readonly rotatedAt: number };

export function columnsOf(session: Session): SQLInputValue[] {
  return [
    session.id,
    session.userId,
    session.userEpoch,
    session.familyHash,
    session.generation,
    session.tokenHash,
    millis(session.createdAt),
    millis(session.lastUsedAt),
    millis(session.expiresAt),
    millis(session.absoluteExpiresAt),
    millis(session.purgeAt),
    millis(session.revokedAt),
    session.revokedReason,
    session.revokedBy,
    session.userAgent,
    session.ipAddress,
    session.idempotencyKeyHash,
    JSON.stringify(session.rotations.map(fromRotation)),
    JSON.stringify(session.places),
  ];
}

export function toSession(row: Row | undefined): Session | null {
  if (row === undefined) return null;
  const rotations = (JSON.parse(text(row, 'rotations')) as StoredRotation[]).map(toRotation);
  return { ...toSummary(row), rotations, places: placesOf(row) };
}

export function toSummary(row: Row): SessionSummary {
  return {
    id: text(row, 'id'),
    userId: text(row, 'userId'),
    userEpoch: integer(row, 'userEpoch'),
    familyHash: text(row, 'familyHash'),
    generation: integer(row, 'generation'),
    tokenHash: text(row, 'tokenHash'),
    createdAt: date(row, 'createdAt'),
    lastUsedAt: date(row, 'lastUsedAt'),
    expiresAt: date(row, 'expiresAt'),
    absoluteExpiresAt: date(row, 'absoluteExpiresAt'),
    purgeAt: date(row, 'purgeAt'),
    revokedAt: dateOrNull(row, 'revokedAt'),
    revokedReason: textOrNull(row, 'revokedReason') as RevokedReason | null,
    revokedBy: textOrNull(row, 'revokedBy'),
    userAgent: textOrNull(row, 'userAgent'),
    ipAddress: textOrNull(row, 'ipAddress'),
    idempotencyKeyHash: textOrNull(row, 'idempotencyKeyHash'),
  };
}

export function placesOf(row: Row): Place[] {
  return JSON.parse(text(row, 'places')) as Place[];
}

function toRotation(stored: StoredRotation): Rotation {
  return { ...stored, rotatedAt: new Date(stored.rotatedAt) };
}

export function fromRotation(rotation: Rotation): StoredRotation {
  return { ...rotation, rotatedAt: rotation.rotatedAt.getTime() };
}
