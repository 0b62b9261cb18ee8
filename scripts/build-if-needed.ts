// Builds when there is no build, or one older than a source file: `npm start` then serves what the sources say.
import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';

const built = statSync('dist/main.js', { throwIfNoEntry: false })?.mtimeMs ?? 0;
const inputs = [
  ...globSync('src/**/*.ts'),
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];
if (inputs.some((path) => statSync(path).mtimeMs > built)) {
  execFileSync('npm', ['run', 'build', '--silent'], { stdio: 'inherit' });
}
