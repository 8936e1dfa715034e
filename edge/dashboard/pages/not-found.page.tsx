import { Layout, type Viewer } from "../layout.tsx";

const WORDS = {
  page: {
    title: "There is nothing here",
    text: "The address may be mistyped, or the page has moved.",
  },
  call: {
    title: "There is no such call",
    text: "No call at this site has this recording or unique id. It may belong to another site, or the link was cut short.",
  },
  agent: {
    title: "There is no such agent",
    text: "No call at this site was taken by this ViciDial user.",
  },
} as const;

/** Nothing at this address, or no call or agent by this id. */
export function NotFoundPage({ viewer, what }: { viewer: Viewer; what: keyof typeof WORDS }) {
  const { title, text } = WORDS[what];
  const isAgent = viewer.person?.role === "agent";
  return (
    <Layout title={title} section={null} viewer={viewer} includesSamples={false}>
      <div class="empty">
        <p class="empty-figure">404</p>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a class="button" href={isAgent ? "/me" : "/"}>
            {isAgent ? "Go to your calls" : "Go to the overview"}
          </a>
        </p>
      </div>
    </Layout>
  );
}
