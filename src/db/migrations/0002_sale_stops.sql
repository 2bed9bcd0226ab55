CREATE TABLE "check_counts" (
	"ruleset_version" text NOT NULL,
	"week" text NOT NULL,
	"counted" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "check_counts_ruleset_version_week_counted_pk" PRIMARY KEY("ruleset_version","week","counted")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"cause" text NOT NULL,
	"amount_minor" integer NOT NULL,
	"currency" text NOT NULL,
	"payment_intent_id" text NOT NULL,
	"state" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"refund_id" text,
	"requested_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "refunds_idempotency_key_unique" UNIQUE("idempotency_key"),
	CONSTRAINT "refunds_refund_id_unique" UNIQUE("refund_id"),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "sale_pauses" (
	"id" text PRIMARY KEY NOT NULL,
	"what" text NOT NULL,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"lifted_at" timestamp with time zone,
	"lifted_by" text
);
--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_sale_stopped_once" ON "refunds" USING btree ("order_id") WHERE "refunds"."cause" = 'sale-stopped';--> statement-breakpoint
CREATE INDEX "refunds_unsettled" ON "refunds" USING btree ("requested_at") WHERE "refunds"."state" in ('requested', 'pending');--> statement-breakpoint
CREATE UNIQUE INDEX "sale_pauses_in_force" ON "sale_pauses" USING btree ("what") WHERE "sale_pauses"."lifted_at" is null;