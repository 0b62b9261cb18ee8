/** The service, and modules of one's own beside it: the same rings. */
const HOME = '^(?:src|examples/[^/]+)';

/** The rings: what may import what. `npm run lint` enforces it. */
module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      comment: 'The domain says what things are. It knows no library, no Node module and no other ring.',
      severity: 'error',
      from: { path: `${HOME}/domain/`, pathNot: '[.]spec[.]ts$' },
      to: { pathNot: `${HOME}/domain/` },
    },
    {
      name: 'application-imports-domain-only',
      comment: 'Use cases and ports are plain TypeScript over the domain: no Nest, no Node, no adapter.',
      severity: 'error',
      from: { path: `${HOME}/application/`, pathNot: '[.]spec[.]ts$' },
      to: { pathNot: `${HOME}/(application|domain)/` },
    },
    {
      name: 'http-and-infrastructure-never-meet',
      comment: 'They meet in the composition root only, through the ports.',
      severity: 'error',
      from: { path: `${HOME}/http/` },
      to: { path: `${HOME}/infrastructure/` },
    },
    {
      name: 'infrastructure-and-http-never-meet',
      comment: 'They meet in the composition root only, through the ports.',
      severity: 'error',
      from: { path: `${HOME}/infrastructure/` },
      to: { path: `${HOME}/http/` },
    },
    {
      name: 'persistence-adapters-are-strangers',
      comment: 'What SQLite and Mongoose share is the port and its contract suite.',
      severity: 'error',
      from: { path: `${HOME}/infrastructure/persistence/([^/]+)/` },
      to: { path: `${HOME}/infrastructure/persistence/`, pathNot: `${HOME}/infrastructure/persistence/$1/` },
    },
    {
      name: 'nobody-imports-the-command-line',
      comment: 'src/cli composes the use cases for the terminal; it is a root of its own.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'only-the-root-composes',
      comment: 'The rings do not know the files that put them together.',
      severity: 'error',
      from: { path: `${HOME}/[^/]+/`, pathNot: '^examples/[^/]+/test/' },
      to: { path: `${HOME}/[^/]+[.]ts$` },
    },
    {
      name: 'modules-build-on-src-alone',
      comment: "The service runs without any module of one's own, and a module without any other.",
      severity: 'error',
      from: { path: '^(src|examples/[^/]+)/' },
      to: { path: '^examples/', pathNot: '^$1/' },
    },
    {
      name: 'console-is-a-client',
      comment: 'The console knows the service by its API alone: its types come from the OpenAPI document.',
      severity: 'error',
      from: { path: '^src/console/' },
      to: { path: `${HOME}/`, pathNot: '^src/console/' },
    },
    {
      name: 'nobody-imports-the-console',
      comment: 'It is built for browsers; the service serves the files.',
      severity: 'error',
      from: { path: `${HOME}/`, pathNot: '^src/console/' },
      to: { path: '^src/console/' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that import each other are one file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'Every import must lead somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies-in-production',
      comment: 'What runs must find its imports after `npm ci --omit=dev`; those of the console are in its bundle.',
      severity: 'error',
      from: { path: '^(src|examples)/', pathNot: '[.]spec[.]ts$|^examples/[^/]+/test/|^src/console/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      mainFields: ['module', 'main'],
    },
  },
};
