import type { Child } from "hono/jsx";

import { ageOfAgent, type AgentAge } from "#shared/contracts/agent-versions.ts";

import { formatAge, formatBytes, formatCount, formatInstant, plural } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import type { LastHeartbeat } from "../qa-api/health.repository.ts";
import { WANTED_AGENTS } from "../site-settings/wanted-agents.ts";
import { RECORDING_STATES } from "./recording-states.ts";
import { SettingsFrame } from "./settings-frame.tsx";

const AGE_NAMES: Record<AgentAge, string> = {
  current: "current",
  old: `old: ${WANTED_AGENTS.wanted} is wanted`,
  too_old: `too old: ${WANTED_AGENTS.wanted} is wanted`,
  newer: "newer than this edge",
  unknown: "which says nothing of its age",
};

/** How the site's on-prem agent is, by its last heartbeat. */
export function AgentPage({
  last,
  isSilent,
  viewer,
  nowMs,
}: {
  last: LastHeartbeat | null;
  isSilent: boolean;
  viewer: Viewer;
  nowMs: number;
}) {
  return (
    <SettingsFrame
      tab="agent"
      title="On-prem agent"
      lead="What transcribes the recordings beside your ViciDial, as it last said of itself"
      viewer={viewer}
    >
      {last === null ? (
        <div class="empty">
          <h2>No agent was ever heard</h2>
          <p>
            Install it on a Linux host that can read the recordings, with an ingest token of this
            site; it says hello within minutes.
          </p>
          <p>
            <code>nightshift doctor</code> on that host tells what is missing.
          </p>
        </div>
      ) : (
        <Facts last={last} isSilent={isSilent} timeZone={viewer.timeZone} nowMs={nowMs} />
      )}
    </SettingsFrame>
  );
}

function Facts({
  last: { heartbeat, receivedAt },
  isSilent,
  timeZone,
  nowMs,
}: {
  last: LastHeartbeat;
  isSilent: boolean;
  timeZone: string;
  nowMs: number;
}) {
  const { last_run: run, source_error: sourceError } = heartbeat;
  const age = ageOfAgent(heartbeat.agent_version, WANTED_AGENTS);
  const queue = RECORDING_STATES.filter(({ state }) => (heartbeat.queue[state] ?? 0) > 0);
  return (
    <>
      {isSilent && (
        <p class="notice notice-alert" role="alert">
          <strong>Silent for {formatAge(nowMs - receivedAt)}.</strong> New calls do not arrive
          meanwhile; nothing is lost, the agent keeps them. On its host, run{" "}
          <code>nightshift status</code> and <code>nightshift doctor</code>.
        </p>
      )}
      {sourceError !== null && sourceError !== undefined && (
        <p class="notice notice-alert" role="alert">
          <strong>Recordings cannot be looked for</strong> since{" "}
          {formatInstant(Date.parse(sourceError.since), timeZone)}: <bdi>{sourceError.code}</bdi>.
        </p>
      )}
      {age === "too_old" && (
        <p class="notice notice-alert" role="alert">
          <strong>The agent is older than {WANTED_AGENTS.oldest}</strong>, the oldest version that
          this edge is tested with. What it sends is taken as long as it is understood; install{" "}
          {WANTED_AGENTS.wanted} on its host.
        </p>
      )}
      {age === "newer" && (
        <p class="notice" role="status">
          The agent is newer than this edge ({WANTED_AGENTS.wanted}): <code>npm run deploy</code>{" "}
          from its version brings the edge up to it.
        </p>
      )}
      <section class="panel" aria-label="State">
        <dl class="facts">
          <Fact name="State">
            <span class={isSilent ? "state state-bad" : "state state-good"}>
              {isSilent ? "Silent" : "Running"}
            </span>
            <span class="sub">
              heard {formatAge(nowMs - receivedAt)} ago, {formatInstant(receivedAt, timeZone)}
            </span>
          </Fact>
          <Fact name="Host">
            <bdi>{heartbeat.host}</bdi>
            <span class="sub">
              version <bdi>{heartbeat.agent_version}</bdi>, {AGE_NAMES[age]}
            </span>
          </Fact>
          <Fact name="Transcription model">{heartbeat.model ?? "none chosen yet"}</Fact>
          <Fact name="Disk free">
            {heartbeat.disk_free_bytes === null
              ? "not reported"
              : formatBytes(heartbeat.disk_free_bytes)}
          </Fact>
          <Fact name="To be sent">
            {plural(heartbeat.outbox_depth, "message")}
            {(heartbeat.outbox_refused ?? 0) > 0 && (
              <span class="sub">
                {formatCount(heartbeat.outbox_refused ?? 0)} refused; <code>nightshift retry</code>{" "}
                sends them again
              </span>
            )}
          </Fact>
          <Fact name="Last run">
            {run === null ? (
              <span class="quiet">none reported</span>
            ) : (
              <>
                {plural(run.transcribed, "call")} transcribed
                {run.failed > 0 && `, ${formatCount(run.failed)} failed`}
                <span class="sub">
                  {run.finished_at === null
                    ? `going since ${formatInstant(Date.parse(run.started_at), timeZone)}`
                    : `finished ${formatInstant(Date.parse(run.finished_at), timeZone)}`}
                </span>
              </>
            )}
          </Fact>
        </dl>
      </section>
      <section class="panel" aria-labelledby="queue">
        <h2 id="queue">Recordings in its queue</h2>
        {queue.length === 0 ? (
          <p class="quiet">None.</p>
        ) : (
          <table class="narrow-table">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col" class="number">
                  Recordings
                </th>
              </tr>
            </thead>
            <tbody>
              {queue.map(({ state, name }) => (
                <tr>
                  <th scope="row">{name}</th>
                  <td class="number">{formatCount(heartbeat.queue[state] ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

function Fact({ name, children }: { name: string; children: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
