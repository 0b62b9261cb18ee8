import { render } from 'preact';
import { apiOf, ConnectionContext } from './api/api.ts';
import { App } from './app.tsx';
import { followLinks } from './router.ts';
import { browserEnvironment } from './session/browser-environment.ts';
import { SessionClient } from './session/session-client.ts';
import { watch } from './session/watch.ts';
import './styles.css';

const environment = browserEnvironment();
const session = new SessionClient(environment);
const connection = { session, api: apiOf(session), watch: () => watch(environment, session, '/auth/me') };
const place = document.getElementById('console');
if (place === null) throw new Error('The page has no place for the console.');

document.addEventListener('click', followLinks);
render(
  <ConnectionContext.Provider value={connection}>
    <App />
  </ConnectionContext.Provider>,
  place,
);
