-- Without rowids a row is written once instead of twice: every minute in which calls are scored opens one here and takes
-- another away, and D1 bills each.
CREATE TABLE `__new_provider_quota` (
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`window` text NOT NULL,
	`requests` integer DEFAULT 0 NOT NULL,
	`tokens` integer DEFAULT 0 NOT NULL,
	`closed_until` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `model`, `window`)
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_provider_quota` SELECT `provider`, `model`, `window`, `requests`, `tokens`, `closed_until`, `updated_at` FROM `provider_quota`;--> statement-breakpoint
DROP TABLE `provider_quota`;--> statement-breakpoint
ALTER TABLE `__new_provider_quota` RENAME TO `provider_quota`;
