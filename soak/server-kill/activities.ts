import { chatJson, chatLocally, chatStream } from './activities/chat.ts';
import { generateAnswers, vote } from './activities/evaluate.ts';
import { importFile, importForDesk } from './activities/import.ts';
import { giveFeedback, pointDeployment, promote } from './activities/learn.ts';
import { cleanRecords, freezeVersion } from './activities/prepare-data.ts';
import { runLoop } from './activities/run-loop.ts';
import { trainRun } from './activities/train.ts';
import type { Activity } from './house.ts';

/** What goes on, and how long each rests at most between two of its turns. */
export const activities: Record<string, { act: Activity; restMs: number }> = {
  import: { act: importFile, restMs: 600 },
  'import for desk': { act: importForDesk, restMs: 6_000 },
  clean: { act: cleanRecords, restMs: 2_000 },
  freeze: { act: freezeVersion, restMs: 3_000 },
  train: { act: trainRun, restMs: 12_000 },
  generate: { act: generateAnswers, restMs: 120_000 },
  vote: { act: vote, restMs: 400 },
  'chat json': { act: chatJson, restMs: 60 },
  'chat sse': { act: chatStream, restMs: 60 },
  'chat sse too': { act: chatStream, restMs: 200 },
  'chat locally': { act: chatLocally, restMs: 20_000 },
  feedback: { act: giveFeedback, restMs: 250 },
  promote: { act: promote, restMs: 1_500 },
  deploy: { act: pointDeployment, restMs: 700 },
  loop: { act: runLoop, restMs: 240_000 },
};
