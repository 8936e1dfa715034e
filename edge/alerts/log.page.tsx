import { formatInstant, plural } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import type { LoggedDelivery } from "../sending/delivery-log.repository.ts";
import { SettingsFrame } from "../settings-pages/settings-frame.tsx";
import { AlertsNav } from "./alerts.page.tsx";
import { channelKindName } from "./channel-parts.tsx";

export const LOG_SHOWN = 100;

/** Every message that was or is to be sent, newest first. */
export function LogPage({
  deliveries,
  viewer,
  mayChange,
  notice,
}: {
  deliveries: readonly LoggedDelivery[];
  viewer: Viewer;
  mayChange: boolean;
  notice: string | null;
}) {
  return (
    <SettingsFrame
      tab="alerts"
      title="What was sent"
      lead={
        deliveries.length === LOG_SHOWN
          ? `The newest ${LOG_SHOWN} messages; they are kept for 90 days`
          : `${plural(deliveries.length, "message")}; they are kept for 90 days`
      }
      {...{ viewer, notice }}
    >
      <AlertsNav current="log" />
      {deliveries.length === 0 ? (
        <div class="empty">
          <h2>Nothing was sent yet</h2>
          <p>Digests and alerts are listed here, with what became of them.</p>
        </div>
      ) : (
        <section class="panel" aria-label="Messages">
          <table class="stacked">
            <thead>
              <tr>
                <th scope="col">Message</th>
                <th scope="col">To</th>
                <th scope="col">State</th>
                {mayChange && (
                  <th scope="col">
                    <span class="hidden">Send again</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <tr>
                  <th scope="row">
                    <bdi>{delivery.subject ?? "A message that is no longer kept"}</bdi>
                    <span class="sub">{formatInstant(delivery.createdAt, viewer.timeZone)}</span>
                  </th>
                  <td data-label="To">
                    <bdi>{delivery.recipient ?? "a channel that was removed"}</bdi>{" "}
                    <span class="sub">{channelKindName(delivery.via)}</span>
                  </td>
                  <td>
                    <DeliveryState delivery={delivery} timeZone={viewer.timeZone} />
                  </td>
                  {mayChange && (
                    <td>
                      {(delivery.state === "sent" || delivery.state === "failed") && (
                        <form
                          method="post"
                          action={`/settings/alerts/log/${encodeURIComponent(delivery.id)}/again`}
                        >
                          <button
                            class="link-button"
                            type="submit"
                            aria-label={`Send again: ${delivery.subject ?? "this message"}`}
                          >
                            Send again
                          </button>
                        </form>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </SettingsFrame>
  );
}

function DeliveryState({ delivery, timeZone }: { delivery: LoggedDelivery; timeZone: string }) {
  const { state, attempts, lastError, nextAt, sentAt, round } = delivery;
  const tries = attempts > 1 ? ` · ${plural(attempts, "try", "tries")}` : "";
  const again = round > 1 ? ` · sent ${plural(round, "time")}` : "";
  switch (state) {
    case "sent":
      return (
        <>
          <span class="state state-good">Sent</span>
          <span class="sub">
            {sentAt === null ? "" : formatInstant(sentAt, timeZone)}
            {tries}
            {again}
          </span>
        </>
      );
    case "failed":
      return (
        <>
          <span class="state state-bad">Not sent</span>
          <span class="sub">
            <bdi>{lastError}</bdi>
            {tries}
          </span>
        </>
      );
    default:
      return (
        <>
          <span class="state state-plain">{state === "leased" ? "Being sent" : "Waiting"}</span>
          <span class="sub">
            {lastError !== null && (
              <>
                <bdi>{lastError}</bdi>{" "}
              </>
            )}
            {state === "due" && `Due ${formatInstant(nextAt, timeZone)}`}
            {tries}
          </span>
        </>
      );
  }
}
