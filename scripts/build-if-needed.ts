// Builds when there is no build, or one older than a source file: `npm start` then serves what the sources say.
import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';

const outputs = ['dist/main.js', 'dist/console/index.html'];
const built = Math.min(...outputs.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0));
const inputs = [
  ...globSync('src/**/*.{ts,tsx,css,html}'),
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'rolldown.config.js',
  'vite.config.js',
];
if (inputs.some((path) => statSync(path).mtimeMs > built)) {
  execFileSync('npm', ['run', 'build', '--silent'], { stdio: 'inherit' });
}
