import { ORPCError } from '@orpc/client';
import { AttuneError } from '#platform/http/attune-error.ts';

export type Explained = {
  exitCode: number;
  code: string;
  message: string;
  remedy: string | undefined;
  data?: unknown;
};

/** Turns whatever went wrong into a sentence, a remedy and an exit code (README lists them). */
export function explainError(error: unknown): Explained {
  if (error instanceof ORPCError) {
    const data = (error.data ?? {}) as { remedy?: string };
    return {
      exitCode: byStatus(error.status),
      code: error.code,
      message: error.message,
      remedy: data.remedy,
      data: error.data,
    };
  }
  if (error instanceof AttuneError)
    return {
      exitCode: error.code === 'no_server' ? 3 : byStatus(error.status),
      code: error.code,
      message: error.message,
      remedy: error.remedy,
    };
  if (isUnreachable(error))
    return {
      exitCode: 3,
      code: 'unreachable',
      message: 'No Attune server answers.',
      remedy: 'Start it with `npm start`, or name another with --url.',
    };
  return {
    exitCode: 1,
    code: 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    remedy: undefined,
  };
}

function byStatus(status: number): number {
  if (status === 401 || status === 403 || status === 404) return 4;
  if (status === 409) return 5;
  return status === 503 ? 3 : 1;
}

function isUnreachable(error: unknown): boolean {
  const cause = (error as { cause?: { code?: string } })?.cause;
  return error instanceof TypeError && /fetch failed/.test(error.message) && cause !== undefined;
}
