"""A made-up company for the made-up server: 2,000 customers and 20,000 invoice lines, the same ones for the same seed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from tests.odoo.fake.database import Database
from tests.odoo.fake.stockroom import Stockroom

MOMENT = datetime(2026, 6, 30, 15, 0, tzinfo=UTC)
CITIES = ("Bogotá", "Medellín", "Cali", "Barranquilla", "Bucaramanga", "Pereira")
FAMILIES = ("Perfiles", "Láminas", "Tubería", "Herrajes", "Segundas")
BOXES = 2  # a box holds twelve units


def company(
    version: int, moment: datetime = MOMENT, *, customers: int = 2000, lines: int = 20_000, seed: int = 9
) -> Database:
    """The whole company in one version of Odoo."""
    database = Database(version, moment)
    made = Maker(database, random.Random(seed))
    made.lists()
    made.partners(customers)
    made.products(240)
    made.sales(lines)
    made.stock()
    made.work(120)
    made.coming(12)
    return database


class Maker:
    """Makes the records, document after document, at the time they would have been written."""

    def __init__(self, database: Database, chance: random.Random) -> None:
        self.database, self.chance, self.today = database, chance, database.moment
        self.add = database.add

    def lists(self) -> None:
        """What changes seldom."""
        self.add("res.currency", name="COP")
        self.add("res.currency", name="USD")
        self.add("res.company", name="Aceros de prueba", currency_id=1)
        self.add("res.country", name="Colombia", code="CO")
        for name in ("Cundinamarca", "Antioquia", "Valle"):
            self.add("res.country.state", name=name)
        for name in ("Ana", "Beto", "Caro"):
            self.add("res.users", name=name, login=name.lower())
        for name in ("Construcción", "Ferretería", "Industria"):
            self.add("res.partner.industry", name=name)
        self.add("res.partner.category", name="Mayorista")
        for name, days in (("30 días", (30,)), ("60 días", (60,)), ("30/70", (0, 45))):
            term = self.add("account.payment.term", name=name)
            for day in days:
                self.add("account.payment.term.line", payment_id=term, nb_days=day)
        for name in FAMILIES:
            self.add("product.category", complete_name=f"Todo / {name}")
        turned = self.database.version < 19
        extra = {} if turned else {"relative_factor": 1.0}
        self.add("uom.uom", name="Unidades", factor=1.0, **extra)
        self.add("uom.uom", name="Caja x 12", factor=1 / 12 if turned else 12.0, **extra)
        self.add("stock.warehouse", name="Bodega Bogotá")
        scrap = {"scrap_location": False} if turned else {}
        for name, usage in (
            ("WH/Stock", "internal"),
            ("WH/Stock/Segundas", "internal"),
            ("Partners/Customers", "customer"),
        ):
            self.add(
                "stock.location",
                complete_name=name,
                usage=usage,
                warehouse_id=1 if usage == "internal" else False,
                **scrap,
            )
        for name, code in (("Entregas", "outgoing"), ("Recibos", "incoming")):
            self.add("stock.picking.type", name=name, code=code, reservation_method="at_confirm", reservation_days_before=0,
                     reservation_days_before_priority=0, warehouse_id=1)  # fmt: skip
        self.add("stock.lot", name="SEG-001", expiration_date=self._at(60))

    def partners(self, count: int) -> None:
        """Customers, and every tenth with a branch that buys for it."""
        warn = {"sale_warn": "no-message", "picking_warn": "no-message"} if self.database.version < 19 else {}
        for number in range(1, count + 1):
            born = self._at(-900 - number % 300)
            key = self.add(
                "res.partner", name=f"Cliente {number:04d} SAS", ref=f"C{number:04d}", vat=f"9{number:08d}", is_company=True,
                active=number % 97 != 0, commercial_partner_id=number, customer_rank=1, user_id=number % 3 + 1,
                city=self.chance.choice(CITIES), state_id=number % 3 + 1, country_id=1, industry_id=number % 3 + 1,
                category_id=[], property_payment_term_id=number % 3 + 1, create_date=born, write_date=born, **warn,
            )  # fmt: skip
            assert key == number
        for number in range(10, count + 1, 10):
            self.add("res.partner", name=f"Sucursal de {number:04d}", is_company=False, active=True, parent_id=number,
                     commercial_partner_id=number, customer_rank=1, category_id=[],
                     write_date=self._at(-700), **warn)  # fmt: skip
        self.customers = count

    def products(self, count: int) -> None:
        """Products; one in twenty weighs nothing that anybody entered, and one has no code."""
        for number in range(1, count + 1):
            category = 5 if number % 40 == 0 else number % 4 + 1
            self.add(
                "product.product", name=f"Producto {number}", display_name=f"[P{number:03d}] Producto {number}",
                default_code=f"P{number:03d}" if number != 7 else False, active=True, categ_id=category, uom_id=1, type="consu",
                weight=0.0 if number % 20 == 3 else round(self.chance.uniform(0.2, 40), 3),
                standard_price=round(self.chance.uniform(1000, 90_000), 2), write_date=self._at(-600),
            )  # fmt: skip

    def sales(self, lines: int) -> None:
        """Two years of orders, deliveries, invoices and payments, exactly so many invoice lines."""
        left = lines
        document = 0
        while left:
            document += 1
            wanted = min(left, self.chance.randint(1, 6))
            day = -730 + int(728 * document / (lines / 3.5)) if document < lines / 3.5 else -2
            self._document(document, day, wanted)
            left -= wanted
        self._odd_documents(document)

    def _document(self, number: int, day: int, wanted: int) -> None:
        chance, customer = self.chance, 1 + int(self.customers * self.chance.random() ** 2)
        refund, abroad = chance.random() < 0.04, chance.random() < 0.03
        buyer = self.database.rows["res.partner"][customer]
        recent = day > -120 and not refund
        order = self._order(number, day, customer, wanted) if recent else 0
        at = self._at(day)
        head = self.add(
            "account.move", name=f"{'NC' if refund else 'FV'}{number:06d}", move_type="out_refund" if refund else "out_invoice",
            state="posted", invoice_date=at[:10], commercial_partner_id=customer, partner_id=customer,
            currency_id=2 if abroad else 1, company_currency_id=1, company_id=1, write_date=at, create_date=at,
            invoice_payment_term_id=buyer["property_payment_term_id"], invoice_origin=f"S{number:05d}" if recent else False,
        )  # fmt: skip
        sold = self.database.rows["sale.order.line"]
        of_order = [one for one in sold.values() if one["order_id"] == order] if order else []
        total = 0.0
        for place in range(wanted):
            sale = of_order[place] if of_order else None
            total += self._line(head, refund, abroad, sale, at)
        if not refund:
            self._instalments(head, day, round(total, 2), buyer["property_payment_term_id"], at)

    def _line(self, head: int, refund: bool, abroad: bool, sale: dict[str, object] | None, at: str) -> float:
        chance = self.chance
        product = int(str(sale["product_id"])) if sale else chance.randint(1, 240)
        boxed = not sale and product % 12 == 0
        quantity = float(str(sale["product_uom_qty"])) if sale else float(chance.randint(1, 40))
        price = float(round(chance.uniform(2000, 150_000) / (4000 if abroad else 1), 2))
        discount = chance.choice((0.0, 0.0, 0.0, 5.0, 10.0))
        subtotal = round(quantity * price * (1 - discount / 100), 2)
        booked = round(subtotal * (4000 if abroad else 1), 2)
        self.add(
            "account.move.line", move_id=head, display_type="product", name="línea", product_id=product, quantity=quantity,
            price_subtotal=subtotal, price_unit=price, discount=discount, balance=booked if refund else -booked,
            product_uom_id=BOXES if boxed else 1, sale_line_ids=[sale["id"]] if sale else [], write_date=at,
        )  # fmt: skip
        return booked

    def _instalments(self, head: int, day: int, total: float, term: int, at: str) -> None:
        shares = {1: ((30, 1.0),), 2: ((60, 1.0),), 3: ((0, 0.3), (45, 0.7))}[term]
        rest = total
        for place, (days, share) in enumerate(shares):
            amount = rest if place == len(shares) - 1 else round(total * share, 2)
            rest = round(rest - amount, 2)
            line = self.add(
                "account.move.line", move_id=head, display_type="payment_term", name="", balance=amount, amount_residual=0.0,
                date_maturity=self._at(day + days)[:10], sale_line_ids=[], write_date=at,
            )  # fmt: skip
            paid = day + days + self.chance.choice((-5, 0, 0, 3, 12, 40))
            if paid < 0 and self.chance.random() < 0.9:
                part = round(amount * 0.4, 2) if self.chance.random() < 0.1 else amount
                self._settle(line, part, paid)

    def _settle(self, line: int, amount: float, day: int) -> None:
        at = self._at(day)
        self.add("account.partial.reconcile", debit_move_id=line, credit_move_id=line, amount=amount, max_date=at[:10],
                 write_date=at, create_date=at)  # fmt: skip

    def _order(self, number: int, day: int, customer: int, wanted: int) -> int:
        at = self._at(day - 3)
        order = self.add(
            "sale.order", name=f"S{number:05d}", state="sale", date_order=at, partner_id=customer, company_id=1,
            commitment_date=self._at(day) if number % 2 else False, warehouse_id=1,
            picking_policy="one" if number % 9 == 0 else "direct",
            currency_id=1, write_date=at,
        )  # fmt: skip
        shipped = day < -30
        picking = self._picking(number, order, customer, day, shipped)
        for _place in range(wanted):
            quantity, product = float(self.chance.randint(1, 20)), self.chance.randint(1, 240)
            unit = {"product_uom": 1} if self.database.version < 19 else {"product_uom_id": 1}
            line = self.add(
                "sale.order.line", order_id=order, product_id=product, product_uom_qty=quantity, customer_lead=5.0,
                qty_delivered=quantity if shipped else 0.0, price_subtotal=quantity * 5000, display_type=False,
                purchase_price=3100.0 if number % 4 else 0.0, is_downpayment=False, write_date=at, **unit,
            )  # fmt: skip
            self.add(
                "stock.move", picking_id=picking, product_id=product, product_uom_qty=quantity,
                quantity=quantity if shipped else 0.0, state="done" if shipped else "confirmed", date=self._at(day),
                priority="0", reservation_date=at[:10], sale_line_id=line, product_uom=1, write_date=self._at(min(day, 0)),
            )  # fmt: skip
        return order

    def _picking(self, number: int, order: int, customer: int, day: int, shipped: bool) -> int:
        return self.add(
            "stock.picking", name=f"WH/OUT/{number:05d}", state="done" if shipped else "confirmed", partner_id=customer,
            picking_type_id=1, date_done=self._at(day) if shipped else False, date_deadline=self._at(day), priority="0",
            scheduled_date=self._at(day), sale_id=order, origin=f"S{number:05d}", company_id=1, write_date=self._at(min(day, 0)),
        )  # fmt: skip

    def _odd_documents(self, number: int) -> None:
        """What is no fact: a draft, a cancelled invoice, a quotation, a bill."""
        for state, kind in (("draft", "out_invoice"), ("cancel", "out_invoice"), ("posted", "in_invoice")):
            number += 1
            at = self._at(-10)
            head = self.add(
                "account.move", name=f"FV{number:06d}", move_type=kind, state=state, invoice_date=at[:10], currency_id=1,
                commercial_partner_id=1, partner_id=1, company_currency_id=1, company_id=1, write_date=at,
            )  # fmt: skip
            self.add("account.move.line", move_id=head, display_type="product", name="no", product_id=1, quantity=1.0,
                     price_subtotal=1.0, price_unit=1.0, balance=-1.0, product_uom_id=1, sale_line_ids=[],
                     write_date=at)  # fmt: skip
        self.add(
            "sale.order",
            name="S-COT",
            state="draft",
            date_order=self._at(-1),
            partner_id=1,
            currency_id=1,
            company_id=1,
        )

    def stock(self) -> None:
        """What lies in the warehouse: each product, some of it old, and seconds in their own place."""
        for product in range(1, 241):
            self.add("stock.quant", product_id=product, location_id=1, quantity=float(self.chance.randint(0, 200)),
                     reserved_quantity=0.0, in_date=self._at(-self.chance.randint(1, 400)), company_id=1)  # fmt: skip
        for product in range(10, 241, 10):
            self.add("stock.quant", product_id=product, location_id=2, quantity=5.0, reserved_quantity=1.0,
                     in_date=self._at(-200), lot_id=1, company_id=1)  # fmt: skip

    def work(self, count: int) -> None:
        """What the plant makes; some of it for an order."""
        orders = list(self.database.rows["sale.order"].values())
        for number in range(1, count + 1):
            origin = orders[number]["name"] if number % 3 == 0 and number < len(orders) else False
            state = ("done", "confirmed", "progress", "cancel")[number % 4]
            self.add(
                "mrp.production", name=f"WH/MO/{number:05d}", state=state, product_id=number, product_qty=50.0, origin=origin,
                date_start=self._at(-number), date_deadline=self._at(10 - number) if number % 5 else False,
                date_finished=self._at(4 - number), priority="0", company_id=1, write_date=self._at(-number),
            )  # fmt: skip

    def coming(self, count: int) -> None:
        """Receipts: those agreed, one of them late, and some that arrived."""
        for number in range(1, count + 1):
            arrived, at = number % 4 == 0, self._at(number - 3)
            receipt = self.add(
                "stock.picking", name=f"WH/IN/{number:05d}", state="done" if arrived else "assigned", picking_type_id=2,
                date_done=at if arrived else False, scheduled_date=at, priority="0", company_id=1, origin=f"P{number:05d}",
            )  # fmt: skip
            self.add(
                "stock.move", picking_id=receipt, product_id=number, product_uom_qty=float(10 * number), quantity=0.0,
                state="done" if arrived else "assigned", date=at, priority="0", reservation_date=at[:10], product_uom=1,
                picking_type_id=2, origin=f"P{number:05d}", write_date=self._at(-1),
            )  # fmt: skip

    def _at(self, days: float) -> str:
        return (self.today + timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")


def yard(version: int = 18, *, on_hand: float = 10.0) -> tuple[Database, Stockroom]:
    """A small stockroom: two deliveries of ten, `on_hand` of their product; the normal one (1) confirmed first, the key
    account's (2) second and starred. Nothing is reserved."""
    database = Database(version, MOMENT)
    maker = Maker(database, random.Random(1))
    maker.lists()
    maker.partners(2)
    maker.products(1)
    database.add(
        "stock.quant", product_id=1, location_id=1, quantity=on_hand, reserved_quantity=0.0, in_date=database.stamp
    )
    for number, star in ((1, "0"), (2, "1")):
        when = maker._at(number)
        database.add("stock.picking", name=f"WH/OUT/{number}", state="confirmed", partner_id=number, picking_type_id=1,
                     date_deadline=when, scheduled_date=when, date_done=False, priority=star, company_id=1)  # fmt: skip
        database.add("stock.move", picking_id=number, product_id=1, product_uom_qty=10.0, quantity=0.0, state="confirmed",
                     date=when, priority=star, reservation_date=database.stamp[:10], product_uom=1)  # fmt: skip
    return database, Stockroom(database)
