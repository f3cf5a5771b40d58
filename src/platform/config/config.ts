import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AttuneError } from '#platform/http/attune-error.ts';
import { type Doors, readDoors, words } from './doors.ts';
import { type Oidc, readOidc } from './oidc.ts';

/** What one process needs to know about its surroundings. Only this module reads the environment. */
export type Config = {
  /** Where Attune keeps its state: database cluster, artifacts, runs, secrets. */
  dataDir: string;
  /** Where set-up put what all data directories share: Python environment and starter models. */
  runtimeDir: string;
  host: string;
  port: number;
  /** The address that browsers use; sign-in links and cookies are made for it. */
  origin: string;
  databaseUrl: string | undefined;
  roles: Role[];
  python: string;
  doors: Doors;
  /** Where members sign in beside passwords and links (ATTUNE_OIDC_…). */
  oidc?: Oidc | undefined;
  /** Directories below which a base model may lie, beside the runtime's and the data directory (ATTUNE_MODEL_ROOTS). */
  modelRoots: string[];
  /**
   * How many tuning runs train at once in the whole installation (ATTUNE_RUN_SLOTS). One, because two on one machine slow
   * each other down more than twice. With several worker machines: give all server processes the same, larger number.
   */
  runSlots: number;
};
export type Role = 'api' | 'gateway' | 'worker';

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const programRoot = root;

export type ConfigFlags = Partial<Pick<Config, 'dataDir' | 'host' | 'port' | 'origin' | 'roles'>>;

/** Flags win over the environment, the environment over defaults. */
export function readConfig(flags: ConfigFlags = {}, env: NodeJS.ProcessEnv = process.env): Config {
  const host = flags.host ?? env.ATTUNE_HOST ?? '127.0.0.1';
  const port = flags.port ?? Number(env.ATTUNE_PORT ?? 3210);
  const runtimeDir = path.resolve(env.ATTUNE_RUNTIME ?? path.join(root, '.runtime'));
  return {
    dataDir: path.resolve(flags.dataDir ?? env.ATTUNE_DATA ?? path.join(root, '.attune')),
    runtimeDir,
    host,
    port,
    origin: flags.origin ?? env.ATTUNE_ORIGIN ?? `http://${host}:${port}`,
    databaseUrl: env.DATABASE_URL,
    roles: flags.roles ?? parseRoles(env.ATTUNE_ROLES),
    python: env.ATTUNE_PYTHON ?? path.join(runtimeDir, 'python', 'bin', 'python'),
    doors: readDoors(env),
    oidc: readOidc(env),
    modelRoots: words(env.ATTUNE_MODEL_ROOTS).map(dir => path.resolve(dir)),
    runSlots: parseRunSlots(env.ATTUNE_RUN_SLOTS),
  };
}

function parseRunSlots(text = '1'): number {
  if (/^[1-9]\d{0,2}$/.test(text.trim())) return Number(text);
  throw new AttuneError('run_slots_invalid', `"${text}" is no number of runs that may train at once.`, {
    remedy: 'ATTUNE_RUN_SLOTS is a whole number from 1 to 999; 1 where it is not set.',
  });
}

export const allRoles: readonly Role[] = ['api', 'gateway', 'worker'];

function parseRoles(text: string | undefined): Role[] {
  if (!text) return [...allRoles];
  return text.split(',').map(word => {
    const role = allRoles.find(r => r === word.trim());
    if (!role)
      throw new AttuneError('unknown_role', `There is no role "${word.trim()}" of a server process.`, {
        remedy: `--roles (ATTUNE_ROLES) is a list of ${allRoles.join(', ')}, with commas.`,
      });
    return role;
  });
}
