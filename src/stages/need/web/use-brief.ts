import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useAutosave } from '#platform/ui/use-autosave.ts';
import type { BriefBody } from '../brief.contract.ts';
import { briefApi } from './api.ts';
import { type BriefField, fieldOf, mergeBriefs, withField } from './merge-briefs.ts';

/** A stored version, and what it said: what a draft began with. */
export type Known = { version: number; body: BriefBody };
export type Clash = {
  sent: BriefBody;
  theirs: Known;
  merged: BriefBody;
  /** Fields that wait for a choice, and those of which theirs was chosen. */
  both: BriefField[];
  taken: BriefField[];
};

const attempts = 4;

/**
 * The brief as one person writes it while others do. What each changed is put together; where both changed the same field
 * nothing is stored until a person has chosen. A draft knows which version it began with, also after a reload.
 */
export function useBrief(project: string, stored: Known) {
  const queries = useQueryClient();
  const key = `attune.draft.brief.${project}`;
  const base = useRef<Known>(readBase(key) ?? stored);
  const [clash, setClash] = useState<Clash>();
  const [joined, setJoined] = useState<{ sent: BriefBody; saved: BriefBody }>();

  const draft = useAutosave<BriefBody>(key, stored.body, async mine => {
    if (mine.problem.trim() === '') return;
    const sent = await saveMerged(project, base.current, mine, setClash);
    queries.setQueryData(briefApi.get.queryKey({ input: { project } }), sent.answer);
    base.current = sent.known;
    localStorage.removeItem(baseKey(key));
    setJoined({ sent: mine, saved: sent.known.body });
  });
  const { value, state, take, settle } = draft;

  // What others wrote in the meantime appears beside what was written here since.
  useEffect(() => {
    if (!joined || state.kind === 'saving') return;
    setJoined(undefined);
    if (JSON.stringify(joined.sent) === JSON.stringify(joined.saved)) return;
    if (state.kind === 'saved') take(joined.saved);
    else settle(mergeBriefs(joined.sent, value, joined.saved).merged);
  }, [joined, state, value, take, settle]);

  // Nothing written here: what others store is simply shown.
  useEffect(() => {
    if (state.kind !== 'saved' || stored.version <= base.current.version) return;
    base.current = stored;
    take(stored.body);
  }, [stored, state.kind, take]);

  const change = (next: BriefBody) => {
    if (localStorage.getItem(baseKey(key)) === null)
      localStorage.setItem(baseKey(key), JSON.stringify(base.current));
    draft.change(next);
  };
  const choose = (field: BriefField, from: 'mine' | 'theirs') => {
    if (!clash) return;
    const both = clash.both.filter(each => each !== field);
    const taken = from === 'theirs' ? [...clash.taken, field] : clash.taken;
    if (both.length > 0) return setClash({ ...clash, both, taken });
    setClash(undefined);
    base.current = clash.theirs;
    localStorage.setItem(baseKey(key), JSON.stringify(clash.theirs));
    // What was written since the question was put is mine too.
    const mine = mergeBriefs(clash.sent, value, clash.merged).merged;
    settle(taken.reduce((brief, each) => withField(brief, each, fieldOf(clash.theirs.body, each)), mine));
  };
  return { ...draft, change, clash, choose };
}

async function saveMerged(
  project: string,
  base: Known,
  mine: BriefBody,
  tell: (clash: Clash) => void,
): Promise<{ known: Known; answer: Awaited<ReturnType<typeof briefApi.put.call>> }> {
  let from = base;
  let body = mine;
  for (let attempt = 1; ; attempt += 1)
    try {
      const answer = await briefApi.put.call({ project, brief: body, version: from.version });
      return { known: { version: answer.version, body }, answer };
    } catch (error) {
      if ((error as { code?: string }).code !== 'version_conflict' || attempt === attempts) throw error;
      const found = await briefApi.get.call({ project });
      if (!found) throw error;
      const theirs = { version: found.version, body: bodyOf(found) };
      const { merged, both } = mergeBriefs(from.body, body, theirs.body);
      if (both.length > 0) {
        tell({ sent: mine, theirs, merged, both, taken: [] });
        throw error;
      }
      [from, body] = [theirs, merged];
    }
}

const baseKey = (key: string): string => `${key}.base`;

function readBase(key: string): Known | undefined {
  const text = localStorage.getItem(key) === null ? null : localStorage.getItem(baseKey(key));
  return text === null ? undefined : (JSON.parse(text) as Known);
}

export const bodyOf = ({ reason, problem, target, metrics, limits, readiness }: BriefBody): BriefBody => ({
  reason,
  problem,
  target,
  metrics,
  limits,
  readiness,
});
