import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import type { Persistence } from './persistence.ts';

/** How a store goes about one statement of a call. */
export interface Plan {
  /** Its steps, in the store's own words. */
  readonly steps: readonly string[];
  /** Rows or documents that it looked at; null where the store doesn't count them. */
  readonly examined: number | null;
}

/** Makes the call, and has the store explain the very statements that it sent: on MongoDB those that read. */
export function plansOf(store: Persistence, call: () => Promise<unknown>): Promise<Plan[]> {
  return store.health.store === 'sqlite' ? sqlitePlans(store, call) : mongoPlans(store, call);
}

async function sqlitePlans({ context }: Persistence, call: () => Promise<unknown>): Promise<Plan[]> {
  const sqlite = context.get(SqliteStore, { strict: false });
  const sent: Parameters<SqliteStore['all']>[] = [];
  const { all, get } = sqlite;
  sqlite.all = (...statement) => (sent.push(statement), all.apply(sqlite, statement));
  sqlite.get = (...statement) => (sent.push(statement), get.apply(sqlite, statement));
  try {
    await call();
  } finally {
    Object.assign(sqlite, { all, get });
  }
  return sent.map(([sql, ...values]) => {
    const rows = sqlite.all(`EXPLAIN QUERY PLAN ${sql}`, ...values);
    return { steps: rows.map((row) => String(row['detail'])), examined: null };
  });
}

async function mongoPlans(store: Persistence, call: () => Promise<unknown>): Promise<Plan[]> {
  const commands = await commandsOf(store, call);
  const reads = commands.filter(({ commandName }) => commandName === 'find' || commandName === 'aggregate');
  return Promise.all(reads.map(({ command }) => explain(connectionOf(store), command)));
}

/** What a call sends to MongoDB, in order. */
export async function commandsOf(
  store: Persistence,
  call: () => Promise<unknown>,
): Promise<mongo.CommandStartedEvent[]> {
  const client = connectionOf(store).getClient();
  const sent: mongo.CommandStartedEvent[] = [];
  const note = (event: mongo.CommandStartedEvent) => sent.push(event);
  client.on('commandStarted', note);
  await call().finally(() => client.off('commandStarted', note));
  return sent;
}

function connectionOf({ context }: Persistence): Connection {
  return context.get<Connection>(getConnectionToken(), { strict: false });
}

const OF_THE_QUERY = [
  'find',
  'aggregate',
  'filter',
  'pipeline',
  'sort',
  'skip',
  'limit',
  'projection',
  'cursor',
  'hint',
];

async function explain(connection: Connection, command: mongo.Document): Promise<Plan> {
  const query = Object.fromEntries(Object.entries(command).filter(([name]) => OF_THE_QUERY.includes(name)));
  const answer = await connection.db?.command({ explain: query, verbosity: 'executionStats' });
  // An aggregation that needs more than a query has its first part in `$cursor`.
  const { stages, ...whole } = answer as Explanation & {
    readonly stages?: readonly { readonly $cursor: Explanation }[];
  };
  const { queryPlanner, executionStats } = stages?.[0]?.$cursor ?? whole;
  return { steps: stepsOf(queryPlanner.winningPlan), examined: executionStats.totalDocsExamined };
}

interface Explanation {
  readonly queryPlanner: { readonly winningPlan: Stage };
  readonly executionStats: { readonly totalDocsExamined: number };
}

interface Stage {
  readonly stage?: string;
  readonly indexName?: string;
  readonly queryPlan?: Stage;
  readonly inputStage?: Stage;
  readonly inputStages?: readonly Stage[];
}

function stepsOf({ stage, indexName, queryPlan, inputStage, inputStages = [] }: Stage): string[] {
  const own = stage === undefined ? [] : [indexName === undefined ? stage : `${stage} ${indexName}`];
  const inputs = [queryPlan, inputStage, ...inputStages].filter((input) => input !== undefined);
  return [...own, ...inputs.flatMap(stepsOf)];
}
