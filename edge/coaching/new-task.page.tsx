import { COACHING_LIMITS } from "#shared/contracts/coaching.ts";

import { formatClock, formatInstant } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { criterionName } from "../dashboard/wording.ts";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import type { NewTaskView } from "./new-task-view.usecase.ts";

/** The form for a clip of a call, for a new task or one there is; without a call for a task alone. */
export function NewTaskPage({ view, viewer }: { view: NewTaskView; viewer: Viewer }) {
  const { call } = view;
  const agent = view.agentName ?? view.agentUser;
  return (
    <Layout
      title={call === null ? "New coaching task" : "Make a coaching clip"}
      section="coaching"
      viewer={viewer}
      includesSamples={call?.isSample ?? false}
    >
      <p class="crumb">
        {call === null ? (
          <a href="/coaching">Coaching</a>
        ) : (
          <a href={`/calls/${encodeURIComponent(call.recordingId)}`}>Back to the call</a>
        )}
      </p>
      <div class="page-head">
        <div>
          <h1>{call === null ? "New coaching task" : "Make a coaching clip"}</h1>
          <p class="lead">
            For <bdi>{agent}</bdi>
            {call !== null &&
              `, from the call of ${formatInstant(call.startedAt, viewer.timeZone)}`}
          </p>
        </div>
      </div>
      <form method="post" action="/coaching" class="clip-form">
        <input type="hidden" name="agent" value={view.agentUser} />
        {call !== null && <Lines view={view} call={call} />}
        <div class="panel form">
          {view.tasks.length > 0 && (
            <label class="field">
              <span>Task</span>
              <select name="task">
                <option value="">A new task</option>
                {view.tasks.map((task) => (
                  <option value={task.id}>{task.title}</option>
                ))}
              </select>
              <small class="hint">
                A task that is there already keeps its title, text, date and coach.
              </small>
            </label>
          )}
          {call !== null && <ClipFields view={view} />}
          <TaskFields view={view} />
          <button class="button" type="submit">
            {call === null ? "Make the task" : "Make the clip"}
          </button>
        </div>
      </form>
    </Layout>
  );
}

function ClipFields({ view }: { view: NewTaskView }) {
  return (
    <>
      <label class="field">
        <span>Criterion</span>
        <select name="criterion">
          <option value="">None in particular</option>
          {view.criteria.map(({ id, name }) => (
            <option value={id} selected={id === view.criterionId}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Note on the clip (optional)</span>
        <textarea name="note" maxlength={500}></textarea>
      </label>
    </>
  );
}

function TaskFields({ view }: { view: NewTaskView }) {
  // A task there is needs no title, so that one is asked for by the server where there is a choice.
  const isNewForSure = view.tasks.length === 0;
  return (
    <>
      <label class="field">
        <span>Title of the task</span>
        <input
          type="text"
          name="title"
          maxlength={COACHING_LIMITS.titleChars}
          required={isNewForSure}
          value={view.criterionId === null ? "" : criterionName(view.criterionId)}
        />
      </label>
      <label class="field">
        <span>What to work on (optional)</span>
        <textarea name="text" maxlength={2000}></textarea>
      </label>
      <label class="field">
        <span>Due</span>
        <input type="date" name="due" value={view.dueDate} required />
      </label>
      <label class="field">
        <span>Coach</span>
        <select name="coach">
          <option value="">Nobody: the agent works on it alone</option>
          {view.coaches.map(({ id, name }) => (
            <option value={id}>{name}</option>
          ))}
        </select>
      </label>
    </>
  );
}

function Lines({ view, call }: { view: NewTaskView; call: CallRecord }) {
  const segments = call.transcript?.segments ?? [];
  return (
    <fieldset class="panel clip-choice">
      <legend class="hidden">Lines of the clip</legend>
      <input type="hidden" name="call" value={call.recordingId} />
      <h2>Lines</h2>
      <p class="hint">
        Tick the first and the last line, or one alone; at most {COACHING_LIMITS.linesOfClip} lines.
        {view.quoted.size > 0 && " What the judge quotes is ticked."}
      </p>
      {segments.length === 0 ? (
        <p>This call has no words that a clip could be made of.</p>
      ) : (
        <ol class="clip-lines">
          {segments.map((segment, at) => (
            <li>
              <label class="clip-line">
                <input type="checkbox" name="line" value={at} checked={view.quoted.has(at)} />
                <span class="line-time">{formatClock(segment.start_sec)}</span>
                <span>
                  {segment.speaker !== null && (
                    <span class={`speaker speaker-${segment.speaker}`}>
                      {segment.speaker === "agent" ? "Agent" : "Customer"}
                    </span>
                  )}
                  <bdi>{segment.text}</bdi>
                </span>
              </label>
            </li>
          ))}
        </ol>
      )}
    </fieldset>
  );
}
