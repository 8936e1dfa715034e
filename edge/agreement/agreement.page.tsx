import { formatCount, formatPeriod, formatScore, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { MIN_CALLS_TO_TRUST } from "./agreement-figures.ts";
import { AgreementNote, AgreementTable, percent } from "./agreement-table.tsx";
import { ROLLING_REVIEWS, type ReviewAgreement } from "./review-agreement.usecase.ts";

const PERIODS = [7, 30, 90];

export type AgreementChoice = { days: number; blindOnly: boolean };

/** How far the judge agrees with the people who reviewed its scores. */
export function AgreementPage({
  agreement,
  choice,
  viewer,
}: {
  agreement: ReviewAgreement;
  choice: AgreementChoice;
  viewer: Viewer;
}) {
  return (
    <Layout
      title="Agreement of judge and people"
      section="agreement"
      viewer={viewer}
      includesSamples={false}
    >
      <p class="crumb">
        <a href="/calibration">Calibration</a>
      </p>
      <div class="page-head">
        <div>
          <h1>Agreement of judge and people</h1>
          <p class="lead">
            {formatPeriod(agreement.period)} · {plural(agreement.reviews, "review")}
            {choice.blindOnly && ", blind ones only"}
            {agreement.isCut && ", of the newest calls: there are more"}
          </p>
        </div>
        <Switches choice={choice} />
      </div>
      {agreement.reviews === 0 ? (
        <Nothing agreement={agreement} choice={choice} />
      ) : (
        <Report agreement={agreement} />
      )}
    </Layout>
  );
}

const addressOf = ({ days, blindOnly }: AgreementChoice) =>
  `/agreement?days=${days}${blindOnly ? "&blind=1" : ""}`;

function Switches({ choice }: { choice: AgreementChoice }) {
  return (
    <div class="switches">
      <nav aria-label="Reviews">
        <ul class="switch">
          {[false, true].map((blindOnly) => (
            <li>
              <a
                href={addressOf({ ...choice, blindOnly })}
                aria-current={blindOnly === choice.blindOnly ? "true" : undefined}
              >
                {blindOnly ? "Blind only" : "All reviews"}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <nav aria-label="Period">
        <ul class="switch">
          {PERIODS.map((days) => (
            <li>
              <a
                href={addressOf({ ...choice, days })}
                aria-current={days === choice.days ? "true" : undefined}
              >
                {days} days
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

function Report({ agreement }: { agreement: ReviewAgreement }) {
  const { totals } = agreement;
  const isFew = agreement.reviews < MIN_CALLS_TO_TRUST;
  return (
    <>
      {isFew && (
        <p class="notice">
          <strong>
            {plural(agreement.reviews, "review")}: too few below {MIN_CALLS_TO_TRUST}.
          </strong>{" "}
          What stands here may well be chance. Take calls from the{" "}
          <a href="/review">review queue</a>, or open a <a href="/calibration">round</a>.
        </p>
      )}
      <section class="panel" aria-labelledby="criteria-heading">
        <h2 id="criteria-heading">By criterion</h2>
        <AgreementTable
          label="Agreement by criterion"
          rows={agreement.all}
          rolling={{ reviews: ROLLING_REVIEWS, exact: agreement.rolling }}
        />
        <AgreementNote biasOf="the judge is more lenient than people" />
        <p class="table-note">
          Last {ROLLING_REVIEWS}: the share of the same mark among the {ROLLING_REVIEWS} newest
          reviews that marked the criterion.
        </p>
      </section>
      <section class="panel" aria-labelledby="totals-heading">
        <h2 id="totals-heading">Totals and flags</h2>
        <dl class="facts">
          <Fact
            name="Totals differ by"
            value={totals.meanError === null ? "–" : `${formatScore(totals.meanError)} points`}
            note="on average, either way"
          />
          <Fact name="The judge is" value={leniency(totals.bias)} note="than people" />
          <Fact
            name="Same verdict"
            value={percent(totals.sameFlag)}
            note="both flagged the call, or neither"
          />
        </dl>
      </section>
      <section class="panel" aria-labelledby="judges-heading">
        <h2 id="judges-heading">By model and prompt</h2>
        <AgreementTable
          label="Agreement by model and prompt"
          firstColumn="Judge"
          rows={agreement.byJudge}
        />
      </section>
      <section class="panel" aria-labelledby="sight-heading">
        <h2 id="sight-heading">Blind and seeing</h2>
        <AgreementTable
          label="Agreement of blind and seeing reviews"
          firstColumn="Reviews"
          rows={agreement.bySight}
        />
        <p class="table-note">
          Whoever sees the judge's marks tends to follow them, so that blind reviews tell more.
          People mostly review what was flagged: how the judge does on all calls is told by a{" "}
          <a href="/calibration">calibration round</a> of a random sample.
        </p>
      </section>
    </>
  );
}

function leniency(bias: number | null): string {
  if (bias === null) return "–";
  const points = `${formatScore(Math.abs(bias))} points`;
  if (points === `${formatScore(0)} points`) return "as strict";
  return `${points} ${bias > 0 ? "more lenient" : "stricter"}`;
}

function Fact({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <span class="sub">{note}</span>
      </dd>
    </div>
  );
}

function Nothing({ agreement, choice }: { agreement: ReviewAgreement; choice: AgreementChoice }) {
  const hasOthers = choice.blindOnly && agreement.bySight.length > 0;
  return (
    <div class="empty">
      <h2>{hasOthers ? "No blind reviews" : "No reviews to compare with"}</h2>
      <p>
        {hasOthers
          ? "Reviews of this period were made with the judge's marks in sight. A call is reviewed blind by the link above the form."
          : `Nobody reviewed a scored call of these ${formatCount(choice.days)} days. Every review is held against the judge's marks here, criterion by criterion.`}
      </p>
      <p>
        <a class="button" href={hasOthers ? addressOf({ ...choice, blindOnly: false }) : "/review"}>
          {hasOthers ? "Show all reviews" : "Go to the review queue"}
        </a>
      </p>
    </div>
  );
}
