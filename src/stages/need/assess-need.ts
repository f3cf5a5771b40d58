import type { Assessment, BriefBody } from './brief.contract.ts';

type Note = { code: string; text: string };

/** Fewer good rows than this cannot carry a split with a vote in it; research gives 50-100 as the floor for a style. */
export const fewestGoodRows = 100;

/**
 * Is tuning the right thing to do now? The cheapest remedy that was not yet tried wins: prompts, then retrieval, then
 * data, then tuning. Every verdict names what speaks for it and what is missing for the next.
 */
export function assessNeed(brief: BriefBody): Assessment {
  const missing = [
    ...missingPrompts(brief),
    ...missingRetrieval(brief),
    ...missingData(brief),
    ...missingPlan(brief),
  ];
  const verdict = decide(brief, missing);
  return { verdict, reasons: reasonsFor(verdict, brief), missing };
}

function decide(brief: BriefBody, missing: Note[]): Assessment['verdict'] {
  const lacks = (prefix: string) => missing.some(note => note.code.startsWith(prefix));
  if (brief.reason !== 'mandated' && promptsSuffice(brief)) return 'improve_prompts';
  if (brief.reason !== 'mandated' && lacks('prompts.')) return 'improve_prompts';
  if (brief.reason === 'domain' && brief.readiness.retrieval === 'no') return 'try_retrieval';
  if (brief.readiness.retrieval === 'sufficient') return 'try_retrieval';
  return lacks('data.') ? 'gather_data' : 'tune';
}

const promptsSuffice = ({ readiness: r }: BriefBody): boolean =>
  [r.zeroShot, r.fewShot, r.chainOfThought].includes('sufficient');

function missingPrompts({ readiness: r }: BriefBody): Note[] {
  const untried = { zeroShot: r.zeroShot, fewShot: r.fewShot, chainOfThought: r.chainOfThought };
  const words = {
    zeroShot: 'a plain instruction',
    fewShot: 'a prompt with examples',
    chainOfThought: 'asking for the reasoning first',
  };
  const notes = Object.entries(untried)
    .filter(([, answer]) => answer === 'no')
    .map(([name]) => ({
      code: `prompts.${name}`,
      text: `Try ${words[name as keyof typeof words]} and look at 20 answers.`,
    }));
  return r.decomposed
    ? notes
    : [
        ...notes,
        {
          code: 'task.decompose',
          text: 'See whether the task falls into smaller ones that a prompt can do.',
        },
      ];
}

function missingRetrieval({ reason, readiness }: BriefBody): Note[] {
  if (readiness.retrieval !== 'no') return [];
  const text = 'Put the documents that hold the facts beside the prompt (RAG) and look at 20 answers.';
  return [{ code: reason === 'domain' ? 'retrieval.untried' : 'retrieval.optional', text }];
}

function missingData({ readiness }: BriefBody): Note[] {
  if (readiness.goodRows >= fewestGoodRows) return [];
  const more = fewestGoodRows - readiness.goodRows;
  return [
    {
      code: 'data.rows',
      text: `Gather about ${more} more good rows: ${fewestGoodRows} carry a style, 500 and more a domain.`,
    },
  ];
}

const missingPlan = ({ readiness }: BriefBody): Note[] =>
  readiness.nextBasePlan.trim()
    ? []
    : [
        {
          code: 'plan.next_base',
          text: 'Say what happens when a better base appears: keep the data, tune again, compare.',
        },
      ];

function reasonsFor(verdict: Assessment['verdict'], brief: BriefBody): Note[] {
  const why: Record<BriefBody['reason'], string> = {
    mandated: 'The project is mandated.',
    tone: 'A tone is wanted that prompts do not hold.',
    domain: 'The base lacks the domain.',
    task: 'The base cannot do the task.',
  };
  return [{ code: `reason.${brief.reason}`, text: why[brief.reason] }, whyVerdict(verdict, brief)];
}

/** One code for each sentence: pages say it in their own language. */
function whyVerdict(verdict: Assessment['verdict'], brief: BriefBody): Note {
  if (verdict === 'improve_prompts' && promptsSuffice(brief))
    return {
      code: 'verdict.prompts_suffice',
      text: 'A prompt was found sufficient: use it, and tune only when it stops being so.',
    };
  if (verdict === 'try_retrieval' && brief.readiness.retrieval === 'sufficient')
    return {
      code: 'verdict.retrieval_suffices',
      text: 'Retrieval was found sufficient: facts that change belong beside the model, not in it.',
    };
  return { code: `verdict.${verdict}`, text: verdictTexts[verdict] };
}

const verdictTexts: Record<Assessment['verdict'], string> = {
  improve_prompts:
    'Not every kind of prompt was tried, and a prompt costs an afternoon where tuning costs weeks of data.',
  try_retrieval: 'Missing knowledge is cheaper to look up than to train in.',
  gather_data: 'Prompts were tried and fall short, but there are too few good rows to learn from.',
  tune: 'Prompts were tried and fall short, and there is data to learn from.',
};
