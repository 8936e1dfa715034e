import type { FieldProblems } from "../dashboard/field-problems.ts";
import type { CardDifference } from "./card-differences.ts";
import type { CardFields } from "./card-form.ts";
import type { SeenVersion } from "./scorecards.repository.ts";

/** What the editor's page shows. */
export type EditorView = {
  scorecardId: string;
  /** What the draft is or will be. */
  version: number;
  card: CardFields;
  seen: SeenVersion;
  problems: FieldProblems;
  /** The field or button that has the focus when the page comes. */
  focus: string | null;
  /** What the last button did. */
  said: string | null;
  /** Whether the form holds what is not stored. */
  isUnsaved: boolean;
  /** How what somebody else stored meanwhile differs from the form. */
  theirs: CardDifference[] | null;
};
