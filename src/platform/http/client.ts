import { createORPCClient } from '@orpc/client';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { OpenAPILink } from '@orpc/openapi-client/fetch';

export type ClientOptions = {
  origin: string;
  headers?: () => Record<string, string>;
  fetch?: typeof globalThis.fetch;
};

/** What a single call may say beside its input: a repeat with the same key is the same call. */
export type CallContext = { idempotencyKey?: string };

/** A typed client of a running Attune for any part of its contract; the CLI, the web and tests use the same one. */
export function createClient<Contract extends AnyContractRouter>(
  contract: Contract,
  options: ClientOptions,
): ContractRouterClient<Contract, CallContext> {
  const link = new OpenAPILink<CallContext>(contract, {
    url: `${options.origin}/api/v1`,
    headers: ({ context }) => ({
      ...options.headers?.(),
      ...(context?.idempotencyKey ? { 'idempotency-key': context.idempotencyKey } : {}),
    }),
    plugins: [new ResponseValidationPlugin(contract)],
    ...(options.fetch ? { fetch: options.fetch as never } : {}),
  });
  return createORPCClient(link) as ContractRouterClient<Contract, CallContext>;
}
