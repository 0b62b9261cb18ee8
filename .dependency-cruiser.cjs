/** The rings: what may import what. `npm run lint` enforces it. */
module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      comment: 'The domain says what things are. It knows no library, no Node module and no other ring.',
      severity: 'error',
      from: { path: '^src/domain', pathNot: '[.]spec[.]ts$' },
      to: { pathNot: '^src/domain' },
    },
    {
      name: 'application-imports-domain-only',
      comment: 'Use cases and ports are plain TypeScript over the domain: no Nest, no Node, no adapter.',
      severity: 'error',
      from: { path: '^src/application', pathNot: '[.]spec[.]ts$' },
      to: { pathNot: '^src/(application|domain)' },
    },
    {
      name: 'http-and-infrastructure-never-meet',
      comment: 'They meet in the composition root only, through the ports.',
      severity: 'error',
      from: { path: '^src/http' },
      to: { path: '^src/infrastructure' },
    },
    {
      name: 'infrastructure-and-http-never-meet',
      comment: 'They meet in the composition root only, through the ports.',
      severity: 'error',
      from: { path: '^src/infrastructure' },
      to: { path: '^src/http' },
    },
    {
      name: 'persistence-adapters-are-strangers',
      comment: 'What SQLite and Mongoose share is the port and its contract suite.',
      severity: 'error',
      from: { path: '^src/infrastructure/persistence/([^/]+)/' },
      to: { path: '^src/infrastructure/persistence/', pathNot: '^src/infrastructure/persistence/$1/' },
    },
    {
      name: 'only-the-root-composes',
      comment: 'The rings do not know the files that put them together.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+[.]ts$' },
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
      comment: 'What src imports must be there after `npm ci --omit=dev`.',
      severity: 'error',
      from: { path: '^src', pathNot: '[.]spec[.]ts$' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      mainFields: ['module', 'main'],
    },
  },
};
