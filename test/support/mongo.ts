// `npm run mongo`: the server that the tests use, for a person.
import { databaseUri, startMongo } from './mongo-server.ts';

const port = process.argv[2] === undefined ? 27117 : Number(process.argv[2]);
const server = await startMongo(port);
process.stdout.write(
  `${server.name} is at\n\n  MONGO_URI='${databaseUri(server.uri, 'ratchet')}'\n\nCtrl-C ends it.\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
setInterval(() => undefined, 60_000);
