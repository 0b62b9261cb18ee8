import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const AMBIENT_TIME = 'Take the time from the Clock port.';
const AMBIENT_RANDOM = 'Take randomness from the Random port (or node:crypto in infrastructure/crypto).';
const AMBIENT_ENVIRONMENT =
  'Read settings from AppConfig; only infrastructure/config/load-environment.ts reads the environment.';

const bans = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: AMBIENT_TIME },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: AMBIENT_TIME },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: AMBIENT_RANDOM },
  { selector: "MemberExpression[object.name='process'][property.name='env']", message: AMBIENT_ENVIRONMENT },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals: it costs nothing at run time.' },
];

export default tseslint.config(
  { ignores: ['**/dist/', 'build/', 'node_modules/', 'coverage/', 'data/', 'src/console/api/schema.d.ts'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': ['error', ...bans],
      'max-lines': ['error', { max: 250 }],
      'max-params': ['error', { max: 5 }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // What modules of one's own merge their names into is empty without them.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'always' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Classes that describe answers for OpenAPI are shapes; nothing asks for their prototype.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Adapters of synchronous stores keep the port's promise by being async.
      '@typescript-eslint/require-await': 'off',
      // `_` names what a signature demands and the function doesn't use.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: [
      'src/infrastructure/crypto/system-clock.ts',
      'src/infrastructure/config/load-environment.ts',
      'src/console/session/browser-environment.ts',
      'src/console/format/clock.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Tests start servers and read the machine they run on; their doubles need not be typed to the last corner.
    files: ['test/**/*.ts', 'src/**/*.spec.ts', 'scripts/**/*.ts', 'examples/*/test/**/*.ts'],
    rules: {
      'no-restricted-syntax': 'off',
      'max-params': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['*.js', '*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { module: 'writable' } },
  },
);
