import type { Viewer } from "../dashboard/layout.tsx";
import { letterSlack } from "../sending/letter-slack.ts";
import { letterText } from "../sending/letter-text.ts";
import type { Letter } from "../sending/letter.ts";
import { SettingsFrame } from "../settings-pages/settings-frame.tsx";
import { AlertsNav } from "./alerts.page.tsx";

export const PREVIEWS = [
  ["daily", "The daily digest"],
  ["weekly", "The team's week"],
] as const;
export type PreviewKind = (typeof PREVIEWS)[number][0];

/** A letter as it would be sent now, in each of its forms. */
export function PreviewPage({
  kind,
  letter,
  sender,
  viewer,
}: {
  kind: PreviewKind;
  letter: Letter;
  sender: string | null;
  viewer: Viewer;
}) {
  const slack = letterSlack(letter).blocks.map((block) =>
    block.type === "context" ? block.elements.map(({ text }) => text).join(" ") : block.text.text,
  );
  const event = { type: letter.event.type, timestamp: "…", data: letter.event.data };
  return (
    <SettingsFrame
      tab="alerts"
      title="Preview"
      lead="As it would be sent now; nothing is sent by looking at it"
      viewer={viewer}
    >
      <AlertsNav current="preview" />
      <ul class="chips">
        {PREVIEWS.map(([one, name]) => (
          <li>
            <a
              class="chip"
              href={`/settings/alerts/preview?kind=${one}`}
              aria-current={one === kind ? "page" : undefined}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
      <section class="panel" aria-labelledby="as-mail">
        <h2 id="as-mail">As an e-mail</h2>
        <dl class="facts letter-head">
          <div>
            <dt>From</dt>
            <dd>{sender ?? "no sender is set"}</dd>
          </div>
          <div>
            <dt>Subject</dt>
            <dd>
              <bdi>{letter.subject}</bdi>
            </dd>
          </div>
        </dl>
        <iframe
          class="letter-frame"
          title={letter.subject}
          src={`/settings/alerts/preview/html?kind=${kind}`}
          sandbox=""
        />
      </section>
      <LetterForm id="as-text" title="Its text part" text={letterText(letter)} />
      <LetterForm id="as-slack" title="To Slack" text={slack.join("\n\n")} />
      <LetterForm id="as-event" title="To a webhook" text={JSON.stringify(event, null, 2)} />
    </SettingsFrame>
  );
}

function LetterForm({ id, title, text }: { id: string; title: string; text: string }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <pre class="letter-text" tabindex={0}>
        {text}
      </pre>
    </section>
  );
}
