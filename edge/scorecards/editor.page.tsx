import { SCORECARD_LIMITS } from "#shared/scorecard/scorecard.ts";

import { ProblemSummary, TextField } from "../dashboard/components/field.tsx";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import type { CardDifference } from "./card-differences.ts";
import { weightSum } from "./card-form.ts";
import { DifferenceTable } from "./difference-table.tsx";
import { labelOfField } from "./editor-labels.ts";
import { AddButton, AutoFail, Criterion, EntryButtons } from "./editor-parts.tsx";
import type { EditorView } from "./editor-view.ts";

/** The form in which a card's draft is written. Every button sends it; only Save stores it. */
export function EditorPage({ view, viewer }: { view: EditorView; viewer: Viewer }) {
  const { card, problems } = view;
  const path = `/scorecards/${view.scorecardId}/draft`;
  return (
    <Layout
      title={`Edit ${card.name || view.scorecardId}`}
      section="scorecards"
      viewer={viewer}
      includesSamples={false}
      scripts={["editor"]}
    >
      <p class="crumb">
        <a href="/scorecards">Scorecards</a>
      </p>
      <div class="page-head">
        <div>
          <h1>{card.name || "Scorecard without a name"}</h1>
          <p class="lead">
            Draft of version {view.version} · calls go on being judged by what is published
          </p>
        </div>
      </div>
      {view.said !== null && (
        <p class="notice notice-done" role="status">
          {view.said}
        </p>
      )}
      {view.theirs !== null && <Theirs view={view} theirs={view.theirs} />}
      <ProblemSummary problems={problems} labelOf={(field) => labelOfField(card, field)} />
      <form
        method="post"
        action={path}
        class="form editor"
        novalidate
        data-editor
        data-unsaved={view.isUnsaved ? "" : undefined}
      >
        <input type="hidden" name="seen_version" value={view.seen.version} />
        <input type="hidden" name="updated_at" value={view.seen.updatedAt} />
        <EditorBar view={view} />
        <section class="panel editor-basics" aria-label="The card">
          <TextField
            name="name"
            label="Name"
            value={card.name}
            problems={problems}
            maxlength={SCORECARD_LIMITS.nameChars}
          />
          <TextField
            name="flag_below"
            label="Flag calls below"
            hint="A total from 20 to 100"
            value={card.flag_below}
            problems={problems}
            inputmode="decimal"
          />
          <TextField
            name="min_call_sec"
            label="Shortest call, seconds"
            hint="Shorter calls are not scored"
            value={card.min_call_sec}
            problems={problems}
            inputmode="numeric"
          />
        </section>
        <Sections view={view} />
        <section aria-labelledby="criteria" class="editor-list">
          <h2 id="criteria">Criteria</h2>
          {card.criteria.map((_, at) => (
            <Criterion view={view} at={at} />
          ))}
          <AddButton list="criteria" what="a criterion" view={view} />
        </section>
        <section aria-labelledby="auto-fails" class="editor-list">
          <h2 id="auto-fails">Auto-fail items</h2>
          <p class="hint">One of these found in a call flags it, whatever its total.</p>
          {card.auto_fails.map((_, at) => (
            <AutoFail view={view} at={at} />
          ))}
          <AddButton list="auto_fails" what="an auto-fail item" view={view} />
        </section>
      </form>
    </Layout>
  );
}

/** Stays in sight. Save is the form's first button, so it is what Enter in a field presses. */
function EditorBar({ view }: { view: EditorView }) {
  const off = weightSum(view.card) - 10_000;
  const advice = off > 0 ? `: take away ${off / 100}` : `: add ${-off / 100}`;
  return (
    <div class="editor-bar">
      <button class="button" type="submit" name="do" value="save">
        Save draft
      </button>
      <output class="weight-sum" data-weight-sum data-off={String(off !== 0)} aria-live="polite">
        {`Weights: ${(off + 10_000) / 100} %${off === 0 ? "" : advice}`}
      </output>
      <span class="editor-links">
        {view.isUnsaved ? (
          <span class="quiet">Not saved yet</span>
        ) : (
          <a href={`/scorecards/${view.scorecardId}/${view.version}`}>Try it or publish it</a>
        )}
      </span>
    </div>
  );
}

function Theirs({ view, theirs }: { view: EditorView; theirs: CardDifference[] }) {
  return (
    <section class="panel" role="alert" aria-labelledby="theirs">
      <h2 id="theirs">Somebody else changed this card after you opened it</h2>
      <p>
        Nothing of yours is stored or lost: the form below holds it all. Here is how what is stored
        differs from it. <strong>Save draft</strong> now stores yours in place of theirs; to keep
        theirs, take over what you need and{" "}
        <a href={`/scorecards/${view.scorecardId}/draft`}>open the stored draft</a>.
      </p>
      <DifferenceTable differences={theirs} before="Stored" after="In your form" />
    </section>
  );
}

function Sections({ view }: { view: EditorView }) {
  const { sections } = view.card;
  return (
    <details
      class="panel editor-sections"
      open={sections.length > 0 || view.focus?.includes("sections") === true}
    >
      <summary>
        Sections <span class="quiet">{sections.length === 0 ? "none" : sections.length}</span>
      </summary>
      <p class="hint">Sections group criteria for people to read; they do not change the score.</p>
      {sections.map(({ id, name }, at) => (
        <div class="editor-row">
          <input type="hidden" name={`sections.${at}.id`} value={id} />
          <TextField
            name={`sections.${at}.name`}
            label={`Section ${at + 1}`}
            value={name}
            problems={view.problems}
            maxlength={SCORECARD_LIMITS.nameChars}
            autofocus={view.focus === `sections.${at}.name`}
          />
          <EntryButtons list="sections" at={at} name={name} view={view} />
        </div>
      ))}
      <AddButton list="sections" what="a section" view={view} />
    </details>
  );
}
