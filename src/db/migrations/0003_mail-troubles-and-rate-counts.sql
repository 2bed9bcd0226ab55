CREATE TABLE "rate_counts" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "fact" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_order_id_kind_pk";--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_order_id_kind_fact_pk" PRIMARY KEY("order_id","kind","fact");--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "state" text DEFAULT 'queued' NOT NULL;--> statement-breakpoint
UPDATE "notifications" SET "state" = 'sent' WHERE "sent_at" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "last_error" text;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "failed_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "rate_counts_ends_at" ON "rate_counts" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "notifications_trouble" ON "notifications" USING btree ("failed_at") WHERE "notifications"."last_error" is not null;