import type { ObjectFinder } from '#platform/ui/stage-web.ts';
import { evaluationApi } from './api.ts';

const finder: ObjectFinder = {
  async list(project, signal) {
    const { items } = await evaluationApi.list.call({ project, limit: 200 }, { signal });
    return items.map(({ id, number, name }) => ({ kind: 'evaluation', id, number, name }));
  },
};
export default finder;
