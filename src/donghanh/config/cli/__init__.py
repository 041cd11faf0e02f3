"""The ``donghanh`` command: one entry point, each verb in its own file, loaded only when asked for.

Exit codes: 0 done, 1 a finding the caller asked to be told about, 2 a refusal with one sentence.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from donghanh import __version__
from donghanh.config.keeper import die_with_parent
from donghanh.kit.errors import Refusal

# name -> (module, attribute, one line of help). Modules stay unloaded until their verb is typed, so that
# ``donghanh compile`` starts without Django.
VERBS = {
    "up": ("up", "up", "Dựng và chạy: nâng cơ sở dữ liệu, nạp dữ liệu gốc, mở cổng."),
    "serve": ("serve", "serve", "Mở máy chủ web (granian, WSGI)."),
    "worker": ("worker", "worker", "Chạy các việc nền và lịch hằng ngày."),
    "compile": ("compile", "compile_command", "Đọc một văn bản và trả về cấu trúc của nó."),
    "plan": ("plan", "plan", "Nạp, so sánh, soát lỗi kế hoạch."),
    "report": ("report", "report", "Báo cáo định kỳ: bảng nhận báo cáo, lập báo cáo của tỉnh."),
    "measure": ("report", "measure", "Số đo: giá trị, công thức, các dòng phía sau."),
    "index": ("index", "index", "Chỉ số: tính lại, tách thay đổi, xác suất, kịch bản, dựng chỉ số bất kỳ."),
    "disclosure": ("disclosure", "disclosure", "Công khai: kiểm tra một trang của cơ quan từ bên ngoài."),
    "mail": ("mail", "mail", "Hộp thư kiến nghị: nhận qua IMAP hoặc LMTP, gửi biên nhận."),
    "register": ("register", "register", "Danh mục: kiểm tra tệp theo lược đồ, so sánh, nạp, liệt kê."),
    "user": ("user", "user", "Tài khoản: mở, gán chức danh, khóa, tài khoản dùng thử."),
    "search": ("search", "search", "Tìm như trang công khai tìm, hoặc như một người."),
    "check": ("check", "check", "Tự kiểm tra bản cài đặt và dữ liệu."),
    "seal": ("seal", "seal", "Niêm phong sổ minh bạch đến hôm nay."),
    "backup": ("backup", "backup", "Sao lưu khi hệ thống đang chạy."),
    "restore": ("backup", "restore", "Phục hồi từ bản sao lưu."),
    "petitions": ("petitions", "petitions", "Kiến nghị: tính lại hạn, nhận bảng của hiệp hội."),
    "clock": ("clock", "clock", "Thời hạn của vụ việc: hạn là ngày nào, đếm từng ngày, các quy tắc."),
    "demo": ("demo", "demo", "Sinh số liệu minh họa cho bản dùng thử."),
}


class Verbs(click.Group):
    """List and load the verbs lazily."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name every verb in the order of a day's work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load the verb that was typed."""
        if cmd_name not in VERBS:
            return None
        module, attribute, _ = VERBS[cmd_name]
        command: click.Command = getattr(import_module(f"donghanh.config.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Show the verbs without loading any of them."""
        with formatter.section("Các lệnh"):
            formatter.write_dl([(name, text) for name, (_, _, text) in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="donghanh")
def cli() -> None:
    """Đồng Hành: từ bản kế hoạch đã ký đến việc trên bàn từng cơ quan."""


def django_ready() -> None:
    """Make Django's models and settings usable inside a verb."""
    import django  # noqa: PLC0415 - only verbs that touch the database pay for it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "donghanh.config.settings")
    django.setup()


def _in_words(error: click.ClickException) -> str:
    """Say in one sentence what was wrong with the words typed."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "donghanh"
    see = f"xem `{path} --help`."
    if isinstance(error, click.NoSuchOption):
        return f"Không có tùy chọn {error.option_name}; {see}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"Thiếu {error.param.human_readable_name}; {see}"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"Giá trị của {error.param.human_readable_name} không hợp lệ ({error.message.rstrip('.')}); {see}"
    if isinstance(error, click.FileError):
        return f"Không mở được tệp {error.ui_filename}: {error.message}."
    return f"Lệnh gõ chưa đúng ({error.format_message().rstrip('.')}); {see}"


def _tables_missing(error: Exception) -> bool:
    """Say whether a verb stumbled over an instance that was never prepared; Django is there if it did."""
    database = sys.modules.get("django.db")
    if database is None or not isinstance(error, database.OperationalError | database.ProgrammingError):
        return False
    return "no such table" in str(error) or getattr(error.__cause__, "sqlstate", "") == "42P01"


def main() -> None:
    """Run the command; a refusal is one sentence on standard error and exit code 2."""
    die_with_parent()
    try:
        code = cli(standalone_mode=False)
    except Refusal as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(_in_words(error), err=True)
        sys.exit(2)
    except click.Abort:
        click.echo("Đã dừng theo yêu cầu.", err=True)
        sys.exit(2)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except BrokenPipeError:  # whoever read our output has gone: nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except Exception as error:
        if not _tables_missing(error):
            raise
        click.echo("Cơ sở dữ liệu chưa được dựng; hãy chạy `donghanh up --prepare-only` rồi thử lại.", err=True)
        sys.exit(2)
    # Outside its own standalone mode click hands the code of ``ctx.exit()`` back instead of raising it.
    sys.exit(code if isinstance(code, int) else 0)
