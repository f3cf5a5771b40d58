import type { ChatChunk } from '#stages/models/index.ts';
import type { CallEnd } from '../calls/open-call.ts';
import type { ChatRequest } from './chat-request.ts';
import { estimateUsage } from './estimate-usage.ts';

/** How a remote answer ended, of what it said beside its text. */
export function readCallEnd(request: ChatRequest, text: string, marks: readonly ChatChunk[]): CallEnd {
  const reported = marks.findLast(mark => mark.usage)?.usage;
  const finishReason = marks.findLast(mark => mark.finishReason)?.finishReason ?? null;
  const usage = reported ?? estimateUsage(request.messages, text);
  return { ...usage, state: 'ok', finishReason, usageSource: reported ? 'upstream' : 'estimated' };
}
