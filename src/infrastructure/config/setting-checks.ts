import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';
import { isDuration, parseDuration } from './duration.js';
import { isKeyMaterial } from './key-material.js';

export const Lines = () => Transform(({ value }: { value: unknown }) => splitList(value));
/** Decimal digits only: `Number` would also take 0x10, 1e3 and blanks. */
export const Int = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  );
export const Bool = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

function splitList(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A check of one's own: `message` is what the person who set the variable reads after its name. */
export function check(message: string, validate: (value: unknown) => boolean): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'setting',
      target: target.constructor,
      propertyName: String(property),
      options: { message },
      validator: { validate },
    });
  };
}

export function IsDuration(min: string, max: string): PropertyDecorator {
  return check(
    `must be a duration from ${min} to ${max}, as 30s, 10m, 12h or 30d`,
    (value) =>
      typeof value === 'string' &&
      isDuration(value) &&
      parseDuration(value) >= parseDuration(min) &&
      parseDuration(value) <= parseDuration(max),
  );
}

export const KEY_HINT = 'must be random, 32 characters or more (openssl rand -base64 32)';

export function IsKeyList(): PropertyDecorator {
  return check(
    `every key ${KEY_HINT}`,
    (value) => Array.isArray(value) && value.length > 0 && value.every(isKeyMaterial),
  );
}
