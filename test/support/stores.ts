import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { databaseUri } from './mongo-server.ts';

/** The variables that choose a store, fresh and empty, and how to be rid of it. */
export interface StoreSettings {
  readonly variables: { readonly DATA_DIR: string; readonly MONGO_URI?: string };
  discard(): Promise<void>;
}

export interface StoreKind {
  readonly name: 'sqlite' | 'mongodb';
  create(): StoreSettings;
}

/** A test server is many times slower than a mongod: what is slow in a suite is to end late, and not as a fault. */
export function patient(uri: string): string {
  const url = new URL(uri);
  url.searchParams.set('socketTimeoutMS', '20000');
  url.searchParams.set('waitQueueTimeoutMS', '20000');
  return url.toString();
}

export function sharedMongoUri(): string {
  const uri = process.env['RATCHET_TEST_MONGO'];
  if (uri === undefined) throw new Error('the global set-up has not started MongoDB');
  return uri;
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'ratchet-test-'));
}

const sqlite: StoreKind = {
  name: 'sqlite',
  create() {
    const folder = temporaryFolder();
    return {
      variables: { DATA_DIR: folder },
      discard: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

const mongodb: StoreKind = {
  name: 'mongodb',
  create() {
    const folder = temporaryFolder();
    const uri = patient(databaseUri(sharedMongoUri(), `ratchet-${randomUUID()}`));
    return {
      variables: { DATA_DIR: folder, MONGO_URI: uri },
      discard: async () => {
        rmSync(folder, { recursive: true, force: true });
        // Our own server is thrown away as a whole, and SecantusDB drops no more than some 50 documents a second.
        if (process.env['MONGO_TEST_URI'] === undefined) return;
        const connection = await mongoose.createConnection(uri).asPromise();
        await connection.dropDatabase();
        await connection.close();
      },
    };
  },
};

/** Every suite that says so runs over each of these. */
export const STORES: readonly StoreKind[] = [sqlite, mongodb];
