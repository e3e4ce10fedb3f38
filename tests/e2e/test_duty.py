"""What officials owe when a dossier is late, and who does the work of somebody away."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from motcua.core import clock
from motcua.dossiers.models import DossierEvent, ResponsibilityAccount
from motcua.people.models import Leave

from .conftest import OpenPage, Stage
from .doing import ask, log_of, main, press, told

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_late_dossier_is_explained_by_its_officer_and_decided_by_the_head(stage: Stage, open_page: OpenPage) -> None:
    duty = stage.things.duty
    officer = open_page("settling")
    officer.goto("/desk/ho-so-cham/")
    main(officer).locator("table.mc-list").last.get_by_role("link").first.click()
    expect(main(officer)).to_contain_text("Giờ nào của ai")
    expect(main(officer)).to_contain_text("Cán bộ settling")
    main(officer).get_by_role("button", name="Sửa giải trình").first.click()
    officer.fill("[name=explanation]", "Phòng thiếu một người trong ba tuần")
    press(officer, "Gửi giải trình").click()
    told(officer, "Đã gửi giải trình")

    head = open_page("head")
    head.goto(f"/desk/ho-so-cham/{duty.record}/")
    expect(main(head)).to_contain_text("Phòng thiếu một người trong ba tuần")
    main(head).get_by_role("button", name="Kết luận", exact=True).first.click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Kết luận trách nhiệm")
    _choose(head, "decision", "shared")
    _choose(head, "cause", "overload")
    head.fill("[name=ground]", "Lãnh đạo phòng chưa chia lại việc")
    press(head, "Ghi kết luận").click()
    told(head, "Đã ghi kết luận")
    expect(main(head)).to_contain_text("Trách nhiệm chung")

    account = ask(lambda: ResponsibilityAccount.objects.get(uid=duty.account))
    kinds = ask(
        lambda: list(DossierEvent.objects.filter(dossier__uid=duty.late).order_by("seq").values_list("kind", flat=True))
    )
    assert (account.decision, kinds[-1]) == ("shared", "responsibility_decided")


def _choose(page, name: str, value: str) -> None:  # type: ignore[no-untyped-def]
    """An answer, whether it is drawn as a list or as radio buttons."""
    if page.locator(f"select[name={name}]").count():
        page.select_option(f"select[name={name}]", value)
    else:
        page.check(f"[name={name}][value='{value}']")


def test_officer_goes_on_leave_and_the_substitute_does_the_work(stage: Stage, open_page: OpenPage) -> None:
    today = clock.legal_date(clock.now())
    officer = open_page("settling")
    officer.goto("/desk/nghi-phep/")
    main(officer).get_by_role("button", name="Xin nghỉ, cử người thay").click()
    _choose(officer, "kind", "annual")
    for name, day in (("first", today), ("last", today + dt.timedelta(days=2))):
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            officer.fill(f"[name={name}-{part}]", str(value))
    post, substitute = stage.world.posts["settling"].pk, stage.world.users["division_head"].uid
    _choose(officer, f"post-{post}", str(substitute))
    press(officer, "Gửi lãnh đạo duyệt").click()
    told(officer, "Đã gửi")

    head = open_page("head")
    head.goto("/desk/nghi-phep/")
    main(head).get_by_role("row").filter(has_text=f"{today:%d/%m/%Y}").get_by_role("button", name="Duyệt").first.click()
    told(head, "Đã duyệt")
    assert ask(lambda: Leave.objects.filter(state="approved").count()) == 1

    standing_in = open_page("division_head")
    standing_in.goto("/desk/")
    row = main(standing_in).get_by_role("row").filter(has_text="Làm thay").first
    code = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    expect(main(standing_in)).to_contain_text("Bạn đang làm thay:")
    standing_in.get_by_role("region", name="Việc có thể làm bây giờ").get_by_text("Xong bước work").first.click()
    _choose(standing_in, "outcome", "done")
    main(standing_in).get_by_role("button", name="Xong bước work").click()
    told(standing_in, code)

    event = ask(lambda: DossierEvent.objects.filter(dossier__code=code).latest("seq"))
    assert (event.kind, event.on_behalf_of) == ("step_completed", "Vị trí settling Phòng Văn hóa - Xã hội")
    assert log_of(ask(lambda: event.dossier))[-1] == "step_completed"
