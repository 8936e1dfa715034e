/** A model cannot be had, or is not what it should be; the message says what to do. */
export class ModelError extends Error {
  override name = "ModelError";
}

/** The name that was typed is no model's; the message says which are. */
export class ModelNameError extends ModelError {
  override name = "ModelNameError";
}

/** The pull was stopped half-way; the message says how to go on. */
export class PullStoppedError extends ModelError {
  override name = "PullStoppedError";
}
