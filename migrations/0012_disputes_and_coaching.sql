CREATE TABLE `coaching_clip` (
	`task_id` text NOT NULL,
	`place` integer NOT NULL,
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`transcript_version` integer NOT NULL,
	`from_segment` integer NOT NULL,
	`to_segment` integer NOT NULL,
	`from_sec` real NOT NULL,
	`to_sec` real NOT NULL,
	`criterion_id` text,
	`note` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`task_id`, `place`),
	FOREIGN KEY (`task_id`) REFERENCES `coaching_task`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `coaching_task` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`agent_user` text NOT NULL,
	`title` text NOT NULL,
	`text` text NOT NULL,
	`created_by` text NOT NULL,
	`coach_id` text,
	`due_date` text NOT NULL,
	`state` text NOT NULL,
	`agent_note` text,
	`created_at` integer NOT NULL,
	`acknowledged_at` integer,
	`done_at` integer,
	`cancelled_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`coach_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "coaching_task_state" CHECK("coaching_task"."state" in ('open', 'acknowledged', 'done', 'cancelled'))
);
--> statement-breakpoint
CREATE INDEX `coaching_task_by_state` ON `coaching_task` (`site_id`,`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `coaching_task_by_agent` ON `coaching_task` (`site_id`,`agent_user`,`created_at`);--> statement-breakpoint
CREATE INDEX `coaching_task_due_of_agent` ON `coaching_task` (`site_id`,`agent_user`,`due_date`) WHERE state in ('open', 'acknowledged');--> statement-breakpoint
CREATE INDEX `coaching_task_due` ON `coaching_task` (`site_id`,`due_date`) WHERE state in ('open', 'acknowledged');--> statement-breakpoint
CREATE TABLE `dispute` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`score_version` integer NOT NULL,
	`review_id` text NOT NULL,
	`agent_user` text NOT NULL,
	`opened_by` text NOT NULL,
	`opened_at` integer NOT NULL,
	`reasons` text NOT NULL,
	`comment` text NOT NULL,
	`state` text NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`answer` text,
	`answer_review_id` text,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`opened_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "dispute_state" CHECK("dispute"."state" in ('open', 'revised', 'declined', 'withdrawn', 'expired'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dispute_open` ON `dispute` (`site_id`,`recording_id`) WHERE state = 'open';--> statement-breakpoint
CREATE INDEX `dispute_of_call` ON `dispute` (`site_id`,`recording_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `dispute_by_state` ON `dispute` (`site_id`,`state`,`opened_at`);--> statement-breakpoint
CREATE INDEX `dispute_by_time` ON `dispute` (`site_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `dispute_by_agent` ON `dispute` (`site_id`,`agent_user`,`opened_at`);--> statement-breakpoint
CREATE INDEX `dispute_of_review` ON `dispute` (`review_id`) WHERE review_id <> '';--> statement-breakpoint
CREATE TABLE `score_acknowledgement` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`score_version` integer NOT NULL,
	`review_id` text NOT NULL,
	`person_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `recording_id`, `score_version`, `review_id`),
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `notice` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`recording_id` text,
	`task_id` text,
	`created_at` integer NOT NULL,
	`read_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `notice_of_person` ON `notice` (`person_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `notice_unread` ON `notice` (`person_id`) WHERE read_at is null;--> statement-breakpoint
ALTER TABLE `site` ADD `dispute_days` integer DEFAULT 14 NOT NULL;--> statement-breakpoint
CREATE INDEX `review_by_time` ON `review` (`site_id`,`created_at`);