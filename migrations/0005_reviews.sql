CREATE TABLE `review` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`is_current` integer NOT NULL,
	`score_version` integer,
	`scorecard_id` text NOT NULL,
	`scorecard_version` integer NOT NULL,
	`reviewer_id` text NOT NULL,
	`cause` text NOT NULL,
	`marks` text NOT NULL,
	`comments` text NOT NULL,
	`auto_fails` text NOT NULL,
	`total` real,
	`flagged` integer NOT NULL,
	`flag_reason` text,
	`comment` text NOT NULL,
	`is_blind` integer NOT NULL,
	`agent_user` text,
	`campaign_id` text,
	`local_date` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`reviewer_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `review_of_call` ON `review` (`site_id`,`recording_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `review_by_date` ON `review` (`site_id`,`local_date`) WHERE is_current = 1;--> statement-breakpoint
CREATE INDEX `review_by_agent` ON `review` (`site_id`,`agent_user`,`local_date`) WHERE is_current = 1;--> statement-breakpoint
CREATE TABLE `review_item` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`state` text NOT NULL,
	`reasons` text NOT NULL,
	`priority` integer NOT NULL,
	`agent_user` text,
	`campaign_id` text,
	`local_date` text NOT NULL,
	`total` real,
	`claimed_by` text,
	`claimed_until` integer,
	`created_at` integer NOT NULL,
	`done_at` integer,
	PRIMARY KEY(`site_id`, `recording_id`),
	CONSTRAINT "review_item_state" CHECK("review_item"."state" in ('open', 'done', 'expired'))
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `review_item_open` ON `review_item` (`site_id`,priority desc,local_date desc,`recording_id`) WHERE state = 'open';--> statement-breakpoint
CREATE TABLE `review_sampling` (
	`site_id` text PRIMARY KEY NOT NULL,
	`sampled_through` text NOT NULL
);
