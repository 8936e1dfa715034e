/** How one request is answered: well, or as a network, Resend, Slack or a webhook's receiver misbehaves. */
export const MESSAGE_FAULTS = [
  "connection_refused",
  "hang",
  "reset_in_body",
  "endless_body",
  "redirect",
  "html_page",
  "rate_limit",
  "rate_limit_without_time",
  "daily_quota",
  "server_error",
  "unavailable",
  "bad_key",
  "restricted_key",
  "domain_not_verified",
  "unprocessable",
  "still_sending",
  "no_service",
  "channel_is_archived",
  "action_prohibited",
  "invalid_payload",
  "not_found",
  "gone",
] as const;
export type MessageFault = (typeof MESSAGE_FAULTS)[number];
/** `accepted_but_reset`: the message is taken, and the connection breaks before that is heard. */
export type MessageTurn = MessageFault | "good" | "accepted_but_reset";
