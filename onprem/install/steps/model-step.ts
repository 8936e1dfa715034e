import { constants, copyFileSync, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import {
  recordPath,
  removeCheckedRecord,
  writeCheckedRecord,
} from "../../models/checked-record.ts";
import { hashFileSync } from "../../models/hash-file.ts";
import { modelProblem } from "../../transcription/model-file.ts";
import { onDisk, type Layout } from "../layout.ts";
import type { Ownerships } from "../ownerships.ts";
import { InstallError, type Step } from "../step.ts";
import { setOwned } from "./file-steps.ts";

/** Copies a Whisper model into place. Throws InstallError when the file is none. */
export function modelStep(layout: Layout, { serviceFile }: Ownerships, model: string): Step {
  const problem = modelProblem(model);
  if (problem !== null) throw new InstallError(problem);
  const target = join(onDisk(layout, layout.models), basename(model));
  const megabytes = Math.round(statSync(model).size / 1024 / 1024);
  return {
    describe: `copy the Whisper model ${model} (${megabytes} MB) to ${target}`,
    isDone: () =>
      existsSync(target) &&
      statSync(target).size === statSync(model).size &&
      hashFileSync(target) === hashFileSync(model),
    do: () => {
      const incoming = `${target}.incoming-${process.pid}`;
      rmSync(incoming, { force: true });
      copyFileSync(model, incoming, constants.COPYFILE_FICLONE);
      setOwned(incoming, serviceFile);
      const sha256 = hashFileSync(incoming);
      removeCheckedRecord(target);
      renameSync(incoming, target);
      writeCheckedRecord(target, sha256);
      setOwned(recordPath(target), serviceFile);
    },
  };
}
