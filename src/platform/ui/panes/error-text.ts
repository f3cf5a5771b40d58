import type { TFunction } from 'i18next';

/** What a person is told of a failure: a sentence, what to do, and the code to quote. */
export type ErrorText = { message: string; remedy: string | undefined; code: string };

type Failure = { code?: string; status?: number; message?: string; data?: { remedy?: string } };

/**
 * The sentence of the page's language by the error's stable code, its fields filled in. In English that is the server's own,
 * and so it is where a code has no text, so that nothing is hidden.
 */
export function textOfError(t: TFunction, error: unknown): ErrorText {
  const { code = 'unexpected', message = String(error), data } = nameFailure(error);
  const fields = { ...data, message };
  return {
    code,
    message: t(`errors:${code}.message`, { ...fields, defaultValue: message }),
    remedy: t(`errors:${code}.remedy`, { ...fields, defaultValue: data?.remedy ?? '' }) || undefined,
  };
}

/** What never reached the server has no code of it. */
function nameFailure(error: unknown): Failure {
  const failure = (error ?? {}) as Failure;
  if (failure.code !== undefined) return failure;
  if (error instanceof TypeError) return { code: 'unreachable', message: error.message };
  return { code: 'unexpected', message: failure.message };
}
