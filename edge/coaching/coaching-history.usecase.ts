import { addDays, localDateAt } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";
import { readDays } from "../qa-api/daily-stats.repository.ts";
import type { SiteClock } from "../qa-api/period.ts";
import { EFFECT_DAYS, effectsOf, type Effect } from "./coaching-effect.ts";
import { readAgentTasks, type AgentTask } from "./coaching.repository.ts";

/** The effect of what was done longer ago is not looked at any more. */
const LOOK_BACK_DAYS = 180;

export type TaskWithEffect = AgentTask & {
  /** None for a task that is not done, or was longer than half a year ago. */
  effects: Effect[];
};

/** An agent's newest tasks, and what became of the marks they were about: at most 24 rows for each, and one for each day. */
export async function viewCoachingHistory(
  db: Database,
  siteId: string,
  agentUser: string,
  limit: number,
  clock: SiteClock,
): Promise<TaskWithEffect[]> {
  const tasks = await readAgentTasks(db, siteId, agentUser, limit);
  return withEffects(db, siteId, agentUser, tasks, clock);
}

/** What became of the marks that a task was about; none for one that is not done. */
export async function effectsOfTask(
  db: Database,
  siteId: string,
  task: { agentUser: string; doneAt: number | null },
  criterionIds: readonly string[],
  clock: SiteClock,
): Promise<Effect[]> {
  const [found] = await withEffects(
    db,
    siteId,
    task.agentUser,
    [{ doneAt: task.doneAt, criterionIds: [...criterionIds] }],
    clock,
  );
  return found?.effects ?? [];
}

async function withEffects<Task extends Pick<AgentTask, "doneAt" | "criterionIds">>(
  db: Database,
  siteId: string,
  agentUser: string,
  tasks: readonly Task[],
  clock: SiteClock,
): Promise<(Task & { effects: Effect[] })[]> {
  const today = localDateAt(clock.nowMs, clock.timeZone);
  const oldest = addDays(today, -LOOK_BACK_DAYS);
  const dated = tasks.map((task) => {
    const doneOn = task.doneAt === null ? null : localDateAt(task.doneAt, clock.timeZone);
    return { task, doneOn: doneOn !== null && doneOn >= oldest ? doneOn : null };
  });
  const doneDates = dated.flatMap(({ doneOn }) => doneOn ?? []).toSorted();
  const [first] = doneDates;
  if (first === undefined) return tasks.map((task) => ({ ...task, effects: [] }));
  const days = await readDays(
    db,
    siteId,
    { agentUser },
    { from: addDays(first, -EFFECT_DAYS), to: today },
  );
  return dated.map(({ task, doneOn }) => ({
    ...task,
    effects: doneOn === null ? [] : effectsOf(days, doneOn, task.criterionIds),
  }));
}
