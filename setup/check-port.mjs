import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { portTaken } from './failures.mjs';

const defaultPort = 3210;

/** Said before minutes of set-up, not after; the server asks again when it listens. A server of this data directory that runs already is used. */
export async function checkPort({ options, env, places }) {
  const port = Number(options.port ?? env.ATTUNE_PORT ?? defaultPort);
  if (port === 0 || hasServer(places.data)) return;
  const probe = net.createServer();
  const error = await new Promise(resolve => {
    probe.once('error', resolve).listen(port, '127.0.0.1', () => probe.close(() => resolve(undefined)));
  });
  if (error?.code === 'EADDRINUSE') throw portTaken(port);
}

/** Whether a living process stands in `servers/` of the data directory (src/platform/installation/holders.ts). */
function hasServer(dataDir) {
  try {
    const folder = path.join(dataDir, 'servers');
    const names = fs.readdirSync(folder).filter(name => name.endsWith('.json'));
    return names.some(name =>
      isAlive(JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')).process.pid),
    );
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
