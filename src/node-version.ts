/** `node:sqlite` without a flag came with 22.13, `DatabaseSync.isTransaction` with 22.16. */
const FLOOR = [22, 16] as const;

/** Ends the process with one clear line on a Node that can't run the service. */
export function assertNodeVersion(version: string): void {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  if (major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])) return;
  process.stderr.write(
    `Ratchet needs Node.js ${FLOOR.join('.')} or later; this is ${version}. (npm start uses the one in node_modules.)\n`,
  );
  process.exit(1);
}
