import { plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { CoachingHistory } from "./coaching-history.tsx";
import type { TaskWithEffect } from "./coaching-history.usecase.ts";

/** An agent's own coaching. */
export function MyCoachingPage({
  tasks,
  viewer,
  today,
}: {
  tasks: readonly TaskWithEffect[];
  viewer: Viewer;
  today: string;
}) {
  const active = tasks.filter(({ state }) => state !== "done");
  const done = tasks.filter(({ state }) => state === "done");
  return (
    <Layout title="Coaching" section="coaching" viewer={viewer} includesSamples={false}>
      <div class="page-head">
        <div>
          <h1>Coaching</h1>
          <p class="lead">
            {active.length === 0 ? "Nothing to do" : `${plural(active.length, "task")} to do`}
          </p>
        </div>
      </div>
      {tasks.length === 0 && (
        <div class="empty">
          <h2>No coaching yet</h2>
          <p>
            When somebody picks a moment of one of your calls to work on, it comes here, with the
            words that were spoken. You are told by a notice.
          </p>
          <p>
            <a class="button" href="/">
              Go to your calls
            </a>
          </p>
        </div>
      )}
      {active.length > 0 && (
        <section class="panel" aria-labelledby="todo-heading">
          <h2 id="todo-heading">To do</h2>
          <CoachingHistory tasks={active} viewer={viewer} today={today} />
        </section>
      )}
      {done.length > 0 && (
        <section class="panel" aria-labelledby="done-heading">
          <h2 id="done-heading">Done</h2>
          <CoachingHistory tasks={done} viewer={viewer} today={today} />
        </section>
      )}
    </Layout>
  );
}
