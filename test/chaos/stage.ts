import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, PASSWORD } from '../../scripts/support/client.ts';
import { ServiceProcess } from '../../scripts/support/service-process.ts';
import { run } from '../support/cli.ts';
import { databaseUri, freePort, type OwnMongoServer, startOwnMongo } from '../support/mongo-server.ts';
import { patient } from '../support/stores.ts';
import type { TrailEvent } from './journal.ts';

export type StoreName = 'sqlite' | 'mongodb';
export type Target = 'service' | 'store' | 'both';

/** Hashes that cost little, sessions that are never crowded out, and access tokens that last as long as a run. */
const SETTINGS = {
  ARGON2_MEMORY: '7168',
  ARGON2_TIME: '1',
  MAX_SESSIONS_PER_USER: '1000',
  ACCESS_TOKEN_TTL: '1h',
  MAIL_FROM: 'chaos@example.com',
  // Why a request was answered 500, and a start that waits for its store; no other trouble that is made here is logged so.
  LOG_LEVEL: 'error',
};

const STARTS = 5;

interface Setting {
  readonly settings?: Record<string, string>;
  readonly preload?: URL;
  /** Stands between the service and the database; gives the URI to be used. */
  readonly through?: (databaseUri: string) => Promise<string>;
  readonly folder?: string;
}

/** The built service over a store, both of which can be killed and come back as they were. */
export class Stage {
  readonly address: string;
  readonly folder: string;
  /** What the service and the command line find the store by. */
  readonly variables: Record<string, string>;
  readonly mongo: OwnMongoServer | null;
  private service: ServiceProcess;
  private readonly preload: URL | undefined;

  private constructor(
    service: ServiceProcess,
    variables: Record<string, string>,
    mongo: OwnMongoServer | null,
    preload: URL | undefined,
  ) {
    this.service = service;
    this.address = service.address;
    this.folder = service.folder;
    this.variables = variables;
    this.mongo = mongo;
    this.preload = preload;
  }

  static async open(store: StoreName, { settings = {}, preload, through, ...rest }: Setting = {}): Promise<Stage> {
    const folder = rest.folder ?? mkdtempSync(join(tmpdir(), 'ratchet-chaos-'));
    const mongo = store === 'mongodb' ? await startOwnMongo() : null;
    const uri = mongo === null ? null : patient(databaseUri(mongo.uri, 'ratchet'));
    const database = uri === null ? {} : { MONGO_URI: through === undefined ? uri : await through(uri) };
    const variables = { ...SETTINGS, PORT: String(await freePort()), DATA_DIR: folder, ...database, ...settings };
    const service = await startSupervised(variables, preload);
    return new Stage(service, uri === null ? variables : { ...variables, MONGO_URI: uri }, mongo, preload);
  }

  async kill(target: Target): Promise<void> {
    const store = target === 'service' ? undefined : this.mongo?.kill();
    const service = target === 'store' ? undefined : this.service.end('SIGKILL');
    await Promise.all([store, service]);
  }

  /** Both at once, as after a power cut: the service has to wait for its store. */
  async revive(target: Target): Promise<void> {
    const store = target === 'service' ? undefined : this.mongo?.revive();
    const service = target === 'store' ? undefined : this.startAgain();
    await Promise.all([store, service]);
  }

  /** Says something to what was preloaded into the service. */
  tell(message: object): Promise<unknown> {
    return this.service.tell(message);
  }

  /** Makes an administrator and signs in; returns the access token. */
  async signInAdmin(): Promise<string> {
    const email = 'admin@example.com';
    const { code, err } = await run(this.variables, ['admin', 'create', '--email', email], `${PASSWORD}\n`);
    if (code !== 0) throw new Error(`admin create: ${err}`);
    const client = new Client(this.address);
    const { body } = await client.login(email, PASSWORD);
    client.close();
    return (JSON.parse(body) as { accessToken: string }).accessToken;
  }

  /** Every event of the trail, whose chains must be whole. */
  async readTrail(): Promise<{ readonly events: TrailEvent[]; readonly verdict: string; readonly isWhole: boolean }> {
    const { code, out: verdict, err } = await run(this.variables, ['audit', 'verify']);
    const exported = await run(this.variables, ['audit', 'export']);
    const lines = exported.out.split('\n').filter((line) => line !== '');
    const events = lines.map((line) => JSON.parse(line) as TrailEvent);
    return { events, verdict: `${verdict}${err}`.trim(), isWhole: code === 0 && exported.code === 0 };
  }

  async close(): Promise<void> {
    await this.service.end('SIGTERM');
    await this.mongo?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startAgain(): Promise<void> {
    this.service = await startSupervised(this.variables, this.preload);
  }
}

/** A service that finds no store gives up after some seconds, and whoever runs it starts it again. */
async function startSupervised(variables: Record<string, string>, preload: URL | undefined): Promise<ServiceProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ServiceProcess.start(variables, preload === undefined ? {} : { preload });
    } catch (fault) {
      if (tries === STARTS) throw fault;
    }
  }
}
