"""Where each defect stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from donghanh.work.disclosure.tests.site import papers, plan
from donghanh.work.disclosure.tests.site.server import Answer

PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plant_everything(b: Any) -> None:
    """Put every defect in its place and note it."""
    links: list[str] = []
    _whole(b)
    _categories(b, links)
    _entries(b)
    _links(b, links)
    _papers(b)
    _pages(b)
    _traps(b, links)
    _history(b)
    nav = "".join(
        f'<li><a href="/{c}/">{e.label}</a></li>' for c, (e, _, _) in plan.CATEGORIES.items() if c not in plan._DEEP
    )
    body = f"<h1>Trang thông tin</h1><ul>{nav}</ul><p>{''.join(links)}</p>"
    b.book["/"] = plan.page("Trang thông tin điện tử Sở Thử nghiệm A", body)


def _whole(b: Any) -> None:
    b.plant("no-https", "/")


def _categories(b: Any, links: list[str]) -> None:
    for code in ("moi-truong", "dau-thau", "lich-lam-viec"):
        b.plant("stale", f"/{code}/", code)
    for code in ("thong-ke", "xang-dau"):
        b.plant("not-machine-readable", f"/{code}/", code)
    for code in ("hop-tac", "ket-luan"):
        b.plant("category-empty", f"/{code}/", code)
    for wanted in plan.ABSENT:
        b.plant("not-found", "/", wanted.code)
    for wanted, status in zip(plan.DEAD, (404, 503), strict=True):
        path = f"/muc/{wanted.code}/"
        b.book[path] = Answer(b"<!doctype html><title>x</title>", status=status)
        links.append(f'<a href="{path}">{wanted.label}</a> ')
        b.plant("category-dead", path, wanted.code)
        b.plant("link-dead", path)
    b.book["/danh-ba/"] = plan.page("Danh bạ", "<h1>Danh bạ</h1>")
    links.append(f'<a href="/danh-ba/">{plan.SHUT[0].label}</a> ')
    b.plant("robots-forbid", "/danh-ba/", plan.SHUT[0].code)
    wanted = plan.UNDATED_LANDING[0]
    b.book["/chuc-nang/"] = plan.page(wanted.label, f"<h1>{wanted.label}</h1><p>{b.words(60)}</p>")
    links.append(f'<a href="/chuc-nang/">{wanted.label}</a> ')
    b.plant("undated", "/chuc-nang/", wanted.code)
    # Two categories four and five clicks away, behind pages that say nothing of them.
    chain = ["/gioi-thieu/", "/gioi-thieu/phong", "/gioi-thieu/phong/viec", "/gioi-thieu/phong/viec/khac"]
    links.append(f'<a href="{chain[0]}">Giới thiệu</a> ')
    for n, path in enumerate(chain):
        onward = f'<a href="{chain[n + 1]}">Xem tiếp {n}</a>' if n + 1 < len(chain) else ""
        if n == 2:
            onward += ' <a href="/phi-le-phi/">Phí và lệ phí</a>'
        if n == 3:
            onward += ' <a href="/hoi-dap/">Hỏi đáp pháp luật</a>'
        b.book[path] = plan.page(f"Giới thiệu {n}", f"<h1>Giới thiệu</h1><p>{b.words(30)}</p>{onward}")
    b.plant("too-deep", "/phi-le-phi/", "phi-le-phi")
    b.plant("too-deep", "/hoi-dap/", "hoi-dap")


def _entries(b: Any) -> None:
    for path in ("/quy-hoach/bai-3", "/quy-pham/bai-7", "/thu-tuc/bai-9", "/ho-tro/bai-5"):
        b.entry(path, f"Không ngày {b.words(4)}", None)
        b.plant("undated", path)
    for path in ("/quy-hoach/bai-4", "/uu-dai/bai-6"):
        b.entry(path, f"Ngày lạ {b.words(4)}", date(2062, 3, 5))
        b.plant("date-future", path)
    day = plan.ON - timedelta(days=60)
    for path in ("/quy-pham/bai-11", "/thu-tuc/bai-13", "/ha-tang/bai-6"):
        b.entry(path, f"Trang rời {b.words(4)}", day, name="")
        b.plant("agency-missing", path)
    for path in ("/quy-pham/bai-14", "/thanh-tra/bai-7"):
        b.entry(path, f"Trang của cơ quan trước {b.words(4)}", day, name=plan.FORMER[0])
        b.plant("agency-former", path)
    for path in ("/thu-tuc/bai-18", "/ho-tro/bai-9", "/ha-tang/bai-10"):
        b.book[path] = plan.page("404 - Không tìm thấy trang", "<h1>Không tìm thấy trang</h1>")
        b.plant("soft-dead", path)


def _with(b: Any, path: str, extra: str) -> None:
    """Add something to a page that is there already."""
    answer = b.book[path]
    b.book[path] = Answer(answer.body.replace(b"</main>", extra.encode() + b"</main>"), answer.media)


def _links(b: Any, links: list[str]) -> None:
    dead = {
        "/hong/khong-co": Answer(b"", status=404),
        "/hong/da-xoa": Answer(b"", status=410),
        "/hong/loi": Answer(b"", status=500),
        "/hong/cam": Answer(b"", status=403),
        "/hong/cat": Answer(hang_up=True),
        "/hong/nen-la": Answer(b"abc", headers={"Content-Encoding": "br"}),
    }
    for n, (path, answer) in enumerate(dead.items()):
        b.book[path] = answer
        _with(b, f"/quy-pham/bai-{20 + n}", f'<p><a href="{path}">Phụ lục kèm theo {n}</a></p>')
        b.plant("link-dead", path)
    b.book["/vong/a"] = Answer(status=302, headers={"Location": "/vong/b"})
    b.book["/vong/b"] = Answer(status=302, headers={"Location": "/vong/a"})
    b.book["/vong/dai"] = Answer(status=301, headers={"Location": "/vong/dai?n=1"})
    for n in range(1, 12):
        b.book[f"/vong/dai?n={n}"] = Answer(status=301, headers={"Location": f"/vong/dai?n={n + 1}"})
    for n, path in enumerate(("/vong/a", "/vong/dai")):
        _with(b, f"/thu-tuc/bai-{22 + n}", f'<p><a href="{path}">Xem tại đây {n}</a></p>')
        b.plant("redirect-loop", path)
    inner = ("http://169.254.169.254/latest/meta-data/", "http://10.0.0.8/", "http://[::ffff:192.168.1.1]/")
    for n, target in enumerate(inner):
        path = f"/noi-bo/{'abc'[n]}"
        b.book[path] = Answer(status=302, headers={"Location": target})
        _with(b, f"/ho-tro/bai-{12 + n}", f'<p><a href="{path}">Hệ thống tra cứu {n}</a></p>')
        b.plant("redirect-private", path)
    # No defects: a redirect that arrives, an address outside, a mark of a session that is the same page again.
    b.book["/cu"] = Answer(status=301, headers={"Location": "/quy-hoach/"})
    links.append('<a href="/cu">Địa chỉ cũ</a> <a href="https://example.org/">Ngoài</a> ')
    links.append("".join(f'<a href="/quy-hoach/bai-1;jsessionid={n:032x}">Bài nổi bật</a> ' for n in range(5)))


def _papers(b: Any) -> None:
    spots = iter([f"/{c}/bai-{n}" for c in ("ngan-sach", "gia-dat", "ha-tang") for n in (4, 8, 12, 16, 20, 24)] + [
        f"/uu-dai/bai-{n}" for n in (3, 4, 7, 8, 11, 12, 15, 16)])  # fmt: skip

    def paper(name: str, body: bytes, media: str, code: str) -> None:
        path = f"/tai-ve/{name}"
        b.book[path] = Answer(body, media)
        _with(b, next(spots), f'<p><a href="{path}">Tải {name}</a></p>')
        b.plant(code, path)

    for n in range(6):
        paper(f"quet-{n}.pdf", papers.scanned_pdf(n + 1, 90 + n), PDF, "scan-only")
    for n in range(2):
        paper(f"khoa-{n}.pdf", papers.locked_pdf(), PDF, "pdf-locked")
    paper("cut.pdf", papers.text_pdf("cut")[:180], PDF, "file-broken")
    paper("rong.pdf", b"", PDF, "file-broken")
    paper("hong.xlsx", b"PK\x03\x04" + b"\x07" * 500, XLSX, "file-broken")
    paper("hong.json", b'{"a": [1, 2', "application/json", "file-broken")
    paper("that-la-trang.pdf", b"<!doctype html><html lang=vi><title>x</title><p>x</html>", PDF, "wrong-type")
    paper("that-la-pdf.xlsx", papers.text_pdf("xlsx"), XLSX, "wrong-type")
    paper("that-la-anh.pdf", papers.PNG, PDF, "wrong-type")
    paper("that-la-xlsx.docx", papers.sheet(3, "x"), "application/octet-stream", "wrong-type")
    paper("cu.doc", papers.OLE, "application/msword", "old-format")
    paper("cu.xls", papers.OLE, "application/vnd.ms-excel", "old-format")
    paper("dong.rar", papers.RAR, "application/vnd.rar", "closed-format")
    paper("dong.7z", papers.SEVEN, "application/x-7z-compressed", "closed-format")
    paper("bom.zip", papers.bomb(), "application/zip", "bomb")
    paper("nang.zip", b"PK\x03\x04" + b"\x55" * 2_200_000, "application/zip", "too-large")
    paper("sai-ma.csv", "mã,giá trị\nđất,1\n".encode("utf-16-le"), "text/csv", "encoding-wrong")


def _pages(b: Any) -> None:
    day = plan.ON - timedelta(days=45)
    for path in ("/uu-dai/bai-1", "/uu-dai/bai-2", "/uu-dai/bai-5"):
        b.entry(path, f"Không khai tiếng {b.words(4)}", day, lang="")
        b.plant("lang-missing", path)
    for path in ("/thanh-tra/bai-1", "/thanh-tra/bai-2", "/thanh-tra/bai-3"):
        body = f'<h1>Kế hoạch</h1><p>Ngày đăng: <time datetime="{day}">{day}</time></p><p>{b.words()}</p>'
        b.book[path] = plan.page("", body)
        b.plant("title-missing", path)
    extras = {
        "alt-missing": '<p><img src="/anh/a.png"></p>',
        "label-missing": '<form action="/tim/"><p><input name="q" placeholder="Tìm"></p></form>',
        "heading-order": "<h5>Phụ lục</h5><p>Xem phụ lục.</p>",
        "link-empty": '<p><a href="/quy-hoach/"></a></p>',
    }
    for n, (code, extra) in enumerate(extras.items()):
        for k in range(3):
            path = f"/khong-khi/bai-{3 * n + k + 4}"
            _with(b, path, extra)
            b.plant(code, path)
    b.book["/sai/khai-utf8"] = Answer(
        "<!doctype html><html lang=vi><title>Sai mã</title><h1>Bảng giá</h1><p>đất ở đô thị".encode("utf-16-le")[:-1]
    )
    b.book["/sai/khong-co-that"] = Answer(
        plan.page("Bảng mã lạ", "<h1>Bảng mã</h1>").body, "text/html; charset=tcvn-3-abc"
    )
    for n, path in enumerate(("/sai/khai-utf8", "/sai/khong-co-that")):
        _with(b, f"/ho-tro/bai-{18 + n}", f'<p><a href="{path}">Bản tin {n}</a></p>')
        b.plant("encoding-wrong", path)
    b.book["/sai/bom"] = plan.bomb_page()
    b.book["/sai/qua-nang"] = Answer(plan.page("Nặng", f"<p>{'dài ' * 150_000}</p>").body)
    for n, (path, code) in enumerate({"/sai/bom": "bomb", "/sai/qua-nang": "too-large"}.items()):
        _with(b, f"/ho-tro/bai-{20 + n}", f'<p><a href="{path}">Toàn bộ danh sách {n}</a></p>')
        b.plant(code, path)
    # No defects: a picture that decorates, a field with a label, headings that go up again.
    _with(
        b,
        "/khong-khi/bai-1",
        '<img src="/x.png" alt=""><form action="/tim/"><label>Tìm <input name="q"></label></form><h3>a</h3><h2>b</h2>',
    )


def _traps(b: Any, links: list[str]) -> None:
    links.append(
        '<a href="/lich/2026/11">Lịch tháng</a> <a href="/vong-tron/">Thư mục</a> <a href="/loc?mau=1">Lọc</a> '
    )
    b.plant("crawler-trap", "/lich/#/#")
    b.plant("crawler-trap", "/vong-tron/vong-tron/vong-tron/")
    b.plant("crawler-trap", "/loc?mau")


def wild(path: str) -> Answer | None:
    """Addresses without end: a calendar, a folder inside itself, a filter that counts."""
    if path.startswith("/lich/"):
        year, month = (int(p) for p in path.removeprefix("/lich/").split("/"))
        after, before = (year + month // 12, month % 12 + 1), (year - (month == 1), (month - 2) % 12 + 1)
        days = " ".join(str(n) for n in range(1, 29))
        body = f'<h1>Lịch</h1><p>{days}</p><a href="/lich/{after[0]}/{after[1]}">Tháng sau</a> <a href="/lich/{before[0]}/{before[1]}">Tháng trước</a>'
        return plan.page("Lịch", body)
    if path.startswith("/vong-tron/"):
        return plan.page("Thư mục", '<h1>Thư mục</h1><a href="vong-tron/">Thư mục con</a>')
    if path.startswith("/loc?"):
        n = int(path.rpartition("=")[2])
        return plan.page("Lọc", f'<h1>Lọc</h1><a href="/loc?mau={n + 1}">Mẫu khác</a>')
    return None


def _history(b: Any) -> None:
    """What changed between the two audits: silently, openly, or away."""
    old, new = date(2026, 10, 1), date(2026, 11, 10)
    for n, path in enumerate(("/quy-hoach/bai-20", "/thu-tuc/bai-30")):
        b.entry(path, f"Sửa lặng {n}", old, f"<p>{'bản hai khác hẳn' if b.changed else 'bản một'}</p>")
        b.plant("replaced-silently", path)
    for n in range(2):
        name, path = f"/tep/thay-{n}.pdf", f"/quy-hoach/bai-{22 + n}"
        b.book[name] = Answer(papers.text_pdf(f"thay {'hai' if b.changed else 'mot'} {n}"), PDF)
        b.entry(path, f"Kèm tệp {n} {b.words(3)}", old, f'<p><a href="{name}">Toàn văn thay {n}</a></p>')
        b.plant("replaced-silently", name)
    # Openly: the day was written anew.
    for n, path in enumerate(("/quy-hoach/bai-25", "/thu-tuc/bai-32", "/ho-tro/bai-23")):
        b.entry(path, f"Sửa có báo {n}", new if b.changed else old, f"<p>{'mới' if b.changed else 'cũ'}</p>")
    name = "/tep/bao-truoc.pdf"
    b.book[name] = Answer(papers.text_pdf("hai" if b.changed else "mot"), PDF)
    b.entry("/quy-hoach/bai-26", "Kèm tệp đã báo", new if b.changed else old, f'<p><a href="{name}">Toàn văn</a></p>')
    # Away: one whose link still stands, one whose link went too.
    gone = {"/tep/da-go-1.pdf": True, "/tep/da-go-2.pdf": False}
    for n, (name, linked) in enumerate(gone.items()):
        if not b.changed:
            b.book[name] = Answer(papers.text_pdf(f"se go {n}"), PDF)
        shown = linked or not b.changed
        b.entry(f"/quy-hoach/bai-{28 + n}", f"Sẽ gỡ {n}", old, f'<p><a href="{name}">Tệp {n}</a></p>' if shown else "")
        b.plant("removed", name)
        # The page of the second one lost its link while keeping its day.
        b.plant(*(("link-dead", name) if linked else ("replaced-silently", f"/quy-hoach/bai-{28 + n}")))
