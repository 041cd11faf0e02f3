"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal
from donghanh.kit.journal import Event


@journal.event
@dataclass(frozen=True)
class AccountOpened(Event):
    """An account was opened, or opened again."""

    kind: ClassVar[str] = "accounts.opened"
    label: ClassVar[str] = "Mở tài khoản"

    again: bool = False
    trial: bool = False

    def sentence(self) -> str:
        """Say whether it was for the first time."""
        return "Mở lại tài khoản" if self.again else "Mở tài khoản dùng thử" if self.trial else "Mở tài khoản"


@journal.event
@dataclass(frozen=True)
class AccountClosed(Event):
    """An account was closed."""

    kind: ClassVar[str] = "accounts.closed"
    label: ClassVar[str] = "Khóa tài khoản"

    reason: str

    def sentence(self) -> str:
        """Give the reason."""
        return f"Khóa tài khoản: {self.reason}"


@journal.event
@dataclass(frozen=True)
class AccountReviewed(Event):
    """An operator looked through an account and its posts."""

    kind: ClassVar[str] = "accounts.reviewed"
    label: ClassVar[str] = "Rà soát tài khoản"


@journal.event
@dataclass(frozen=True)
class PostAdded(Event):
    """Somebody was given a post."""

    kind: ClassVar[str] = "accounts.post_added"
    label: ClassVar[str] = "Thêm vị trí"

    post: str
    role: str
    agency: str
    valid_from: str
    valid_to: str

    def sentence(self) -> str:
        """Name the post and its time."""
        place = f" tại {self.agency}" if self.agency else ""
        until = f" đến trước {self.valid_to}" if self.valid_to else ""
        return f"Thêm vị trí {self.role}{place} từ {self.valid_from}{until}"


@journal.event
@dataclass(frozen=True)
class PostEnded(Event):
    """A post was given an end."""

    kind: ClassVar[str] = "accounts.post_ended"
    label: ClassVar[str] = "Kết thúc vị trí"

    post: str
    role: str
    agency: str
    valid_to: str

    def sentence(self) -> str:
        """Name the post and its end."""
        place = f" tại {self.agency}" if self.agency else ""
        return f"Kết thúc vị trí {self.role}{place} từ {self.valid_to}"


@journal.event
@dataclass(frozen=True)
class DelegationGiven(Event):
    """A head let somebody act in their stead."""

    kind: ClassVar[str] = "accounts.delegation_given"
    label: ClassVar[str] = "Ủy quyền"

    delegation: str
    taker: str
    valid_from: str
    valid_to: str
    reason: str

    def sentence(self) -> str:
        """Name the taker and the time."""
        return f"Ủy quyền cho {self.taker} từ {self.valid_from} đến trước {self.valid_to}"


@journal.event
@dataclass(frozen=True)
class DelegationTakenBack(Event):
    """A delegation was ended before its time."""

    kind: ClassVar[str] = "accounts.delegation_taken_back"
    label: ClassVar[str] = "Thu hồi ủy quyền"

    delegation: str
    taker: str

    def sentence(self) -> str:
        """Name the taker."""
        return f"Thu hồi ủy quyền của {self.taker}"


@journal.event
@dataclass(frozen=True)
class PasswordSet(Event):
    """A password was set by its owner or by an operator; never what it is."""

    kind: ClassVar[str] = "accounts.password_set"
    label: ClassVar[str] = "Đặt mật khẩu"


@journal.event
@dataclass(frozen=True)
class SecondFactorChanged(Event):
    """A second factor was switched on or off."""

    kind: ClassVar[str] = "accounts.second_factor_changed"
    label: ClassVar[str] = "Đổi xác thực hai lớp"

    what: str  # "totp" | "webauthn" | "recovery_codes"
    on: bool

    def sentence(self) -> str:
        """Say which and whether on or off."""
        names = {"totp": "ứng dụng tạo mã", "webauthn": "khóa truy cập", "recovery_codes": "mã dự phòng"}
        return f"{'Bật' if self.on else 'Tắt'} xác thực hai lớp bằng {names.get(self.what, self.what)}"


@journal.event
@dataclass(frozen=True)
class SessionsEnded(Event):
    """Somebody signed an account out everywhere."""

    kind: ClassVar[str] = "accounts.sessions_ended"
    label: ClassVar[str] = "Đăng xuất mọi thiết bị"
