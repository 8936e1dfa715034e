import type { Viewer } from "../dashboard/layout.tsx";
import type { TaskWithEffect } from "./coaching-history.usecase.ts";
import { EffectTable } from "./effect-table.tsx";
import { TaskState } from "./task-state.tsx";

/** An agent's coaching, newest first, with what became of the marks: for their page, as the staff or they themselves see it. */
export function CoachingHistory({
  tasks,
  viewer,
  today,
}: {
  tasks: readonly TaskWithEffect[];
  viewer: Viewer;
  today: string;
}) {
  const base = viewer.person?.role === "agent" ? "/me/coaching" : "/coaching";
  return (
    <ul class="coaching-list">
      {tasks.map((task) => (
        <li>
          <div class="coaching-head">
            <a class="row-link" href={`${base}/${encodeURIComponent(task.id)}`}>
              <bdi>{task.title}</bdi>
            </a>
            <div class="coaching-state">
              <TaskState task={task} today={today} />
            </div>
          </div>
          {task.effects.length > 0 && <EffectTable effects={task.effects} />}
        </li>
      ))}
    </ul>
  );
}
