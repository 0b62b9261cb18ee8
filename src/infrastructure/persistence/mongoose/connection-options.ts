import type { ConnectOptions } from 'mongoose';

/** Set here whatever the URI says: losing an acknowledged write to a failover would bring spent tokens back. */
const ALWAYS: ConnectOptions = {
  writeConcern: { w: 'majority', wtimeoutMS: 2500 },
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  monitorCommands: true,
};

const LIMITS = {
  serverSelectionTimeoutMS: 2500,
  connectTimeoutMS: 2500,
  // A server that hangs holds a refresh for the two tries of the write and of reading back: four of these at the most.
  socketTimeoutMS: 3000,
  waitQueueTimeoutMS: 2500,
  maxPoolSize: 50,
};

/** How the service connects: with its own limits, where the URI names no other (`?socketTimeoutMS=10000`). */
export function connectionOptions(uri: string): ConnectOptions {
  const named = new Set([...queryOf(uri).keys()].map((name) => name.toLowerCase()));
  const limits = Object.entries(LIMITS).filter(([name]) => !named.has(name.toLowerCase()));
  return { ...ALWAYS, ...Object.fromEntries(limits) };
}

/** Not by `URL`, which can't read a list of hosts. */
function queryOf(uri: string): URLSearchParams {
  const start = uri.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : uri.slice(start));
}
