import type { Child } from "hono/jsx";

import { formatAge, formatBytes, formatCount, formatInstant, plural } from "../format.ts";
import type { Pipeline } from "../overview.usecase.ts";
import { isBuiltIn, providerName } from "../wording.ts";

/** Said at the top of the page, because without the agent nothing below gets newer. */
export function SilentAgentAlert({ pipeline, nowMs }: { pipeline: Pipeline; nowMs: number }) {
  const { lastHeardAt } = pipeline;
  return (
    <p class="notice notice-alert" role="alert">
      <strong>
        {lastHeardAt === null
          ? "The on-prem agent has never been heard."
          : `The on-prem agent has been silent for ${formatAge(nowMs - lastHeardAt)}.`}
      </strong>{" "}
      New calls do not arrive meanwhile; nothing is lost, the agent keeps them. On the ViciDial
      host, run <code>nightshift status</code> and <code>nightshift doctor</code>.
    </p>
  );
}

/** Is the agent there, what waits, and who judged. */
export function PipelinePanel({
  pipeline,
  nowMs,
  timeZone,
}: {
  pipeline: Pipeline;
  nowMs: number;
  timeZone: string;
}) {
  const { heartbeat, lastHeardAt } = pipeline;
  const run = heartbeat?.last_run ?? null;
  return (
    <dl class="facts">
      <Fact name="On-prem agent">
        <span class={pipeline.silent ? "state state-bad" : "state state-good"}>
          {pipeline.silent ? "Silent" : "Running"}
        </span>
        <span class="sub">
          {lastHeardAt === null ? "never heard" : `heard ${formatAge(nowMs - lastHeardAt)} ago`}
          {heartbeat !== null && ` · ${heartbeat.host}, version ${heartbeat.agent_version}`}
        </span>
      </Fact>
      <Fact name="Last night's run">
        {run === null ? (
          <span class="quiet">No run reported</span>
        ) : (
          <>
            {plural(run.transcribed, "call")} transcribed
            {run.failed > 0 && `, ${formatCount(run.failed)} failed`}
            <span class="sub">
              {run.finished_at === null
                ? `running since ${formatInstant(Date.parse(run.started_at), timeZone)}`
                : `finished ${formatInstant(Date.parse(run.finished_at), timeZone)}`}
            </span>
          </>
        )}
      </Fact>
      <Fact name="Waiting">
        {plural(heartbeat?.outbox_depth ?? 0, "message")} to be sent
        <span class="sub">
          {plural(pipeline.waitingToBeScored, "transcript")} to be scored
          {pipeline.needsPerson > 0 && ` · ${plural(pipeline.needsPerson, "call")} for a person`}
        </span>
      </Fact>
      <Fact name="Transcription">
        <bdi>{heartbeat?.model ?? "–"}</bdi>
        <span class="sub">
          {heartbeat === null || heartbeat.disk_free_bytes === null
            ? "disk space not reported"
            : `${formatBytes(heartbeat.disk_free_bytes)} of disk free`}
        </span>
      </Fact>
      <Fact name="Judges of the latest scores">
        {pipeline.providers.length === 0 ? (
          <span class="quiet">No scores yet</span>
        ) : (
          <ul class="providers">
            {pipeline.providers.map(({ provider, model, scores }) => (
              <li>
                <span class="number">{formatCount(scores)}</span>
                <span>
                  {providerName(provider)}
                  {!isBuiltIn(provider) && <span class="sub">{model}</span>}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: Child }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
