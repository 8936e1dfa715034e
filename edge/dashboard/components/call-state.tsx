import type { Child } from "hono/jsx";

import type { CallView } from "../call-view.usecase.ts";
import { reasonText } from "../wording.ts";

type Telling = { title: string; text: Child };

/** What stands where the score would be, while there is none. */
export function CallState({ view }: { view: CallView }) {
  const telling = tell(view);
  if (telling === null) return null;
  return (
    <section class="call-state" aria-label="State of this call">
      <h2>{telling.title}</h2>
      <p>{telling.text}</p>
    </section>
  );
}

function tell(view: CallView): Telling | null {
  const reason =
    view.statusReason === null ? null : (
      <>
        {" "}
        <bdi>{sentence(reasonText(view.statusReason))}</bdi>
      </>
    );
  switch (view.status) {
    case "complete":
      return view.call.score?.total === null
        ? {
            title: "No criterion applied",
            text: "The judge found nothing on this call that the scorecard could be held against, so there is no total.",
          }
        : null;
    case "pending":
      return {
        title: "Waiting for tonight",
        text: (
          <>
            The recording is queued on the ViciDial host and will be transcribed in the coming
            night.{reason}
          </>
        ),
      };
    case "transcribing":
      return {
        title: "Being transcribed",
        text: "Whisper is working on it on the ViciDial host. The score follows a few minutes after the transcript.",
      };
    case "transcribed":
      return {
        title: view.call.score === null ? "Not scored yet" : "Being scored again",
        text: "The transcript is in the queue of the judges. When their quota for the day is used up this can take until tomorrow; nothing needs to be done.",
      };
    case "scoring":
      return { title: "Being scored", text: "A judge is reading the transcript right now." };
    case "skipped":
      return {
        title: "Skipped",
        text: <>Recordings like this one are not scored, on purpose.{reason}</>,
      };
    case "removed":
      return {
        title: "Score removed",
        text: (
          <>
            {view.statusReason} Averages, trends and the leaderboard of those days keep their
            numbers.
          </>
        ),
      };
    case "error":
      return view.needsPerson
        ? {
            title: "Needs a person",
            text: (
              <>
                No judge came to an answer that its quotes support, or two judges disagree. Please
                read the transcript below.{reason}
              </>
            ),
          }
        : {
            title: "Failed",
            text: (
              <>
                This call could not be processed.{reason} On the ViciDial host, nightshift retry
                gives it another try.
              </>
            ),
          };
  }
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
