CREATE TABLE "rule_approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"change_hash" text NOT NULL,
	"staff_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"lane" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"used_by" integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX "rule_approvals_once" ON "rule_approvals" USING btree ("change_hash","staff_id") WHERE "rule_approvals"."used_by" is null;