import type { BriefBody } from '#stages/need/brief.contract.ts';
import type { CarryOut } from '../carry-out.ts';

export const carryOutBrief: CarryOut = async ({ project, step, stages }) => {
  const before = await stages.need.brief.get({ project });
  const brief = await stages.need.brief.put({
    project,
    version: before?.version ?? 0,
    brief: step.settings as BriefBody,
  });
  const { id, verdict, reasons, missing } = await stages.need.brief.assess({ project });
  return {
    id,
    briefVersion: brief.version,
    verdict,
    reasons,
    missing,
    summary: `the assessment says: ${verdict}`,
  };
};
