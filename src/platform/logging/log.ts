import { createLineWriter } from './write-line.ts';

/** Structured log lines on stderr: one JSON object a line, secrets masked. */
export type LogFields = Record<string, unknown>;
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
};

const secretName = /authorization|password|secret|token|api[-_]?key|cookie/i;

export function createLog(write: (line: string) => void = createLineWriter(process.stderr)): Log {
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      write(hideSecrets(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }, mask)));
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };

function mask(name: string, value: unknown): unknown {
  if (secretName.test(name) && (typeof value === 'string' || (value !== null && typeof value === 'object')))
    return '***';
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return value;
}

/** What a sentence of somebody else's may repeat: our keys, bearer tokens, tokens of one-time links. */
export const hideSecrets = (text: string): string =>
  text
    .replaceAll(/\battune_[\w-]{20,}/g, 'attune_***')
    .replaceAll(/\bBearer\s+[\w.~+/=-]{8,}/gi, 'Bearer ***')
    .replaceAll(/([?&]token=)[^&\s"\\]+/g, '$1***');
