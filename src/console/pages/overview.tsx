export function Overview(_: { id?: string; viewer?: unknown }) {
  return null;
}
