export function User(_: { id?: string; viewer?: unknown }) {
  return null;
}
