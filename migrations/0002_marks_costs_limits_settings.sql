CREATE TABLE `daily_cost` (
	`site_id` text NOT NULL,
	`local_date` text NOT NULL,
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`calls` integer DEFAULT 0 NOT NULL,
	`input_tokens` integer DEFAULT 0 NOT NULL,
	`output_tokens` integer DEFAULT 0 NOT NULL,
	`cost_usd` real DEFAULT 0 NOT NULL,
	PRIMARY KEY(`site_id`, `local_date`, `provider`, `model`)
);
--> statement-breakpoint
CREATE TABLE `provider_limit` (
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`limit_name` text NOT NULL,
	`value` integer NOT NULL,
	`learned_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `model`, `limit_name`)
);
--> statement-breakpoint
CREATE TABLE `setting` (
	`key` text NOT NULL,
	`version` integer NOT NULL,
	`value` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	PRIMARY KEY(`key`, `version`)
);
--> statement-breakpoint
ALTER TABLE `daily_stat` ADD `marks` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `score` ADD `excerpt` text;--> statement-breakpoint
ALTER TABLE `scoring_job` ADD `lease_losses` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE VIEW `daily_criterion_stat` AS 
  select d.site_id, d.local_date, d.agent_user, d.campaign_id,
         m.key as criterion_id, m.value ->> 0 as marked, m.value ->> 1 as sum_mark
  from daily_stat as d join json_each(d.marks) as m;