import { addDays } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";
import { maskCall } from "../masking/mask-call.ts";
import { listPeople } from "../people/people.repository.ts";
import { readAgentName } from "../qa-api/agents.repository.ts";
import { readCallRecord, type CallRecord } from "../qa-api/call-record.repository.ts";
import { readCardOfCall } from "../reviews/card-of-call.repository.ts";
import { readTasks, type ListedTask } from "./coaching.repository.ts";
import { maskTask } from "./mask-coaching.ts";

const DUE_IN_DAYS = 14;
const MOST_TASKS = 20;

export type NewTaskView = {
  agentUser: string;
  agentName: string | null;
  /** Null: a task without a clip. */
  call: CallRecord | null;
  /** Of the card that judged the call. */
  criteria: { id: string; name: string }[];
  criterionId: string | null;
  /** Lines that the judge quotes for the criterion: ticked already. */
  quoted: ReadonlySet<number>;
  /** The agent's tasks that could have the clip. */
  tasks: ListedTask[];
  coaches: { id: string; name: string }[];
  dueDate: string;
};

/** What the form for a clip or a task offers; null when it names no call or agent of the site. */
export async function viewNewTask(
  db: Database,
  siteId: string,
  wanted: { recordingId: string | null; agentUser: string | null; criterionId: string | null },
  today: string,
  masks: boolean,
): Promise<NewTaskView | null> {
  const stored =
    wanted.recordingId === null ? null : await readCallRecord(db, siteId, wanted.recordingId);
  const call = stored !== null && masks ? maskCall(stored) : stored;
  const agentUser = wanted.recordingId === null ? wanted.agentUser : (call?.agentUser ?? null);
  if (agentUser === null) return null;
  const [agentName, tasks, people] = await Promise.all([
    readAgentName(db, siteId, agentUser),
    call === null ? [] : readTasks(db, siteId, { list: "todo", agentUser }, today, MOST_TASKS),
    listPeople(db, siteId),
  ]);
  const card = call === null ? null : (await readCardOfCall(db, siteId, call)).scorecard;
  const scored = call?.score?.criteria.find(({ id }) => id === wanted.criterionId);
  return {
    agentUser,
    agentName,
    call,
    criteria: card?.criteria.map(({ id, name }) => ({ id, name })) ?? [],
    criterionId: wanted.criterionId,
    quoted: new Set(scored?.evidence.map(({ segment }) => segment)),
    tasks: masks ? tasks.map((task) => maskTask<ListedTask>(task)) : tasks,
    coaches: people
      .filter(({ role, disabledAt }) => role !== "agent" && disabledAt === null)
      .map(({ id, name }) => ({ id, name })),
    dueDate: addDays(today, DUE_IN_DAYS),
  };
}
