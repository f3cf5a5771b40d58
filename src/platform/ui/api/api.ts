import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import { watchReach } from './reach.ts';
import { type CallContext, createClient } from '#platform/http/client.ts';

/** The server of this page, by its session cookie. */
const options = {
  origin: location.origin,
  fetch: (request: Request, init?: RequestInit) =>
    watchReach(request.url, fetch(request, { ...init, credentials: 'same-origin' })),
};

/** A typed client for a part of the contract. */
export const clientOf = <Contract extends AnyContractRouter>(
  contract: Contract,
): ContractRouterClient<Contract, CallContext> => createClient(contract, options as never);

/**
 * Queries and mutations for a part of the contract, as TanStack Query wants them: `api.list.queryOptions({ input })`.
 * `name` starts every query key, so that live events can say what is stale: `invalidate('records')`.
 */
export const apiOf = <Contract extends AnyContractRouter>(
  name: string,
  contract: Contract,
): RouterUtils<ContractRouterClient<Contract, CallContext>> =>
  createTanstackQueryUtils(clientOf(contract), { path: [name] }) as never;
