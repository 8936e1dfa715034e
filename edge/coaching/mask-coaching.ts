import { maskText } from "#shared/masking/mask-numbers.ts";

import { maskSegments } from "../masking/mask-call.ts";
import type { StoredClip } from "./clips.repository.ts";

/* Coaching for those who see no telephone numbers. */

/** What people wrote of a task. */
export function maskTask<Task extends { title: string; text?: string; agentNote?: string | null }>(
  task: Task,
): Task {
  const { title, text, agentNote } = task;
  return {
    ...task,
    title: maskText(title),
    ...(text === undefined ? {} : { text: maskText(text) }),
    ...(typeof agentNote === "string" ? { agentNote: maskText(agentNote) } : {}),
  };
}

export function maskClip(clip: StoredClip): StoredClip {
  return { ...clip, lines: maskSegments(clip.lines), note: maskText(clip.note) };
}
