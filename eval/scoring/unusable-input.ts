/** What was given cannot be worked with; the message says what is wrong and what to do. */
export class UnusableInput extends Error {
  override name = "UnusableInput";
}
