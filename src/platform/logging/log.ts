/** Structured log lines on stderr: one JSON object a line, secrets masked. */
export type LogFields = Record<string, unknown>;
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
};

const secretName = /authorization|password|secret|token|api[-_]?key|cookie/i;

export function createLog(write: (line: string) => void = line => process.stderr.write(line + '\n')): Log {
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      write(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }, mask));
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };

function mask(name: string, value: unknown): unknown {
  if (typeof value === 'string' && secretName.test(name)) return '***';
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return value;
}
