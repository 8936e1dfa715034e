import { formatClock, formatInstant } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { criterionName } from "../dashboard/wording.ts";
import { queueQuery } from "../reviews/queue-filter.ts";
import type { StoredClip } from "./clips.repository.ts";
import type { Effect } from "./coaching-effect.ts";
import type { StoredTask } from "./coaching.repository.ts";
import { EffectTable } from "./effect-table.tsx";
import { TaskState } from "./task-state.tsx";

/** One task with the words it is about, for the staff and for its agent. */
export function TaskPage({
  task,
  clips,
  effects,
  viewer,
  today,
  notice,
}: {
  task: StoredTask;
  clips: readonly StoredClip[];
  effects: readonly Effect[];
  viewer: Viewer;
  today: string;
  notice: string | null;
}) {
  const isOwn = viewer.person?.role === "agent";
  const isOver = task.state === "done" || task.state === "cancelled";
  return (
    <Layout title={task.title} section="coaching" viewer={viewer} includesSamples={false}>
      <p class="crumb">
        <a href={isOwn ? "/me/coaching" : "/coaching"}>Coaching</a>
      </p>
      <div class="page-head task-head">
        <div>
          <h1>
            <bdi>{task.title}</bdi>
          </h1>
          <p class="lead">
            {!isOwn && (
              <>
                For{" "}
                <a href={`/coaching${queueQuery({ agent: task.agentUser })}`}>
                  <bdi>{task.agentName}</bdi>
                </a>
                , made by{" "}
              </>
            )}
            {isOwn && "From "}
            <bdi>{task.createdByName}</bdi>, {formatInstant(task.createdAt, viewer.timeZone)}
            {task.coachName !== null && (
              <>
                {" "}
                · coach <bdi>{task.coachName}</bdi>
              </>
            )}
          </p>
        </div>
        <div>
          <TaskState task={task} today={today} />
        </div>
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {task.text !== "" && (
        <p class="task-text">
          <bdi>{task.text}</bdi>
        </p>
      )}
      {clips.map((clip) => (
        <Clip clip={clip} viewer={viewer} />
      ))}
      {isOwn && <AgentSteps task={task} />}
      <Steps task={task} viewer={viewer} />
      {effects.length > 0 && (
        <section class="panel" aria-labelledby="effect-heading">
          <h2 id="effect-heading">What became of it</h2>
          <EffectTable effects={effects} />
        </section>
      )}
      {!isOwn && !isOver && (
        <form method="post" action={`/coaching/${encodeURIComponent(task.id)}/cancel`}>
          <button class="link-button" type="submit">
            Cancel the task
          </button>
        </form>
      )}
    </Layout>
  );
}

function Clip({ clip, viewer }: { clip: StoredClip; viewer: Viewer }) {
  const call = `/calls/${encodeURIComponent(clip.recordingId)}#line-${clip.fromSegment}`;
  return (
    <section class="panel clip" aria-labelledby={`clip-${clip.place}`}>
      <div class="panel-head">
        <h2 id={`clip-${clip.place}`}>
          {clip.criterionId === null ? `Clip ${clip.place}` : criterionName(clip.criterionId)}
        </h2>
        <a href={call}>
          {clip.startedAt === null ? "The call" : formatInstant(clip.startedAt, viewer.timeZone)},{" "}
          {formatClock(clip.fromSec)} to {formatClock(clip.toSec)}
        </a>
      </div>
      {clip.note !== "" && (
        <p class="clip-note">
          <bdi>{clip.note}</bdi>
        </p>
      )}
      {clip.lines.length === 0 ? (
        <p class="quiet">
          The words of this call have been removed: texts are kept for a limited time.
        </p>
      ) : (
        <ol class="clip-lines">
          {clip.lines.map((line) => (
            <li>
              <span class="line-time">{formatClock(line.start_sec)}</span>
              <div>
                {line.speaker !== null && (
                  <span class={`speaker speaker-${line.speaker}`}>
                    {line.speaker === "agent" ? "Agent" : "Customer"}
                  </span>
                )}
                <bdi>{line.text}</bdi>
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function AgentSteps({ task }: { task: StoredTask }) {
  const path = `/me/coaching/${encodeURIComponent(task.id)}`;
  if (task.state === "open") {
    return (
      <form method="post" action={`${path}/acknowledge`} class="task-step">
        <button class="button" type="submit">
          I have seen it
        </button>
      </form>
    );
  }
  if (task.state !== "acknowledged") return null;
  return (
    <form method="post" action={`${path}/done`} class="panel form">
      <label class="field">
        <span>What you did, or will do otherwise (optional)</span>
        <textarea name="note" maxlength={2000}></textarea>
      </label>
      <button class="button" type="submit">
        It is done
      </button>
    </form>
  );
}

function Steps({ task, viewer }: { task: StoredTask; viewer: Viewer }) {
  const steps: [string, number | null][] = [
    ["Made", task.createdAt],
    ["Seen", task.acknowledgedAt],
    ["Done", task.doneAt],
    ["Cancelled", task.cancelledAt],
  ];
  return (
    <section class="panel" aria-labelledby="steps-heading">
      <h2 id="steps-heading">Steps</h2>
      <dl class="record steps">
        {steps.map(([name, at]) =>
          at === null ? null : (
            <div>
              <dt>{name}</dt>
              <dd>{formatInstant(at, viewer.timeZone)}</dd>
            </div>
          ),
        )}
      </dl>
      {task.agentNote !== null && task.agentNote !== "" && (
        <figure class="remark">
          <blockquote>
            <bdi>{task.agentNote}</bdi>
          </blockquote>
          <figcaption>
            <bdi>{task.agentName}</bdi>
          </figcaption>
        </figure>
      )}
    </section>
  );
}
