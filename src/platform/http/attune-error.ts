export type ErrorDetail = {
  /** What the reader can do now, one sentence in English; the face translates by code. */
  remedy?: string;
  /** Which field, row or object it is about, and the values that matter. */
  fields?: Record<string, unknown>;
  /** HTTP status; 400 where nothing else is said. */
  status?: number;
  cause?: unknown;
};

/** A failure that people meet: a stable code, a sentence, a remedy. Everything else is a fault of the program. */
export class AttuneError extends Error {
  readonly code: string;
  readonly status: number;
  readonly remedy: string | undefined;
  readonly fields: Record<string, unknown>;

  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(message, { cause: detail.cause });
    this.name = 'AttuneError';
    this.code = code;
    this.status = detail.status ?? 400;
    this.remedy = detail.remedy;
    this.fields = detail.fields ?? {};
  }
}

/**
 * A failure that goes away: the database is not there for a while, the disk is full. Shown to people like an AttuneError,
 * but it settles nothing: work in the background waits and goes on, it does not end with it.
 */
export class PassingFault extends Error {
  readonly code: PassingCode;
  readonly status: number;
  readonly remedy: string;
  readonly fields: Record<string, unknown>;

  constructor(code: PassingCode, message: string, detail: ErrorDetail & { status: number; remedy: string }) {
    super(message, { cause: detail.cause });
    this.name = 'PassingFault';
    this.code = code;
    this.status = detail.status;
    this.remedy = detail.remedy;
    this.fields = detail.fields ?? {};
  }
}

export type PassingCode = 'database_unavailable' | 'disk_full';

export const notFound = (kind: string, id: string): AttuneError =>
  new AttuneError('not_found', `There is no ${kind} ${id} here.`, {
    status: 404,
    fields: { kind, id },
    remedy: `List them to see which exist, or check the project.`,
  });

export const versionConflict = (kind: string, id: string, current: number): AttuneError =>
  new AttuneError('version_conflict', `The ${kind} was changed by someone else in the meantime.`, {
    status: 409,
    fields: { kind, id, currentVersion: current },
    remedy: 'Read it again, apply your change to the new version, and send that version.',
  });
