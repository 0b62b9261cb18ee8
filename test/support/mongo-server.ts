import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import { pythonTools } from './python.ts';

const run = promisify(execFile);

const SECANTUS = 'secantusdb==0.7.0b3';
const START_LIMIT_MS = 30_000;

/** A server that speaks MongoDB's wire protocol, with transactions and a replica set's guarantees. */
export interface MongoServer {
  /** Without a database's name; see `databaseUri`. */
  readonly uri: string;
  /** What it is, for people. */
  readonly name: string;
  stop(): Promise<void>;
}

/** One that is ours to kill: it comes back at the same port with what it had stored. */
export interface OwnMongoServer extends MongoServer {
  kill(): Promise<void>;
  revive(): Promise<void>;
}

/** The URI of one database of a server. */
export function databaseUri(serverUri: string, database: string): string {
  const url = new URL(serverUri);
  url.pathname = `/${database}`;
  return url.toString();
}

/**
 * Finds a server, the real thing first: `MONGO_TEST_URI`, a `mongod` on the PATH, one that mongodb-memory-server can
 * download, SecantusDB from PyPI. Throws with what to install when there is none: tests are never skipped for that.
 */
export async function startMongo(port?: number): Promise<MongoServer> {
  const refusals: string[] = [];
  for (const [name, start] of CANDIDATES) {
    try {
      const server = await start(port);
      if (server !== null) return server;
    } catch (fault) {
      refusals.push(`${name}: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  }
  throw new Error(
    `No MongoDB-compatible server could be started. Set MONGO_TEST_URI, or put mongod on the PATH, or install Python 3.10+ with venv and pip.\n${refusals.join('\n')}`,
  );
}

/** As `startMongo`, but only servers that this process itself runs, and so can kill; they know `failCommand`. */
export async function startOwnMongo(): Promise<OwnMongoServer> {
  const mongod = await startMongod(undefined, ['--setParameter', 'enableTestCommands=1']);
  return mongod ?? (await startSecantus(undefined, ['--enable-test-commands']));
}

const CANDIDATES: [string, (port?: number) => Promise<MongoServer | null>][] = [
  ['MONGO_TEST_URI', useGiven],
  ['mongod', startMongod],
  ['mongodb-memory-server', startMemoryServer],
  ['SecantusDB', startSecantus],
];

async function useGiven(): Promise<MongoServer | null> {
  const uri = process.env['MONGO_TEST_URI'];
  if (uri === undefined) return null;
  await ping(uri);
  return { uri, name: 'MONGO_TEST_URI', stop: () => Promise.resolve() };
}

async function startMongod(given?: number, more: readonly string[] = []): Promise<OwnMongoServer | null> {
  const version = await run('mongod', ['--version']).catch(() => null);
  if (version === null) return null;
  const port = given ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-mongod-'));
  const args = ['--port', String(port), '--dbpath', folder, '--bind_ip', '127.0.0.1', '--replSet', 'rs0', ...more];
  const launch = () => launched('mongod', args, port);
  const child = await launch();
  const direct = await mongoose.createConnection(`mongodb://127.0.0.1:${port}/?directConnection=true`).asPromise();
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
  await direct.db?.admin().command({ replSetInitiate: { _id: 'rs0', members } });
  await direct.close();
  return running(child, launch, folder, { uri: `mongodb://127.0.0.1:${port}/?replicaSet=rs0`, name: 'mongod' });
}

async function startMemoryServer(given?: number): Promise<MongoServer | null> {
  // It retries a download that can't succeed for longer than a person waits, so it is asked by hand whether it could.
  if (!(await canDownload())) throw new Error('its download cannot be reached');
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
  const instanceOpts = [{ ...(given !== undefined && { port: given }), storageEngine: 'wiredTiger' as const }];
  const server = await MongoMemoryReplSet.create({ replSet: { count: 1 }, instanceOpts });
  return { uri: server.getUri(), name: 'mongodb-memory-server', stop: () => server.stop().then(() => undefined) };
}

async function canDownload(): Promise<boolean> {
  const request = { method: 'HEAD', signal: AbortSignal.timeout(3000) };
  return fetch('https://fastdl.mongodb.org', request).then(
    () => true,
    () => false,
  );
}

async function startSecantus(given?: number, more: readonly string[] = []): Promise<OwnMongoServer> {
  const command = join(await pythonTools(SECANTUS), 'secantusd-py');
  const port = given ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-secantus-'));
  const args = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', folder, '--sync-on-commit', ...more];
  const launch = () => launched(command, args, port);
  const uri = `mongodb://127.0.0.1:${port}/?replicaSet=secantus`;
  return running(await launch(), launch, folder, { uri, name: `SecantusDB (${SECANTUS})` });
}

/** Answers when it can be asked; it can be killed and brought back, and is gone with its folder when it is stopped. */
export async function running(
  first: ChildProcess,
  launch: () => Promise<ChildProcess>,
  folder: string,
  known: Pick<MongoServer, 'uri' | 'name'>,
): Promise<OwnMongoServer> {
  let child = first;
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  const revive = async () => {
    child = await launch();
  };
  const stop = async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await ping(known.uri);
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { ...known, stop, kill, revive };
}

/** Starts a server, and resolves when it takes connections. @throws Error it ended, or took longer than 30 s */
export async function launched(command: string, args: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: 'ignore' });
  await listening(child, port);
  return child;
}

async function ping(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: START_LIMIT_MS }).asPromise();
  await connection.db?.admin().ping();
  await connection.close();
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended at once, with code ${child.exitCode}`);
    if (await accepts(port)) return;
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error(`it did not listen within ${START_LIMIT_MS / 1000} s`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    const answer = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
    socket.connect(port, '127.0.0.1');
  });
}
