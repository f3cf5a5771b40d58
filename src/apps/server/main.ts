import { parseArgs } from 'node:util';
import { type ConfigFlags, readConfig } from '#platform/config/config.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { createLog } from '#platform/logging/log.ts';
import { settlePort } from './settle-port.ts';
import { startServer } from './start-server.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string' },
    host: { type: 'string' },
    origin: { type: 'string' },
    roles: { type: 'string' },
    'adopt-copy': { type: 'boolean', default: false },
    moved: { type: 'boolean', default: false },
  },
});
const flags: ConfigFlags = {
  ...(values.data ? { dataDir: values.data } : {}),
  ...(values.port ? { port: Number(values.port) } : {}),
  ...(values.host ? { host: values.host } : {}),
  ...(values.origin ? { origin: values.origin } : {}),
};
const env = values.roles ? { ...process.env, ATTUNE_ROLES: values.roles } : process.env;

/** Without a database a stop has nothing to wait for. */
const lastWordsMs = 10_000;

try {
  const entry = { adoptCopy: values['adopt-copy'], moved: values.moved };
  const config = await settlePort(port => readConfig(port === undefined ? flags : { ...flags, port }, env));
  const server = await startServer(config, createLog(), entry);
  console.log(server.greeting);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void server.stop().then(() => process.exit(0));
    });
  const failure = await server.failed;
  tell(failure);
  setTimeout(() => process.exit(1), lastWordsMs);
  await server.stop().finally(() => process.exit(1));
} catch (error) {
  if (!(error instanceof AttuneError)) throw error;
  tell(error);
  process.exit(1);
}

function tell({ message, remedy }: AttuneError): void {
  console.error(`${message}\n${remedy ?? ''}`.trim());
}
