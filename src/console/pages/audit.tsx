export function Audit(_: { id?: string; viewer?: unknown }) {
  return null;
}
