/** Marks a row or a call that was generated and never happened. */
export function SampleBadge() {
  return <span class="badge badge-sample">Sample</span>;
}

/** Says that the built-in phrase rules, and no model, made a score. */
export function RulesBadge() {
  return <span class="badge badge-rules">built-in rules</span>;
}

/** What belongs beside a call wherever it is listed. */
export function CallBadges({ provider, isSample }: { provider: string; isSample: boolean }) {
  return (
    <>
      {isSample && <SampleBadge />}
      {provider === "rules" && <RulesBadge />}
    </>
  );
}

/** The notice of every page that shows generated calls. */
export function SampleNotice() {
  return (
    <p class="notice notice-sample" role="note">
      <strong>Includes generated sample calls.</strong> They show what a month of real calls will
      look like; each one carries the badge <SampleBadge />.
    </p>
  );
}
