"""The people of the tests, asked for by name: ``def test_x(an, chi): ...``; each agency, person and post is real.

An works at agency A, Bình at agency B and must see nothing of A's; Hà heads A; Chi coordinates the plan (the province's
Department of Finance since 1/3/2025); Lan keeps the provincial office; Minh is the chair; Thu inspects; Giang audits;
Khoa runs the machines; Hiệp speaks for an association, Dung for a business, Iris invests, Cúc is a citizen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

# name of the fixture -> (full name, role, agency: "a", "b", "coordinating", "association" or none)
PEOPLE = {
    "an": ("Nông Thị Ân", "officer", "a"),
    "ha": ("Hoàng Thu Hà", "head", "a"),
    "binh": ("Bế Văn Bình", "officer", "b"),
    "chi": ("Lương Kim Chi", "coordinator", "coordinating"),
    "lan": ("Vy Ngọc Lan", "office", "office"),
    "minh": ("Đinh Quang Minh", "leader", "office"),
    "thu": ("Triệu Lệ Thu", "inspector", "inspectorate"),
    "hiep": ("Đỗ Trung Hiệp", "association", "association"),
    "dung": ("Phùng Mỹ Dung", "business", None),
    "iris": ("Iris Nguyễn", "investor", None),
    "cuc": ("Chu Thị Cúc", "citizen", None),
    "giang": ("Mã Trường Giang", "auditor", None),
    "khoa": ("Lý Đăng Khoa", "operator", None),
}

AGENCIES = {
    "a": ("so-thu-nghiem-a", "Sở Thử nghiệm A", "ordered"),
    "b": ("so-thu-nghiem-b", "Sở Thử nghiệm B", "ordered"),
    "coordinating": ("so-dau-moi-thu", "Sở Đầu mối Thử nghiệm", "ordered"),
    "office": ("van-phong-thu", "Văn phòng Ủy ban Thử nghiệm", "ordered"),
    "inspectorate": ("thanh-tra-thu", "Thanh tra Thử nghiệm", "ordered"),
    "association": ("hiep-hoi-thu", "Hiệp hội Thử nghiệm", "requested"),
}


@dataclass
class Cast:
    """Everybody at once; attributes are made when first asked for."""

    _made: dict[str, Any]

    def agency(self, name: str) -> Any:
        """Return one of the test agencies."""
        from donghanh.ground.orgs.models import Agency

        if ("agency", name) not in self._made:
            code, title, command = AGENCIES[name]
            kind = "association" if command == "requested" else "department"
            agency = Agency(code=code, name=title, short_name=title, kind=kind, command=command, verified=True)
            agency.full_clean()
            agency.save()
            self._made["agency", name] = agency
        return self._made["agency", name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in PEOPLE:
            raise AttributeError(name)
        if name not in self._made:
            from donghanh.ground.accounts.tests.factories import make_post, make_user

            full_name, role, agency = PEOPLE[name]
            user = make_user(full_name, email=f"{name}@example.vn")
            make_post(user, role, self.agency(agency) if agency else None)
            self._made[name] = user
        return self._made[name]


@pytest.fixture
def cast(db: None) -> Cast:
    """Give the whole cast."""
    return Cast({})


def _person(name: str) -> Any:
    @pytest.fixture(name=name)
    def person(cast: Cast) -> Any:
        return getattr(cast, name)

    return person


for _name in PEOPLE:
    globals()[f"the_{_name}"] = _person(_name)


@pytest.fixture
def agency_a(cast: Cast) -> Any:
    """An's and Hà's agency."""
    return cast.agency("a")


@pytest.fixture
def agency_b(cast: Cast) -> Any:
    """Bình's agency."""
    return cast.agency("b")
