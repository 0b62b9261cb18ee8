import { defineConfig } from 'vite';

/** The console: static files for `src/http/console-pages.ts` to serve. `node dist/main.js` beside `vite dev` answers the API. */
export default defineConfig({
  root: 'src/console',
  base: '/console/',
  publicDir: false,
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // An inlined asset is a data: URL, which the policy of the page refuses; the preload helper is an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', proxy: { '^/(auth|admin)/': 'http://127.0.0.1:3000' } },
});
