export function Users(_: { id?: string; viewer?: unknown }) {
  return null;
}
