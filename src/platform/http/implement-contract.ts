import { authorise } from './authorise.ts';
import { inTransaction } from './in-transaction.ts';

export type { IncomingContext } from './context.ts';

/**
 * Stands before every handler: `implement(contract).$context<IncomingContext>().use(guard)`. Handlers run only after the
 * contract's `access` rule let the caller in, and inside one transaction with idempotency where the endpoint writes.
 */
export const guard = authorise.concat(inTransaction);
