CREATE TABLE `alert_channel` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`label` text NOT NULL,
	`address` text NOT NULL,
	`secret` text,
	`topics` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alert_channel_of_site` ON `alert_channel` (`site_id`);--> statement-breakpoint
CREATE TABLE `alert_cursor` (
	`name` text PRIMARY KEY NOT NULL,
	`place` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alert_state` (
	`site_id` text NOT NULL,
	`rule` text NOT NULL,
	`state` text NOT NULL,
	`since` integer NOT NULL,
	`announced_at` integer,
	`detail` text NOT NULL,
	`pending` text DEFAULT '[]' NOT NULL,
	`pending_count` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`site_id`, `rule`),
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alert_state_pending` ON `alert_state` (`site_id`) WHERE pending_count > 0;--> statement-breakpoint
CREATE TABLE `delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`message_id` text NOT NULL,
	`kind` text NOT NULL,
	`recipient` text NOT NULL,
	`via` text NOT NULL,
	`state` text NOT NULL,
	`next_at` integer NOT NULL,
	`lease_token` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`round` integer DEFAULT 1 NOT NULL,
	`last_status` integer,
	`last_error` text,
	`external_id` text,
	`created_at` integer NOT NULL,
	`round_at` integer NOT NULL,
	`sent_at` integer,
	CONSTRAINT "delivery_state" CHECK("delivery"."state" in ('due', 'leased', 'sent', 'failed'))
);
--> statement-breakpoint
CREATE INDEX `delivery_next` ON `delivery` (`next_at`) WHERE state in ('due', 'leased');--> statement-breakpoint
CREATE INDEX `delivery_of_site` ON `delivery` (`site_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `mail_opt_out` (
	`person_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `message` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`period` text NOT NULL,
	`letter` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `message_once` ON `message` (`site_id`,`kind`,`period`);--> statement-breakpoint
CREATE TABLE `site_alerts` (
	`site_id` text PRIMARY KEY NOT NULL,
	`settings` text NOT NULL,
	`digest_through` text NOT NULL,
	`week_through` text NOT NULL,
	`week_cursor` text,
	`checked_at` integer DEFAULT 0 NOT NULL,
	`backlog` text DEFAULT '[]' NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
