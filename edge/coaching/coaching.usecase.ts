import type { NewClip, NewTask } from "#shared/contracts/coaching.ts";

import { actorOf, type SignedIn } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { findPerson } from "../people/people.repository.ts";
import { readCallRecord } from "../qa-api/call-record.repository.ts";
import { requireScoresKept } from "../qa-api/removed-scores.ts";
import {
  addClip,
  findTask,
  isAgentKnown,
  stepTask,
  storeTask,
  type NewClipRow,
  type TaskStep,
} from "./coaching.repository.ts";

/*
 * What staff asks of agents and what agents make of it. Each step is one batch with its audit entry; what comes too late is
 * 409 and changes nothing.
 */

/** Makes a task, with a clip where one is given; answers its id. Throws AppError 404 for an agent, call or coach of no such site, 400 for lines that the call does not have. */
export async function makeTask(
  db: Database,
  maker: SignedIn,
  task: NewTask,
  clip: NewClip | null,
  nowMs: number,
): Promise<string> {
  const { siteId } = maker;
  if (!(await isAgentKnown(db, siteId, task.agent_user))) throw notFound("There is no such agent.");
  if (task.coach_id !== null) await checkCoach(db, siteId, task.coach_id);
  const cut = clip === null ? null : await cutClip(db, siteId, task.agent_user, clip, nowMs);
  const id = crypto.randomUUID();
  await storeTask(
    db,
    siteId,
    {
      id,
      agentUser: task.agent_user,
      title: task.title,
      text: task.text,
      createdBy: maker.personId,
      coachId: task.coach_id,
      dueDate: task.due_date,
      createdAt: nowMs,
    },
    cut,
    {
      ...by(maker, nowMs),
      action: "coaching.make",
      detail: { id, agent_user: task.agent_user, recording_id: clip?.recording_id ?? null },
    },
  );
  return id;
}

/** Adds a clip to a task that is not over. Throws AppError 404 for a task or call of no such site, 409 when it is over or full. */
export async function extendTask(
  db: Database,
  maker: SignedIn,
  taskId: string,
  clip: NewClip,
  nowMs: number,
): Promise<void> {
  const task = await findTask(db, maker.siteId, taskId, null);
  if (task === null) throw noSuchTask();
  const cut = await cutClip(db, maker.siteId, task.agentUser, clip, nowMs);
  const isAdded = await addClip(db, maker.siteId, taskId, task.agentUser, cut, {
    ...by(maker, nowMs),
    action: "coaching.add_clip",
    detail: { id: taskId, recording_id: clip.recording_id },
  });
  if (!isAdded) {
    // Says so where the call has lost its score meanwhile.
    await cutClip(db, maker.siteId, task.agentUser, clip, nowMs);
    throw conflict(
      "task_full",
      "This task is over, or has as many clips as it may have. Make another one.",
    );
  }
}

/** An agent has seen their task. Throws AppError 404 for another's, 409 when it was seen before or is over. */
export function acknowledgeTask(db: Database, agent: SignedIn, id: string, nowMs: number) {
  return step(db, agent, id, { state: "acknowledged", acknowledgedAt: nowMs }, nowMs);
}

/** An agent has done their task. Throws AppError 404 for another's, 409 when it was not acknowledged or is over. */
export function finishTask(
  db: Database,
  agent: SignedIn,
  id: string,
  note: string,
  nowMs: number,
): Promise<void> {
  return step(db, agent, id, { state: "done", doneAt: nowMs, agentNote: note }, nowMs);
}

/** Staff takes a task back. Throws AppError 404 when the site has no such task, 409 when it is over. */
export function cancelTask(db: Database, staff: SignedIn, id: string, nowMs: number) {
  return step(db, staff, id, { state: "cancelled", cancelledAt: nowMs }, nowMs);
}

async function step(
  db: Database,
  who: SignedIn,
  id: string,
  taken: TaskStep,
  nowMs: number,
): Promise<void> {
  // Agents have a user, and find their own tasks only; staff has none.
  if ((await findTask(db, who.siteId, id, who.agentUser)) === null) throw noSuchTask();
  const isTaken = await stepTask(db, who.siteId, id, taken, {
    ...by(who, nowMs),
    action: `coaching.${taken.state}`,
    detail: { id },
  });
  if (!isTaken) {
    throw conflict(
      "task_state",
      "This task is not in a state from which that can be done; open it again to see.",
    );
  }
}

async function checkCoach(db: Database, siteId: string, coachId: string): Promise<void> {
  const coach = await findPerson(db, siteId, coachId);
  if (coach === null || coach.role === "agent" || coach.disabledAt !== null) {
    throw notFound("There is no such coach at this site.");
  }
}

/** A clip with its times, from the transcript that the call's page shows. */
async function cutClip(
  db: Database,
  siteId: string,
  agentUser: string,
  clip: NewClip,
  nowMs: number,
): Promise<NewClipRow> {
  const call = await readCallRecord(db, siteId, clip.recording_id);
  if (call === null || call.agentUser !== agentUser) {
    throw notFound("This agent has no such call.");
  }
  requireScoresKept(call);
  const first = call.transcript?.segments[clip.from_line];
  const last = call.transcript?.segments[clip.to_line];
  if (call.transcript === null || first === undefined || last === undefined) {
    throw new AppError({
      code: "invalid_clip",
      status: 400,
      message: "The transcript of this call does not have these lines.",
    });
  }
  return {
    recordingId: call.recordingId,
    transcriptVersion: call.transcript.version,
    fromSegment: clip.from_line,
    toSegment: clip.to_line,
    fromSec: first.start_sec,
    toSec: last.end_sec,
    criterionId: clip.criterion,
    note: clip.note,
    createdAt: nowMs,
  };
}

const by = (who: SignedIn, nowMs: number) => ({ atMs: nowMs, actor: actorOf(who) });

function noSuchTask(): AppError {
  return notFound("There is no such coaching task.");
}

function conflict(code: string, message: string): AppError {
  return new AppError({ code, status: 409, message });
}
