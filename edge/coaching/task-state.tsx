import type { CoachingState } from "#shared/contracts/coaching.ts";

import { formatWeekday } from "../dashboard/format.ts";

export const STATE_WORDS: Readonly<Record<CoachingState, string>> = {
  open: "Not seen yet",
  acknowledged: "Seen",
  done: "Done",
  cancelled: "Cancelled",
};

/** Where a task stands, and until when it should be done. */
export function TaskState({
  task,
  today,
}: {
  task: { state: CoachingState; dueDate: string };
  today: string;
}) {
  const isActive = task.state === "open" || task.state === "acknowledged";
  const isOverdue = isActive && task.dueDate < today;
  return (
    <>
      <span class={`state ${stateClass(task.state, isOverdue)}`}>
        {isOverdue ? "Overdue" : STATE_WORDS[task.state]}
      </span>
      {isActive && (
        <span class="sub">
          {isOverdue && `${STATE_WORDS[task.state].toLowerCase()}, `}due{" "}
          {formatWeekday(task.dueDate)}
        </span>
      )}
    </>
  );
}

function stateClass(state: CoachingState, isOverdue: boolean): string {
  if (isOverdue) return "state-bad";
  return state === "done" ? "state-good" : "state-plain";
}
