import time
from django.test import Client
from tests.desks.test_figures_page import _release
from tests.desks.courting import a_draft, approve, the_sealer_comes
from tests.desks.people import sign_in
def test_p(house, tmp_path):
    _release(3); c=Client(); t=[]
    for _ in range(200):
        a=time.perf_counter(); c.get("/ar/figures/"); t.append(time.perf_counter()-a)
    t.sort(); print("P95 figures ms", round(t[189]*1000,1))
    w,d=a_draft(tmp_path); approve(d); the_sealer_comes()
    a=time.perf_counter(); r=sign_in("reem").post(f"/ar/desk/submissions/{d}/sign/"); print("SIGN s", round(time.perf_counter()-a,2), r.status_code)
    from django.db import connection
    for u,p in (("reem",f"/ar/desk/submissions/{d}/"),("reem",f"/ar/desk/cases/{w.ids['case']}/facts/")):
        cl=sign_in(u); cl.get(p); t=[]
        for _ in range(20):
            a=time.perf_counter(); cl.get(p); t.append(time.perf_counter()-a)
        t.sort(); print("P95", p[:14], round(t[18]*1000,1))
