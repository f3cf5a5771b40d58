import { PassingFault } from '#platform/http/attune-error.ts';
import { diskFull, isNoSpace } from '#platform/storage/disk-space.ts';

/** What is known beyond the error itself. */
export type FaultContext = {
  /** `unknown`: the connection went while the change was on its way, so it may have been made. */
  outcome?: 'not_done' | 'unknown';
  /** Where the database keeps its files, where they are on this machine. */
  databaseDir?: string | undefined;
  /** PostgreSQL is down because its disk is full. */
  diskIsFull?: boolean;
};

/** The seconds after which to try again; also the `Retry-After` header. */
export const retryAfterS = 2;

/**
 * Names what a database throws when it is away or full: `database_unavailable` (503) or `disk_full` (507). Undefined for
 * everything else, which is about the statement and not about the server.
 */
export function nameDatabaseFault(error: unknown, context: FaultContext = {}): PassingFault | undefined {
  if (error instanceof PassingFault) return error;
  const { code } = (error ?? {}) as { code?: string };
  if (code === '53100' || isNoSpace(error)) return databaseDiskFull(error, context);
  if (!isAway(error)) return undefined;
  return context.diskIsFull ? databaseDiskFull(error, context) : databaseUnavailable(error, context.outcome);
}

/** The same fault, told by somebody who knows what was under way. */
export function withOutcome(fault: PassingFault, outcome: 'not_done' | 'unknown'): PassingFault {
  return fault.code === 'database_unavailable' ? databaseUnavailable(fault.cause, outcome) : fault;
}

function databaseDiskFull(cause: unknown, { databaseDir }: FaultContext): PassingFault {
  if (databaseDir) return diskFull(databaseDir, undefined, cause);
  const message = 'The disk of the PostgreSQL server is full; nothing was changed.';
  const remedy = 'Make room on the disk of the server that DATABASE_URL names, then try again.';
  return new PassingFault('disk_full', message, { status: 507, remedy, cause });
}

export function databaseUnavailable(
  cause: unknown,
  outcome: 'not_done' | 'unknown' = 'unknown',
): PassingFault {
  const again =
    outcome === 'not_done'
      ? 'Nothing was changed. Try again in a few seconds.'
      : 'Try again in a few seconds; a change may have been made, so repeat it with the same Idempotency-Key, or look first.';
  return new PassingFault('database_unavailable', 'The database does not answer right now.', {
    status: 503,
    remedy: again,
    fields: { retryAfterS, outcome },
    cause,
  });
}

/** PostgreSQL's own words for "not here, not now": https://www.postgresql.org/docs/current/errcodes-appendix.html */
const serverCodes = new Set([
  '25006', // read-only: this server became a standby
  '25P03', // idle in transaction for too long
  '25P04', // transaction for too long
  '53000', // insufficient resources
  '53200', // out of memory
  '53300', // too many connections
  '57P01', // the server is being shut down, or the session was ended
  '57P02', // another process crashed
  '57P03', // it starts up, recovers or shuts down
  '57P05', // idle for too long
  '58000', // system error
  '58030', // I/O error
]);

/** Node's words for a server that cannot be reached or has gone. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
]);

/** The driver's words; they have no code. */
const driverWords =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Postgres connection has been discarded|Cannot use a pool after calling end|This socket has been ended)/;

function isAway(error: unknown): boolean {
  const {
    code = '',
    message = '',
    syscall,
  } = (error ?? {}) as {
    code?: string;
    message?: string;
    syscall?: string;
  };
  // The socket's directory or file is missing while the server is down.
  if (code === 'ENOENT' || code === 'EACCES') return syscall === 'connect';
  return serverCodes.has(code) || code.startsWith('08') || socketCodes.has(code) || driverWords.test(message);
}
