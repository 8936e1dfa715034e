/** Ways in which the connection or the service fails, on either wire. */
export const TRANSPORT_FAULTS = [
  "connection_refused",
  "slow",
  "hang",
  "hang_in_body",
  "reset_in_body",
  "endless_body",
  "html_page",
  "redirect",
  "body_cut_short",
  "overloaded",
  "server_error",
  "gateway_timeout",
] as const;
export type TransportFault = (typeof TRANSPORT_FAULTS)[number];

/** Ways in which the model's own text deviates, on either wire. The first group is harmless, the second is not. */
export const HARMLESS_ANSWER_FAULTS = [
  "fenced",
  "numbers_for_marks",
  "numbers_as_strings",
  "extra_categories",
  "texts_too_long",
  "numbered_quotes",
] as const;
export const ANSWER_FAULTS = [
  ...HARMLESS_ANSWER_FAULTS,
  "fabricated_quotes",
  "no_evidence",
  "text_cut_short",
  "prose",
  "empty_text",
  "missing_category",
  "wrong_mark",
  "nothing_applies",
  "another_shape",
] as const;
export type AnswerFault = (typeof ANSWER_FAULTS)[number];

export const GEMINI_FAULTS = [
  "minute_limit",
  "limit_without_details",
  "day_limit",
  "day_and_minute_limit",
  "tokens_per_minute_limit",
  "no_quota",
  "geo_block",
  "bad_key",
  "unauthenticated",
  "forbidden",
  "unknown_model",
  "invalid_request",
  "too_many_tokens",
  "request_entity_too_large",
  "prompt_blocked",
  "safety",
  "recitation",
  "blocklist",
  "prohibited_content",
  "spii",
  "max_tokens",
  "other_finish",
  "no_candidates",
  "empty_candidates",
  "no_parts",
] as const;
export type GeminiFault = (typeof GEMINI_FAULTS)[number];

export const CHAT_FAULTS = [
  "tokens_per_minute",
  "tokens_per_day",
  "requests_per_day_by_header",
  "limit_without_details",
  "no_credit",
  "bad_key",
  "forbidden",
  "country",
  "unknown_model",
  "invalid_request",
  "unprocessable",
  "request_too_large",
  "context_too_long",
  "capacity",
  "json_validate_failed",
  "json_of_another_shape",
  "json_validate_cut_off",
  "length",
  "content_filter",
  "refusal",
  "error_in_200",
  "no_choices",
  "null_content",
] as const;
export type ChatFault = (typeof CHAT_FAULTS)[number];

export type Fault = TransportFault | AnswerFault | GeminiFault | ChatFault;

/** How one request is answered: well, with a fault, or with this very answer as the model's text. */
export type Turn = "good" | Fault | { answer: unknown };

export function isOneOf<const T extends readonly string[]>(
  list: T,
  turn: unknown,
): turn is T[number] {
  return typeof turn === "string" && list.includes(turn);
}
