import { createORPCClient } from '@orpc/client';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { OpenAPILink } from '@orpc/openapi-client/fetch';

export type ClientOptions = {
  origin: string;
  headers?: () => Record<string, string>;
  fetch?: typeof globalThis.fetch;
};

/** A typed client of a running Attune for any part of its contract; the CLI, the web and tests use the same one. */
export function createClient<Contract extends AnyContractRouter>(
  contract: Contract,
  options: ClientOptions,
): ContractRouterClient<Contract> {
  const link = new OpenAPILink(contract, {
    url: `${options.origin}/api/v1`,
    headers: () => options.headers?.() ?? {},
    plugins: [new ResponseValidationPlugin(contract)],
    ...(options.fetch ? { fetch: options.fetch as never } : {}),
  });
  return createORPCClient(link) as ContractRouterClient<Contract>;
}
