import { beforeAll, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';
import { inspectBases } from './inspect-bases.ts';

let services: TestServices;
beforeAll(async () => void (services = await createTestServices()));

test('a base model that this machine has not is named, with what to do', async () => {
  await services.pool.query(`
    insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, origin)
    select gen_random_uuid(), slug, slug, path, 'a1b2c3d4e5f60718', 'LlamaForCausalLM', 1, 1, 'mit', origin
    from (values ('here', '.', 'local'), ('far', '/nowhere/qwen', 'local'), ('first', 'models/none', 'starter'))
      as base (slug, path, origin)`);
  expect(await inspectBases(services.db, import.meta.dirname)).toEqual([
    'Base model far is not at /nowhere/qwen: put the files with the digest a1b2c3d4e5f6… there. Its tuned versions answer once it is there.',
    expect.stringContaining('models/none: run "npm run setup"'),
  ]);
});
