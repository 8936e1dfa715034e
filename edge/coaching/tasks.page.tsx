import { formatInstant, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { queueQuery } from "../reviews/queue-filter.ts";
import {
  TASK_LISTS,
  type ListedTask,
  type TaskFilter,
  type TaskList,
} from "./coaching.repository.ts";
import { TaskState } from "./task-state.tsx";

const LIST_NAMES: Readonly<Record<TaskList, string>> = {
  todo: "To do",
  overdue: "Overdue",
  done: "Done",
  cancelled: "Cancelled",
};

export type TasksView = {
  filter: TaskFilter;
  tasks: ListedTask[];
  isCut: boolean;
  /** The site's local date. */
  today: string;
};

/** What agents were asked to work on. */
export function TasksPage({ view, viewer }: { view: TasksView; viewer: Viewer }) {
  const { filter, tasks } = view;
  const { agentUser } = filter;
  return (
    <Layout title="Coaching" section="coaching" viewer={viewer} includesSamples={false}>
      <div class="page-head">
        <div>
          <h1>Coaching</h1>
          <p class="lead">
            {plural(tasks.length, "task")}
            {view.isCut && " shown, there are more"}
            {tasks.length > 0 &&
              (filter.list === "todo" || filter.list === "overdue"
                ? ", due first"
                : ", newest first")}
          </p>
        </div>
        {agentUser !== null && (
          <p class="actions">
            <a class="button" href={`/coaching/new${queueQuery({ agent: agentUser })}`}>
              New task for <bdi>{agentUser}</bdi>
            </a>
            <a href={`/coaching${queueQuery({ list: filter.list })}`}>Show all agents</a>
          </p>
        )}
      </div>
      <nav aria-label="State">
        <ul class="chips">
          {TASK_LISTS.map((list) => (
            <li>
              <a
                class="chip"
                href={`/coaching${queueQuery({ list, agent: agentUser })}`}
                aria-current={filter.list === list ? "true" : undefined}
              >
                {LIST_NAMES[list]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {tasks.length === 0 ? (
        <Nothing filter={filter} />
      ) : (
        <table class="call-table task-table">
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">Agent</th>
              <th scope="col">State</th>
              <th scope="col">Made</th>
            </tr>
          </thead>
          <tbody>
            {tasks.map((task) => (
              <tr>
                <td>
                  <a class="row-link clamp" href={`/coaching/${encodeURIComponent(task.id)}`}>
                    <bdi>{task.title}</bdi>
                  </a>
                </td>
                <td class="cell-agent">
                  <a href={`/coaching${queueQuery({ list: filter.list, agent: task.agentUser })}`}>
                    <bdi>{task.agentName}</bdi>
                  </a>
                </td>
                <td class="cell-state">
                  <TaskState task={task} today={view.today} />
                </td>
                <td class="cell-when">
                  <span class="in-card">Made </span>
                  {formatInstant(task.createdAt, viewer.timeZone)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Layout>
  );
}

function Nothing({ filter }: { filter: TaskFilter }) {
  const isPlain = filter.list === "todo" && filter.agentUser === null;
  return (
    <div class="empty">
      <h2>{isPlain ? "Nothing is to be done" : "No task here"}</h2>
      <p>
        {isPlain
          ? "Open a call and make a clip of the moment that should be worked on: “Coach this” stands beside each criterion. The agent gets it with the words that were spoken."
          : "Tasks may be in another state or of another agent."}
      </p>
      <p>
        <a class="button" href={isPlain ? "/flagged" : "/coaching"}>
          {isPlain ? "Go to the flagged calls" : "Show all that is to be done"}
        </a>
      </p>
    </div>
  );
}
