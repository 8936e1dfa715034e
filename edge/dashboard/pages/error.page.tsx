import * as z from "zod";

import type { AppError } from "../../errors/app-error.ts";
import { Layout, type Viewer } from "../layout.tsx";

const problemsSchema = z.array(z.object({ field: z.string(), problem: z.string() }));

const TITLES: Record<number, string> = {
  400: "That could not be used",
  403: "This is not yours to open",
  404: "There is nothing here",
  409: "That is not possible any more",
  503: "Nightshift has to wait for its database",
};

/** What went wrong, what to do, and where to go on. */
export function ErrorPage({
  error,
  viewer,
  requestId,
}: {
  error: AppError;
  viewer: Viewer;
  requestId: string;
}) {
  const title = TITLES[error.status] ?? "Something went wrong";
  const problems = problemsSchema.safeParse(error.details).data ?? [];
  const isAgent = viewer.person?.role === "agent";
  return (
    <Layout title={title} section={null} viewer={viewer} includesSamples={false}>
      <div class="empty">
        <p class="empty-figure">{error.status}</p>
        <h1>{title}</h1>
        <p>{error.message}</p>
        {problems.length > 0 && (
          <ul class="problems">
            {problems.map(({ field, problem }) => (
              <li>
                {field === "" ? "" : <strong>{field}: </strong>}
                {problem}
              </li>
            ))}
          </ul>
        )}
        <p>
          <a class="button" href={isAgent ? "/me" : "/"}>
            {isAgent ? "Go to your calls" : "Go to the overview"}
          </a>
        </p>
        <p class="quiet">Request {requestId}</p>
      </div>
    </Layout>
  );
}
