import { formatInstant, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { noticeText } from "./notice-words.tsx";
import type { StoredNotice } from "./notices.repository.ts";

/** What somebody should know of, newest first. */
export function NoticesPage({
  notices,
  mail,
  viewer,
  isDone,
}: {
  notices: readonly StoredNotice[];
  /** How they stand to the weekly summary by e-mail; null where there is none for them. */
  mail: { email: string; isWanted: boolean } | null;
  viewer: Viewer;
  isDone: boolean;
}) {
  const unread = notices.filter(({ readAt }) => readAt === null).length;
  return (
    <Layout title="Notices" section={null} viewer={viewer} includesSamples={false}>
      <div class="page-head">
        <div>
          <h1>Notices</h1>
          <p class="lead">
            {unread === 0 ? "Nothing new" : `${plural(unread, "new notice")}, newest first`}
          </p>
        </div>
        {unread > 0 && (
          <form method="post" action="/notices/read">
            <button class="button button-quiet" type="submit">
              Mark all as read
            </button>
          </form>
        )}
      </div>
      {isDone && (
        <p class="notice notice-done" role="status">
          All are marked as read.
        </p>
      )}
      {notices.length === 0 ? (
        <Nothing isAgent={viewer.person?.role === "agent"} />
      ) : (
        <ul class="panel inbox">
          {notices.map((notice) => (
            <li class={notice.readAt === null ? "inbox-unread" : undefined}>
              <form method="post" action={`/notices/${encodeURIComponent(notice.id)}/open`}>
                <button class="link-button inbox-text" type="submit">
                  {noticeText(
                    notice.kind,
                    <bdi>{notice.agentName ?? "An agent"}</bdi>,
                    viewer.person?.role === "agent",
                  )}
                </button>
                {notice.readAt === null && <span class="badge badge-new">New</span>}
                <span class="sub">
                  {formatInstant(notice.createdAt, viewer.timeZone)}
                  {notice.startedAt !== null &&
                    ` · call of ${formatInstant(notice.startedAt, viewer.timeZone)}`}
                  {notice.taskTitle !== null && (
                    <>
                      {" · "}
                      <bdi>{notice.taskTitle}</bdi>
                    </>
                  )}
                </span>
              </form>
            </li>
          ))}
        </ul>
      )}
      {mail !== null && <WeeklyMail {...mail} />}
    </Layout>
  );
}

function WeeklyMail({ email, isWanted }: { email: string; isWanted: boolean }) {
  return (
    <form method="post" action="/notices/weekly" class="panel form">
      <h2>Your week by e-mail</h2>
      <p>
        {isWanted ? "Every Monday a summary of your own calls is sent to " : "Nothing is sent to "}
        <bdi>{email}</bdi>.
      </p>
      <button class="button button-quiet" type="submit" name="wanted" value={isWanted ? "0" : "1"}>
        {isWanted ? "Stop it" : "Send it every Monday"}
      </button>
    </form>
  );
}

function Nothing({ isAgent }: { isAgent: boolean }) {
  return (
    <div class="empty">
      <h2>Nothing yet</h2>
      <p>
        {isAgent
          ? "You are told here when a dispute of yours is answered and when you get a coaching task."
          : "You are told here when an agent disputes a score and when a coaching task is seen and done."}
      </p>
      <p>
        <a class="button" href={isAgent ? "/me/coaching" : "/disputes"}>
          {isAgent ? "Go to your coaching" : "Go to the disputes"}
        </a>
      </p>
    </div>
  );
}
