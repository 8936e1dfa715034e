import type { Coverage } from "../coverage.ts";
import { formatCount, formatShare } from "../format.ts";
import { reasonText } from "../wording.ts";
import { Bar } from "./bar.tsx";

/** Recorded → eligible → transcribed → scored → reviewed, and what fell out on the way. */
export function CoverageFunnel({ coverage }: { coverage: Coverage }) {
  const steps = [
    { name: "Recorded", calls: coverage.recorded },
    { name: "Eligible", calls: coverage.eligible },
    { name: "Transcribed", calls: coverage.transcribed },
    { name: "Scored", calls: coverage.scored },
    { name: "Reviewed", calls: coverage.reviewed },
  ];
  const dropped = [
    ...coverage.skipped.map(({ reason, calls }) => ({
      kind: "Skipped",
      why: reasonText(reason),
      calls,
    })),
    { kind: "Waiting", why: "Not transcribed yet", calls: coverage.waiting },
    { kind: "Failed", why: "Could not be transcribed", calls: coverage.failed },
    { kind: "Lost", why: "The recording never appeared", calls: coverage.lost },
    {
      kind: "Waiting",
      why: "Transcribed, no score yet",
      calls: Math.max(0, coverage.transcribed - coverage.scored),
    },
  ].filter((row) => row.calls > 0);
  return (
    <>
      <table class="bars funnel">
        <thead class="hidden">
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Share of recorded calls</th>
            <th scope="col">Calls</th>
            <th scope="col">Percent</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr>
              <th scope="row">{step.name}</th>
              <td class="bar-cell">
                <Bar
                  share={coverage.recorded === 0 ? 0 : step.calls / coverage.recorded}
                  tone="accent"
                />
              </td>
              <td class="number strong">{formatCount(step.calls)}</td>
              <td class="number">{formatShare(step.calls, coverage.recorded)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {dropped.length > 0 && (
        <>
          <h3>Not scored, and why</h3>
          <table class="bars dropped">
            <thead class="hidden">
              <tr>
                <th scope="col">State</th>
                <th scope="col">Reason</th>
                <th scope="col">Calls</th>
              </tr>
            </thead>
            <tbody>
              {dropped.map((row) => (
                <tr>
                  <td class="kind">{row.kind}</td>
                  <th scope="row">{row.why}</th>
                  <td class="number strong">{formatCount(row.calls)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
