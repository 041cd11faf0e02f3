"""The main story: from the signed page to a duty on a desk, to its result, to a proof that a stranger can check."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import surroundings
from tests.journeys import papers
from tests.journeys.house import ROOT, House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
MERGED = "2025-03-03"  # the Monday after the departments merged on 1/3/2025
OLD_NAME, NEW_NAME = "Sở Kế hoạch và Đầu tư", "Sở Tài chính"
NUMBER, WORDS = "215/BC-SKHĐT", "Đã lập và đăng đủ nội dung, có số liệu kèm theo."


@dataclass(frozen=True)
class Paper:
    """What the coordinator holds: the file, and the two duties that the story follows."""

    path: Path
    number: str
    slug: str
    done: str
    moved: str
    invented: bool


@pytest.fixture(params=["invented", "official"])
def paper(request: pytest.FixtureRequest, tmp_path: Path) -> Paper:
    """Give a plan that the house has never seen, then the signed Plan 124 where this machine has it."""
    if request.param == "invented":
        path = papers.plan_docx(tmp_path)
        return Paper(path, papers.NUMBER, "9901-kh-ubnd-2023", papers.FIRST_DUTY, papers.SECOND_DUTY, invented=True)
    official = surroundings.official_plan()
    if official is None:
        where = surroundings.shared() / "plan" / "124-KH-UBND-2023.txt"
        pytest.skip(f"không có {where}; đặt DONGHANH_SHARED để thử với văn bản thật")
    return Paper(
        official,
        "124/KH-UBND",
        "124-kh-ubnd-2023",
        "Đưa tỷ lệ đăng ký doanh nghiệp qua mạng",
        "Vận hành tốt Tổ hỗ trợ thủ tục đầu tư",
        invented=False,
    )


def test_a_duty_goes_from_the_signed_page_to_the_public_log(
    house: House, invite: Callable[..., Visitor], paper: Paper, tmp_path: Path
) -> None:
    chi = invite("dieuphoi")
    load(chi, paper)
    an = invite("chuyenvien")
    first, proof = take_up(an, paper, papers.evidence_pdf(tmp_path))
    lan = invite("lanhdaoso")
    hand_in(lan, paper)
    confirm(chi, paper)
    hear_of_it(house, an, paper)
    everybody_sees_it(invite, paper, first, proof)
    second = leave_half_done(an, paper)
    house.open(day=MERGED)
    reorganise(invite("dieuphoi"), paper)
    carry_on(invite("chuyenvien"), paper, second)
    remember(invite, first, second)
    prove(house, invite(), paper, first, tmp_path)


def load(chi: Visitor, paper: Paper) -> None:
    """Load the file, look at what was understood and what is wrong with it, give its duties out."""
    chi.visit("/ke-hoach/nap/")
    chi.page.set_input_files("main [type=file]", paper.path)
    chi.press("Đọc văn bản").sees("Xem trước", paper.number, "Lỗi của văn bản", "Dòng đã đọc", "Chủ trì nhiều nhất")
    assert chi.page.locator(".preview-text .duty").count() > 3
    if paper.invented:
        chi.picture("preview", 1366, 360)
        chi.press("Nạp").sees("Giao việc", "Cơ quan nhận việc", OLD_NAME)
        giving = chi.page.get_by_role("button", name="Giao ")
        chi.press(giving).sees("Đã giao", "phần việc theo 9901/KH-UBND")
    else:
        chi.press("Gắn nguyên văn").sees("Đã nạp 124/KH-UBND", "Nguyên văn; chữ nền màu là nhiệm vụ")
        chi.sees_not("Chưa nạp toàn văn đã ký")
    chi.visit(f"/ke-hoach/{paper.slug}/soat-loi/").sees(paper.number)


def row_of(person: Visitor, title: str) -> Visitor:
    """Find the row with a title, turning the pages of the list, and open it."""
    while True:
        link = person.page.locator("main").get_by_role("link", name=title).first
        if link.count():
            return person.press(link)
        further = person.page.locator("main a[rel=next]")
        assert further.count(), f"{title} is not on {person.page.url}"
        person.press(further.first)


def take_up(an: Visitor, paper: Paper, pdf: Path) -> tuple[str, str]:
    """Find the duty, accept it, report with evidence, put the result before the head."""
    an.visit("/viec-cua-toi/").sees("Việc của tôi", "Tiếp theo")
    row_of(an, paper.done)
    address = an.page.url.removeprefix(an.house.url)
    an.sees(paper.number, OLD_NAME, "Chờ nhận việc", "Vì sao")
    an.press("Nhận việc").press("Nhận việc").sees("Đã nhận việc", "Nguyễn Thị An")
    an.press("Báo tiến độ").fill(percent="100", text=WORDS, document_number=NUMBER, document_on="05/6/2023")
    an.page.set_input_files("main [type=file]", pdf)
    an.press("Báo tiến độ").sees("Đã báo tiến độ", "100 %", NUMBER, pdf.name)
    proof = an.page.locator("main .file a[href^='/tep/']").first.get_attribute("href")
    an.press("Trình thủ trưởng").fill(text=WORDS, document_number=NUMBER, document_on="05/6/2023")
    an.press("Trình thủ trưởng").sees("Đã trình thủ trưởng", "Chờ thủ trưởng duyệt")
    assert proof
    with an.page.expect_download() as kept:
        an.page.evaluate("(to) => { location.href = to }", proof)
    assert kept.value.path().read_bytes() == pdf.read_bytes()
    if paper.invented:
        an.visit(address).picture("reported", 1366)
    return address, proof


def hand_in(lan: Visitor, paper: Paper) -> None:
    """The head looks at the result with its evidence and hands it in."""
    lan.visit("/cho-duyet/").sees(paper.done, NUMBER)
    lan.press("Duyệt")
    if "/nop/" not in lan.page.url:
        lan.press("Nộp kết quả")
    lan.sees("Chứng cứ đã có", "bo-cau-hoi.pdf")
    lan.press("Nộp kết quả").sees("Đã nộp kết quả", "Chờ xác nhận")


def confirm(chi: Visitor, paper: Paper) -> None:
    """The focal agency confirms; only now is it done."""
    chi.visit("/cho-duyet/").sees(paper.done, "Sở Kế hoạch và Đầu tư")
    chi.press("Xác nhận")
    if "/xac-nhan/" not in chi.page.url:
        chi.press("Xác nhận hoàn thành")
    chi.press("Xác nhận hoàn thành").sees("Đã xác nhận hoàn thành", NUMBER)
    if paper.invented:
        chi.picture("obligation", 1366, 360)


def hear_of_it(house: House, an: Visitor, paper: Paper) -> None:
    """The background work tells the officer."""
    house.run("worker", "--once")
    an.visit("/thong-bao/").sees("Đã xác nhận hoàn thành", paper.done)


def everybody_sees_it(invite: Callable[..., Visitor], paper: Paper, first: str, proof: str) -> None:
    """The leader and the public see the result; nobody outside sees what stands behind it."""
    khoi = invite("lanhdao")
    khoi.visit("/lanh-dao/").sees("đã xác nhận xong")
    done = khoi.page.locator(".figures").first.inner_text()
    assert "1" in done.split(), done
    khoi.visit("/ke-hoach/bang-tien-do/").sees(OLD_NAME)
    guest = invite()
    guest.visit("/").sees(paper.done, "Kết quả mới")
    guest.visit("/cam-ket/")
    guest.page.locator("main [name=tinh_trang]").first.select_option(label="Đã xong")
    guest.press("Lọc").sees(paper.done, NUMBER)
    guest.visit(f"/ke-hoach/{paper.slug}/")
    marked = guest.page.locator(".plan-text .duty.done, .plan-text a.done")
    assert marked.count() == 1, guest.page.locator(".plan-text").inner_html()[:1500]
    guest.visit(first).sees("xong", NUMBER, "chỉ các cơ quan của nhiệm vụ và người theo dõi đọc được")
    guest.sees_not(WORDS, "bo-cau-hoi.pdf", "Nguyễn Thị An")
    guest.visit(proof, status=404)


def leave_half_done(an: Visitor, paper: Paper) -> str:
    """A second duty is begun and stays open."""
    an.visit("/viec-cua-toi/?muc=co-quan")
    row_of(an, paper.moved)
    address = an.page.url.removeprefix(an.house.url)
    an.press("Nhận việc").press("Nhận việc")
    an.press("Báo tiến độ").fill(percent="40", text="Đã làm được bốn phần mười.")
    an.press("Báo tiến độ").sees("40 %")
    return address


def reorganise(chi: Visitor, paper: Paper) -> None:
    """The department ends; its open work goes to the one successor by a recorded act."""
    chi.visit("/ke-hoach/ban-giao/").sees("Có một cơ quan kế nhiệm", OLD_NAME, NEW_NAME, "01/3/2025")
    if paper.invented:
        chi.picture("handover", 1366)
    chi.press(chi.page.get_by_role("button", name="Bàn giao cả")).sees("cho cơ quan kế nhiệm", "Đã bàn giao")


def carry_on(an: Visitor, paper: Paper, second: str) -> None:
    """The new department's desk shows the work; what was said of it in 2023 keeps the old name."""
    an.visit("/viec-cua-toi/?muc=co-quan")
    row_of(an, paper.moved)
    assert an.page.url.endswith(second)
    an.sees(NEW_NAME, "Kế hoạch giao", OLD_NAME, "40 %", "Chờ nhận việc")
    an.press("Nhận việc").press("Nhận việc").sees("Đã nhận việc")
    an.visit(f"/ke-hoach/{paper.slug}/")
    an.press(an.page.locator(".plan-text").get_by_text(paper.moved).first) if paper.invented else None
    duty = an.page.locator("main a[href*='/nhiem-vu/']").first
    if paper.invented:
        an.press(duty).sees("kế hoạch giao", OLD_NAME, NEW_NAME)


def remember(invite: Callable[..., Visitor], first: str, second: str) -> None:
    """Every step stands in the history that the auditor reads, newest first, with who did it."""
    giang = invite("kiemtoan")
    giang.visit(first)
    story = giang.page.locator("aside .timeline, aside ol").last.inner_text()
    steps = ["Nhận việc", "Báo tiến độ", "Trình", "Nộp", "Xác nhận"]
    at = [story.casefold().rfind(step.casefold()) for step in steps]
    assert -1 not in at, (steps, at, story)
    giang.visit(second).sees("bàn giao")
    giang.visit("/nhat-ky/").sees("Nguyễn Thị An", "Vi Thị Chi")


def prove(house: House, stranger: Visitor, paper: Paper, first: str, tmp_path: Path) -> None:
    """The log is sealed; a stranger takes the proof of the confirmation away and checks it without us."""
    root = json.loads(house.run("seal", "--json", "-"))["root"]
    stranger.visit("/nhat-ky/minh-bach/").sees(root)
    stranger.visit(first).press("Bằng chứng trong sổ minh bạch").sees("Tự kiểm chứng", "Đã niêm phong")
    if paper.invented:
        stranger.picture("proof", 1366, 360)
    with stranger.page.expect_download() as kept:
        stranger.page.get_by_role("link", name="Tải bằng chứng").click()
    proof = tmp_path / "bang-chung.json"
    kept.value.save_as(proof)
    assert verified(proof, root) == 0
    told = json.loads(proof.read_text(encoding="utf-8"))
    assert json.loads(told["leaf"])["kind"] == "plan.result_confirmed"
    told["leaf"] = told["leaf"].replace("Xong đúng hạn", "Xong quá hạn")
    proof.write_text(json.dumps(told), encoding="utf-8")
    assert verified(proof, root) == 1, "a proof of other words must not hold"


def verified(proof: Path, root: str) -> int:
    """Run the stand-alone verifier as anybody would."""
    command = [sys.executable, "-I", str(ROOT / "tools" / "verify_log.py"), str(proof), "--root", root]
    return subprocess.run(command, capture_output=True, check=False, env={}, timeout=60).returncode
