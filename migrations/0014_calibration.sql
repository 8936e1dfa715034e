CREATE TABLE `calibration_call` (
	`round_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`position` integer NOT NULL,
	`score_version` integer NOT NULL,
	PRIMARY KEY(`round_id`, `recording_id`),
	FOREIGN KEY (`round_id`) REFERENCES `calibration_round`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `calibration_decision` (
	`id` text PRIMARY KEY NOT NULL,
	`round_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`criterion_id` text NOT NULL,
	`mark` text NOT NULL,
	`text` text NOT NULL,
	`decided_by` text NOT NULL,
	`decided_at` integer NOT NULL,
	FOREIGN KEY (`round_id`) REFERENCES `calibration_round`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `calibration_decision_by_round` ON `calibration_decision` (`round_id`,`decided_at`);--> statement-breakpoint
CREATE TABLE `calibration_mark` (
	`round_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`person_id` text NOT NULL,
	`marks` text NOT NULL,
	`comments` text NOT NULL,
	`auto_fails` text NOT NULL,
	`total` real,
	`flagged` integer NOT NULL,
	`comment` text NOT NULL,
	`submitted_at` integer NOT NULL,
	PRIMARY KEY(`round_id`, `person_id`, `recording_id`)
);
--> statement-breakpoint
CREATE TABLE `calibration_rater` (
	`round_id` text NOT NULL,
	`person_id` text NOT NULL,
	`marked` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`round_id`, `person_id`),
	FOREIGN KEY (`round_id`) REFERENCES `calibration_round`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `calibration_round` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`scorecard` text NOT NULL,
	`expert_id` text,
	`calls` integer NOT NULL,
	`due_date` text,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`expert_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "calibration_round_state" CHECK("calibration_round"."state" in ('open', 'closed'))
);
--> statement-breakpoint
CREATE INDEX `calibration_round_by_site` ON `calibration_round` (`site_id`,`created_at`);