import type { ObjectFinder } from '#platform/ui/stage-web.ts';
import { runApi } from './api.ts';

const finder: ObjectFinder = {
  async list(project, signal) {
    const { items } = await runApi.list.call({ project, limit: 200 }, { signal });
    return items.map(({ id, number, name }) => ({ kind: 'run', id, number, name }));
  },
};
export default finder;
