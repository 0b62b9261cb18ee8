import { Types } from 'mongoose';

export function uuidOrNull(id: string | null): Types.UUID | null {
  return id === null ? null : new Types.UUID(id);
}
