ALTER TABLE "order_lines" ADD COLUMN "vat_rate_percent" numeric(5, 2);--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "delivery_days" text;