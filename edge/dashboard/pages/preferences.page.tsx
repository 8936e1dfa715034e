import { Layout, type Viewer } from "../layout.tsx";

const CHOICES = [
  {
    name: "theme",
    legend: "Colours",
    options: [
      ["auto", "As my device has them"],
      ["light", "Light"],
      ["dark", "Dark"],
    ],
  },
  {
    name: "density",
    legend: "Spacing",
    options: [
      ["comfortable", "Comfortable"],
      ["compact", "Compact, for long lists"],
    ],
  },
  {
    name: "keys",
    legend: "Single-letter keys",
    options: [
      ["on", "On: such as n for the next call"],
      ["off", "Off: they get in the way of speech input"],
    ],
  },
] as const;

/** How somebody likes the pages in this browser. */
export function PreferencesPage({ viewer, isSaved }: { viewer: Viewer; isSaved: boolean }) {
  return (
    <Layout title="Preferences" section={null} viewer={viewer} includesSamples={false}>
      <div class="page-head">
        <div>
          <h1>Preferences</h1>
          <p class="lead">They hold in this browser only.</p>
        </div>
      </div>
      {isSaved && (
        <p class="notice notice-done" role="status">
          Saved.
        </p>
      )}
      <form method="post" action="/preferences" class="panel form">
        {CHOICES.map(({ name, legend, options }) => (
          <fieldset>
            <legend>{legend}</legend>
            {options.map(([value, text]) => (
              <label class="choice">
                <input
                  type="radio"
                  name={name}
                  value={value}
                  checked={viewer.preferences[name] === value}
                />
                {text}
              </label>
            ))}
          </fieldset>
        ))}
        <button class="button" type="submit">
          Save
        </button>
      </form>
      {viewer.person !== null && (
        <form method="post" action="/sign-out/everywhere" class="panel form">
          <h2>Sign out everywhere</h2>
          <p>
            Ends your sessions in every browser, this one included, and the sign-in links that you
            have not used. You need a new link afterwards, unless you come in through Cloudflare
            Access.
          </p>
          <button class="button button-danger" type="submit">
            Sign out everywhere
          </button>
        </form>
      )}
    </Layout>
  );
}
