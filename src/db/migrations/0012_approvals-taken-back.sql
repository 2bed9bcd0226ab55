DROP INDEX "rule_approvals_once";--> statement-breakpoint
ALTER TABLE "rule_approvals" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "rule_approvals_once" ON "rule_approvals" USING btree ("change_hash","staff_id") WHERE "rule_approvals"."used_by" is null and "rule_approvals"."withdrawn_at" is null;