CREATE TABLE "withdrawals" (
	"order_id" text PRIMARY KEY NOT NULL,
	"lines" jsonb,
	"note" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"payment_intent_id" text NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"status" text NOT NULL,
	"amount_minor" integer NOT NULL,
	"currency" text NOT NULL,
	"is_refundable" boolean NOT NULL,
	"respond_by" timestamp with time zone,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
DROP INDEX "stock_movements_once";--> statement-breakpoint
DROP INDEX "orders_clearance_once";--> statement-breakpoint
DROP INDEX "orders_one_open_per_basket";--> statement-breakpoint
ALTER TABLE "stock_movements" ADD COLUMN "occasion" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "order_events" ADD COLUMN "kind" text DEFAULT 'state' NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "paid_minor" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "refunded_minor" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "payment_intent_id" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "end_reason" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "attention" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "released_hold" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "dispatched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "carrier" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "tracking_number" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "delivered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD COLUMN "look_again_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "actor" text DEFAULT 'system' NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "lines" jsonb;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "delivery_minor" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "disputes_order" ON "disputes" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "orders_attention" ON "orders" USING btree ("placed_at") WHERE "orders"."attention" is not null;--> statement-breakpoint
CREATE INDEX "payment_attempts_unsettled" ON "payment_attempts" USING btree ("created_at") WHERE "payment_attempts"."state" in ('creating', 'open', 'awaiting');--> statement-breakpoint
CREATE INDEX "refunds_order" ON "refunds" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "stock_movements_once" ON "stock_movements" USING btree ("order_id","sku","kind","occasion");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_clearance_once" ON "orders" USING btree ("clearance_id") WHERE "orders"."state" not in ('cancelled', 'needs-review', 'refunding', 'refunded');--> statement-breakpoint
CREATE UNIQUE INDEX "orders_one_open_per_basket" ON "orders" USING btree ("basket_id") WHERE "orders"."state" in ('awaiting-payment', 'awaiting-confirmation');--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_payment_intent_id_unique" UNIQUE("payment_intent_id");--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_money_back" CHECK (0 <= "orders"."refunded_minor" and "orders"."refunded_minor" <= "orders"."paid_minor");--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_delivery" CHECK (0 <= "refunds"."delivery_minor" and "refunds"."delivery_minor" <= "refunds"."amount_minor");--> statement-breakpoint
UPDATE "orders" SET "paid_minor" = "total_minor" WHERE "paid_at" IS NOT NULL;--> statement-breakpoint
UPDATE "orders" SET "end_reason" = 'sale-stopped' WHERE "state" IN ('refunding', 'refunded');--> statement-breakpoint
UPDATE "orders" SET "refunded_minor" = "paid_minor" WHERE "state" = 'refunded';--> statement-breakpoint
UPDATE "orders" SET "payment_intent_id" = "refunds"."payment_intent_id" FROM "refunds" WHERE "refunds"."order_id" = "orders"."id";
