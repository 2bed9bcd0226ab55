CREATE TABLE "clearances" (
	"id" text PRIMARY KEY NOT NULL,
	"basket_id" text NOT NULL,
	"market" text NOT NULL,
	"ruleset_version" text NOT NULL,
	"ruleset_hash" text NOT NULL,
	"cap_mm" numeric(4, 2) NOT NULL,
	"checked_on" date NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "clearances_id_cap" UNIQUE("id","cap_mm")
);
--> statement-breakpoint
CREATE TABLE "stock_levels" (
	"sku" text PRIMARY KEY NOT NULL,
	"on_hand" integer NOT NULL,
	"reserved" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stock_levels_reserved" CHECK (0 <= "stock_levels"."reserved" and "stock_levels"."reserved" <= "stock_levels"."on_hand")
);
--> statement-breakpoint
CREATE TABLE "stock_movements" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"sku" text NOT NULL,
	"kind" text NOT NULL,
	"on_hand_change" integer NOT NULL,
	"reserved_change" integer NOT NULL,
	"order_id" text,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"order_id" text NOT NULL,
	"kind" text NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "notifications_order_id_kind_pk" PRIMARY KEY("order_id","kind")
);
--> statement-breakpoint
CREATE TABLE "order_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"state" text NOT NULL,
	"note" text NOT NULL,
	"actor" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"order_id" text NOT NULL,
	"sku" text NOT NULL,
	"position" integer NOT NULL,
	"product_slug" text NOT NULL,
	"title" text NOT NULL,
	"label" text NOT NULL,
	"quantity" integer NOT NULL,
	"unit_minor" integer NOT NULL,
	"needle_length_mm" numeric(4, 2),
	"order_longest_needle_mm" numeric(4, 2),
	CONSTRAINT "order_lines_order_id_sku_pk" PRIMARY KEY("order_id","sku"),
	CONSTRAINT "order_lines_needle_covered" CHECK ("order_lines"."needle_length_mm" is null or ("order_lines"."order_longest_needle_mm" is not null and "order_lines"."needle_length_mm" <= "order_lines"."order_longest_needle_mm")),
	CONSTRAINT "order_lines_quantity" CHECK ("order_lines"."quantity" > 0 and "order_lines"."unit_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"state" text NOT NULL,
	"basket_id" text NOT NULL,
	"market" text NOT NULL,
	"currency" text NOT NULL,
	"items_minor" integer NOT NULL,
	"delivery_minor" integer NOT NULL,
	"total_minor" integer NOT NULL,
	"vat_minor" integer NOT NULL,
	"delivery_label" text NOT NULL,
	"longest_needle_mm" numeric(4, 2),
	"clearance_id" text,
	"clearance_cap_mm" numeric(4, 2),
	"ruleset_version" text,
	"checked_on" date,
	"email" text,
	"delivery_address" jsonb,
	"placed_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	CONSTRAINT "orders_number_unique" UNIQUE("number"),
	CONSTRAINT "orders_id_longest" UNIQUE("id","longest_needle_mm"),
	CONSTRAINT "orders_needles_need_clearance" CHECK ("orders"."longest_needle_mm" is null or ("orders"."clearance_id" is not null and "orders"."clearance_cap_mm" is not null and "orders"."longest_needle_mm" <= "orders"."clearance_cap_mm")),
	CONSTRAINT "orders_total" CHECK ("orders"."total_minor" = "orders"."items_minor" + "orders"."delivery_minor" and "orders"."total_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "payment_attempts" (
	"order_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"state" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"params" json NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"session_id" text,
	"session_url" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payment_attempts_order_id_attempt_pk" PRIMARY KEY("order_id","attempt"),
	CONSTRAINT "payment_attempts_idempotency_key_unique" UNIQUE("idempotency_key"),
	CONSTRAINT "payment_attempts_session_id_unique" UNIQUE("session_id")
);
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"processed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_sku_stock_levels_sku_fk" FOREIGN KEY ("sku") REFERENCES "public"."stock_levels"("sku") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_longest_needle" FOREIGN KEY ("order_id","order_longest_needle_mm") REFERENCES "public"."orders"("id","longest_needle_mm") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_clearance" FOREIGN KEY ("clearance_id","clearance_cap_mm") REFERENCES "public"."clearances"("id","cap_mm") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "stock_movements_once" ON "stock_movements" USING btree ("order_id","sku","kind");--> statement-breakpoint
CREATE INDEX "stock_movements_sku" ON "stock_movements" USING btree ("sku");--> statement-breakpoint
CREATE INDEX "order_events_order" ON "order_events" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_clearance_once" ON "orders" USING btree ("clearance_id") WHERE "orders"."state" <> 'cancelled';--> statement-breakpoint
CREATE UNIQUE INDEX "orders_one_open_per_basket" ON "orders" USING btree ("basket_id") WHERE "orders"."state" = 'awaiting-payment';--> statement-breakpoint
CREATE INDEX "orders_placed_at" ON "orders" USING btree ("placed_at");