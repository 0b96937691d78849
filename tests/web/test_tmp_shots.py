from datetime import timedelta, date
from decimal import Decimal
from pathlib import Path
import os, pytest
from django.utils import timezone
from clave.facts.store import FactStore
from clave.store.models import Visitor, KeyStatus, Announcement, Ownership
from tests.store.proposing import somebody
from tests.web import made, portal_made, promises_made
from tests.web.conftest import NOW
from tests.web.portals import invited, cookie
from clave.actions.grants import give_template
from clave.actions.company import found_company
HERE="C-0002"
def orders():
    t=timezone.localdate(); rows=[]
    for i,(p,left,short) in enumerate([(-6,None,0),(-2,None,0),(3,None,0),(8,None,0),(None,None,0),(-10,-9,0),(-4,-3,20),(-20,-20,0)]):
        rows.append({"order":f"PED-{1000+i//2}","line":str(i%2+1),"customer":HERE,"product":f"PU-{i:03}","ordered_date":t-timedelta(25-i),"required_date":None,"promised_date":t+timedelta(p) if p is not None else None,"quantity":Decimal(60+i),"unit_price":Decimal(1000),"shipped_date":t+timedelta(left) if left is not None else None,"shipped_quantity":Decimal(60+i-short) if left is not None else None,"warehouse":None,"status":None,"currency":None})
    return rows
def test_shots(run, browser, live_server, settings, tmp_path):
    facts=made.facts()
    facts["order_line"]=made.table("order_line", orders())
    FactStore(tmp_path).load(facts, source="t", digest="t", now=NOW, by="t", currency="COP")
    settings.CLAVE_FACTS=tmp_path
    kam=somebody("director","Andrea Quintero")
    visitor=invited(HERE,name="Rosalba Cárdenas")
    Ownership.objects.get_or_create(customer=HERE, part="owner", defaults=dict(person=kam, starts_on=date(2025,1,1), created_at=NOW))
    found=portal_made.world(kam,visitor)
    give_template(by=kam, now=timezone.now(), customer=HERE, since=timezone.localdate()-timedelta(days=100))
    promises_made.ledger(size=1200, customer=HERE)
    out=Path("/tmp/asks-shots"); out.mkdir(exist_ok=True)
    pages={"home":"/portal/","beneficios":"/portal/beneficios/","acuerdo":"/portal/acuerdo/","pedidos":"/portal/pedidos/","pedido":"/portal/pedidos/uno/PED-1000/","necesidades":"/portal/necesidades/","ask":f"/portal/necesidades/{found['portal_ask']}/","request":f"/portal/necesidades/{found['portal_request']}/","plan":"/portal/plan/","invitaciones":"/portal/invitaciones/"}
    for width,theme in ((1440,"light"),(390,"dark"),(390,"light"),(1440,"dark")):
        ctx=browser.new_context(viewport={"width":width,"height":900},color_scheme=theme)
        ctx.add_cookies([cookie(visitor, live_server.url), {"name":"django_language","value":"es","url":live_server.url}])
        page=ctx.new_page()
        errors=[]
        page.on("console", lambda m: errors.append(m.text) if m.type=="error" else None)
        for name,addr in pages.items():
            if width==390 and theme=="light" and name not in("home","pedidos"): continue
            if width==1440 and theme=="dark" and name not in("home","ask"): continue
            page.goto(live_server.url+addr)
            wide=page.evaluate("document.documentElement.scrollWidth-innerWidth")
            page.screenshot(path=str(out/f"{name}-{width}-{theme}.png"), full_page=True)
            print(name,width,theme,"overflow",wide,errors)
        ctx.close()
