type Labels = Readonly<Record<string, string>>;
export type Sample = { labels?: Labels; value: number | null };

/** One gauge with its series; a sample without a value is left out, as what is not known is not 0. */
export type Gauge = {
  name: string;
  help: string;
  samples: readonly Sample[];
};

/**
 * Prometheus' text format 0.0.4: every series with the `common` labels as well. A gauge without a series is left out with
 * its HELP, so that rules see it as absent.
 */
export function exposition(gauges: readonly Gauge[], common: Labels): string {
  return gauges
    .map(({ name, help, samples }) => {
      const lines = samples.flatMap(({ labels, value }) =>
        value === null ? [] : [`${name}${labelText({ ...common, ...labels })} ${value}\n`],
      );
      if (lines.length === 0) return "";
      return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} gauge\n${lines.join("")}`;
    })
    .join("");
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
