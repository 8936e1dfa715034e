import { actorOf, type SignedIn } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";
import { AppError } from "../errors/app-error.ts";
import { readScorecard } from "../scorecards/scorecards.usecase.ts";
import {
  listReviewers,
  readCandidates,
  readCandidatesByRow,
  readScoreRows,
  type Candidate,
} from "./candidates.repository.ts";
import type { RoundForm } from "./round-form.ts";
import { insertRound, MAX_RATERS } from "./rounds.repository.ts";

/** Some of the drawn calls have lost their words, or were judged by another card. */
const DRAWN_PER_WANTED = 4;

/**
 * Makes a round of named or drawn calls and answers with its id. All its calls were judged by one scorecard, which the
 * raters use as well: that of the first named call, or the one that most of the drawn calls have. `random` gives numbers
 * from 0 to 1.
 *
 * @throws AppError 400 when a rater is nobody who reviews here, or a call cannot be marked
 */
export async function createRound(
  db: Database,
  form: RoundForm,
  by: SignedIn,
  nowMs: number,
  random: () => number,
): Promise<string> {
  const { siteId } = by;
  const raterIds = [...new Set([...form.rater, ...(form.expert === null ? [] : [form.expert])])];
  await checkRaters(db, siteId, raterIds);
  const calls =
    form.calls.length > 0
      ? await namedCalls(db, siteId, form.calls)
      : await drawnCalls(db, siteId, form, random);
  const [first] = calls;
  if (first === undefined) {
    throw unusable("count", "No scored call with its words still there matches these filters.");
  }
  const { scorecard } = await readScorecard(db, siteId, first.scorecardId, first.scorecardVersion);
  const id = crypto.randomUUID();
  await insertRound(
    db,
    siteId,
    {
      id,
      name: form.name,
      scorecard: JSON.stringify(scorecard),
      expertId: form.expert,
      dueDate: form.due,
      createdBy: by.personId,
      createdAt: nowMs,
      raterIds,
      calls: calls.map(({ recordingId, scoreVersion }) => ({ recordingId, scoreVersion })),
    },
    {
      atMs: nowMs,
      actor: actorOf(by),
      action: "calibration.create",
      detail: { id, name: form.name, calls: calls.length, raters: raterIds },
    },
  );
  return id;
}

async function checkRaters(db: Database, siteId: string, raterIds: readonly string[]) {
  if (raterIds.length === 0) throw unusable("rater", "Choose at least one person to mark.");
  if (raterIds.length > MAX_RATERS) throw unusable("rater", `At most ${MAX_RATERS} people mark.`);
  const known = new Set((await listReviewers(db, siteId)).map(({ id }) => id));
  if (raterIds.some((id) => !known.has(id))) {
    throw unusable("rater", "Somebody chosen does not review calls at this site.");
  }
}

async function namedCalls(db: Database, siteId: string, ids: readonly string[]) {
  const found = await readCandidates(db, siteId, ids);
  const byId = new Map(found.map((candidate) => [candidate.recordingId, candidate]));
  const card = found[0] === undefined ? null : cardOf(found[0]);
  const problems = ids.flatMap((id) => {
    const candidate = byId.get(id);
    const problem =
      candidate === undefined
        ? "is no scored call of this site"
        : !candidate.hasText
          ? "has lost its words to the time limit"
          : cardOf(candidate) === card
            ? null
            : `was judged by the scorecard ${cardOf(candidate)}, the first call by ${card}`;
    return problem === null ? [] : [{ field: "calls", problem: `${id} ${problem}` }];
  });
  if (problems.length > 0) {
    throw new AppError({
      code: "invalid_form",
      status: 400,
      message: "Some of these calls cannot be in the round. Go back and change them.",
      details: problems,
    });
  }
  return found;
}

async function drawnCalls(
  db: Database,
  siteId: string,
  form: RoundForm,
  random: () => number,
): Promise<Candidate[]> {
  const rowids = await readScoreRows(db, siteId, {
    period: { from: form.from, to: form.to },
    campaignId: form.campaign,
    fromScore: form.from_score,
    toScore: form.to_score,
  });
  const drawn = draw(rowids, form.count * DRAWN_PER_WANTED, random);
  const usable = (await readCandidatesByRow(db, drawn)).filter(({ hasText }) => hasText);
  const [most = []] = [...Map.groupBy(usable, cardOf).values()].toSorted(
    (a, b) => b.length - a.length,
  );
  return most.slice(0, form.count);
}

/** So many of a list in random order, each as likely as any other. */
function draw<Item>(items: readonly Item[], count: number, random: () => number): Item[] {
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat();
}

const cardOf = ({ scorecardId, scorecardVersion }: Candidate) =>
  `${scorecardId}/${scorecardVersion}`;

function unusable(field: string, message: string): AppError {
  return new AppError({
    code: "invalid_form",
    status: 400,
    message: "Something in the form cannot be used. Go back, change it and send it again.",
    details: [{ field, problem: message }],
  });
}
