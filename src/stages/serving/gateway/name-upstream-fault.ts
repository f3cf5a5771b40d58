import { AttuneError } from '#platform/http/attune-error.ts';

/** undici and sockets: the other side could not be reached, fell silent or broke off. Everything else stays what it is. */
export function nameUpstreamFault(error: unknown, name: string): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (isTimeout(error))
    return new AttuneError('upstream_timeout', `The model behind "${name}" fell silent.`, {
      status: 504,
      cause: error,
    });
  if (error instanceof AttuneError || !/^(UND_ERR|E[A-Z]+$)/.test(code ?? '')) return error;
  return new AttuneError('upstream_unreachable', `The model behind "${name}" cannot be reached: ${message}`, {
    status: 502,
    remedy: 'Check that it runs and that the connection names the right address.',
    cause: error,
  });
}

export const isTimeout = (error: unknown): boolean =>
  ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes((error as { code?: string }).code ?? '');
