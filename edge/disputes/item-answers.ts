import type { DisputeAnswers, Given, NewAnswer } from "#shared/contracts/disputes.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

import { AppError } from "../errors/app-error.ts";
import type { StoredDispute } from "./disputes.repository.ts";
import type { DisputableItem } from "./standing-score.ts";

type Reasons = StoredDispute["reasons"];

/** What the score that counts has for each thing that was disputed; null where it has nothing for it. */
export function givenBefore(
  reasons: Reasons,
  disputables: readonly DisputableItem[],
  autoFails: ReadonlySet<string>,
): Map<string, Given | null> {
  const standing = new Map(disputables.map(({ id, mark }) => [id, mark ?? "found"] as const));
  return new Map(
    Object.keys(reasons).map((id) => [
      id,
      standing.get(id) ?? (autoFails.has(id) ? "not_found" : null),
    ]),
  );
}

/**
 * A reviewer's answer, thing by thing. Throws AppError 400 where something that was disputed has no answer, something else has
 * one, or what is to count is nothing that can be given for it.
 */
export function answersByForm(
  before: ReadonlyMap<string, Given | null>,
  { items }: NewAnswer,
  autoFails: ReadonlySet<string>,
): DisputeAnswers {
  const problems = [
    ...[...before.keys()]
      .filter((id) => items[id] === undefined)
      .map((id) => ({
        field: `given.${id}`,
        problem: "needs an answer: keep it, or say what counts",
      })),
    ...Object.entries(items).flatMap(([id, { given }]) => {
      if (!before.has(id)) return [{ field: id, problem: "is not disputed" }];
      const isOfAutoFail = given === "found" || given === "not_found";
      return given === "keep" || isOfAutoFail === autoFails.has(id)
        ? []
        : [{ field: `given.${id}`, problem: "cannot be given this" }];
    }),
  ];
  if (problems.length > 0) throw invalidAnswer(problems);
  return Object.fromEntries(
    [...before].map(([id, was]) => {
      const { given = "keep", why = "" } = items[id] ?? {};
      return [id, became(was, given === "keep" ? was : given, why)];
    }),
  );
}

/**
 * The answer that a review gives to a dispute: what its marks leave as it was is kept. Throws AppError 400 where the reviewer does
 * not say why.
 */
export function answersByReview(
  before: ReadonlyMap<string, Given | null>,
  review: { marks: Partial<Record<string, Mark>>; autoFails: readonly string[] },
  whys: Readonly<Record<string, string>>,
  autoFails: ReadonlySet<string>,
): DisputeAnswers {
  const silent = [...before.keys()].filter((id) => (whys[id] ?? "") === "");
  if (silent.length > 0) {
    throw invalidAnswer(
      silent.map((id) => ({
        field: `why.${id}`,
        problem: "is disputed: say why, for the agent to read",
      })),
    );
  }
  const after = (id: string): Given | null =>
    autoFails.has(id)
      ? review.autoFails.includes(id)
        ? "found"
        : "not_found"
      : (review.marks[id] ?? null);
  return Object.fromEntries(
    [...before].map(([id, was]) => [id, became(was, after(id), whys[id] ?? "")]),
  );
}

/** A dispute is revised where anything of it was. */
export function stateBy(answers: DisputeAnswers): "revised" | "declined" {
  return Object.values(answers).some(({ outcome }) => outcome === "revised")
    ? "revised"
    : "declined";
}

function became(was: Given | null, given: Given | null, why: string): DisputeAnswers[string] {
  return { outcome: given === was ? "kept" : "revised", was, given, why };
}

function invalidAnswer(details: { field: string; problem: string }[]): AppError {
  return new AppError({
    code: "invalid_answer",
    status: 400,
    message: "The answer does not fit what was disputed.",
    details,
  });
}
