import {
  alertRowsSchema,
  alertSettingsChangeSchema,
  alertSettingsSchema,
  channelRowsSchema,
  createdChannelSchema,
  newChannelSchema,
} from "#shared/contracts/alerts.ts";

import type { Endpoint } from "./openapi-endpoint.ts";

/** What the description of the API has about alerts and digests. */
export const ALERTS: readonly Endpoint[] = [
  {
    method: "get",
    path: "/api/qa/alerts",
    operationId: "alerts",
    summary: "What is wrong now, and what was",
    description:
      "A row for each rule that ever found something, those that fire first. `announced_at` is when it was last told of.",
    answer: alertRowsSchema,
  },
  {
    method: "get",
    path: "/api/qa/alert-settings",
    operationId: "alertSettings",
    summary: "When digests are sent, and from where on something is an alert",
    description: "Defaults included.",
    answer: alertSettingsSchema,
  },
  {
    method: "patch",
    path: "/api/qa/alert-settings",
    operationId: "changeAlertSettings",
    summary: "Change settings of alerts and digests",
    description: "What is left out stays. Answers the settings as they then are.",
    body: alertSettingsChangeSchema,
    answer: alertSettingsSchema,
    adminOnly: true,
  },
  {
    method: "get",
    path: "/api/admin/alert-channels",
    operationId: "alertChannels",
    summary: "Where the site's messages go, oldest first",
    description: "Of a webhook's address only the host is shown: the rest is a secret.",
    answer: channelRowsSchema,
    adminOnly: true,
  },
  {
    method: "post",
    path: "/api/admin/alert-channels",
    operationId: "addAlertChannel",
    summary: "Add an e-mail address, a Slack webhook or a webhook of one's own",
    description:
      "A webhook's signing secret is in this answer and nowhere else. Webhooks are posted to public https addresses only.",
    body: newChannelSchema,
    answer: createdChannelSchema,
    status: 201,
    adminOnly: true,
  },
  {
    method: "delete",
    path: "/api/admin/alert-channels/{id}",
    operationId: "removeAlertChannel",
    summary: "Remove a channel",
    description:
      "Nothing more is sent there, nor what was due. 404 when the site has no such channel.",
    pathParameter: { name: "id", description: "The channel's id" },
    status: 204,
    adminOnly: true,
  },
];
