import { Layout, type Viewer } from "../layout.tsx";

/** Nothing at this address, or no call by this id. */
export function NotFoundPage({ viewer, what }: { viewer: Viewer; what: "page" | "call" }) {
  const title = what === "call" ? "There is no such call" : "There is nothing here";
  return (
    <Layout title={title} section={null} viewer={viewer} includesSamples={false}>
      <div class="empty">
        <p class="empty-figure">404</p>
        <h1>{title}</h1>
        <p>
          {what === "call"
            ? "No call at this site has this recording or unique id. It may belong to another site, or the link was cut short."
            : "The address may be mistyped, or the page has moved."}
        </p>
        <p>
          <a class="button" href="/">
            Go to the overview
          </a>
        </p>
      </div>
    </Layout>
  );
}
