import { claimDataDirectory } from './claim-data-directory.ts';

/** A process that tries to take a directory at an agreed moment, says what came of it, and stays. */
const [dataDir, atMs] = process.argv.slice(2);
while (Date.now() < Number(atMs));
const wish = { what: 'server' as const, origin: 'http://one', roles: ['api'], database: 'embedded' as const };
const outcome = await claimDataDirectory(dataDir!, wish).then(
  () => 'won',
  (error: { code: string; fields: { pid: number } }) => `${error.code} ${error.fields.pid}`,
);
console.log(outcome);
setInterval(() => {}, 60_000);
