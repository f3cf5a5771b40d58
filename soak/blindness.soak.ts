import { rmSync } from 'node:fs';
import { newDataDir, startServerProcess } from '../tests/end-to-end/server-process.ts';
import { startArmUpstreams } from './blindness/arm-upstream.ts';
import { buildScene, personNamed, type Scene } from './blindness/build-scene.ts';
import { collectPairs, readTruth, type SeenPair, type TurnBody } from './blindness/collect-pairs.ts';
import { crawl } from './blindness/crawl.ts';
import { describePair } from './blindness/features.ts';
import { type Example, type Guess, guessSides } from './blindness/guess-sides.ts';
import { closeKnocks, knock } from './blindness/knock.ts';
import { listDoors } from './blindness/list-doors.ts';
import { listFacts, listValues } from './blindness/list-facts.ts';
import { misuseVotes } from './blindness/misuse-votes.ts';
import { listPlants, rawTextsOf } from './blindness/plant-leak.ts';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';

/** A round is a pair that a voter meets; half of them teach the guesser, half are guessed. Crawl and misuse grow with them. */
const campaign: Campaign = {
  name: 'blindness',
  summary:
    'everybody knocks at every door of a real server and is searched for what is not theirs; a trained guesser gets all that a voter receives but the words; votes are misused',
  rounds: 2_000,
  fastRounds: 0,
  run,
};
export default campaign;

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const dataDir = newDataDir();
  const upstreams = await startArmUpstreams();
  const server = await startServerProcess(dataDir, { ATTUNE_PYTHON: '/bin/false', ATTUNE_SECRET: '' });
  let isInterrupted = false;
  const endAll = () => {
    isInterrupted = true;
    void server.kill();
  };
  process.once('SIGINT', endAll);
  const result: CampaignResult = { counts: {}, faults: [] };
  let scene: Scene | undefined;
  try {
    const document = await knock(server.origin, { method: 'GET', path: '/api/openapi.json' });
    scene = await buildScene(server, upstreams, {
      pairs: options.rounds,
      everybody: isWhole(options),
      random: options.random,
    });
    options.say(`the house stands: ${scene.principals.length} principals`);
    await attack(scene, document.body, options, result);
  } finally {
    closeKnocks();
    await scene?.database.close();
    await server.stop();
    await upstreams.close();
    process.off('SIGINT', endAll);
    if (isInterrupted) rmSync(dataDir, { recursive: true, force: true });
  }
  if (result.faults.length === 0) rmSync(dataDir, { recursive: true, force: true });
  else options.say(`the data directory is kept: ${dataDir}`);
  return result;
}

async function attack(
  scene: Scene,
  document: string,
  options: CampaignOptions,
  result: CampaignResult,
): Promise<void> {
  const raters = ['Ann Annotator (key)', 'Bea Annotator (session)', 'application vote'].map(name =>
    personNamed(scene, name),
  );
  const pairs = await collectPairs(scene, raters, options.rounds, options.random, options.say);
  await guess(scene, pairs, options, result);
  await misuse(scene, options, result);
  await crawlOnce('while it is open', scene, document, options, result);
  await scene.ask('POST', `/projects/${scene.desk.slug}/evaluations/${scene.evaluation.number}/close`);
  await scene.ask('GET', `/projects/${scene.desk.slug}/evaluations/${scene.evaluation.number}/result`);
  if (isWhole(options)) await crawlOnce(whenClosed, scene, document, options, result);
}

const whenClosed = 'when it is closed';
const isWhole = ({ rounds }: CampaignOptions): boolean => rounds >= 1_000;

async function crawlOnce(
  when: string,
  scene: Scene,
  document: string,
  options: CampaignOptions,
  { counts, faults }: CampaignResult,
): Promise<void> {
  const whole = isWhole(options);
  // What was hidden while it was open is asked for again by those from whom it stays hidden.
  const giving = /^(nobody|Ann.*key|Gus.*key|application (vote|chat)$)/;
  const report = await crawl({
    origin: scene.server.origin,
    doors: listDoors(),
    principals: scene.principals.filter(({ name }) => (whole && when !== whenClosed) || giving.test(name)),
    facts: await listFacts(scene, when === whenClosed),
    projectId: scene.desk.id,
    values: await listValues(scene),
    triesPerDoor: whole ? 4 : 2,
    document,
    random: options.random,
    say: options.say,
  });
  counts[`requests of the crawler ${when}`] = report.requests;
  counts[`of these answered with something ${when}`] = report.opened;
  counts.leaks = (counts.leaks ?? 0) + report.leaks.length;
  faults.push(...report.leaks.map(leak => `${when}: ${leak}`));
  faults.push(...report.failures.map(failure => `${when}: ${failure}`));
  if (report.opened < report.requests / 200)
    faults.push(`the crawler found nearly every door shut ${when}: it has seen nothing`);
}

async function guess(
  scene: Scene,
  pairs: readonly SeenPair[],
  options: CampaignOptions,
  { counts, faults }: CampaignResult,
): Promise<void> {
  const truth = await readTruth(scene);
  const answers = await scene.database.db
    .selectFrom('evaluationAnswer')
    .select(['text', 'finishReason'])
    .execute();
  const whole = isWhole(options);
  // Two guessers share the hundredth that chance is given; a few rounds in every test run get less.
  const chance = whole ? 0.01 / 2 : 0.0005;
  counts['pairs met'] = pairs.length;
  for (const found of guessSides(listExamples(pairs, truth, pair => describePair(pair)))) {
    tell('all that was received', found);
    counts[`guessed right by ${found.guesser}`] = found.right;
    if (found.p < chance)
      faults.push(`${found.guesser} tells the side in ${found.right} of ${found.pairs} pairs`);
  }
  for (const plant of listPlants({
    random: options.random,
    truthful: whole ? 75 : 97,
    slower: whole ? 2 : 8,
    rawTexts: rawTextsOf(answers),
  })) {
    const examples = listExamples(pairs, truth, plant.describe);
    const best = guessSides(examples).sort((a, b) => a.p - b.p)[0]!;
    tell(plant.name, best);
    counts['planted leaks found'] = (counts['planted leaks found'] ?? 0) + Number(best.p < chance);
    if (best.p >= chance) faults.push(`the guesser is blind: it does not find ${plant.name}`);
  }

  function tell(what: string, { guesser, right, pairs: all, p }: Guess): void {
    options.say(`${what}: ${guesser} ${((100 * right) / all).toFixed(1)} % right (p = ${p.toPrecision(2)})`);
  }
}

/** Runs of six blocks with their repeats stay together. */
const pairsPerGroup = 26;

function listExamples(
  pairs: readonly SeenPair[],
  truth: ReadonlyMap<string, boolean>,
  describe: (pair: SeenPair, tunedIsLeft: boolean) => number[],
): Example[] {
  return pairs.map(pair => {
    const { token } = (JSON.parse(pair.shown.body) as TurnBody).pair!;
    const tunedIsLeft = truth.get(token)!;
    const group = `${pair.rater} ${Math.floor(pair.sequence / pairsPerGroup)}`;
    return { group, row: describe(pair, tunedIsLeft), tunedIsLeft };
  });
}

async function misuse(
  scene: Scene,
  options: CampaignOptions,
  { counts, faults }: CampaignResult,
): Promise<void> {
  const report = await misuseVotes(scene, isWhole(options) ? 50 : 6, options.random);
  counts['misuses tried'] = report.tries;
  counts['refused by name'] = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
  faults.push(...new Set(report.faults));
  options.say(`misuse: ${JSON.stringify(report.refused)}`);
}
