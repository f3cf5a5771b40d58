import { AttuneError } from '#platform/http/attune-error.ts';

export type SendFlags = {
  thumb?: string;
  correction?: string;
  edit?: string;
  over?: string;
  rating?: string;
  outcome?: string;
  comment?: string;
  label?: string;
  actor?: string;
  id?: string;
};

/** What the flags of `attune feedback send` say, as a body of POST /v1/feedback; exactly one of them says what it is. */
export function bodyOf(completion: string, flags: SendFlags): Record<string, unknown> {
  const { thumb, correction, edit, over, rating, outcome, comment, label, actor, id } = flags;
  const said = [
    ...(thumb === undefined ? [] : [{ kind: 'thumb', value: thumb }]),
    ...(correction === undefined ? [] : [{ kind: 'correction', corrected_text: correction }]),
    ...(edit === undefined ? [] : [{ kind: 'edit', corrected_text: edit }]),
    ...(over === undefined ? [] : [{ kind: 'choice', chosen_id: completion, rejected_id: over }]),
    ...(rating === undefined ? [] : [{ kind: 'rating', value: Number(rating) }]),
    ...(outcome === undefined ? [] : [{ kind: 'outcome', value: outcome }]),
  ];
  if (said.length !== 1)
    throw new AttuneError('one_kind_needed', `Say one thing at a time; here are ${said.length}.`, {
      remedy: 'Give one of --thumb, --correction, --edit, --over, --rating, --outcome.',
    });
  const who = actor === undefined ? undefined : { type: 'end_user', id: actor };
  return { completion_id: completion, ...said[0], comment, label, actor: who, id };
}
